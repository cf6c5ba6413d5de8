"""What a request looks for among samples, read from queries and from documented search conditions."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote_plus

import orjson

from .. import failures
from ..datasets.kinds import KINDS
from ..failures import failure
from .states import SampleState, states_named

#: A sample type that stands for "any": the documents call it the default.
ANY_TYPE: Final = 9
PERIOD_DAYS: Final = 30
_DAY: Final = timedelta(days=1)
#: Conditions on what no sample of the emulator has: medical images and the frames of videos.
_NEVER: Final = ("kvp", "slice_thickness", "study_date", "parent_sample_id", "frame_in_video", "time_in_video")
#: How a text of JSON writes a NUL.
_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PropertyCriteria:
    """Properties by name, each with the values that will do; without values any will. All or one must be met."""

    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    any_of: bool = False


@dataclass(frozen=True, slots=True)
class LabelCriteria:
    """One label that a sample may carry: everything given must hold for the same label."""

    name: str | None = None
    type: int | None = None
    properties: PropertyCriteria = PropertyCriteria()
    score: Range | None = None


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """Several labels: all of them, or any."""

    labels: tuple[LabelCriteria, ...]
    any_of: bool = False


@dataclass(frozen=True, slots=True)
class SampleCriteria:
    """What samples must be like; what is not given does not matter, and everything given must hold.

    ``times`` are in milliseconds since the epoch, from the first up to but not including the second.
    ``email`` is of a member of a labelling team who was given the sample. ``never`` is a criterion that
    nothing in the emulator meets.
    """

    states: tuple[SampleState, ...] | None = None
    hard: bool | None = None
    labels: tuple[LabelChoice, ...] = ()
    metadata: tuple[PropertyCriteria, ...] = ()
    sample_types: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    directories: tuple[str, ...] = ()
    times: tuple[tuple[int, int], ...] = ()
    coefficients: tuple[Range, ...] = ()
    labelers: tuple[str, ...] = ()
    email: str | None = None
    never: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it asks for nothing but states, hardness and labels."""
        return self == SampleCriteria(states=self.states, hard=self.hard, labels=self.labels)


def read_query(query: Mapping[str, Any], *, now: int) -> SampleCriteria:
    """Criteria of a request's query parameters, as ListSamples has them. Raises `ServiceError`.

    ``now`` is the time that ``search_conditions`` count days back from, in milliseconds since the epoch.
    """
    criteria = read_conditions(parse_conditions(query.get("search_conditions"), "search_conditions"), now=now)
    label = LabelCriteria(query.get("label_name") or None, query.get("label_type"), score=_score_range(query))
    labels = (LabelChoice((label,)),) if label != LabelCriteria() else ()
    state, sample_type = query.get("sample_state"), query.get("sample_type")
    return replace(
        criteria,
        states=None if state is None else states_named(state),
        labels=(*labels, *criteria.labels),
        sample_types=() if sample_type in (None, ANY_TYPE) else (sample_type,),
        email=query.get("email") or None,
    )


def _score_range(query: Mapping[str, Any]) -> Range | None:
    low, high = (_number(query.get(name) or default, name) for name, default in (("low_score", 0), ("high_score", 1)))
    # The whole range is the default: it does not ask for labels that have a score at all.
    return None if low <= 0 and high >= 1 else (low, high)


def _number(value: object, what: str) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise failure(failures.PARAMETER, f"{what} is no number")
    return number


def parse_conditions(text: str | None, name: str) -> list[dict[str, Any]]:
    """The search conditions that a parameter holds as a text of JSON. Raises `ServiceError` for anything else."""
    if not text:
        return []
    for form in (text, unquote_plus(text)):  # some clients encode the parameter twice
        try:
            found = orjson.loads(form)
        except orjson.JSONDecodeError:
            continue
        conditions = found if isinstance(found, list) else [found]
        # As in any other part of a request, no text may hold a NUL: PostgreSQL does not know it.
        if all(isinstance(condition, dict) for condition in conditions) and not _NUL.search(form):
            return conditions
        break
    raise failure(failures.PARAMETER, f"{name} is no JSON list of conditions")


def read_conditions(conditions: Sequence[Mapping[str, Any]], *, now: int) -> SampleCriteria:
    """Criteria of documented search conditions, of which all must hold. Raises `ServiceError`."""
    criteria = SampleCriteria()
    for condition in conditions:
        criteria = _add_condition(criteria, {key: value for key, value in condition.items() if value is not None}, now)
    return criteria


def _add_condition(held: SampleCriteria, condition: Mapping[str, Any], now: int) -> SampleCriteria:
    choice = _read_choice(condition.get("label_list"))
    score = condition.get("score")
    if score is not None:
        scored = LabelChoice((LabelCriteria(score=_read_range(score, "score")),))
        held = replace(held, labels=(*held.labels, scored))
    metadata = _read_properties(condition.get("metadata"), "props", "metadata")
    if "import_origin" in condition:
        origin = PropertyCriteria((("@modelarts:import_origin", (str(condition["import_origin"]),)),))
        held = replace(held, metadata=(*held.metadata, origin))
    hard = _read_hard(condition.get("hard"))
    return replace(
        held,
        hard=held.hard if hard is None else hard,
        labels=(*held.labels, choice) if choice.labels else held.labels,
        metadata=(*held.metadata, metadata) if metadata.values else held.metadata,
        names=_with_text(held.names, condition, "sample_name"),
        directories=_with_text(held.directories, condition, "sample_dir"),
        labelers=_with_text(held.labelers, condition, "labeler"),
        times=(*held.times, *_read_times(condition.get("sample_time"), now)),
        coefficients=(*held.coefficients, *_read_coefficient(condition.get("coefficient"))),
        # Two conditions that want different things exclude each other.
        never=held.never
        or any(name in condition for name in _NEVER)
        or (None not in (hard, held.hard) and hard != held.hard),
    )


def _with_text(held: tuple[str, ...], condition: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = condition.get(name)
    if value in (None, ""):
        return held
    if not isinstance(value, str):
        raise failure(failures.PARAMETER, f"{name} is no text")
    return (*held, value)


def _read_hard(value: object) -> bool | None:
    if value is None:
        return None
    if str(value).lower() not in ("0", "1", "true", "false"):
        raise failure(failures.PARAMETER, "hard is 0 or 1")
    return str(value).lower() in ("1", "true")


def _read_choice(value: object) -> LabelChoice:
    held = _object(value, "label_list")
    found = held.get("labels") or []
    if not isinstance(found, list):
        raise failure(failures.PARAMETER, "label_list.labels is no list")
    labels = []
    for each in found:
        label = _object(each, "label_list.labels")
        name, label_type = label.get("name"), label.get("type")
        if not isinstance(name, str | None) or not (label_type is None or _is_label_type(label_type)):
            raise failure(failures.PARAMETER, "a label of label_list has no valid name or type")
        labels.append(LabelCriteria(name or None, label_type, _read_properties(label, "property", "label_list.labels")))
    return LabelChoice(tuple(labels), _read_op(held, "label_list"))


def _is_label_type(value: object) -> bool:
    return type(value) is int and any(value in kind.label_types for kind in KINDS.values())


def _read_properties(value: object, name: str, what: str) -> PropertyCriteria:
    held = _object(value, what)
    values = []
    for key, wanted in _object(held.get(name), f"{what}.{name}").items():
        if isinstance(wanted, dict) or (
            isinstance(wanted, list) and any(isinstance(each, list | dict) for each in wanted)
        ):
            raise failure(failures.PARAMETER, f"{what}.{name}.{key} is no list of texts")
        given = wanted if isinstance(wanted, list) else [] if wanted is None else [wanted]
        values.append((str(key), tuple(_as_text(each) for each in given)))
    return PropertyCriteria(tuple(values), _read_op(held, what))


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _object(value: object, what: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise failure(failures.PARAMETER, f"{what} is no object")
    return value


def _read_op(held: Mapping[str, Any], what: str) -> bool:
    op = held.get("op")
    if op is not None and str(op).upper() not in ("AND", "OR"):
        raise failure(failures.PARAMETER, f"op of {what} is AND or OR")
    return op is not None and str(op).upper() == "OR"


def _read_coefficient(value: object) -> list[Range]:
    return [] if value is None else [_read_range(value, "coefficient")]


def _read_range(value: object, what: str) -> Range:
    """A pair such as ``0.2-0.8`` or ``0.2,0.8``; one number alone stands for itself."""
    parts = str(value).strip("[]() ").replace(",", "-").split("-")
    if len(parts) > 2:
        raise failure(failures.PARAMETER, f"{what} is a number or a range of two")
    numbers = [_number(part, what) for part in parts]
    return numbers[0], numbers[-1]


def _read_times(value: object, now: int) -> list[tuple[int, int]]:
    if value is None:
        return []
    today = datetime.fromtimestamp(now / 1000, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if value in ("day", "month"):
        first, last = today - _DAY * (1 if value == "day" else PERIOD_DAYS), today
    else:
        first, last = _read_period(str(value))
    return [(_milliseconds(first), _milliseconds(last + _DAY))]


def _read_period(text: str) -> tuple[datetime, datetime]:
    try:
        first, last = (datetime.strptime(part, "%Y%m%d").replace(tzinfo=UTC) for part in text.split("-"))
        last + _DAY
    except (ValueError, OverflowError):
        raise failure(failures.PARAMETER, "sample_time is day, month or yyyyMMdd-yyyyMMdd") from None
    if not timedelta() <= last - first <= _DAY * PERIOD_DAYS:
        raise failure(failures.PARAMETER, f"the period of sample_time has at most {PERIOD_DAYS} days")
    return first, last


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000
