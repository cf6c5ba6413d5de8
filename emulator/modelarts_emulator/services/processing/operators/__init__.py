"""The operators of data processing, as a table: which template each belongs to, and its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from .augmenting import Augmentation
from .colour import COLOUR
from .geometry import GEOMETRY
from .parameters import Parameter
from .selection import CLEANSING, DEDUPLICATION, DEREDUNDANCY, Decide, cleanse, deduplicate, deredundate
from .simulation import CYCLE_PARAMETERS, STYLE_PARAMETERS
from .texture import TEXTURE
from .validation import PARAMETERS

ANALYSIS: Final = "sys_data_analyse"
CLEANING: Final = "sys_data_cleaning"
AUGMENTATION: Final = "sys_data_augmentation"
VALIDATION: Final = "sys_data_validation"
SELECTION: Final = "sys_data_selection"


class Way(Enum):
    """How an operator works: on each image by itself, on all together, or by inventing images."""

    ANALYSE = "analyse"
    VALIDATE = "validate"
    AUGMENT = "augment"
    SELECT = "select"
    GENERATE = "generate"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator as requests name it."""

    name: str
    template: str
    way: Way
    parameters: tuple[Parameter, ...] = ()
    augmentation: Augmentation | None = None
    decide: Decide | None = None


OPERATORS: Final[dict[tuple[str, str], Operator]] = {
    (operator.template, operator.name): operator
    for operator in (
        Operator(ANALYSIS, ANALYSIS, Way.ANALYSE),
        Operator("MetaValidation", VALIDATION, Way.VALIDATE, PARAMETERS),
        Operator("PCC", CLEANING, Way.SELECT, CLEANSING, decide=cleanse),
        Operator("SimDeduplication", SELECTION, Way.SELECT, DEDUPLICATION, decide=deduplicate),
        Operator("RRD", SELECTION, Way.SELECT, DEREDUNDANCY, decide=deredundate),
        *(
            Operator(held.name, AUGMENTATION, Way.AUGMENT, held.parameters, augmentation=held)
            for held in (*TEXTURE, *GEOMETRY, *COLOUR)
        ),
        Operator("StyleGAN", AUGMENTATION, Way.GENERATE, STYLE_PARAMETERS),
        Operator("CycleGAN", AUGMENTATION, Way.TRANSFER, CYCLE_PARAMETERS),
    )
}

#: Templates as they are listed: id, Chinese name, English name.
TEMPLATES: Final = (
    (CLEANING, "数据清洗", "data cleaning"),
    (VALIDATION, "数据校验", "data validation"),
    (SELECTION, "数据选择", "data selection"),
    (AUGMENTATION, "数据增强", "data augmentation"),
)


def operator_names(template: str) -> list[str]:
    """Names of the operators of a template."""
    return [name for held, name in OPERATORS if held == template]
