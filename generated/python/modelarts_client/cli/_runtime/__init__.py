"""The handwritten part of the command line: everything that no description is needed for."""

from .application import make_application, run
from .commands import Argument, FieldOption, OperationCommand
from .groups import LazyGroup
from .paging import Listing
from .params import EnumChoice, FileContent, JsonObjects, JsonValue, Moment
from .session import Session, pass_session
from .waiting import Wait

__all__ = [
    "Argument",
    "EnumChoice",
    "FieldOption",
    "FileContent",
    "JsonObjects",
    "JsonValue",
    "LazyGroup",
    "Listing",
    "Moment",
    "OperationCommand",
    "Session",
    "Wait",
    "make_application",
    "pass_session",
    "run",
]
