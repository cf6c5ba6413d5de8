"""Copies imported files into the dataset's own folder, where that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .chunks import ImportTarget, Piece

if TYPE_CHECKING:
    from ...backend import Backend


def copy_files(backend: Backend, target: ImportTarget, piece: Piece) -> None:
    """Copy the files of samples; the copies are the samples then. A file that is there already is not copied again.

    Below the folder, files of a folder keep their paths in it, those of a manifest their keys. Raises `ObjectError`.
    """
    folder = target.options.get("copy_to")
    if not folder:
        return
    drafts = [draft for draft, _ in piece.drafts if draft.source.startswith("/")]
    targets = {draft.source: folder + _inner_name(target, draft.source) for draft in drafts}
    present = backend.objects.look_up(list(targets.values()))
    sources = backend.objects.look_up(list(targets))
    for draft in drafts:
        path = targets[draft.source]
        held = sources.get(draft.source)
        copied = present.get(path)
        if held is not None and (copied is None or copied.size != held.size):
            backend.objects.copy(draft.source, path)
        draft.place = path + draft.place.removeprefix(draft.source)
        draft.source = path


def _inner_name(target: ImportTarget, source: str) -> str:
    folder = target.options["folder"]
    return source.removeprefix(folder) if folder and source.startswith(folder) else source[1:].partition("/")[2]
