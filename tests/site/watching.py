"""What pages do behind the reader's back."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page, Request

#: A refusal by the service is what some tests are about; the browser notes each on its console.
_REFUSED = "Failed to load resource: the server responded with a status of 4"


class Watch:
    """Collects what must not happen: requests to other origins, errors on the console, exceptions."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self.faults: list[str] = []
        self.requests: list[str] = []

    def follow(self, page: Page) -> None:
        page.on("request", self._request)
        page.on("console", self._message)
        page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((f"{self._origin}/", "file://")):
            self.faults.append(f"request to another origin: {request.url}")

    def _message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_REFUSED):
            self.faults.append(f"{message.type}: {message.text}")
