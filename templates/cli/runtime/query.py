"""``--query``: a JMESPath expression applied to the result before it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .params import ParamType

if TYPE_CHECKING:
    from jmespath.parser import ParsedResult


class JmesPath(ParamType):
    """A JMESPath expression, checked before anything is sent."""

    name = "jmespath"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> ParsedResult:
        """Compile the expression; a mistake in it is a usage error that names the place."""
        import jmespath
        from jmespath.exceptions import JMESPathError

        try:
            return jmespath.compile(value)
        except JMESPathError as error:
            self.fail(_explain(error, value), param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Name the language."""
        return "JMESPATH"


def search(expression: ParsedResult, data: Any) -> Any:
    """Apply an expression to plain data. Raises click.UsageError where a function gets a wrong value."""
    from jmespath.exceptions import JMESPathError, JMESPathTypeError

    try:
        return expression.search(data)
    except JMESPathTypeError as error:
        # Its own message quotes the value, which may be a whole list of things.
        wrong: Any = error
        needed = " or ".join(wrong.expected_types)
        raise click.UsageError(f"--query: {wrong.function_name}() takes {needed}, not {wrong.actual_type}") from None
    except (JMESPathError, TypeError) as error:
        # A TypeError: max_by() and min_by() compare whatever they are given.
        raise click.UsageError(f"--query: {error}") from error


def _explain(error: Exception, expression: str) -> str:
    position = getattr(error, "lex_position", None)
    place = f" at character {position + 1}" if isinstance(position, int) else ""
    return f"{expression!r} is not a JMESPath expression{place}"
