"""Loading: files of the description become plain values, with lines on demand."""

from .source import Source
from .sources import Sources, find_root

__all__ = ["Source", "Sources", "find_root"]
