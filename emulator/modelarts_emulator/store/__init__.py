"""The emulator's state: one database, SQLite by default, PostgreSQL by URL."""

from .database import Store, StoreError
from .metadata import metadata
from .prepared import Prepared

__all__ = ["Prepared", "Store", "StoreError", "metadata"]
