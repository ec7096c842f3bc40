"""What people may send about adoption."""

from dataclasses import dataclass
from datetime import date

from litestar.datastructures import FormMultiDict

from innovatie.adoption.actions import Details
from innovatie.domain.adoption_states import LABELS, NOTE_LIMIT, Stage
from innovatie.domain.attached_files import CheckedFile, check
from innovatie.domain.errors import Invalid
from innovatie.domain.savings import CLASSES, Assumptions, ClassCosts, Pert
from innovatie.domain.whole_numbers import whole
from innovatie.domain.wording import wording
from innovatie.web.forms import Form
from innovatie.web.i18n import _
from innovatie.web.requests import SentFile

ROLES = (
    ("opdrachtgever", wording("Opdrachtgever")),
    ("gebruiker", wording("Gebruiker")),
    ("mede-ontwikkelaar", wording("Mede-ontwikkelaar")),
)
EVIDENCE = (("link", wording("Link")), ("besluit", wording("Besluit")), ("document", wording("Document")))


@dataclass(frozen=True, slots=True)
class Report:
    stage: Stage
    on: date
    details: Details
    expected: int | None


@dataclass(frozen=True, slots=True)
class Learned:
    """What a municipality wrote about its experience; hours and money (whole euro) when it told them."""

    went_well: str
    otherwise: str
    hours: int | None
    cost_euro: int | None
    contact: str


def stage_options() -> tuple[tuple[str, str, str], ...]:
    """The ladder as choices, each with what it means."""
    meaning = {
        Stage.NONE: _("Wij doen hier nu niets mee."),
        Stage.EXPLORING: _("Wij kijken of dit bij ons past."),
        Stage.DECIDED: _("Het besluit is genomen, het werk begint nog."),
        Stage.INTRODUCING: _("Wij zijn bezig met invoeren."),
        Stage.IN_USE: _("Wij gebruiken dit in het dagelijkse werk."),
        Stage.STOPPED: _("Wij gebruikten dit en zijn gestopt."),
        Stage.DECLINED: _("Wij kozen hier bewust niet voor. Schrijf hieronder waarom."),
    }
    return tuple((stage.value, _(LABELS[stage]), meaning[stage]) for stage in Stage)


def read_report(form: Form, today: date, file: CheckedFile | None = None) -> Report:
    """A statement; today when no date was given."""
    stage = form.choice("stap", label=_("Waar staat uw gemeente?"), options=Stage, required=True)
    on = form.date("datum", label=_("Sinds wanneer?")) or today
    reason = form.text("toelichting", label=_("Toelichting"), multiline=True, max_length=NOTE_LIMIT)
    kind = form.choice("bewijs_soort", label=_("Soort bewijs"), options=EVIDENCE)
    details = Details(
        reason=reason,
        evidence_kind=kind or "",
        evidence_url=form.url("bewijs", label=_("Link naar besluit of document")),
        version=form.text("versie", label=_("Versie"), max_length=60),
        variant=form.text("variant", label=_("Eigen variant"), max_length=200),
        role=form.choice("rol", label=_("Rol"), options=ROLES) or "",
        cost_euro=_whole(form, "kosten", _("Kosten in euro")),
        hours=_whole(form, "uren", _("Uren")),
        file=file,
    )
    expected = form.values.get("gezien", "")
    return Report(Stage(stage or Stage.NONE), on, details, whole(expected))


async def read_file(form: Form, sent: FormMultiDict) -> CheckedFile | None:
    """The file under `bestand`, if one was chosen; what is wrong with it stands in the form."""
    file = sent.get("bestand")
    if not isinstance(file, SentFile):
        return None
    try:
        return check(file.name, file.content)
    except Invalid as error:
        form.refuse(error)
        return None


def _whole(form: Form, name: str, label: str) -> int | None:
    value = form.integer(name, label=label, minimum=0, maximum=1_000_000_000)
    return value if value is None else int(value)


def read_experience(form: Form) -> Learned:
    """What went well, what would be done otherwise, hours, money and whom to call."""
    return Learned(
        went_well=form.text("ging_goed", label=_("Wat ging goed?"), multiline=True, max_length=4_000),
        otherwise=form.text("anders", label=_("Wat zou u anders doen?"), multiline=True, max_length=4_000),
        hours=_whole(form, "uren", _("Uren")),
        cost_euro=_whole(form, "kosten", _("Kosten in euro")),
        contact=form.text("contact", label=_("Wie kunnen anderen bellen?"), max_length=200),
    )


PARTS = (("bouwen", "build"), ("beheer_zelf", "upkeep_alone"), ("invoeren", "adopt"), ("beheer_samen", "upkeep_shared"))
ENDS = ("min", "mid", "max")


def filled_assumptions(known: Assumptions) -> dict[str, object]:
    """The numbers as the form shows them."""
    values: dict[str, object] = {"jaren": known.years}
    for end, number in zip(ENDS, _numbers(known.would_build), strict=True):
        values[f"zelf_{end}"] = round(number * 100)
    for end, number in zip(ENDS, _numbers(known.reusable), strict=True):
        values[f"herbruikbaar_{end}"] = round(number)
    for position, name in enumerate(CLASSES):
        for field, attribute in PARTS:
            for end, number in zip(ENDS, _numbers(getattr(known.costs[name], attribute)), strict=True):
                values[f"{field}_{position}_{end}"] = round(number)
    return values


def _numbers(pert: Pert) -> tuple[float, float, float]:
    return pert.least, pert.likely, pert.most


def read_assumptions(form: Form, known: Assumptions) -> Assumptions:
    """The numbers that were sent, each left out or wrong one as it was. Raises Invalid when an order is impossible."""

    def pert(stem: str, usual: Pert, factor: float = 1.0) -> Pert:
        found = []
        for end, number in zip(ENDS, _numbers(usual), strict=True):
            value = form.integer(f"{stem}_{end}", label=_("Bedrag"), minimum=0, maximum=100_000_000)
            found.append(number if value is None else float(value) * factor)
        return Pert(*found)

    costs = {
        name: ClassCosts(
            **{
                attribute: pert(f"{field}_{position}", getattr(known.costs[name], attribute))
                for field, attribute in PARTS
            }
        )
        for position, name in enumerate(CLASSES)
    }
    years = form.integer("jaren", label=_("Looptijd in jaren"), minimum=1, maximum=20)
    return Assumptions(
        costs=costs,
        would_build=pert("zelf", known.would_build, 0.01),
        reusable=pert("herbruikbaar", known.reusable),
        years=int(years) if years is not None else known.years,
    )
