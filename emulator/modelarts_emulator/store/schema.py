"""Creates the tables, and refuses a store that another version of the emulator made."""

from __future__ import annotations

from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from .metadata import meta, metadata

#: Raised whenever a table changes; stores are not migrated, because an emulator's state is made again in seconds.
SCHEMA_VERSION = 2


class SchemaMismatchError(SQLAlchemyError):
    """The store was made by a version of the emulator with other tables."""


def create_schema(engine: Engine) -> None:
    """Create what is missing. Raises SchemaMismatchError for a store of another version."""
    with engine.begin() as conn:
        if engine.dialect.name == "postgresql":
            # Two processes that start at once must not both create the tables.
            conn.execute(text("SELECT pg_advisory_xact_lock(7719283)"))
        metadata.create_all(conn)
        found = conn.execute(select(meta.c.value).where(meta.c.name == "schema")).scalar()
        if found is None:
            conn.execute(insert(meta).values(name="schema", value=SCHEMA_VERSION))
        elif found != SCHEMA_VERSION:
            raise SchemaMismatchError(
                f"it has schema version {found}, this emulator needs {SCHEMA_VERSION}; move it away and start anew"
            )
