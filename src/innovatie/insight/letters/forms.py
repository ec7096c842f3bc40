"""What VNG may send about a letter: whom it is for, what it says, and when it goes."""

from collections.abc import Sequence
from datetime import datetime, time

from innovatie.domain.dutch_dates import HERE
from innovatie.domain.letters import GOALS, TAKING_PART, Goal, Selection, TakingPart
from innovatie.domain.municipal_table import PROVINCES
from innovatie.domain.phases import LABELS, ORDER, Phase
from innovatie.domain.size_classes import BOUNDS, LARGEST
from innovatie.domain.wording import wording
from innovatie.insight.letters.actions import LETTER_LIMIT, Content
from innovatie.insight.letters.queries import LetterRow, Template
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import AUDIENCES, EVERYBODY
from innovatie.web.forms import Form
from innovatie.web.i18n import _

SIZES: tuple[str, ...] = (*(str(label) for _bound, label in BOUNDS), str(LARGEST))
KINDS: dict[str, str] = {
    Kind.LETTER.value: wording("Nieuws: wie brieven van VNG opzegde, leest het alleen op de site"),
    Kind.ASKED.value: wording("Een vraag: iets wat u van de lezer nodig hebt"),
}


class Choices:
    """What there is to choose from in the form: rounds and Kringen are those of the moment."""

    def __init__(self, rounds: Sequence[tuple[str, str]], kringen: Sequence[tuple[str, str]]) -> None:
        self.audiences = tuple((value, _(label)) for value, label in AUDIENCES.items())
        self.rounds = tuple(rounds)
        self.phases = tuple((phase.value, _(LABELS[phase])) for phase in ORDER)
        self.parts = tuple((part.value, _(label)) for part, label in TAKING_PART.items())
        self.provinces = tuple((name, name) for name in sorted(PROVINCES))
        self.sizes = tuple(
            (size, _(label)) for size, label in zip(SIZES, (*(b[1] for b in BOUNDS), LARGEST), strict=True)
        )
        self.kringen = tuple(kringen)
        self.kinds = tuple((value, _(label)) for value, label in KINDS.items())
        self.goals = tuple((goal.value, _(label)) for goal, (label, _path) in GOALS.items())


def read_content(form: Form, choices: Choices) -> Content:
    """The letter as it was typed; what is wrong stands in the form."""
    selection = Selection(
        round=form.choice("ronde", label=_("Ronde"), options=choices.rounds) or "",
        phase=form.choice("fase", label=_("Fase"), options=Phase),
        part=form.choice("deel", label=_("Wat zij deden"), options=TakingPart),
        provinces=tuple(form.many("provincies", label=_("Provincie"), options=choices.provinces)),
        sizes=tuple(form.many("grootte", label=_("Grootte"), options=choices.sizes)),
        kringen=tuple(int(one) for one in form.many("kringen", label=_("Kring"), options=choices.kringen)),
    )
    return Content(
        audience=form.choice("aan", label=_("Aan"), options=AUDIENCES, required=True) or EVERYBODY,
        selection=selection,
        kind=Kind(form.choice("soort", label=_("Soort"), options=KINDS) or Kind.LETTER.value),
        goal=form.choice("knop", label=_("Waar de knop heen gaat"), options=Goal) or Goal.MY_WORK,
        subject=form.text("onderwerp", label=_("Onderwerp"), required=True, max_length=200),
        body=form.text("tekst", label=_("Tekst"), required=True, multiline=True, max_length=LETTER_LIMIT),
    )


def filled_from(letter: LetterRow | Template) -> dict[str, object]:
    """A letter, or one to begin from, as the values of the form."""
    selection = letter.selection
    return {
        "aan": letter.audience,
        "ronde": selection.round,
        "fase": selection.phase.value if selection.phase else "",
        "deel": selection.part.value if selection.part else "",
        "provincies": list(selection.provinces),
        "grootte": list(selection.sizes),
        "kringen": [str(one) for one in selection.kringen],
        "soort": letter.kind.value,
        "knop": letter.goal.value,
        "onderwerp": letter.subject,
        "tekst": letter.body,
    }


def read_moment(form: Form) -> datetime | None:
    """The moment at which it goes, by the Dutch clock; None when something of it is wrong."""
    day = form.date("dag", label=_("Dag"), required=True)
    typed = form.text("uur", label=_("Uur"), required=True, max_length=5)
    try:
        hour = time.fromisoformat(typed.replace(".", ":").rjust(5, "0")) if typed else None
    except ValueError:
        hour = None
        form.fail("uur", _("Vul een tijd in, bijvoorbeeld 10.00."))
    return datetime.combine(day, hour, tzinfo=HERE) if day and hour else None
