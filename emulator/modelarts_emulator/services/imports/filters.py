"""Which samples an import takes, and with which labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..samples.samples import SampleDraft

#: A label's name, and its type where the request gives one.
WantedLabel = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class ImportFilter:
    """Samples with one of the included labels, without any of the excluded ones, hard examples only or all.

    ``labelled`` says whether samples keep their labels, ``final`` whether these need no confirmation.
    """

    included: Sequence[WantedLabel] = ()
    excluded: Sequence[WantedLabel] = ()
    hard_only: bool = False
    labelled: bool = True
    final: bool = True

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> ImportFilter:
        """Read what a task keeps."""
        included, excluded = ([(name, kind) for name, kind in options.get(key, ())] for key in ("included", "excluded"))
        return cls(included, excluded, options.get("hard_only", False), options["labelled"], options.get("final", True))

    @property
    def needs_labels(self) -> bool:
        """Whether labels must be read, if only to choose by them."""
        return bool(self.labelled or self.included or self.excluded or self.hard_only)

    def admit(self, draft: SampleDraft) -> SampleDraft | None:
        """The sample as it is to be imported, `None` where it is not."""
        if self.hard_only and not draft.hard:
            return None
        if self.included and not _carries(draft, self.included):
            return None
        if self.excluded and _carries(draft, self.excluded):
            return None
        if self.labelled and self.final:
            return draft
        return replace(draft, annotations=draft.annotations if self.labelled else (), final=self.final)


def _carries(draft: SampleDraft, wanted: Sequence[WantedLabel]) -> bool:
    return any(
        note.name == name and kind in (None, note.label_type) for note in draft.annotations for name, kind in wanted
    )
