"""Reads what a request wants processed: where from, by which operator, where to. Everything is checked here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from .. import failures
from ..failures import failure
from ..obs_paths import check_apart, read_folder
from .operators import ANALYSIS, OPERATORS, TEMPLATES, Operator, Way, operator_names
from .operators.parameters import ParameterProblemError, read_values
from .places import BOXES, Channel, Target, read_channel, read_target

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ...backend import Backend

NAME_LIMIT: Final = 128
_FORBIDDEN: Final = frozenset("^!<>=&\"'")
_DESCRIPTION_LIMIT: Final = 256
_TASK_TYPES: Final = {0: "image_classification", BOXES: "object_detection"}
_TEMPLATE_NAMES: Final = {ANALYSIS: "data analysis", **{template: english for template, _, english in TEMPLATES}}


@dataclass(frozen=True, slots=True)
class NewRun:
    """A checked request. ``plan`` is all that the work needs to know; the rest is shown in replies."""

    operator: Operator
    channels: Sequence[Channel]
    work_path: dict[str, Any] | None
    template: dict[str, Any]
    plan: dict[str, Any]

    @property
    def inputs(self) -> list[dict[str, Any]]:
        """Where the data comes from, as replies show it."""
        return [channel.shown for channel in self.channels]


def read_run(conn: Connection, backend: Backend, project_id: str, request: Mapping[str, Any], run_id: str) -> NewRun:
    """Check what a task or a version is to do; ``run_id`` names the folder of its output. Raises `ServiceError`."""
    template = request["template"]
    operator, sent = _read_operator(template)
    try:
        values = read_values(operator.parameters, sent)
    except ParameterProblemError as error:
        raise failure(failures.PARAMETER, f"{operator.name}: {error}") from error
    channels = [
        read_channel(conn, backend, project_id, source, sent, analysis=operator.way is Way.ANALYSE)
        for source in _read_sources(request)
    ]
    types = {channel.dataset_type for channel in channels}
    if len(types) > 1:
        raise failure(failures.TYPE_MISMATCH, "the inputs are of different types")
    dataset_type = types.pop()
    if str(sent.get("task_type") or _TASK_TYPES[dataset_type]) != _TASK_TYPES[dataset_type]:
        raise failure(failures.TYPE_MISMATCH, f"task_type is {sent['task_type']!r}, the data is of another type")
    target = None if operator.way is Way.ANALYSE else _read_target(conn, backend, project_id, request, dataset_type)
    output = f"{target.base}{run_id}/" if target is not None else ""
    _check_folders(backend, values)
    plan: dict[str, Any] = {
        "template": operator.template,
        "operator": operator.name,
        "values": values,
        "channels": [channel.plan for channel in channels],
        "dataset_type": dataset_type,
        "output": output,
        "target": target.plan if target is not None else None,
    }
    if target is not None:
        for channel in channels:
            check_apart(output, channel.plan.get("folder") or "//")
    shown_target = {**target.shown, "output_path": output} if target is not None else None
    return NewRun(operator, channels, shown_target, _show_template(template, operator, sent, channels[0]), plan)


def _read_operator(template: Mapping[str, Any]) -> tuple[Operator, Mapping[str, Any]]:
    kind = template.get("id")
    if kind is None:
        raise failure(failures.PARAMETER, "template.id is missing")
    sent = template.get("operator_params") or ([{"id": ANALYSIS}] if kind == ANALYSIS else [])
    if len(sent) != 1:
        raise failure(failures.PARAMETER, "template.operator_params has exactly one operator")
    name = sent[0].get("name") or sent[0].get("id") or ""
    operator = OPERATORS.get((kind, name))
    if operator is None:
        raise failure(failures.PARAMETER, f"{kind} has the operators {', '.join(operator_names(kind))}")
    return operator, sent[0].get("params") or {}


def _read_sources(request: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    single, several = request.get("data_source"), request.get("inputs")
    if (single is None) == (not several):
        raise failure(failures.PARAMETER, "either data_source or inputs is needed, and not both")
    sources = [single] if single is not None else several or []
    version = request.get("version_id")
    return [{**source, "version_id": source.get("version_id") or version} for source in sources if source is not None]


def _read_target(
    conn: Connection, backend: Backend, project_id: str, request: Mapping[str, Any], dataset_type: int
) -> Target:
    work_path = request.get("work_path")
    if work_path is None:
        raise failure(failures.PARAMETER, "work_path is missing")
    return read_target(conn, backend, project_id, work_path, dataset_type)


def _check_folders(backend: Backend, values: Mapping[str, Any]) -> None:
    for name in ("prototype_sample_path", "criticism_sample_path"):
        if values.get(name) and not backend.objects.exists(read_folder(as_folder(values[name]), name)):
            raise failure(failures.PATH_MISSING, name)
    if values.get("predict") and not values["resume"]:
        raise failure(failures.PARAMETER, "predict needs resume, the path of a trained model")


def as_folder(path: str) -> str:
    """An OBS path such as ``obs://bucket/folder`` as ``/bucket/folder/``."""
    return "/" + path.removeprefix("obs:").removeprefix("s3:").strip("/") + "/"


def _show_template(
    template: Mapping[str, Any], operator: Operator, sent: Mapping[str, Any], channel: Channel
) -> dict[str, Any]:
    shown = {"id": operator.template, "name": template.get("name") or _TEMPLATE_NAMES[operator.template]}
    if operator.way is not Way.ANALYSE:
        return {**shown, "operator_params": template["operator_params"]}
    added = {
        "op_list": [],
        "task_type": _TASK_TYPES[channel.dataset_type],
        "manifest_path": "s3:/" + channel.plan["manifest"],
        "file_path": "s3:/" + channel.plan["evaluation"],
        "is_normed": False,
    }
    return {**shown, "operator_params": [{"id": ANALYSIS, "params": {**added, **sent}}]}


def check_name(name: str) -> str:
    """Check a task's name; raises `ServiceError`."""
    if not 0 < len(name.strip()) <= NAME_LIMIT:
        raise failure(failures.PARAMETER, f"name has 1 to {NAME_LIMIT} characters")
    return name


def check_description(text: str) -> str:
    """Check a description; raises `ServiceError`."""
    if len(text) > _DESCRIPTION_LIMIT or _FORBIDDEN & set(text):
        raise failure(failures.REQUEST, f"description has at most {_DESCRIPTION_LIMIT} characters, none of ^!<>=&\"'")
    return text
