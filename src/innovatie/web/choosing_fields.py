"""`velden` in the address: only these fields of each thing that an answer holds."""

from typing import Annotated, Final, TypeVar, cast

import msgspec
from litestar.params import QueryParameter

from innovatie.domain.errors import Invalid
from innovatie.domain.wording import wording

Thing = TypeVar("Thing", bound=msgspec.Struct)
FIELDS_SAID: Final = "Alleen deze velden, met komma’s ertussen: dan is het antwoord dat deel van het geheel."
ChosenFields = Annotated[str | None, QueryParameter(name="velden", description=FIELDS_SAID)]
"""The parameter of a handler that shows one thing."""


def fields_in(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that `text` names, in the order of `known`. ValueError, in Dutch, with what is none of them."""
    asked = [name.strip() for name in text.split(",")]
    unknown = [name[:60] for name in asked if name not in known]
    if unknown:
        shown = ", ".join(f"‘{name}’" for name in unknown[:5])
        raise ValueError(
            wording("Dit veld is er niet: %(velden)s. Kies uit: %(keuzes)s.", velden=shown, keuzes=", ".join(known))
        )
    return tuple(name for name in known if name in asked)


def chosen(thing: Thing, fields: str | None) -> Thing:
    """The thing with only these fields, as the API names them; whole when none is named. Invalid for an unknown one."""
    if fields is None:
        return thing
    known = {one.encode_name: one.name for one in msgspec.structs.fields(thing)}
    try:
        names = fields_in(fields, tuple(known))
    except ValueError as error:
        raise Invalid({"velden": error.args[0]}, "De parameters in het adres kloppen niet.") from None
    # A part of the thing travels as what it is a part of: the document describes the whole.
    return cast(Thing, {name: getattr(thing, known[name]) for name in names})
