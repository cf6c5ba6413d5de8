from __future__ import annotations

from ..datasets.conftest import local, make_service, postgresql_emulator, service, small_chunks, sqlite_emulator

__all__ = ["local", "make_service", "postgresql_emulator", "service", "small_chunks", "sqlite_emulator"]
