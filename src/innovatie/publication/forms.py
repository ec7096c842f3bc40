"""What a browser may send about elaborations and publications."""

from collections.abc import Sequence
from dataclasses import dataclass

from innovatie.publication.sections import ROLES, SECTIONS
from innovatie.web.forms import Form
from innovatie.web.i18n import _


@dataclass(frozen=True, slots=True)
class ElaborationData:
    content: dict[str, str]
    note: str
    expected_version: int


def read_elaboration(form: Form) -> ElaborationData:
    content = {
        name: form.text(name, label=_(label), multiline=True, max_length=20_000) for name, label, _question in SECTIONS
    }
    content |= {name: form.text(name, label=_(label), max_length=300) for name, label, _question in ROLES}
    note = form.text("toelichting", label=_("Wat wijzigde u?"), max_length=200)
    return ElaborationData(content, note, form.integer("versie", label=_("Versie")) or 0)


@dataclass(frozen=True, slots=True)
class PublicationData:
    decision: str
    press: str
    correction: str
    reasons: dict[str, str]
    next_steps: dict[str, str]


def read_publication(form: Form, winners: Sequence[tuple[int, str]]) -> PublicationData:
    decision = form.text("besluit", label=_("Besluit"), multiline=True, max_length=10_000)
    press = form.text("persbericht", label=_("Samenvatting voor de pers"), multiline=True, max_length=4_000)
    correction = form.text("correctie", label=_("Wat verbetert u?"), multiline=True, max_length=2_000)
    reasons = {
        str(number): form.text(f"reden-{number}", label=title, multiline=True, max_length=4_000)
        for number, title in winners
    }
    next_steps = {
        str(number): form.text(f"vervolg-{number}", label=title, multiline=True, max_length=2_000)
        for number, title in winners
    }
    return PublicationData(decision, press, correction, reasons, next_steps)
