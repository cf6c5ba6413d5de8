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
