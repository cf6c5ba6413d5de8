"""YAML in and out. Both ways it says no more than JSON can: no dates, no tags, no shared parts."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any, cast

# Plain text to YAML 1.2, but not to the many programs that read YAML 1.1.
_AMBIGUOUS = re.compile(r"(?i:y|n|yes|no|on|off)|[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?")


class YamlError(ValueError):
    """Text that is not YAML; the message is the place, in brackets, or empty."""


def load_yaml(text: str) -> Any:
    """Parse one document. Raises YamlError."""
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import SafeConstructor
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    class Constructor(SafeConstructor):
        pass

    untyped = cast("Any", Constructor)
    untyped.add_constructor("tag:yaml.org,2002:timestamp", untyped.construct_yaml_str)
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.Constructor = Constructor
    try:
        return yaml.load(text)
    except MarkedYAMLError as error:
        found = cast("Any", error)
        mark = found.problem_mark
        place = f" (line {mark.line + 1}, column {mark.column + 1}: {found.problem})" if mark else ""
        raise YamlError(place) from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise YamlError("") from error


def dump_yaml(data: Any) -> str:
    """Return plain data as a YAML document, in the order it has."""
    from ruamel.yaml import YAML
    from ruamel.yaml.representer import SafeRepresenter

    class Representer(SafeRepresenter):
        def ignore_aliases(self, data: Any) -> bool:
            return True

        def represent_text(self, data: str) -> Any:
            style = "'" if _AMBIGUOUS.fullmatch(data) else None
            return cast("Any", self).represent_scalar("tag:yaml.org,2002:str", data, style=style)

    cast("Any", Representer).add_representer(str, Representer.represent_text)
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.Representer = Representer
    yaml.sort_base_mapping_type_on_output = False
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 4096
    stream = StringIO()
    yaml.dump(data, stream)
    return stream.getvalue().removesuffix("...\n")
