"""What a command is, and the catalogue of them all."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from ..rules.words import Role
from .unit import Unit

Answer = dict[str, Any]
_CATALOGUE: dict[str, type["Command"]] = {}


class Command(BaseModel):
    """One act. Its fields are its arguments, its docstring its documentation, `act` what it does.

    `name` is noun.verb; `route` the REST method and path below /api/v1, with the fields in the path in braces;
    `least` the weakest role that may, `scope` what a token needs; `versioned` the field holding the key of the item
    whose version the author may state.
    `answers` is the shape of what it answers, `secrets` the parts of that which are told once and never kept.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)

    name: ClassVar[str]
    route: ClassVar[tuple[str, str]]
    least: ClassVar[Role] = Role.MEMBER
    scope: ClassVar[str] = "write"
    versioned: ClassVar[str | None] = None
    answers: ClassVar[type] = dict
    secrets: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "name" in cls.__dict__:
            _CATALOGUE[cls.name] = cls

    def act(self, unit: Unit) -> Answer:
        """Look up, check, change, record; return what the mouth should tell."""
        raise NotImplementedError

    @classmethod
    def act_many(cls, commands: Sequence[Self], unit: Unit) -> list[Answer]:
        """Do many at once; commands that come in tens of thousands do it in sets."""
        return [command.act(unit) for command in commands]

    def given(self, *names: str) -> set[str]:
        """Which of these fields the author stated, null included."""
        return self.model_fields_set & set(names)


def catalogue() -> Mapping[str, type[Command]]:
    """Every command by name, in order."""
    return dict(sorted(_CATALOGUE.items()))
