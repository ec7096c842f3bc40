"""What VNG may send about a round."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from innovatie.domain.phases import LABELS, ORDER, Phase
from innovatie.rounds.round_templates import TEMPLATES
from innovatie.web.forms import Form
from innovatie.web.i18n import _

_HERE = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class NewRound:
    code: str
    name: str
    description: str
    deadlines: dict[Phase, datetime]
    template: str | None


def end_of_day(day: date) -> datetime:
    """The last second of `day` in the Netherlands: a deadline 'until 5 March' includes 5 March."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=_HERE)


def read_round(form: Form) -> NewRound:
    """A round with the planned last day of each phase."""
    deadlines: dict[Phase, datetime] = {}
    code = form.text("code", label=_("Code"), required=True, max_length=12)
    name = form.text("naam", label=_("Naam"), required=True, max_length=120)
    description = form.text("omschrijving", label=_("Omschrijving"), multiline=True, max_length=4_000)
    for phase in ORDER:
        day = form.date(f"deadline_{phase.value}", label=LABELS[phase])
        if day is not None:
            deadlines[phase] = end_of_day(day)
    template = form.choice("sjabloon", label=_("Soort ronde"), options=TEMPLATES)
    return NewRound(code=code, name=name, description=description, deadlines=deadlines, template=template)


def read_deadline(form: Form, name: str, *, required: bool) -> datetime | None:
    """The last day of a phase, as the end of that day."""
    day = form.date(name, label=_("Laatste dag"), required=required)
    return None if day is None else end_of_day(day)
