"""What must be written before a result is published."""

from collections.abc import Iterable

from innovatie.domain.errors import Invalid
from innovatie.publication.queries import Draft


def check_texts(draft: Draft, chosen: Iterable[str]) -> None:
    """Raises Invalid with what still has to be written. `chosen`: the numbers of the winning groups."""
    errors: dict[str, str] = {}
    if not draft.decision:
        errors["besluit"] = "Schrijf het besluit voordat u publiceert."
    if draft.version > 1 and not draft.correction:
        errors["correctie"] = "Schrijf wat u verbetert, en waarom. De vorige versie blijft leesbaar."
    for number in chosen:
        if not draft.reasons.get(number):
            errors[f"reden-{number}"] = "Schrijf waarom dit plan wint."
    if errors:
        raise Invalid(errors)
