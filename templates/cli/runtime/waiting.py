"""``--wait``: staying until what a command started has ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..._runtime.shapes import is_array, is_object
from .cells import cell
from .progress import Progress
from .records import labelled

ReplyPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """What to wait for after a call.

    `call` is the SDK's wait method; `ids` says where each of its arguments comes from: a path of names in
    the reply, or the name of one of the command's own values; `status` is the path to the status in what it polls.
    """

    call: Callable[..., Any]
    ids: Mapping[str, ReplyPath | str]
    status: ReplyPath = ()


@dataclass(slots=True)
class WaitControls:
    """What the user asked for. Times are in seconds."""

    wait: bool = False
    timeout: float = 600.0
    interval: float = 1.0


def wait_for(wait: Wait, reply: Any, values: Mapping[str, Any], controls: WaitControls) -> Any:
    """Wait, showing the status on a terminal; return what the SDK's wait method returns."""
    ids = {
        name: find(labelled(reply), source) if isinstance(source, tuple) else values.get(source)
        for name, source in wait.ids.items()
    }
    return watch(wait.call, ids, wait.status, controls)


def watch(call: Callable[..., Any], ids: Mapping[str, Any], status: ReplyPath, controls: WaitControls) -> Any:
    """Run a wait method with a progress line."""
    label = " ".join(str(value) for value in ids.values() if value is not None)
    with Progress(f"Waiting for {label}") as progress:

        def tell(reply: Any) -> None:
            if status:
                progress.update(cell(status[-1], find(labelled(reply), status)))

        return call(
            **{name: value for name, value in ids.items() if value is not None},
            timeout=controls.timeout or None,
            interval=controls.interval,
            max_interval=max(controls.interval, 15.0),
            on_progress=tell,
        )


def find(data: Any, path: ReplyPath) -> Any:
    """Return the value at a path of names, None where there is none."""
    for name in path:
        if is_array(data):
            data = data[int(name)] if name.isdigit() and int(name) < len(data) else None
        else:
            data = data.get(name) if is_object(data) else None
    return data
