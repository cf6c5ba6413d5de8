"""A server that speaks as much S3 as the object store needs, with path-style addresses and no checks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

_DATE = "2025-10-09T08:53:20.000Z"
_HTTP_DATE = "Thu, 09 Oct 2025 08:53:20 GMT"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def do_PUT(self) -> None:
        self.objects[self._key()] = self._body()
        self._send(200, b"", ETag=f'"{md5(self.objects[self._key()]).hexdigest()}"')  # noqa: S324

    def do_HEAD(self) -> None:
        self._show(body=False)

    def do_GET(self) -> None:
        if "list-type" in self._query():
            self._list()
        else:
            self._show(body=True)

    def do_DELETE(self) -> None:
        self.objects.pop(self._key(), None)
        self._send(204, b"")

    def do_POST(self) -> None:
        bucket = self._key().strip("/")
        tree = ElementTree.fromstring(self._body())  # noqa: S314
        deleted = ""
        for key in tree.iter():
            if key.tag.endswith("Key"):
                self.objects.pop(f"/{bucket}/{key.text}", None)
                deleted += f"<Deleted><Key>{escape(key.text or '')}</Key></Deleted>"
        self._send(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def _show(self, *, body: bool) -> None:
        if self.path.startswith("/broken"):
            self._send(403, b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
        elif self._key() not in self.objects:
            self._send(404, b"<Error><Code>NoSuchKey</Code><Message>none</Message></Error>")
        else:
            data = self.objects[self._key()]
            etag = f'"{md5(data).hexdigest()}"'  # noqa: S324
            self._send(200, data, body=body, ETag=etag, Last_Modified=_HTTP_DATE)

    def _list(self) -> None:
        query = self._query()
        bucket = self._key().strip("/")
        prefix = query.get("prefix", [""])[0]
        delimiter = query.get("delimiter", [""])[0]
        keys = sorted(path[len(bucket) + 2 :] for path in self.objects if path.startswith(f"/{bucket}/"))
        contents, folders = "", set()
        for key in keys:
            if not key.startswith(prefix):
                continue
            rest = key[len(prefix) :]
            if delimiter and delimiter in rest:
                folders.add(prefix + rest.split(delimiter)[0] + delimiter)
                continue
            size = len(self.objects[f"/{bucket}/{key}"])
            contents += (
                f"<Contents><Key>{escape(key)}</Key><Size>{size}</Size><LastModified>{_DATE}</LastModified>"
                f'<ETag>"{size}"</ETag></Contents>'
            )
        for folder in sorted(folders):
            contents += f"<CommonPrefixes><Prefix>{escape(folder)}</Prefix></CommonPrefixes>"
        self._send(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{contents}</ListBucketResult>".encode())

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path)

    def _query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.path).query, keep_blank_values=True)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _send(self, status: int, data: bytes, *, body: bool = True, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if body and self.command != "HEAD":
            self.wfile.write(data)


@contextmanager
def run_s3() -> Iterator[str]:
    """Serve an empty S3 on a free port and give its address."""
    handler = type("Handler", (_Handler,), {"objects": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
