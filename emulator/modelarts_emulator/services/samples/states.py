"""How far a sample has come, as the store keeps it and as the documents name it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Final

from ..formats.annotations import Annotation


class SampleState(IntEnum):
    """State of a sample; the numbers are the store's own."""

    UNLABELLED = 0
    LABELLED = 1
    TO_CONFIRM = 2
    TO_ACCEPT = 3
    ACCEPTED = 4
    REJECTED = 5
    TO_REVIEW = 6
    REVIEWED = 7
    SAMPLED = 8
    SAMPLED_UNCHECKED = 9
    SAMPLED_CHECKED = 10
    SAMPLED_ACCEPTED = 11
    SAMPLED_REJECTED = 12


#: States in which a person's labels are on the sample.
LABELLED_STATES: Final = tuple(
    state for state in SampleState if state not in (SampleState.UNLABELLED, SampleState.TO_CONFIRM)
)

_NAMED: Final[dict[str, tuple[SampleState, ...]]] = {
    "ALL": LABELLED_STATES,
    "NONE": (SampleState.UNLABELLED,),
    "UNCHECK": (SampleState.TO_ACCEPT,),
    "ACCEPTED": (SampleState.ACCEPTED,),
    "REJECTED": (SampleState.REJECTED,),
    "UNREVIEWED": (SampleState.TO_REVIEW,),
    "REVIEWED": (SampleState.REVIEWED,),
    "WORKFORCE_SAMPLED": (SampleState.SAMPLED,),
    "WORKFORCE_SAMPLED_UNCHECK": (SampleState.SAMPLED_UNCHECKED,),
    "WORKFORCE_SAMPLED_CHECKED": (SampleState.SAMPLED_CHECKED,),
    "WORKFORCE_SAMPLED_ACCEPTED": (SampleState.SAMPLED_ACCEPTED,),
    "WORKFORCE_SAMPLED_REJECTED": (SampleState.SAMPLED_REJECTED,),
    "AUTO_ANNOTATION": (SampleState.TO_CONFIRM,),
    "MANUAL_ANNOTATION": LABELLED_STATES,
    "UN_ANNOTATION": (SampleState.UNLABELLED,),
}


def states_named(name: str) -> tuple[SampleState, ...]:
    """States that a documented name such as ``__NONE__`` (formerly ``NONE``) stands for; LookupError for others."""
    return _NAMED[name.removeprefix("__").removesuffix("__")]


def status_of(state: SampleState) -> str:
    """Documented name of a state, such as ``__NONE__``."""
    return _STATUS[state]


_STATUS: Final = {states[0]: f"__{name}__" for name, states in _NAMED.items()} | {
    # What the documented examples of replies show for the two that are most frequent.
    SampleState.UNLABELLED: "UN_ANNOTATION",
    SampleState.LABELLED: "MANUAL_ANNOTATION",
}


def state_of(annotations: Iterable[Annotation]) -> SampleState:
    """State that labels bring about: labelled by hand, labelled by a model and to be confirmed, or not labelled."""
    state = SampleState.UNLABELLED
    for annotation in annotations:
        if annotation.annotated_by != "auto":
            return SampleState.LABELLED
        state = SampleState.TO_CONFIRM
    return state


def is_hard(value: object) -> bool:
    """Whether a value of ``@modelarts:hard`` says yes; it comes as a number, a text or both in one."""
    return value is not None and str(value).lower() in ("1", "1.0", "true", "1/true")
