"""The errors of data management, by what went wrong. Every function returns the error for the caller to raise."""

from __future__ import annotations

from typing import Final

from ..errors import ServiceError
from .lifecycle import DatasetStatus

DATASET_EXISTS: Final = "ModelArts.4351"
DATASET_MISSING: Final = "ModelArts.4352"
VERSION_MISSING: Final = "ModelArts.4353"
QUOTA: Final = "ModelArts.4354"
VERSION_TOO_SOON: Final = "ModelArts.4370"
VERSION_EXISTS: Final = "ModelArts.4371"
VERSION_NOT_NORMAL: Final = "ModelArts.4824"
VERSION_EMPTY: Final = "ModelArts.4825"
VERSION_UNDELETABLE: Final = "ModelArts.4828"
VERSION_QUOTA: Final = "ModelArts.4714"
SPLIT_UNSUITED: Final = "ModelArts.4711"
SPLIT_UNSUPPORTED: Final = "ModelArts.4342"
SCHEMA_MISSING: Final = "ModelArts.4400"
SAMPLE_MISSING: Final = "ModelArts.4420"
SAMPLE_UNFIT: Final = "ModelArts.4421"
SAMPLE_EXISTS: Final = "ModelArts.4422"
SAMPLE_SIZE: Final = "ModelArts.4423"
SAMPLE_UNDELETED: Final = "ModelArts.4424"
SAMPLE_LABELS: Final = "ModelArts.4417"
SAMPLE_TOO_LARGE: Final = "ModelArts.4656"
ATTRIBUTE_MISSING: Final = "ModelArts.4430"
LABELLING_FORBIDDEN: Final = "ModelArts.4381"
LABEL_MISSING: Final = "ModelArts.4410"
LABEL_EXISTS: Final = "ModelArts.4411"
SHORTCUT_EXISTS: Final = "ModelArts.4412"
LABEL_INCOMPATIBLE: Final = "ModelArts.4413"
ENTITY_MISSING: Final = "ModelArts.4414"
ENTITY_IN_USE: Final = "ModelArts.4415"
ATTRIBUTE_EXISTS: Final = "ModelArts.4428"
ATTRIBUTE_VALUE_EXISTS: Final = "ModelArts.4429"
BUCKET_ALONE: Final = "ModelArts.4205"
BUCKET_MISSING: Final = "ModelArts.4311"
PATH_INVALID: Final = "ModelArts.4313"
PATH_DOUBLE_SLASH: Final = "ModelArts.4315"
PATH_REFUSED: Final = "ModelArts.4374"
PATH_TOO_LONG: Final = "ModelArts.4350"
PARAMETER: Final = "ModelArts.4396"
REQUEST: Final = "ModelArts.4200"
UNSUPPORTED: Final = "ModelArts.4820"
IMPORT_EMPTY: Final = "ModelArts.4340"
IMPORT_DATA: Final = "ModelArts.4362"
IMPORT_FAILED: Final = "ModelArts.4921"
IMPORT_TASK_MISSING: Final = "ModelArts.4700"
EXPORT_PATH: Final = "ModelArts.4358"
EXPORT_MISSING: Final = "ModelArts.4359"
EXPORT_PARAMETER: Final = "ModelArts.4384"
EXPORT_FAILED: Final = "ModelArts.4401"
SYNC_FAILED: Final = "ModelArts.4360"
PATH_MISSING: Final = "ModelArts.4312"
TYPE_MISMATCH: Final = "ModelArts.4399"
TASK_STOPPED: Final = "ModelArts.4393"
TASKS_EXCEEDED: Final = "ModelArts.4409"
SMART_MISSING: Final = "ModelArts.4700"
SMART_TYPE: Final = "ModelArts.4383"
SMART_LABELS: Final = "ModelArts.4405"
SMART_IMAGES: Final = "ModelArts.4406"
SMART_NOTHING: Final = "ModelArts.4407"
SMART_SHAPES: Final = "ModelArts.4408"
SMART_GROUPS: Final = "ModelArts.4622"
SMART_MODEL: Final = "ModelArts.4934"
LABELS_UNSET: Final = "ModelArts.4365"
PROCESSOR_MISSING: Final = "ModelArts.4700"
PROCESSOR_EXISTS: Final = "ModelArts.4709"
PROCESSOR_VERSION_MISSING: Final = "ModelArts.4851"
PROCESSOR_QUOTA: Final = "ModelArts.4853"
PROCESSOR_VERSION_QUOTA: Final = "ModelArts.4854"
PROCESSOR_BUSY: Final = "ModelArts.4850"
PROCESSOR_UNFINISHED: Final = "ModelArts.4613"
ANALYSIS_TYPE: Final = "ModelArts.4701"
ANALYSIS_FORMAT: Final = "ModelArts.4702"
ANALYSIS_UNLABELLED: Final = "ModelArts.4703"
ANALYSIS_BUSY: Final = "ModelArts.4704"
ANALYSIS_STATUS: Final = "ModelArts.4706"
TEAM_QUOTA: Final = "ModelArts.0118"
WORKER_FORBIDDEN: Final = "ModelArts.4600"
WORKFORCE_MISSING: Final = "ModelArts.4601"
WORKFORCE_EXISTS: Final = "ModelArts.4602"
WORKFORCE_IN_USE: Final = "ModelArts.4603"
WORKER_MISSING: Final = "ModelArts.4604"
WORKER_EXISTS: Final = "ModelArts.4605"
REVIEWED_ALREADY: Final = "ModelArts.4606"
CHECK_MISSING: Final = "ModelArts.4612"
TEAM_TASK_UNFINISHED: Final = "ModelArts.4615"
MANAGER_EXISTS: Final = "ModelArts.4617"
TEAM_TASK_MISSING: Final = "ModelArts.4619"
TEAM_TASK_EXISTS: Final = "ModelArts.4620"
TEAM_TASK_UNSTARTABLE: Final = "ModelArts.4621"
TEAM_TASK_CHECKING: Final = "ModelArts.4623"
NOTHING_CHECKED: Final = "ModelArts.4624"
NOTHING_TO_CHECK: Final = "ModelArts.4625"
NOTIFIED_TOO_SOON: Final = "ModelArts.4627"
WORKER_IN_USE: Final = "ModelArts.4628"
LABELERS_TOO_FEW: Final = "ModelArts.4822"

_BUSY: Final = {
    DatasetStatus.CREATING: "ModelArts.4356",
    DatasetStatus.IMPORTING: "ModelArts.4356",
    DatasetStatus.SYNCHRONIZING: "ModelArts.4355",
    DatasetStatus.PUBLISHING: "ModelArts.4343",
    DatasetStatus.SWITCHING: "ModelArts.4349",
    DatasetStatus.DELETING: "ModelArts.4344",
    DatasetStatus.DELETED: DATASET_MISSING,
    DatasetStatus.ABNORMAL: "ModelArts.4392",
}


def failure(code: str, detail: str = "", *, status: int = 400) -> ServiceError:
    """A catalogued error; with a detail of what exactly is wrong."""
    return ServiceError(code, status=status, detail=detail)


def missing(code: str, what: str) -> ServiceError:
    """A thing of the address is not there.

    The catalogue lists these codes under 400, the operations document 404 for the same case: a client that
    waits for a deletion needs the 404.
    """
    error = ServiceError(code, status=400, detail=what)
    error.status = 404
    return error


def busy(status: int) -> ServiceError:
    """The dataset's present state forbids what was asked."""
    return ServiceError(_BUSY[DatasetStatus(status)], status=400)


def clash(code: str, *values: object, status: int = 501) -> ServiceError:
    """Another task, or the dataset's type, forbids an intelligent task.

    The catalogue lists these codes under statuses that say something else to a client: 501, that there is no such
    operation, or 200. Like all other refusals they are sent with 400.
    """
    error = ServiceError(code, *values, status=status)
    error.status = 400
    return error
