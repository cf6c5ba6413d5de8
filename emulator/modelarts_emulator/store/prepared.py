"""Statements that are carried out often: compiled once, then handed to the driver as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import Connection, Delete, Insert, Row, Select, Update

Processor = Callable[[Any], Any]


class Prepared:
    """A statement whose values are all bound parameters with names.

    On SQLite it bypasses the library's execution, which takes several times as long as the query itself;
    values are still converted as the columns' types say. Elsewhere it is executed as usual. Raises
    ValueError, at its first use, for a statement that needs more than that: an `IN` list, or defaults that
    are made in Python.
    """

    __slots__ = ("_binds", "_results", "_sql", "_statement")

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        self._statement = statement
        self._sql = ""

    def first(self, conn: Connection, values: Mapping[str, Any]) -> Row[Any] | None:
        """Return the first row, `None` without one. Take its values by position, not by name."""
        if conn.dialect.name != "sqlite":
            return conn.execute(self._statement, values).first()
        row = self._execute(conn, values).fetchone()
        return None if row is None else cast("Row[Any]", self._convert(row))

    def all(self, conn: Connection, values: Mapping[str, Any]) -> list[Row[Any]]:
        """Return all rows. Take their values by position, not by name."""
        if conn.dialect.name != "sqlite":
            return list(conn.execute(self._statement, values).all())
        return [cast("Row[Any]", self._convert(row)) for row in self._execute(conn, values)]

    def run(self, conn: Connection, values: Mapping[str, Any]) -> int:
        """Carry an insertion or a change out; return how many rows a change met."""
        if conn.dialect.name != "sqlite":
            return conn.execute(self._statement, values).rowcount
        return int(self._execute(conn, values).rowcount)

    def run_many(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carry an insertion or a change out for many rows, each of which has all values; none will do too."""
        if not rows:
            return
        if conn.dialect.name != "sqlite":
            conn.execute(self._statement, rows)
            return
        if not self._sql:
            self._compile(conn)
        names = [name for name, _, _ in self._binds]
        processors = [(position, held[2]) for position, held in enumerate(self._binds) if held[2] is not None]
        take = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
        found: Iterable[Any] = map(take, rows)
        if processors:
            # Column by column: the loops are the interpreter's own.
            columns: list[Iterable[Any]] = list(zip(*found, strict=True))
            for position, processor in processors:
                columns[position] = map(processor, columns[position])
            found = zip(*columns, strict=True)
        driver: Any = conn.connection.dbapi_connection
        driver.executemany(self._sql, found)

    def _execute(self, conn: Connection, values: Mapping[str, Any]) -> Any:
        if not self._sql:
            self._compile(conn)
        found = []
        for name, default, processor in self._binds:
            value = values.get(name, default)
            if value is _MISSING:
                raise KeyError(f"the statement needs a value for {name}")
            found.append(value if processor is None else processor(value))
        driver: Any = conn.connection.dbapi_connection
        return driver.execute(self._sql, found)

    def _convert(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        if not self._results:
            return row
        values = list(row)
        for position, processor in self._results:
            values[position] = processor(values[position])
        return tuple(values)

    def _compile(self, conn: Connection) -> None:
        compiled: Any = self._statement.compile(dialect=conn.dialect)
        sql = str(compiled)
        made_in_python: Any = [getattr(compiled, name, None) for name in ("insert_prefetch", "update_prefetch")]
        if "POSTCOMPILE" in sql or any(made_in_python):
            raise ValueError(f"this statement cannot be prepared: {sql}")
        defaults = {name: bind.value if not bind.required else _MISSING for name, bind in compiled.binds.items()}
        processors = compiled._bind_processors
        self._binds: list[tuple[str, Any, Processor | None]] = [
            (name, defaults[name], processors.get(name)) for name in compiled.positiontup or ()
        ]
        columns = self._statement.selected_columns if isinstance(self._statement, Select) else ()
        self._results: list[tuple[int, Processor]] = []
        for position, column in enumerate(columns):
            processor = column.type.dialect_impl(conn.dialect).result_processor(conn.dialect, None)
            if processor is not None:
                self._results.append((position, processor))
        self._sql = sql


_MISSING: Any = object()
