"""One module per group of operations; a handler translates between HTTP and a service, nothing more."""

from __future__ import annotations

from typing import Final

#: Operations that are described and have no handler yet: they answer 501. This list only shrinks.
NOT_IMPLEMENTED: Final = frozenset(
    {
        "AcceptSamples",
        "AutoAnnotationProgress",
        "BatchDeleteWorkers",
        "CreateLabels",
        "CreateTask",
        "CreateWorker",
        "CreateWorkforce",
        "CreateWorkforceTask",
        "DeleteLabelAndSamples",
        "DeleteLabels",
        "DeleteWorker",
        "DeleteWorkforce",
        "DeleteWorkforceTask",
        "DescWorker",
        "DescWorkforce",
        "DescWorkforceTask",
        "DescribeAutoAnnotationSample",
        "DescribeWorkforceTaskSample",
        "GetWorkforceSamplingTask",
        "GetWorkforceTaskMetrics",
        "ListAllWorkers",
        "ListAutoAnnotationSamples",
        "ListLabels",
        "ListTasks",
        "ListWorkerTasks",
        "ListWorkers",
        "ListWorkforceTaskSamples",
        "ListWorkforceTaskStats",
        "ListWorkforceTasks",
        "ListWorkforces",
        "ReviewSamples",
        "SendEmails",
        "StartWorkforceSamplingTask",
        "StartWorkforceTask",
        "StopAutoAnnotation",
        "UpdateLabel",
        "UpdateLabels",
        "UpdateWorker",
        "UpdateWorkforce",
        "UpdateWorkforceSamplingTask",
        "UpdateWorkforceTask",
        "UpdateWorkforceTaskSamples",
        "UploadSamplesJson",
    }
)
