"""May the next phase of a round open? A checklist from the facts of the round.

An item that blocks makes the next phase impossible: it is refused, with where to solve it. An item that asks for
attention does not stop VNG, but a phase never opens by itself while there is one.
"""

from collections.abc import Iterable
from datetime import date

from innovatie.domain.checklist import Item, Place, Weight, asks, blocks, done
from innovatie.domain.phases import Phase
from innovatie.domain.round_calendar import remark_on
from innovatie.domain.round_facts import RoundFacts, VoteState
from innovatie.domain.wording import Wording, listed, wording


def checklist(
    phase: Phase, facts: RoundFacts, *, today: date, last_day: date | None, present: date | None = None
) -> tuple[Item, ...]:
    """What to look at before `phase` opens: what blocks first, then what asks for attention, then what is done.

    `last_day`: of the phase, as it is planned or typed; None when it has none. `present`: that of the phase now open.
    """
    found = [*_CHECKS[phase](facts), *_of_last_day(phase, today, last_day, present)]
    order = list(Weight)
    return tuple(sorted(found, key=lambda item: order.index(item.weight)))


def blocking(phase: Phase, facts: RoundFacts) -> tuple[Item, ...]:
    """The items that make opening `phase` impossible now."""
    return tuple(item for item in _CHECKS[phase](facts) if item.weight is Weight.BLOCKS)


def is_clean(items: Iterable[Item]) -> bool:
    """Nothing blocks and nothing asks for attention: the phase may open by itself."""
    return all(item.weight is Weight.DONE for item in items)


_WITHOUT_END = {Phase.RESULT, Phase.ADOPT}
"""Phases that may well have no last day."""


def _of_last_day(phase: Phase, today: date, last_day: date | None, present: date | None) -> list[Item]:
    if last_day is None:
        if phase in _WITHOUT_END:
            return []
        text, remedy = wording("Deze fase heeft nog geen laatste dag."), wording("Kies er een, dan weet iedereen het.")
    elif last_day < today:
        text, remedy = wording("De geplande laatste dag is al voorbij."), wording("Kies hieronder een latere dag.")
    elif present is not None and last_day <= present:
        text = wording("De geplande laatste dag ligt niet na die van de fase van nu.")
        remedy = wording("De fase van nu is langer geworden. Schuif de dagen erna op.")
    elif (remark := remark_on(last_day)) is not None:
        text = wording("De laatste dag valt ongelukkig: %(dag)s", dag=remark)
        remedy = wording("Er werken dan weinig mensen. Kies liever een gewone werkdag.")
    else:
        return []
    return [asks(text, remedy, Place.DAYS)]


def _voters(facts: RoundFacts) -> Item:
    if not facts.without_voter:
        return done(wording("Elke gemeente heeft een stemgemachtigde."))
    return asks(
        wording(
            "Gemeenten zonder stemgemachtigde: %(n)s van %(alle)s", n=facts.without_voter, alle=facts.municipalities
        ),
        wording("Zij kunnen niet stemmen, tenzij een Kring dat voor hen doet. Schrijf hun beheerder een brief."),
        Place.VOTERS,
    )


def _witnesses(facts: RoundFacts) -> Item:
    if facts.has_witnesses:
        return done(wording("De stemming opent vijf minuten na de fase vanzelf, met de regels van deze ronde."))
    return asks(
        wording("Er staan nog geen getuigen bij deze ronde."),
        wording("De stemming opent dan niet met de fase. Noem getuigen bij de ronde, of open de stemming zelf."),
        Place.DAYS,
    )


def _before_submit(facts: RoundFacts) -> list[Item]:
    return []


def _before_group(facts: RoundFacts) -> list[Item]:
    if facts.plans:
        return [done(wording("Plannen die meedoen: %(n)s", n=facts.plans))]
    text, remedy = wording("Er doet nog geen plan mee."), wording("Verleng het inzenden, of beëindig de ronde.")
    return [blocks(text, remedy, Place.ROUND)]


def _before_review(facts: RoundFacts) -> list[Item]:
    items = []
    if facts.groups:
        items.append(done(wording("Groepen die vaststaan: %(n)s", n=facts.groups)))
    else:
        items.append(
            blocks(
                wording("De groepen staan nog niet vast."),
                wording("Zonder groepen is er niets te beoordelen. Stel ze eerst vast."),
                Place.GROUPS,
            )
        )
    if facts.appeals:
        items.append(
            blocks(
                wording("Bezwaren die op een besluit wachten: %(n)s", n=facts.appeals),
                wording("Wie gelijk krijgt, doet weer mee. Besluit voordat het beoordelen begint."),
                Place.ENTRIES,
            )
        )
    if facts.may_appeal:
        items.append(
            asks(
                wording("Uitgesloten plannen waarvoor nog bezwaar kan komen: %(n)s", n=facts.may_appeal),
                wording("Na het openen kan dat niet meer. Wacht liever tot de termijn om is."),
                Place.ENTRIES,
            )
        )
    if facts.open_proposals:
        items.append(
            asks(
                wording("Voorstellen voor groepen van deze ronde die nog open staan: %(n)s", n=facts.open_proposals),
                wording("Na het openen verandert de indeling van deze ronde niet meer vanzelf."),
                Place.GROUPS,
            )
        )
    return items


def _before_preselection(facts: RoundFacts) -> list[Item]:
    items = []
    if facts.shortlist:
        items.append(done(wording("Groepen op de shortlist: %(n)s", n=facts.shortlist)))
    elif facts.shortlist == 0:
        items.append(
            blocks(
                wording("Er staat geen groep op de shortlist."),
                wording("Er is niets om over te stemmen. Beëindig de ronde."),
                Place.ROUND,
            )
        )
    else:
        items.append(
            blocks(
                wording("De shortlist staat nog niet vast."),
                wording("Zonder shortlist is er niets om over te stemmen. Stel haar eerst vast."),
                Place.OUTCOME if facts.assignments else Place.ASSIGNMENT,
            )
        )
    if facts.shortlist is None and facts.reviews_missing:
        items.append(
            asks(
                wording("Beoordelingen die ontbreken: %(n)s", n=facts.reviews_missing),
                wording("Herinner de beoordelaars, of vraag iemand anders."),
                Place.PROGRESS,
            )
        )
    return [*items, _witnesses(facts), _voters(facts)]


def _vote_to_count(state: VoteState, name: Wording, facts: RoundFacts) -> Item:
    if state is VoteState.COUNTED:
        return done(wording("Geteld: %(stemming)s", stemming=name))
    text, remedy = {
        VoteState.NONE: (
            wording("Nog niet geopend: %(stemming)s", stemming=name),
            wording("Er heeft nog niemand kunnen stemmen. Open de stemming, of verleng eerst de fase."),
        ),
        VoteState.OPEN: (
            wording("Nog niet geteld: %(stemming)s", stemming=name),
            wording("Sluit de fase of wacht op de einddatum, en tel dan de stemmen."),
        ),
        VoteState.TIE: (
            wording("Er moet nog geloot worden: %(stemming)s", stemming=name),
            wording(
                "Vul de waarde in van de bron die vooraf is genoemd. Zij is van %(dag)s of later.", dag=facts.draws_on
            ),
        ),
    }[state]
    return blocks(text, remedy, Place.VOTE)


def _before_development(facts: RoundFacts) -> list[Item]:
    counted = _vote_to_count(facts.preselection, wording("de voorselectie"), facts)
    if counted.weight is Weight.BLOCKS:
        return [counted]
    if facts.finalists:
        return [counted, done(wording("Finalisten: %(n)s", n=facts.finalists))]
    return [
        counted,
        blocks(
            wording("De voorselectie leverde geen finalisten op."),
            wording("Er is niets om uit te werken. Beëindig de ronde en zeg waarom."),
            Place.ROUND,
        ),
    ]


def _before_vote(facts: RoundFacts) -> list[Item]:
    items = []
    if facts.empty_finalists:
        items.append(
            asks(
                wording("Finalisten die nog niets uitwerkten: %(namen)s", namen=listed(facts.empty_finalists)),
                wording("Gemeenten kunnen hun plan dan niet lezen. Bel hen, of verleng het uitwerken."),
                Place.FINALISTS,
            )
        )
    else:
        items.append(done(wording("Elke finalist heeft zijn plan uitgewerkt.")))
    if facts.finalists == 1:
        items.append(
            asks(
                wording("Er is nog maar één finalist."),
                wording(
                    "Gemeenten kiezen dan tussen dit plan en ‘Geen van deze’. Is dat te weinig? Beëindig de ronde."
                ),
                Place.ROUND,
            )
        )
    return [*items, _witnesses(facts), _voters(facts)]


def _before_result(facts: RoundFacts) -> list[Item]:
    state = facts.final
    if state is VoteState.NONE:
        return [_vote_to_count(state, wording("de eindstemming"), facts)]
    if state is VoteState.COUNTED:
        return [done(wording("Geteld: %(stemming)s", stemming=wording("de eindstemming")))]
    remedy = wording(
        "Tellen en loten kan ook in de fase uitslag. De stemming sluit zodra u die fase opent."
        " Loten kan met een trekking van %(dag)s of later.",
        dag=facts.draws_on,
    )
    return [asks(_vote_to_count(state, wording("de eindstemming"), facts).text, remedy, Place.VOTE)]


def _award(facts: RoundFacts) -> list[Item]:
    if not facts.award_waits:
        return []
    text = wording("De publieksprijs is nog niet bekendgemaakt.")
    remedy = wording("Wie stemde, wacht op de uitslag. Kijk de stemmen na en maak de prijs bekend.")
    return [asks(text, remedy, Place.AWARD)]


def _before_adoption(facts: RoundFacts) -> list[Item]:
    if facts.published and facts.winners:
        return [*_award(facts), done(wording("De uitslag is bekendgemaakt."))]
    if facts.published:
        text, remedy = (
            wording("Deze ronde heeft geen winnaar."),
            wording("Er is niets over te nemen. Beëindig de ronde en zeg waarom."),
        )
        return [*_award(facts), blocks(text, remedy, Place.ROUND)]
    return [
        *_award(facts),
        blocks(
            wording("De uitslag is nog niet bekendgemaakt."),
            wording("Niemand weet nog wat er over te nemen is. Maak de uitslag eerst bekend."),
            Place.PUBLICATION,
        ),
    ]


_CHECKS = {
    Phase.SUBMIT: _before_submit,
    Phase.GROUP: _before_group,
    Phase.REVIEW: _before_review,
    Phase.PRESELECT: _before_preselection,
    Phase.DEVELOP: _before_development,
    Phase.VOTE: _before_vote,
    Phase.RESULT: _before_result,
    Phase.ADOPT: _before_adoption,
}
