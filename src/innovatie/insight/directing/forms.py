"""What VNG may send about a round: its plan, and the number of people that it disturbs knowingly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from innovatie.domain.dutch_dates import HERE, dutch_day
from innovatie.domain.phases import LABELS, ORDER, Phase
from innovatie.domain.round_calendar import USUAL_DAYS, lengths_of, proposed
from innovatie.domain.witnesses import objection
from innovatie.insight.directing.rules import filled_rules, read_rules
from innovatie.rounds.queries import RoundDetail
from innovatie.rounds.round_templates import TEMPLATES
from innovatie.rounds.settings import RoundSettings
from innovatie.voting.witness_links import own_domains
from innovatie.web.forms import Form
from innovatie.web.i18n import _

OPENING_HOUR = time(9)
"""When a phase that opens by itself does so on its first day."""


@dataclass(frozen=True, slots=True)
class RoundPlan:
    name: str
    description: str
    starts_at: datetime | None
    deadlines: dict[Phase, datetime]
    opens_itself: bool
    witnesses: tuple[str, ...]
    template: str | None
    settings: RoundSettings


def end_of_day(day: date) -> datetime:
    """The last second of `day` in the Netherlands: a deadline 'until 5 March' includes 5 March."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=HERE)


def read_code(form: Form) -> str:
    return form.text("code", label=_("Code"), required=True, max_length=12)


def read_plan(form: Form, *, former: str | None = None) -> RoundPlan:
    """Texts, first day, planned last days and rules of a round; `former`: its kind when none is chosen."""
    name = form.text("naam", label=_("Naam"), required=True, max_length=120)
    description = form.text("omschrijving", label=_("Omschrijving"), multiline=True, max_length=4_000)
    template = form.choice("sjabloon", label=_("Soort ronde"), options=TEMPLATES)
    first_day = form.date("begin", label=_("Eerste dag"))
    deadlines: dict[Phase, datetime] = {}
    for phase in ORDER:
        day = form.date(f"deadline_{phase.value}", label=LABELS[phase])
        if day is not None:
            deadlines[phase] = end_of_day(day)
    return RoundPlan(
        name=name,
        description=description,
        starts_at=datetime.combine(first_day, OPENING_HOUR, tzinfo=HERE) if first_day else None,
        deadlines=deadlines,
        opens_itself=form.checkbox("vanzelf", label=_("Fasen openen vanzelf")),
        witnesses=_read_witnesses(form),
        template=template,
        settings=read_rules(form, template or former),
    )


def _read_witnesses(form: Form) -> tuple[str, ...]:
    addresses = tuple(form.text("getuigen", label=_("Getuigen"), multiline=True, max_length=2_000).split())
    if addresses and (against := objection(addresses, own_domains())):
        form.fail("getuigen", against)
    return addresses


def with_proposal(form: Form, lengths: Mapping[Phase, int]) -> Form:
    """The same form with the last day of each phase proposed from its first day; as it was when that is missing."""
    first_day = form.date("begin", label=_("Eerste dag"), required=_("Kies de eerste dag, dan vullen wij de rest in."))
    if first_day is None:
        return form
    days = proposed(first_day, lengths)
    return Form.filled({**form.values, **{f"deadline_{phase.value}": day for phase, day in days.items()}})


def filled_from(round_: RoundDetail) -> Form:
    """The plan of a round as it stands, to be changed."""
    values: dict[str, object] = {
        "naam": round_.name,
        "omschrijving": round_.description,
        "sjabloon": round_.settings.template,
        "vanzelf": "ja" if round_.opens_itself else "",
        "begin": _day(round_.starts_at),
        "getuigen": round_.witnesses,
    }
    values |= {f"deadline_{row.phase.value}": _day(row.deadline) for row in round_.phases}
    values |= filled_rules(round_.settings)
    return Form.filled({name: value for name, value in values.items() if value})


def copied_from(round_: RoundDetail, *, code: str, first_day: date) -> Form:
    """A new round like `round_`, one year later; its phases last as long."""
    copy = filled_from(round_)
    values: dict[str, object] = {**copy.values, "code": code, "begin": first_day}
    days = proposed(first_day, lengths_of_round(round_))
    return Form.filled(values | {f"deadline_{phase.value}": day for phase, day in days.items()})


def lengths_of_round(round_: RoundDetail) -> dict[Phase, int]:
    """How many days each phase of a round lasted, or was planned to last."""
    begins = round_.row_of(ORDER[0]).opened_at or round_.starts_at
    last_days = {row.phase: dutch_day(row.deadline) for row in round_.phases if row.deadline}
    if begins is not None:
        return lengths_of(dutch_day(begins), last_days)
    first = last_days.get(ORDER[0])
    return lengths_of(first - timedelta(days=USUAL_DAYS[ORDER[0]] - 1), last_days) if first else dict(USUAL_DAYS)


def _day(moment: datetime | None) -> date | None:
    return dutch_day(moment) if moment else None


def read_deadline(form: Form, name: str, *, required: bool) -> datetime | None:
    """The last day of a phase, as the end of that day."""
    day = form.date(name, label=_("Laatste dag"), required=required)
    return None if day is None else end_of_day(day)


def read_reach(form: Form, name: str, people: int) -> None:
    """Whether VNG typed in the field `name` how many people hear of the act; nobody presses on by accident."""
    typed = form.integer(name, label=_("Aantal mensen"), required=True, minimum=0)
    if typed is not None and typed != people:
        form.fail(name, _("Typ het getal dat hierboven staat: %(n)s.", n=people))
