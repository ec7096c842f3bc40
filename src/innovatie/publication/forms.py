"""What a browser may send about elaborations and publications."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from innovatie.domain.dutch_dates import HERE
from innovatie.publication.sections import ROLES, SECTIONS
from innovatie.web.forms import Form, is_mail_address
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


MOST_PRESS = 100
"""Addresses on a press list."""


def read_moment(form: Form) -> tuple[datetime | None, list[str]]:
    """The moment of publication by the Dutch clock (None when it is wrong), and the addresses of the press."""
    day = form.date("dag", label=_("Dag"), required=True)
    typed = form.text("uur", label=_("Uur"), required=True, max_length=5)
    try:
        hour = time.fromisoformat(typed.replace(".", ":")) if typed else None
    except ValueError:
        hour = None
        form.fail("uur", _("Vul een tijd in, bijvoorbeeld 10.00."))
    lines = form.text("pers", label=_("Perslijst"), multiline=True, max_length=10_000).split()
    press = list(dict.fromkeys(line.strip(",;").lower() for line in lines))
    wrong = [one for one in press if not is_mail_address(one)]
    if wrong:
        form.fail("pers", _("Dit is geen e-mailadres: %(adres)s.", adres=wrong[0]))
    elif len(press) > MOST_PRESS:
        form.fail("pers", _("Zet hooguit %(n)s adressen op de perslijst.", n=MOST_PRESS))
    moment = datetime.combine(day, hour, tzinfo=HERE) if day and hour else None
    return moment, press
