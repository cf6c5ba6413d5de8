"""The bare routes that the emulator is held against: the same framework, server and database, nothing else."""

from __future__ import annotations

import argparse
import json
import uuid
from pathlib import Path

import sqlalchemy as sa
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

metadata = sa.MetaData()
rows = sa.Table(
    "rows",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
)


def connect(path: str) -> sa.Engine:
    """An SQLite file set up as the emulator's store is."""
    engine = sa.create_engine(f"sqlite:///{path}")

    @sa.event.listens_for(engine, "connect")
    def prepare(connection, _record):  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")

    metadata.create_all(engine)
    return engine


def application(path: str, reply: dict[str, object]) -> Starlette:
    """One route that answers with JSON, one that inserts a row and commits."""
    engine = connect(path)

    async def show(_request: Request) -> JSONResponse:
        return JSONResponse(reply)

    async def insert(request: Request) -> JSONResponse:
        body = await request.json()
        key = uuid.uuid4().hex
        with engine.begin() as connection:
            connection.execute(rows.insert().values(id=key, name=body["dataset_name"]))
        return JSONResponse({"id": key}, status_code=201)

    routes = [Route("/json", show), Route("/insert", insert, methods=["POST"]), Route("/{path:path}", show)]
    return Starlette(routes=routes)


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--store", required=True)
    parser.add_argument("--reply", required=True, type=Path, help="the JSON that the bare route answers with")
    options = parser.parse_args()
    app = application(options.store, json.loads(options.reply.read_text()))
    uvicorn.run(app, port=options.port, log_level="warning", http="httptools", loop="uvloop", access_log=False)


if __name__ == "__main__":
    main()
