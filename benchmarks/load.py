"""A load generator: a bounded number of prepared requests over keep-alive connections on loopback."""

from __future__ import annotations

import argparse
import asyncio
import socket
import time
from typing import cast

import uvloop


class Connection(asyncio.Protocol):
    """Sends its requests one after another and reads each reply to its end."""

    def __init__(self, requests: list[bytes], done: asyncio.Future[int]) -> None:
        self.requests = requests
        self.done = done
        self.sent = 0
        self.failed = 0
        self.buffer = b""
        self.missing = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.send()

    def send(self) -> None:
        if self.sent == len(self.requests):
            self.transport.close()
            self.done.set_result(self.failed)
            return
        self.transport.write(self.requests[self.sent])
        self.sent += 1

    def data_received(self, data: bytes) -> None:
        if self.missing < 0:
            self.buffer += data
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self.failed += head[9:10] != b"2"
            self.missing = content_length(head) - len(rest)
            self.buffer = b""
        else:
            self.missing -= len(data)
        if self.missing == 0:
            self.missing = -1
            self.send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed the connection"))


def content_length(head: bytes) -> int:
    """The length of the body that follows a reply's head."""
    lower = head.lower()
    at = lower.index(b"content-length:") + 15
    return int(lower[at:].split(b"\r\n", 1)[0])


async def run(port: int, requests: list[bytes], connections: int) -> float:
    """Send all requests over so many connections and return the requests per second."""
    loop = asyncio.get_running_loop()
    waits = []
    start = time.perf_counter()
    for number in range(connections):
        done: asyncio.Future[int] = loop.create_future()
        share = requests[number::connections]
        await loop.create_connection(lambda share=share, done=done: Connection(share, done), "127.0.0.1", port)  # type: ignore[misc]
        waits.append(done)
    async with asyncio.timeout(120):
        failed = sum(await asyncio.gather(*waits))
    elapsed = time.perf_counter() - start
    if failed:
        raise RuntimeError(f"{failed} of {len(requests)} requests were not answered with 2xx")
    return len(requests) / elapsed


def request(method: str, path: str, body: bytes = b"", headers: str = "") -> bytes:
    """One HTTP/1.1 request as it goes over the wire."""
    kind = f"Content-Length: {len(body)}\r\n" if body else ""
    if body and "Content-Type" not in headers:
        kind += "Content-Type: application/json\r\n"
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:8765\r\nAccept: */*\r\n{kind}{headers}\r\n".encode() + body


def requests_per_second(port: int, requests: list[bytes], connections: int) -> float:
    """The rate at which a server on this machine answers these requests."""
    return uvloop.run(run(port, requests, connections))


def blocking_requests_per_second(port: int, requests: list[bytes]) -> float:
    """The same over one blocking socket, which is opened again where the server closes it."""
    start = time.perf_counter()
    channel = socket.create_connection(("127.0.0.1", port), timeout=20)
    for content in requests:
        channel.sendall(content)
        if answer(channel):
            channel.close()
            channel = socket.create_connection(("127.0.0.1", port), timeout=20)
    channel.close()
    return len(requests) / (time.perf_counter() - start)


def answer(channel: socket.socket) -> bool:
    """Read one reply to its end; return whether the server closes the connection after it."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = channel.recv(65536)
        if not more:
            raise ConnectionError("the server closed the connection within a reply")
        data += more
    head, _, rest = data.partition(b"\r\n\r\n")
    missing = content_length(head) - len(rest)
    while missing > 0:
        missing -= len(channel.recv(65536))
    if head[9:10] != b"2":
        raise RuntimeError(f"a request was answered with {head[9:12].decode()}")
    return b"connection: close" in head.lower()


def main() -> None:
    """Load one path, for trying by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--connections", type=int, default=1)
    options = parser.parse_args()
    print(
        round(requests_per_second(options.port, [request("GET", options.path)] * options.requests, options.connections))
    )


if __name__ == "__main__":
    main()
