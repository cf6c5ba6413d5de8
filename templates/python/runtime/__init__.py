"""The handwritten part of the client, shared by all generated code.

Names are imported on first use, so that importing the package costs only what is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .async_client import AsyncClient
    from .auth import AkSk, Credentials, IamPassword, IamToken
    from .client import SyncClient
    from .errors import (
        ApiError,
        AuthenticationError,
        BadRequestError,
        ClientClosedError,
        ConfigurationError,
        ConflictError,
        ConnectionError_,
        CredentialsError,
        ModelArtsError,
        NotFoundError,
        PermissionDeniedError,
        RateLimitError,
        RequestValidationError,
        ResponseError,
        ServerError,
        TimeoutError_,
        UploadError,
        WaitError,
        WaitFailedError,
        WaitTimeoutError,
    )
    from .following import AsyncLines, Lines
    from .hooks import Hooks, Retry
    from .messages import Request, Response
    from .models import ApiModel, OpenIntEnum, OpenStrEnum
    from .operation import Follow, Lifecycle, Limits, Operation, Pagination, Upload
    from .options import RequestOptions, Timeout
    from .page import AsyncPage, Page
    from .raw import RawResponse
    from .resource import AsyncResource, Resource
    from .retry import RetryPolicy
    from .transport import AsyncTransport, Transport
    from .transport_httpx import ConnectionSettings
    from .uploading import FileOutcome, Source, UploadFile, UploadProgress, UploadReport

_MODULES: dict[str, tuple[str, ...]] = {
    "async_client": ("AsyncClient",),
    "auth": ("AkSk", "Credentials", "IamPassword", "IamToken"),
    "client": ("SyncClient",),
    "errors": (
        "ApiError",
        "AuthenticationError",
        "BadRequestError",
        "ClientClosedError",
        "ConfigurationError",
        "ConflictError",
        "ConnectionError_",
        "CredentialsError",
        "ModelArtsError",
        "NotFoundError",
        "PermissionDeniedError",
        "RateLimitError",
        "RequestValidationError",
        "ResponseError",
        "ServerError",
        "TimeoutError_",
        "UploadError",
        "WaitError",
        "WaitFailedError",
        "WaitTimeoutError",
    ),
    "following": ("AsyncLines", "Lines"),
    "hooks": ("Hooks", "Retry"),
    "messages": ("Request", "Response"),
    "models": ("ApiModel", "OpenIntEnum", "OpenStrEnum"),
    "operation": ("Follow", "Lifecycle", "Limits", "Operation", "Pagination", "Upload"),
    "options": ("RequestOptions", "Timeout"),
    "page": ("AsyncPage", "Page"),
    "raw": ("RawResponse",),
    "resource": ("AsyncResource", "Resource"),
    "retry": ("RetryPolicy",),
    "transport": ("AsyncTransport", "Transport"),
    "transport_httpx": ("ConnectionSettings",),
    "uploading": ("FileOutcome", "Source", "UploadFile", "UploadProgress", "UploadReport"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "AkSk",
    "ApiError",
    "ApiModel",
    "AsyncClient",
    "AsyncLines",
    "AsyncPage",
    "AsyncResource",
    "AsyncTransport",
    "AuthenticationError",
    "BadRequestError",
    "ClientClosedError",
    "ConfigurationError",
    "ConflictError",
    "ConnectionError_",
    "ConnectionSettings",
    "Credentials",
    "CredentialsError",
    "FileOutcome",
    "Follow",
    "Hooks",
    "IamPassword",
    "IamToken",
    "Lifecycle",
    "Limits",
    "Lines",
    "ModelArtsError",
    "NotFoundError",
    "OpenIntEnum",
    "OpenStrEnum",
    "Operation",
    "Page",
    "Pagination",
    "PermissionDeniedError",
    "RateLimitError",
    "RawResponse",
    "Request",
    "RequestOptions",
    "RequestValidationError",
    "Resource",
    "Response",
    "ResponseError",
    "Retry",
    "RetryPolicy",
    "ServerError",
    "Source",
    "SyncClient",
    "Timeout",
    "TimeoutError_",
    "Transport",
    "Upload",
    "UploadError",
    "UploadFile",
    "UploadProgress",
    "UploadReport",
    "WaitError",
    "WaitFailedError",
    "WaitTimeoutError",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
