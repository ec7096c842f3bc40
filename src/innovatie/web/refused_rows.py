"""What to say when the database refuses a row that a form or an action should have refused in words of its own.

The one place that knows the rules of the tables by name: what each wants of whoever typed something, and under which
names forms and the API ask for a column. A rule about no field that was sent is about how things are by now.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import asyncpg
import structlog

from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.wording import wording
from innovatie.infra.walls import Wall, wall_of

_log = structlog.get_logger()


class Refused(Invalid):
    """A value that the document of the API lets pass and the database does not take."""

    to_programs = 422


class Want(NamedTuple):
    """What rules with names like `rules` want of a field; `wrong`: which of the values that were sent are not so."""

    rules: str
    sentence: str
    wrong: Callable[[str, Wall], bool] = lambda _value, _wall: True


_TAKEN: Final = wording("Dit bestaat al. Kies iets anders.")
_GONE: Final = wording("Dit bestaat niet of niet meer.")
_TOO_LONG: Final = wording("Maak dit korter.")
WANTED: Final = (
    Want(r"\w+_fit", _TOO_LONG, lambda value, wall: len(value) > (wall.longest or 0)),
    Want(r"something_to_read|described", wording("Vul dit in."), lambda value, _: not value.strip()),
    Want(r"\w+_known", wording("Kies iets uit de lijst.")),
    Want(r"\w+_one_way", wording("Schrijf dit adres in kleine letters en zonder spaties.")),
    Want(
        r"\w+_not_negative|\w+_from_one|\w+_positive|numbers_finite|\w+_is_a_chance|total_on_the_scale"
        r"|in_the_netherlands|draw_digits_few|only_digits",
        wording("Dit getal kan hier niet."),
    ),
    Want(
        r"starts_before_ends|range_in_order|\w+_after_start|notice_before_leaving|joins_before_leaving"
        r"|confirmed_not_before_it_began|planned_before_publication",
        wording("Deze dagen staan niet in de goede volgorde."),
    ),
)
"""Rules about one value that somebody types; all others are about how things are."""

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "about": ("inhoud",),
    "address": ("adres",),
    "advice": ("advies",),
    "alternative": ("alternatief",),
    "answer": ("antwoord",),
    "appeal": ("bezwaar", "reden"),
    "approach": ("aanpak",),
    "audience": ("ontvangers", "doelen"),
    "better": ("beter",),
    "body": ("tekst", "bericht", "notitie", "verslag"),
    "chance": ("kans",),
    "choice": ("keuze",),
    "code": ("code",),
    "company": ("bedrijf",),
    "confidence": ("zekerheid",),
    "confirmed_on": ("sinds", "datum"),
    "correction": ("correctie",),
    "cost_euro": ("kosten", "kosten_euro"),
    "decision": ("besluit", "toelichting", "reden"),
    "description": ("omschrijving", "tekst"),
    "document": ("document",),
    "domain": ("domein",),
    "draw_digits": ("loting_cijfers",),
    "draw_source": ("loting",),
    "draw_value": ("waarde", "uitkomst"),
    "effort_hours": ("uren",),
    "email": ("email", "adres"),
    "end_reason": ("reden", "reden_einde"),
    "ends": ("tot", "tot_en_met", "einde"),
    "ends_on": ("einde", "tot"),
    "evidence": ("bewijs", "vindplaats"),
    "evidence_kind": ("bewijs_soort",),
    "expected_on": ("verwacht",),
    "focus": ("focus",),
    "goal": ("doelen", "waarvoor"),
    "ground": ("grond",),
    "handover": ("hoe",),
    "harm": ("schade",),
    "heads_to": ("kop", "loting"),
    "hidden_reason": ("reden",),
    "hours": ("uren",),
    "how": ("hoe",),
    "inhabitants": ("inwoners",),
    "instruction": ("instructie",),
    "joined_on": ("vanaf", "datum"),
    "kind": ("soort",),
    "language": ("taal",),
    "leaves_on": ("laatste_dag",),
    "maximum": ("maximum", "hoogstens"),
    "measure": ("maatregel",),
    "name": ("naam", "titel", "sjabloonnaam"),
    "next_step": ("vervolg",),
    "note": ("toelichting", "notitie", "note"),
    "notice_months": ("opzegtermijn",),
    "notice_on": ("opgezegd_op",),
    "number": ("nummer", "inwoners"),
    "organisation": ("wie", "organisatie"),
    "otherwise": ("anders",),
    "phase": ("fase",),
    "place": ("plaats",),
    "planned_at": ("dag", "uur"),
    "press": ("persbericht", "pers"),
    "problem": ("probleem",),
    "promised": ("beloofd", "belofte"),
    "promised_on": ("klaar_op", "gepland"),
    "proposer": ("namens",),
    "province": ("provincie", "provincies"),
    "public_value": ("waarde",),
    "publish_at": ("dag", "uur"),
    "reason": ("reden", "toelichting", "waaraan", "reden_terug", "reden_sluiten"),
    "reasons": ("reden",),
    "resources": ("soorten", "waarvoor"),
    "role": ("rol", "uitnodigingsrol"),
    "ruling": ("toelichting", "reden"),
    "scope": ("reikwijdte",),
    "scopes": ("waarvoor",),
    "side": ("kant",),
    "signer": ("naam",),
    "since": ("sinds", "datum"),
    "source": ("bron",),
    "source_number": ("bronnummer",),
    "stage": ("stap", "stadium"),
    "starts": ("vanaf", "begin"),
    "starts_on": ("begin", "start", "vanaf"),
    "state": ("stand",),
    "subject": ("onderwerp",),
    "summary": ("samenvatting",),
    "suppliers": ("leveranciers",),
    "text": ("bericht", "tekst"),
    "theme": ("thema",),
    "title": ("titel", "taak"),
    "total": ("totaal",),
    "unit": ("eenheid",),
    "value": ("waarde",),
    "verdict": ("besluit",),
    "weight": ("gewicht",),
    "went_well": ("ging_goed",),
    "withdraw_reason": ("reden",),
    "withdrawn_as": ("grond",),
    "withdrawn_reason": ("reden",),
    "witnesses": ("getuigen",),
    "words": ("woorden",),
    "year": ("jaar",),
}
"""How forms and the API call a column that somebody fills, the name that fits best first."""


def refusal_of(error: BaseException, sent: Mapping[str, object]) -> Refused | Conflict | None:
    """What to tell about a refused row, given what was `sent` by name of field; None when it is no refusal of a rule.

    A column that was forgotten (NOT NULL) is none: nobody typed that.
    """
    if not isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return None
    if isinstance(error, asyncpg.NotNullViolationError):
        return None
    wall = wall_of(error)
    _log.error("refused by a rule", table=wall.table, rule=wall.rule)
    if isinstance(error, asyncpg.UniqueViolationError):
        return _beside(wall, _TAKEN, sent) or Conflict("Dit staat er al: iemand was u net voor.")
    if isinstance(error, asyncpg.ForeignKeyViolationError | asyncpg.RestrictViolationError):
        if _is_still_needed(error):
            return Conflict("Dit kan niet weg: er hangt nog iets aan. Laad de pagina opnieuw.")
        return _beside(wall, _GONE, sent) or Conflict(
            "Iets waar dit bij hoort, is er niet meer. Laad de pagina opnieuw."
        )
    return of_wall(wall, sent) or Conflict("Dit past niet bij hoe het nu is. Laad de pagina opnieuw.")


def of_wall(wall: Wall, sent: Mapping[str, object]) -> Refused | None:
    """What the rule wants of fields that were sent; None when it is about none of them."""
    want = next((one for one in WANTED if re.fullmatch(one.rules, wall.rule)), None)
    if want is None:
        return None
    sentence = want.sentence
    if want.sentence == _TOO_LONG and wall.longest is not None:
        sentence = wording("Maak dit korter: hooguit %(n)s tekens.", n=wall.longest)
    return _beside(wall, sentence, sent, want.wrong)


def _is_still_needed(error: asyncpg.PostgresError) -> bool:
    """Whether a row was to go that others hold on to, rather than come beside one that is gone."""
    return isinstance(error, asyncpg.RestrictViolationError) or str(error).startswith("update or delete")


def _beside(
    wall: Wall, sentence: str, sent: Mapping[str, object], wrong: Callable[[str, Wall], bool] | None = None
) -> Refused | None:
    """The sentence at each field for a column of the rule; only at those that are wrong where that can be seen."""
    names = [next((name for name in FIELDS.get(column, ()) if name in sent), "") for column in wall.columns]
    found = [name for name in dict.fromkeys(names) if name]
    seen = [name for name in found if wrong is not None and wrong(str(sent[name] or ""), wall)]
    return Refused(dict.fromkeys(seen or found, sentence)) if found else None
