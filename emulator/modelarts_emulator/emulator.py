"""Everything that makes up one emulator."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from .auth.gate import Gate
from .auth.iam import IdentityService
from .auth.tokens import Tokens
from .control import Control
from .description import Description, load_description
from .errors import GatewayError, ServiceError, load_catalogue
from .faults import Faults
from .ids import Ids
from .jobs import JobWorker
from .opening import OpenedBackend
from .pipeline import Answer, Pipeline, encode, gateway_answer
from .registry import load_handlers
from .requests_log import RequestLog
from .routing import Router
from .validation import ValidatorFactory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .asgi import Request
    from .config import Config
    from .registry import Handler

CONTROL_PATH = b"/_emulator"


class Emulator:
    """One emulator: its state, its services and its control surface."""

    def __init__(
        self,
        config: Config,
        description: Description | None = None,
        handlers: Mapping[str, Handler] | None = None,
    ) -> None:
        self.config = config
        self.description = description or load_description(config.description)
        # Better at the start than at the first error.
        load_catalogue()
        self.handlers = handlers if handlers is not None else load_handlers()
        self._opened = OpenedBackend(config)
        self.backend = self._opened.backend
        self.tokens = Tokens(config.directory, self.backend.clock, self._opened.key)
        gate = Gate(config.directory, self.tokens, enabled=config.auth)
        self.identity = IdentityService(config.directory, self.tokens, gate, config.region)
        router = Router(self.description.operations.values())
        self.pipeline = Pipeline(self.backend, router, self.handlers, gate, ValidatorFactory(self.description))
        self.faults = Faults(config.seed, self.description.operations)
        self.log = RequestLog(config.request_log_size)
        # A sequence of its own: the ids of resources must not depend on how many requests failed before.
        self.request_ids = Ids(None if config.seed is None else ~config.seed)
        # And those of control calls: how often somebody asked for the health must not show in the service's replies.
        self.control_ids = Ids(None if config.seed is None else ~config.seed, epoch=0)
        self.worker = JobWorker(self.backend)
        self.control = Control(self)
        self.started = False
        self._life = threading.Lock()

    def start(self) -> None:
        """Start doing jobs."""
        with self._life:
            if not self.started:
                self.started = True
                self.worker.start()

    def close(self) -> None:
        """Finish the job in hand and close the store."""
        with self._life:
            self.worker.stop()
            self._opened.close()

    def is_control(self, request: Request) -> bool:
        """Tell whether a request is for the control surface."""
        return request.raw_path.startswith(CONTROL_PATH)

    def answer_identity(self, request: Request, request_id: str) -> Answer:
        """Answer a request to the identity service."""
        try:
            return encode(self.identity.answer(request))
        except GatewayError as error:
            return gateway_answer(error, request_id)
        except ServiceError as error:
            return gateway_answer(GatewayError(error.status, error.code, error.message), request_id)

    def answer_control(self, request: Request) -> Answer:
        """Answer a request to the control surface."""
        return self.control.answer(request)
