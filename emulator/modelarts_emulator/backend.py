"""Everything that a service works with: time, identifiers, state, objects and jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .clock import Clock
    from .config import Config
    from .ids import Ids
    from .jobs import Jobs
    from .links import Links
    from .objects import ObjectStore
    from .store import Store


@dataclass(slots=True)
class Backend:
    """What services are given; nothing in it knows HTTP."""

    config: Config
    clock: Clock
    ids: Ids
    store: Store
    objects: ObjectStore
    jobs: Jobs
    links: Links
