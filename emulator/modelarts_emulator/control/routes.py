"""The actions of the control surface and the page that lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from .messages import ControlCall, ControlError, json_answer
from .observing import clear_requests, list_jobs, show_coverage, show_description, show_health, show_requests
from .outbox import clear_outbox, show_outbox
from .state import delete_snapshot, list_snapshots, reset, restore, save_snapshot
from .steering import add_fault, advance_clock, clear_faults, list_faults, remove_fault, set_clock, show_clock

if TYPE_CHECKING:
    from ..pipeline import Answer

Action = Callable[[ControlCall], "Answer"]


class Route(NamedTuple):
    """One action: `{}` at the end of the path stands for a name."""

    method: str
    path: str
    action: Action
    about: str


def _show_page(_call: ControlCall) -> Answer:
    lines = [*((route.method, route.path, route.about) for route in ROUTES), *FILE_ROUTES]
    routes = [{"method": method, "path": f"/_emulator{path}", "about": about} for method, path, about in lines]
    return json_answer(200, {"about": "The control surface of the ModelArts emulator.", "routes": routes})


ROUTES = (
    Route("GET", "", _show_page, "This list."),
    Route("GET", "/health", show_health, "Whether the store answers, and versions, clock and counts."),
    Route("POST", "/reset", reset, 'Empties everything, or goes back to a snapshot: {"snapshot": NAME}.'),
    Route("GET", "/snapshots", list_snapshots, "The snapshots there are."),
    Route("POST", "/snapshot", save_snapshot, 'Keeps a copy of everything, objects included: {"name": NAME}.'),
    Route("POST", "/restore", restore, 'Goes back to a snapshot: {"name": NAME}.'),
    Route("DELETE", "/snapshots/{}", delete_snapshot, "Removes a snapshot."),
    Route("GET", "/clock", show_clock, "The clock's mode and time."),
    Route("PUT", "/clock", set_clock, '{"mode": "real" | "scaled" | "manual", "now_ms": MS, "factor": NUMBER}.'),
    Route(
        "POST",
        "/clock/advance",
        advance_clock,
        'Moves a manual clock and does the jobs that fall due: {"seconds": N}, {"to_ms": MS} or {"until_idle": true}.',
    ),
    Route("GET", "/jobs", list_jobs, "The jobs that wait or have failed."),
    Route("GET", "/faults", list_faults, "The faults in force."),
    Route(
        "POST",
        "/faults",
        add_fault,
        'Adds a fault: {"operation": ID or null for all, "status": 429, "retry_after": SECONDS, "latency_ms": MS, '
        '"drop": true, "times": N, "share": 0.5, "code": CODE, "message": TEXT}.',
    ),
    Route("DELETE", "/faults", clear_faults, "Lifts all faults."),
    Route("DELETE", "/faults/{}", remove_fault, "Lifts one fault, by its id."),
    Route("GET", "/requests", show_requests, "The last requests, newest first: ?limit=N&operation=ID."),
    Route("DELETE", "/requests", clear_requests, "Empties the request log."),
    Route("GET", "/outbox", show_outbox, "The last e-mails to labeling teams, newest first: ?limit=N."),
    Route("DELETE", "/outbox", clear_outbox, "Empties the outbox."),
    Route("GET", "/openapi.json", show_description, "The description that the emulator works by."),
    Route("GET", "/coverage", show_coverage, "Which operations are implemented, and which were called."),
)
#: What objects.py and site.py answer, for the page.
FILE_ROUTES = (
    ("GET", "/objects", "The buckets."),
    ("GET", "/objects/{bucket}/{prefix}/", "The objects below a prefix; the path ends in a slash."),
    ("GET", "/objects/{bucket}/{key}", "An object's bytes; HEAD for its size and time."),
    ("PUT", "/objects/{bucket}/{key}", "Creates or replaces an object by the request's body."),
    ("DELETE", "/objects/{bucket}/{key}", "Removes an object, or all below a path that ends in a slash."),
    ("GET", "/site/", "The reference site, if it is served: see --site."),
)


def find_action(method: str, path: str) -> tuple[Action, str]:
    """Find the action for a path and the name in it; raises ControlError."""
    allowed = []
    for route in ROUTES:
        if route.path.endswith("/{}"):
            prefix = route.path[:-2]
            name = path[len(prefix) :] if path.startswith(prefix) else ""
            fits = bool(name) and "/" not in name
        else:
            name, fits = "", path == route.path
        if fits and route.method == method:
            return route.action, name
        if fits:
            allowed.append(route.method)
    if allowed:
        names = ", ".join(sorted(allowed))
        raise ControlError(405, f"the path knows {names} only", ((b"allow", names.encode()),))
    raise ControlError(404, "there is no such action; GET /_emulator/ lists all")
