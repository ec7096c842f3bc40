"""What a browser may send about votes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import msgspec

from innovatie.domain.draws import MOST_DIGITS, DrawSource
from innovatie.domain.vote_weights import Weighing
from innovatie.domain.whole_numbers import whole
from innovatie.domain.winners import SecondWinner
from innovatie.domain.wording import wording
from innovatie.rounds.settings import Weighting
from innovatie.voting.actions.casting import ANSWERS
from innovatie.voting.queries import OwnBallot, Vote
from innovatie.voting.rules import FixedFinal, FixedPreselection, Rules
from innovatie.web.forms import Form
from innovatie.web.i18n import _

SECOND_WINNER = {
    SecondWinner.ONE_ONLY.value: wording("Altijd één winnaar"),
    SecondWinner.TWO_IF_MAJORITY.value: wording("Een tweede winnaar bij een meerderheid en een klein verschil"),
    SecondWinner.TWO_FIXED.value: wording("Altijd twee winnaars, als er twee boven ‘Geen van deze’ staan"),
}
WEIGHING = {
    Weighing.EQUAL.value: wording("Elke gemeente één stem"),
    Weighing.PER_1000.value: wording("Eén stem per 1.000 inwoners, tot een maximum"),
    Weighing.TABLE.value: wording("Een tabel: stemmen per klasse van inwoners"),
}


@dataclass(frozen=True, slots=True)
class BallotData:
    """`places` and `answers` by option code; `seen` is the sequence of the ballot that the voter saw."""

    approved: tuple[str, ...]
    places: dict[str, int | None]
    answers: dict[str, str]
    seen: int | None


def read_ballot(form: Form, vote: Vote) -> BallotData:
    codes = [option.code for option in vote.options]
    seen = form.integer("gezien", label=_("Stem"))
    if isinstance(vote.rules, FixedPreselection):
        options = [(code, code) for code in codes]
        chosen = form.many("keuze", label=_("Uw keuze"), options=options, maximum=vote.rules.max_approvals)
        return BallotData(tuple(chosen), {}, {}, seen)
    places = {code: form.integer(f"plaats-{code}", label=vote.title(code)) for code in codes}
    for code, place in places.items():
        if place is not None and not 1 <= place <= len(codes):
            form.fail(f"plaats-{code}", _("Kies een plaats van 1 tot en met %(n)s, of laat leeg.", n=len(codes)))
    if any(form.value(f"plaats-{gone.code}") for gone in vote.withdrawn):
        form.fail("volgorde", _("Intussen trok een finalist zich terug. Kijk uw volgorde na."))
    answers = {}
    for option in vote.options:
        if option.group_id is not None:
            answer = form.choice(
                f"binnen-jaar-{option.code}", label=option.title, options=[(one, one) for one in ANSWERS]
            )
            if answer:
                answers[option.code] = answer
    return BallotData((), places, answers, seen)


def ballot_values(vote: Vote, own: OwnBallot | None) -> dict[str, object]:
    """The fields of a ballot form as they stand in the present ballot."""
    if own is None:
        return {"gezien": ""}
    values: dict[str, object] = {"gezien": own.sequence, "keuze": list(own.approved)}
    for place, tied in enumerate(own.order, start=1):
        values |= {f"plaats-{code}": place for code in tied}
    groups = {str(option.group_id): option.code for option in vote.options if option.group_id is not None}
    return values | {f"binnen-jaar-{groups[one]}": answer for one, answer in own.answers.items() if one in groups}


def moved(places: Mapping[str, int | None], codes: Sequence[str], code: str, up: bool) -> dict[str, int | None]:
    """Places after one press of Hoger or Lager. From a place of its own an option joins its neighbours; from a shared
    place it takes one of its own above or below them. Not ranked: up gives the last place. Lowest of all: down is out.
    """
    used = sorted({place for place in places.values() if place is not None})
    classes = [[one for one in codes if places.get(one) == place] for place in used]
    at = next((number for number, tied in enumerate(classes) if code in tied), None)
    if at is None:
        classes = [*classes, [code]] if up else classes
    elif len(classes[at]) > 1:
        rest = [one for one in classes[at] if one != code]
        classes[at : at + 1] = [[code], rest] if up else [rest, [code]]
    else:
        target = at - 1 if up else at + 1
        if 0 <= target < len(classes):
            classes[target] = [*classes[target], code]
            del classes[at]
        elif not up:
            del classes[at]
    place_of = {one: number for number, tied in enumerate(classes, start=1) for one in tied}
    return {one: place_of.get(one) for one in codes}


@dataclass(frozen=True, slots=True)
class OpeningData:
    rules: Rules
    weighing: Weighting
    draw: DrawSource
    heads_to: tuple[str, ...]


def read_opening(form: Form, defaults: Rules) -> OpeningData:
    """The rules VNG fixes when it opens a vote; shares as fractions or percentages."""
    rules = msgspec.structs.replace(defaults, quorum=_share(form, "quorum", _("Quorum")))
    rules = _read_preselection(form, rules) if isinstance(rules, FixedPreselection) else _read_final(form, rules)
    kind = form.choice("weging", label=_("Gewicht"), options=WEIGHING, required=True)
    cap = form.integer("maximum", label=_("Maximum"), minimum=1) or 75
    weighing = Weighting(kind=Weighing(kind or Weighing.EQUAL), cap=cap)
    if weighing.kind is Weighing.TABLE:
        weighing = msgspec.structs.replace(weighing, table=_table(form))
    if isinstance(rules, FixedFinal):
        rules = msgspec.structs.replace(rules, weighted=weighing.kind is not Weighing.EQUAL)
    draw = DrawSource(
        form.text("bron", label=_("Bron voor een loting"), required=True, max_length=300),
        form.integer("loting_cijfers", label=_("Aantal cijfers"), required=True, minimum=1, maximum=MOST_DIGITS) or 1,
        form.date("loting_vanaf", label=_("Eerste dag van de trekking")),
    )
    addresses = form.text("adressen", label=_("Getuigen"), required=True, multiline=True, max_length=2_000)
    return OpeningData(rules, weighing, draw, tuple(addresses.split()))


def _read_preselection(form: Form, rules: FixedPreselection) -> FixedPreselection:
    return msgspec.structs.replace(
        rules,
        seats=form.integer("zetels", label=_("Finalisten"), required=True, minimum=1, maximum=3) or 3,
        max_approvals=form.integer("hoogstens", label=_("Keuzes per gemeente"), required=True, minimum=1) or 5,
        candidate_share=_share(form, "kandidaat_aandeel", _("Steun per plan")),
        candidate_municipalities=form.integer("kandidaat_gemeenten", label=_("Gemeenten per plan"), required=True) or 0,
        candidate_kringen=form.integer("kandidaat_kringen", label=_("Kringen per plan"), required=True) or 0,
        own_support=_share(form, "eigen_steun", _("Eigen steun")),
    )


def _read_final(form: Form, rules: FixedFinal) -> FixedFinal:
    second = form.choice("tweede_winnaar", label=_("Tweede winnaar"), options=SECOND_WINNER, required=True)
    return msgspec.structs.replace(rules, second_winner=SecondWinner(second or rules.second_winner))


def rules_values(rules: Rules) -> dict[str, object]:
    """The fields of the opening form for these rules."""
    values: dict[str, object] = msgspec.to_builtins(rules)
    return {name: value for name, value in values.items() if name not in ("verwant", "beoordeling", "gewogen")}


def _share(form: Form, name: str, label: str) -> str:
    """A share between 0 and 1, as 1/3, 0,05 or 5%; kept as an exact fraction."""
    text = form.text(name, label=label, required=True, max_length=20).replace(",", ".").replace(" ", "")
    if not text:
        return "0"
    try:
        share = Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        form.fail(name, _("Schrijf een deel als 1/3, 5% of 0,05."))
        return "0"
    return str(share)


def _table(form: Form) -> tuple[tuple[int, int], ...]:
    """Lines such as 20000;3: from that many inhabitants so many votes."""
    rows: list[tuple[int, int]] = []
    for line in form.text("tabel", label=_("Tabel"), multiline=True, max_length=4_000).splitlines():
        if not line.strip():
            continue
        start, _separator, votes = line.replace(".", "").partition(";")
        inhabitants, weight = whole(start.strip()), whole(votes.strip())
        if inhabitants is None or weight is None:
            form.fail("tabel", _("Schrijf op elke regel: inwoners;stemmen, bijvoorbeeld 20000;3."))
            return ()
        rows.append((inhabitants, weight))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class MandateData:
    partnership_id: int
    scope: str
    ends: date | None
    document: str
    instruction: str


def read_mandate(form: Form, kringen: Sequence[tuple[int, str]]) -> MandateData:
    kring = form.choice(
        "kring", label=_("Kring"), options=[(str(number), name) for number, name in kringen], required=True
    )
    scope = form.choice("reikwijdte", label=_("Waarvoor"), options=scopes(), required=True)
    ends = form.date("tot", label=_("Laatste dag"))
    document = form.text("document", label=_("Besluit"), required=True, max_length=200)
    instruction = form.text("instructie", label=_("Wens"), multiline=True, max_length=2_000)
    return MandateData(int(kring or 0), scope or "", ends, document, instruction)


def scopes() -> dict[str, str]:
    return {
        "ronde": _("De hele ronde: voorselectie en eindstemming"),
        "voorselectie": _("Alleen de voorselectie"),
        "finale": _("Alleen de eindstemming"),
    }


def read_reading(form: Form) -> tuple[str, date, str] | None:
    """What a director read at the source of a draw: the number, of which day, and where it can be seen."""
    value = form.text("waarde", label=_("Het getal van de bron"), required=True, max_length=60)
    drawn_on = form.date("getrokken_op", label=_("Dag van de trekking"), required=True)
    evidence = form.text("vindplaats", label=_("Waar te zien"), required=True, max_length=500)
    return (value, drawn_on, evidence) if drawn_on is not None else None
