"""The published description used by the tools of others, in pinned versions: one row for each use."""
