"""Writing plain values as YAML and JSON text, fast and always the same."""

from .json_writer import format_json
from .yaml_writer import format_yaml

__all__ = ["format_json", "format_yaml"]
