"""What all tables of the configuration have in common."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

from syndicator.config.kinds import written
from syndicator.config.unsupported import NOT_YET


class Table(BaseModel):
    """What all tables have in common: unknown keys are errors, and so is what is not built yet."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )
    where: ClassVar[str] = ""
    """The table's place in the file: ``grants.*``."""

    @field_validator("*", mode="after")
    @classmethod
    def _built(cls, value: object, info: ValidationInfo) -> object:
        key = f"{cls.where}.{info.field_name}"
        if key in NOT_YET and value != (neutral := NOT_YET[key]):
            other = "" if neutral is None else f", or write {info.field_name} = {written(neutral)}"
            raise ValueError(f"not supported yet; leave it out{other}")
        return value


def key_names(table: type[BaseModel]) -> dict[str, FieldInfo]:
    """Give the keys of a table as they are written, ``from`` for instance."""
    return {field.alias or name: field for name, field in table.model_fields.items()}


def key(meaning: str, example: str, default: Any = ..., **more: Any) -> Any:
    """Describe one key: for the reference, and for the message when it is missing."""
    return Field(default=default, description=meaning, examples=[example], **more)
