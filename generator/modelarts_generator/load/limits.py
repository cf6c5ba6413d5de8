"""What a source file may cost: beyond these a file is refused, not read."""

MAX_BYTES = 32 * 1024 * 1024
"""Size of one file."""

MAX_DEPTH = 100
"""Mappings and lists inside one another; well below what recursive walks can take."""

MAX_ALIASED_NODES = 100_000
"""Nodes that the aliases of one file stand for, so that a small file cannot become a huge document."""
