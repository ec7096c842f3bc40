"""Every route that acts in a round: who may use it, and at which moments of the round, written by hand.

A route that acts in a round and is not in here fails the test; so does one that works at a moment which is not named.
The name after `#` tells two rows of one route apart. What stands between braces is filled in from the walk (`walk.py`).
"In" means that it is really done (a page, or the way onward), not only that one is let in: the form is a good one.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from innovatie.domain.dutch_dates import dutch_day
from tests.security.people_of_routes import (
    CHIEF_OWN,
    EVERYBODY,
    KRING,
    MUNICIPAL,
    MUNICIPAL_OWN,
    REVIEWER,
    VNG,
    VNG_DIRECTOR,
    VOTER_OTHER,
    VOTER_OWN,
)
from tests.security.walk import Moment

M = Moment
ALL = frozenset(Moment)


def since(first: Moment) -> frozenset[Moment]:
    order = list(Moment)
    return frozenset(order[order.index(first) :])


COUNTING = frozenset({M.PRESELECT_CLOSED, M.VOTE_CLOSED})
OPEN_PHASE = ALL - {M.PREPARED, M.PRESELECT_CLOSED, M.VOTE_CLOSED}
READY_FOR_NEXT = frozenset(
    {
        M.PREPARED, M.SUBMIT, M.SETTLED, M.REVIEW_SETTLED, M.DEVELOP, M.VOTE, M.VOTE_CLOSED,
    }
)  # fmt: skip
"""When nothing makes the next phase impossible. (A preselection that is closed still has to be counted.)"""
NOTHING_DONE = frozenset({M.GROUP, M.REVIEW_DRAWN, M.PRESELECT_SHUT, M.DEVELOP, M.VOTE_SHUT, M.ADOPT})
"""When the phase that was opened last can still be taken back."""
REVIEWING = frozenset({M.REVIEW_DRAWN, M.REVIEW_SENT})
"""Once the shortlist is settled there is nothing left to direct."""
COUNTED_FINAL = {VNG_DIRECTOR: since(M.RESULT)}
"""VNG reads the counted final to prepare its publication."""


@dataclass(frozen=True)
class PhaseRow:
    who: frozenset[str]
    when: frozenset[Moment]
    body: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    also: dict[str, frozenset[Moment]] = field(default_factory=dict)
    """Who may at other moments than the rest."""

    def lets(self, who: str, moment: Moment) -> bool:
        return moment in self.also.get(who, self.when if who in self.who else frozenset())


def row(
    people: frozenset[str],
    /,
    *when: Moment | frozenset[Moment],
    body: dict[str, str] | None = None,
    also: dict[str, frozenset[Moment]] | None = None,
    **places: str,
) -> PhaseRow:
    moments = frozenset().union(*(one if isinstance(one, frozenset) else {one} for one in when))
    return PhaseRow(people, moments, body or {}, places, also or {})


BALLOT = {"stap": "uitbrengen", "keuze": "{groep}", "plaats-{groep}": "1", "plaats-geen": "2"}
JUDGEMENT = {
    **{f"score_{key}": "4" for key in ("waarde", "steun", "uitvoering", "totaal")},
    **{f"toelichting_{key}": "Dit heb ik goed overwogen." for key in ("waarde", "steun", "uitvoering", "totaal")},
    "zekerheid": "3",
    "advies": "Zoek een tweede gemeente.",
}
AHEAD = f"{dutch_day(datetime.now(UTC)) + timedelta(days=300):%d-%m-%Y}"
"""A day to come, and no slip of the pen."""
MANDATE = {"kring": "{kring}", "reikwijdte": "ronde", "document": "Besluit 2"}
OWN_CHIEF_AND_VOTER = frozenset({CHIEF_OWN, VOTER_OWN})
OWN = frozenset({VOTER_OWN})

PHASE_TABLE: dict[str, PhaseRow] = {
    # directing the round
    "POST /vng/rondes/{code}/openen": row(VNG, READY_FOR_NEXT, body={"fase": "{volgende}", "aantal": "{mensen}"}),
    "POST /vng/rondes/{code}/verlengen": row(
        VNG, ALL - {M.PREPARED, M.REVIEW_SETTLED}, body={"nieuwe_deadline": AHEAD, "reden": "Meer tijd."}
    ),
    "POST /vng/rondes/{code}/terug": row(VNG, NOTHING_DONE, body={"reden_terug": "Te vroeg.", "fase": "{nu}"}),
    "POST /vng/rondes/{code}/einde": row(
        VNG, ALL - {M.PREPARED, M.ADOPT}, body={"reden_einde": "Het gaat niet.", "aantal_einde": "{mensen}"}
    ),
    "POST /vng/rondes/{code}/wijzigen": row(VNG, ALL, body={"naam": "Andere naam"}),
    "POST /vng/rondes/{code}/tonen": row(frozenset(), frozenset()),
    "POST /vng/rondes/{code}/verbergen": row(VNG, M.PREPARED),
    "POST /vng/rondes/{code}/weggooien": row(VNG, M.PREPARED, body={"code": "{code}"}),
    "POST /vng/rondes/{code}/sluiten": row(VNG, OPEN_PHASE, body={"reden_sluiten": "Klaar."}),
    "POST /vng/rondes/{code}/inzendingen/{number}": row(
        VNG, M.SUBMIT, M.GROUP, body={"besluit": "uitgesloten", "reden": "Nog niet bewezen."}, number="{idee}"
    ),
    "POST /ideeen/{segment}/toelating": row(frozenset(), frozenset()),  # nothing was excluded in this walk
    "POST /vng/rondes/{code}/archief": row(VNG, ALL),
    "POST /vng/rondes/{code}/wie-nog-niet": row(
        VNG,
        M.SUBMIT,
        M.PRESELECT_SHUT,
        body={"gemeenten": "{wachtende}", "stap": "gebeld", "tekst": "Afgesproken: volgende week."},
    ),  # the town has no plan, and nobody who can vote until its voter is named for the opening
    "POST /vng/rondes/{code}/groepen": row(VNG, M.GROUP, M.SETTLED, REVIEWING, M.REVIEW_SETTLED),
    # taking part
    "POST /ideeen/{segment}/meedoen": row(MUNICIPAL_OWN, M.SUBMIT, body={"ronde": "{ronde}"}, segment="{los}"),
    "POST /ideeen/{segment}/niet-meedoen": row(MUNICIPAL_OWN, M.SUBMIT),
    "POST /groepen/{number}/splitsen": row(  # for plans of others it is a proposal
        MUNICIPAL | VNG,
        M.SUBMIT,
        M.GROUP,
        M.SETTLED,
        M.ADOPT,
        also=dict.fromkeys(MUNICIPAL - MUNICIPAL_OWN, since(M.SUBMIT)) | {REVIEWER: frozenset({M.ADOPT})},
        body={"plan": "{tweede}", "reden": "Iets anders."},
        number="{groep}",
    ),
    # reviewing
    "POST /beoordelen/{number}": row(
        frozenset({REVIEWER}), M.REVIEW_SENT, body={"actie": "inleveren", **JUDGEMENT}, number="{taak}"
    ),
    "POST /beoordelen/{number}/bewaren": row(frozenset({REVIEWER}), M.REVIEW_SENT, body=JUDGEMENT, number="{taak}"),
    "POST /beoordelen/{number}/teruggeven": row(
        frozenset({REVIEWER}), M.REVIEW_SENT, body={"soort": "geen-tijd"}, number="{taak}"
    ),
    "POST /beoordelen/{number}/terughalen": row(frozenset(), frozenset(), number="{taak}"),  # nothing is handed in here
    "POST /beoordelen/{number}/overleg": row(
        frozenset(), frozenset(), body={"bijdrage": "Zo zie ik het."}, number="{taak}"
    ),
    "GET /rondes/{code}/groepen/{group}/terugkoppeling": row(
        MUNICIPAL_OWN | VNG, since(M.REVIEW_SETTLED), group="{groep}"
    ),
    "POST /vng/beoordelaars/{number}/toelaten": row(VNG, since(M.REVIEW_DRAWN), number="{werver}"),
    "POST /vng/beoordeling/{code}/toewijzing": row(VNG, M.REVIEW_DRAWN, M.REVIEW_SENT, body={"starttekst": "proef"}),
    "POST /vng/beoordeling/{code}/versturen": row(VNG, M.REVIEW_DRAWN, body={"voorstel": "{voorstel}"}),
    "POST /vng/beoordeling/{code}/wensen": row(
        VNG,
        REVIEWING,
        body={"groep": "{groep}", "beoordelaar": "{reviewer}", "soort": "uitgesloten", "reden": "Proef."},
    ),
    "POST /vng/beoordeling/{code}/wensen/{number}/weg": row(VNG, REVIEWING, number="{wens}"),
    "POST /vng/beoordeling/{code}/voortgang": row(
        VNG, M.REVIEW_SENT, body={"beoordelingen": "{taak}", "actie": "herinneren"}
    ),
    "POST /vng/beoordeling/{code}/aanwijzen": row(
        VNG, frozenset(), body={"groep": "{groep}", "beoordelaar": "{reviewer}"}
    ),
    "POST /vng/beoordeling/{code}/extra": row(VNG, frozenset()),
    "POST /vng/beoordeling/{code}/overleg/{group}/sluiten": row(VNG, M.REVIEW_SENT, group="{groep}"),
    "POST /vng/beoordeling/{code}/shortlist": row(VNG, M.REVIEW_SENT, body={"zonder": "ja"}),
    "POST /vng/beoordeling/{code}/vergadering": row(VNG, ALL, body={"notitie": "Allen waren er.", "gezien": "0"}),
    "POST /vng/beoordeling/{code}/vergadering/{group}": row(
        VNG, since(M.SETTLED), group="{groep}", body={"notitie": "Goed.", "besluit": "akkoord", "gezien": "0"}
    ),
    # voting
    "POST /vng/stemming/{code}/openen": row(
        VNG,
        M.PRESELECT_SHUT,
        M.VOTE_SHUT,
        body={
            "quorum": "0",
            "zetels": "3",
            "hoogstens": "5",
            "kandidaat_aandeel": "0",
            "kandidaat_gemeenten": "1",
            "kandidaat_kringen": "1",
            "eigen_steun": "0",
            "weging": "gelijk",
            "bron": "De trekking.",
            "loting_cijfers": "5",
            "loting_vanaf": "2199-01-01",
            "adressen": "archief@voorbeeld.nl\nredactie@krant.example",
            "tweede_winnaar": "een",
        },
    ),
    "POST /vng/stemming/{code}/tellen": row(VNG, M.PRESELECT_CLOSED, M.VOTE_CLOSED),
    "POST /vng/stemming/{code}/tellen/vragen": row(VNG, frozenset()),
    "POST /vng/stemming/{code}/loten": row(
        VNG, frozenset(), body={"waarde": "12345", "getrokken_op": "2026-01-01", "vindplaats": "krant"}
    ),
    "POST /vng/stemming/{code}/loten/bevestigen": row(VNG, frozenset(), body={"bevestiging": "12345"}),
    "POST /vng/stemming/{code}/gaten-melden": row(VNG, ALL),
    "POST /vng/stemming/{code}/finalisten/{group}/terugtrekken": row(  # the last finalist stays
        frozenset(), frozenset(), body={"grond": "regels", "reden": "Het bestond al."}, group="{groep}"
    ),
    "POST /vng/stemming/{code}/finalisten/{group}/bevestigen": row(frozenset(), frozenset(), group="{groep}"),
    "POST /vng/stemming/{code}/finalisten/{group}/laten": row(frozenset(), frozenset(), group="{groep}"),
    "GET /stemmen/{code}/biljet/{who}": row(OWN, M.PRESELECT, M.VOTE, who="{gemeentecode}"),
    "POST /stemmen/{code}/biljet/{who}": row(OWN, M.PRESELECT, M.VOTE, body=BALLOT, who="{gemeentecode}"),
    "POST /stemmen/{code}/biljet/{who}#kring": row(
        frozenset({KRING}), M.PRESELECT, M.VOTE, body=BALLOT, who="kring-{kring}"
    ),
    "POST /stemmen/{code}/biljet/{who}/intrekken": row(
        frozenset({VOTER_OTHER}), M.PRESELECT, M.VOTE, who="{anderecode}"
    ),
    "POST /stemmen/{code}/machtiging/{municipality}": row(
        OWN_CHIEF_AND_VOTER, ALL - COUNTING, body=MANDATE, municipality="{gemeentecode}"
    ),
    "POST /stemmen/{code}/machtiging/{municipality}/intrekken": row(
        OWN_CHIEF_AND_VOTER, since(M.PRESELECT) - COUNTING, municipality="{gemeentecode}"
    ),
    "GET /stemmen/{code}/{kind}/uitslag": row(EVERYBODY, since(M.DEVELOP), kind="voorselectie"),
    "GET /stemmen/{code}/{kind}/hoofdelijk": row(EVERYBODY, since(M.DEVELOP), kind="voorselectie"),
    "GET /stemmen/{code}/{kind}/natellen.zip": row(EVERYBODY, since(M.DEVELOP), kind="voorselectie"),
    "GET /stemmen/{code}/{kind}/hoofdelijk#finale": row(EVERYBODY, M.ADOPT, also=COUNTED_FINAL, kind="finale"),
    "GET /stemmen/{code}/{kind}/natellen.zip#finale": row(EVERYBODY, M.ADOPT, also=COUNTED_FINAL, kind="finale"),
    # the audience award: this round has none (tests/audience)
    "POST /publieksprijs/{code}": row(frozenset(), frozenset()),
    "POST /publieksprijs/{code}/bevestigen/{secret}": row(frozenset(), frozenset(), secret="x"),
    "POST /vng/publieksprijs/{code}/domein": row(frozenset(), frozenset()),
    "POST /vng/publieksprijs/{code}/vragen": row(frozenset(), frozenset()),
    "POST /vng/publieksprijs/{code}/bekendmaken": row(frozenset(), frozenset()),
    # finalists and the result
    "GET /finalisten/{code}/{group}/bewerken": row(MUNICIPAL_OWN, M.DEVELOP, group="{groep}"),
    "POST /finalisten/{code}/{group}/bewerken": row(
        MUNICIPAL_OWN, M.DEVELOP, body={"plan": "Zo pakken wij het aan."}, group="{groep}"
    ),
    "GET /finalisten/{code}/{group}/indicatoren": row(EVERYBODY, since(M.DEVELOP), group="{groep}"),
    "POST /finalisten/{code}/{group}/indicatoren": row(
        MUNICIPAL_OWN,
        M.DEVELOP,
        body={"titel": "Uren", "eenheid": "uren", "kant": "baten", "beter": "lager", "belofte": "10"},
        group="{groep}",
    ),
    "POST /finalisten/{code}/{group}/indicatoren/{number}/weghalen": row(
        frozenset(), frozenset(), group="{groep}", number="1"
    ),  # nothing was promised in this walk
    "POST /finalisten/{code}/{group}/bijlagen": row(
        MUNICIPAL_OWN, M.DEVELOP, body={"@bestand": "plan.pdf"}, group="{groep}"
    ),
    "POST /finalisten/{code}/{group}/bijlagen/{number}/verwijderen": row(
        frozenset(), frozenset(), group="{groep}", number="1"
    ),
    "POST /vng/publicatie/{code}": row(
        VNG,
        since(M.RESULT),
        body={"besluit": "Besloten.", "reden-{groep}": "Omdat het past.", "correctie": "Een fout."},
    ),
    "GET /vng/publicatie/{code}/voorbeeld": row(VNG, M.RESULT),
    "POST /vng/publicatie/{code}/publiceren": row(VNG, M.RESULT, body={"gelezen": "{gelezen}"}),
    "POST /vng/publicatie/{code}/vragen": row(frozenset(), frozenset()),  # another wrote the texts
    "POST /vng/publicatie/{code}/plannen": row(VNG, M.RESULT, body={"dag": AHEAD, "uur": "10.00"}),
    "POST /vng/publicatie/{code}/bevestigen": row(frozenset(), frozenset()),  # nothing is planned in this walk
    "POST /vng/publicatie/{code}/intrekken": row(frozenset(), frozenset()),
    "POST /vng/publicatie/{code}/winnaars/{group}/intrekken": row(
        VNG, M.ADOPT, body={"grond": "regels", "reden": "Het bestond al."}, group="{groep}"
    ),
    "POST /vng/publicatie/{code}/winnaars/{group}/bevestigen": row(frozenset(), frozenset(), group="{groep}"),
    "POST /vng/publicatie/{code}/winnaars/{group}/herstellen": row(frozenset(), frozenset(), group="{groep}"),
    "GET /rondes/{code}/uitslag/archief.zip": row(EVERYBODY, M.ADOPT),
}

WITHOUT_PHASE = (
    "/account", "/beheer/", "/opmaak", "/welkom", "/mijn-werk/agenda", "/inloggen", "/uitloggen", "/uitnodiging", "/mail/", "/mijn-gemeente", "/vng/brieven", "/vng/groeperen", "/vng/rondes/nieuw",
    "/vng/beoordelaars/uitnodigen", "/vng/beoordelaars/{number}/stoppen", "/beoordelen/aanmelden", "/stemmen/controleer", "/stemmen/getuige/",
    "/overname", "/ideeen/nieuw", "/ideeen/invoeren", "/ideeen/_bewaar", "/ideeen/{segment}/wijzigen", "/ideeen/{segment}/bron", "/ideeen/{segment}/intrekken",
    "/ideeen/{segment}/bestanden", "/ideeen/{segment}/aanhaken", "/ideeen/{segment}/uitstappen", "/ideeen/{segment}/weggooien", "/ideeen/{segment}/indienen",
    "/groepen/vergelijkbaar",
    "/groepen/antwoord", "/groepen/besluiten", "/groepen/voorstellen",
    "/groepen/{number}/trekker", "/groepen/{number}/verbinden", "/zoeken/", "/berichten/gelezen",
    "/groepen/bestanden",
    "/beheer/",
    "/groepen/{number}/bestanden",
    "/vng/samenwerkingsverbanden", "/vng/aanwezig", "/herstel/",
    "/winnaars/", "/overeenkomsten/",
    "/volgen/", "/beelden/", "/contact-met/", "/gesprek-over/", "/gesprekken/", "/vng/meldingen/",
    "/api/v1/", "/oauth/",
)  # fmt: skip
"""Beginnings of the routes that change something outside any round."""
