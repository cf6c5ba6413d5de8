"""Models as the generator makes them, for tests of the runtime alone."""

from __future__ import annotations

from modelarts_client._runtime.models import ApiModel, OpenIntEnum, OpenStrEnum
from pydantic import Field, RootModel


class Kind(OpenIntEnum):
    IMAGE = 0
    SOUND = 1
    TEXT = 2


class Color(OpenStrEnum):
    RED = "red"
    GREEN = "green"


class Label(ApiModel):
    name: str
    color: Color | None = None
    id: str | None = Field(default=None, alias="@id")


class Thing(ApiModel):
    id: str
    kind: Kind | None = None
    status: int | None = None
    labels: list[Label] | None = None
    tags: dict[str, int] | None = None
    size: int | None = None


class Things(ApiModel):
    items: list[Thing] | None = None
    total_number: int | None = None
    continue_: str | None = Field(default=None, alias="continue")


class Metadata(ApiModel):
    continue_: str | None = Field(default=None, alias="continue")


class MarkedThings(ApiModel):
    metadata: Metadata | None = None
    items: list[Thing] | None = None


class Options(ApiModel):
    open_fields = True

    fast: bool | None = None


class Part(ApiModel):
    kind: Kind | None = Field(default=None, alias="@kind")


class Kinds(RootModel[dict[str, Kind | list[Kind]]]):
    pass


class NewThing(ApiModel):
    name: str = Field(min_length=1, max_length=8)
    kind: Kind
    labels: list[Label] | None = None
    color: Color | None = None
    size: int | None = Field(default=None, ge=1)
    options: Options | None = None
    remark: str | None = None
    things: list[Part] | None = None
    kinds: Kinds | None = None
