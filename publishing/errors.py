"""Why nothing is published."""

from __future__ import annotations


class PublishError(Exception):
    """What is wrong and what to do about it, in words for the person who publishes."""
