"""Row keys that are taken before the rows are written, so that rows of other tables can refer to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, text

_LAST: Final = "SELECT seq FROM sqlite_sequence WHERE name = ?"
_NEXT: Final = text("SELECT nextval(pg_get_serial_sequence(:name, 'pk')) FROM generate_series(1, :number)")


def reserve_keys(conn: Connection, table: Table, number: int) -> Sequence[int]:
    """Take keys for new rows of a table whose key is ``pk``; nobody else is given them."""
    if conn.dialect.name != "sqlite":
        return conn.execute(_NEXT, {"name": table.name, "number": number}).scalars().all()
    # The transaction is the only one that writes; the table's sequence follows the keys that are inserted.
    driver: Any = conn.connection.dbapi_connection
    found = driver.execute(_LAST, (table.name,)).fetchone()
    last = int(found[0]) if found else 0
    return range(last + 1, last + 1 + number)
