"""From a request to an answer: routing, authentication, validation, handler."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

import orjson

from .calls import Call, Reply
from .errors import GatewayError, ServiceError, error_body
from .object_paths import ObjectError, ObjectPathError
from .parameters import InvalidError
from .validation import OperationValidator, ValidatorFactory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .asgi import Request
    from .auth.gate import Gate
    from .backend import Backend
    from .description import Operation
    from .faults import Fault
    from .registry import Handler
    from .routing import Router

logger = logging.getLogger("modelarts_emulator")

_FAULTS = {
    429: ("APIGW.0308", "The throttling threshold has been reached."),
    500: ("APIGW.0601", "Internal server error."),
    502: ("APIGW.0201", "The backend is unavailable."),
    503: ("APIGW.0201", "The backend is unavailable."),
    504: ("APIGW.0201", "The backend did not answer in time."),
}


class Answer(NamedTuple):
    """A reply ready to be sent."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes | None
    error_code: str = ""


class Route(NamedTuple):
    """Where a request leads: to an operation, or to no operation and the methods that the path has."""

    operation: Operation | None
    path: dict[str, str]
    allowed: tuple[str, ...]


class Pipeline:
    """Answers requests to the operations of the description."""

    def __init__(
        self, backend: Backend, router: Router, handlers: Mapping[str, Handler], gate: Gate, factory: ValidatorFactory
    ) -> None:
        self._backend = backend
        self._router = router
        self._handlers = handlers
        self._gate = gate
        self._factory = factory
        self._validators: dict[str, OperationValidator] = {}
        self._check_responses = backend.config.check_responses

    def route(self, request: Request) -> Route:
        """Find the operation that a request is for."""
        try:
            return Route(*self._router.find(request.method, request.raw_path))
        except UnicodeDecodeError:
            return Route(None, {}, ())

    def answer(self, request: Request, route: Route, request_id: str) -> Answer:
        """Carry a request out; every problem becomes an answer too."""
        operation = route.operation
        legacy = operation is not None and operation.is_legacy
        try:
            if operation is None:
                raise _no_operation(route)
            reply = self._call(request, operation, route.path)
        except InvalidError as error:
            problem = ServiceError("ModelArts.0101", status=400, detail=str(error))
            return _error(problem.status, problem.code, problem.message, legacy=legacy)
        except ServiceError as error:
            return _error(error.status, error.code, error.message, error.headers, legacy=legacy)
        except GatewayError as error:
            return gateway_answer(error, request_id, legacy=legacy)
        except ObjectError as error:
            problem = _object_problem(error)
            return _error(problem.status, problem.code, problem.message, legacy=legacy)
        except Exception:
            logger.exception("%s failed", operation.id if operation is not None else request.raw_path)
            internal = ServiceError("ModelArts.0010", status=500)
            return _error(internal.status, internal.code, internal.message, legacy=legacy)
        return encode(reply)

    def fail(self, fault: Fault, route: Route, request_id: str) -> Answer:
        """Answer with an injected error."""
        code, message = _FAULTS.get(fault.status, ("APIGW.0201", "The request could not be carried out."))
        headers = () if fault.retry_after is None else (("Retry-After", str(fault.retry_after)),)
        error = GatewayError(fault.status, fault.code or code, fault.message or message, headers)
        return gateway_answer(error, request_id, legacy=route.operation is not None and route.operation.is_legacy)

    def _call(self, request: Request, operation: Operation, path: dict[str, str]) -> Reply:
        project_id = path.get("project_id")
        principal = self._gate.admit(request, project_id)
        validator = self._validators.get(operation.id) or self._add_validator(operation)
        call = Call(
            operation=operation.id,
            path=validator.read_path(path),
            query=validator.read_query(request.query_string),
            headers=validator.read_headers(request),
            body=validator.read_body(request),
            project_id=project_id or (principal.project.id if principal.project is not None else ""),
            principal=principal,
            backend=self._backend,
            base_url=request.base_url,
        )
        handler = self._handlers.get(operation.id)
        if handler is None:
            raise GatewayError(
                501, "APIGW.0101", f"{operation.id} is described, but the emulator does not have it yet."
            )
        reply = handler(call)
        if self._check_responses:
            problem = validator.check_response(reply.status, reply.body)
            if problem is not None:
                raise AssertionError(f"the reply of {operation.id} is not as described: {problem}")
        return reply

    def _add_validator(self, operation: Operation) -> OperationValidator:
        validator = self._validators[operation.id] = OperationValidator(operation, self._factory)
        return validator


def encode(reply: Reply) -> Answer:
    """Turn a reply into bytes."""
    headers = [(name.lower().encode(), value.encode("utf-8")) for name, value in reply.headers]
    if reply.body is None:
        return Answer(reply.status, headers, None)
    headers.append((b"content-type", b"application/json"))
    return Answer(reply.status, headers, orjson.dumps(reply.body))


def gateway_answer(error: GatewayError, request_id: str, *, legacy: bool = False) -> Answer:
    """Answer in the gateway's form, which names the request."""
    body = {**error_body(error.code, error.message, legacy=legacy), "request_id": request_id}
    answer = encode(Reply(error.status, body, error.headers))
    return answer._replace(error_code=error.code)


def _error(status: int, code: str, message: str, headers: tuple[tuple[str, str], ...] = (), *, legacy: bool) -> Answer:
    answer = encode(Reply(status, error_body(code, message, legacy=legacy), headers))
    return answer._replace(error_code=code)


def _no_operation(route: Route) -> GatewayError:
    if route.allowed:
        allowed = ", ".join(route.allowed)
        return GatewayError(405, "APIGW.0101", f"The path knows {allowed} only.", (("Allow", allowed),))
    return GatewayError(404, "APIGW.0101", "The API does not exist.")


def _object_problem(error: ObjectError) -> ServiceError:
    if isinstance(error, ObjectPathError):
        return ServiceError("ModelArts.0101", status=400, detail=str(error))
    return ServiceError("ModelArts.1002", status=400, detail=str(error))
