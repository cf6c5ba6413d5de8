"""Values that a caller need not give, because there is only one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Location

if TYPE_CHECKING:
    from ..model import Api, Operation, Parameter, Property
    from ..model.types import JsonScalar


def fixed_value(api: Api, operation: Operation, item: Parameter | Property) -> JsonScalar:
    """Return the only value that a mandatory argument can have, None where it has a choice or may be left out.

    What stands in the path is always given, and an optional body stays out as long as none of it is given.
    """
    location = getattr(item, "location", None)
    if not item.required or location is Location.PATH or bool(getattr(item, "from_client", "")):
        return None
    if location is None and not (operation.body and operation.body.required):
        return None
    return api.only_value(item.type)
