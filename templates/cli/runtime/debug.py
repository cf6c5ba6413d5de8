"""``--debug``: the client's log, without secrets, on standard error."""

from __future__ import annotations

import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def log_to_stderr() -> Generator[None]:
    """Print what the client logs as long as the context lasts; the client itself blanks secrets."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger(__name__.partition(".")[0])
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
