"""The search conditions that choose the samples of a team labelling task."""

from __future__ import annotations

from typing import Any, Final

import orjson

from .. import failures
from ..failures import failure
from ..samples.criteria import parse_conditions, read_conditions

_TEXTS: Final = (
    "coefficient", "hard", "import_origin", "kvp", "labeler", "parent_sample_id", "sample_dir", "sample_name",
    "sample_time", "score", "slice_thickness", "study_date", "time_in_video",
)  # fmt: skip


def read_team_conditions(text: str | None, now: int) -> list[dict[str, Any]]:
    """Read a request's conditions, a JSON list in a text, as they are kept and shown. Raises `ServiceError`."""
    shown = [_clean(condition) for condition in parse_conditions(text, "sample_conditions")]
    read_conditions(shown, now=now)
    return shown


def _clean(condition: dict[str, Any]) -> dict[str, Any]:
    """The condition in its documented form: an unknown key is dropped, and numbers become the texts they stand for."""
    clean: dict[str, Any] = {name: _text(condition[name], name) for name in _TEXTS if condition.get(name) is not None}
    frame = condition.get("frame_in_video")
    if frame is not None:
        if type(frame) is not int or abs(frame) >= 2**31:
            raise failure(failures.PARAMETER, "frame_in_video is no number of a frame")
        clean["frame_in_video"] = frame
    if "hard" in clean and clean["hard"] not in ("0", "1"):
        raise failure(failures.PARAMETER, "hard is 0 or 1")
    if condition.get("label_list") is not None:
        clean["label_list"] = _clean_labels(_object(condition["label_list"], "label_list"))
    if condition.get("metadata") is not None:
        held = _object(condition["metadata"], "metadata")
        clean["metadata"] = _op(held) | {"props": _values(held.get("props"), "metadata.props")}
    return clean


def _clean_labels(held: dict[str, Any]) -> dict[str, Any]:
    found = held.get("labels") or []
    if not isinstance(found, list):
        raise failure(failures.PARAMETER, "label_list.labels is no list")
    shown = []
    for each in found:
        label = _object(each, "label_list.labels")
        clean = _op(label) | {name: label[name] for name in ("name", "type") if label.get(name) is not None}
        if label.get("property") is not None:
            clean["property"] = _values(label["property"], "label_list.labels.property")
        shown.append(clean)
    return _op(held) | {"labels": shown}


def _op(held: dict[str, Any]) -> dict[str, Any]:
    return {"op": str(held["op"]).upper()} if held.get("op") is not None else {}


def _values(value: object, what: str) -> dict[str, list[str]]:
    held = _object({} if value is None else value, what)
    lists = {
        key: wanted if isinstance(wanted, list) else [] if wanted is None else [wanted] for key, wanted in held.items()
    }
    return {key: [_text(each, what) for each in wanted] for key, wanted in lists.items()}


def _text(value: object, what: str) -> str:
    if isinstance(value, dict | list):
        raise failure(failures.PARAMETER, f"{what} is no text")
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _object(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise failure(failures.PARAMETER, f"{what} is no object")
    return value
