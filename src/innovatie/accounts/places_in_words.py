"""Where a name can stand, in words, and what erasing does there: for the person before, and for the administrator."""

from collections.abc import Sequence
from typing import Final

import msgspec

from innovatie.accounts.queries.places import Place
from innovatie.domain.wording import wording
from innovatie.municipalities.queries import names

PLACES: Final[dict[str, str]] = {
    "person": wording("account"),
    "role_grant": wording("reden bij een rol"),
    "role_proposal": wording("reden bij een voorgestelde rol"),
    "factor_recovery": wording("reden om in te staan bij herstel van een tweede factor"),
    "queued_mail": wording("mail aan iemand"),
    "notice": wording("bericht aan iemand"),
    "bulk_mail": wording("brief van VNG"),
    "meeting_note": wording("notulen van een vergadering"),
    "letter_template": wording("sjabloon van een brief van VNG"),
    "saved_search": wording("bewaarde zoekopdracht"),
    "search_question": wording("getelde zoekvraag"),
    "thesaurus_change": wording("wijziging in de woordenlijst"),
    "escalation_step": wording("notitie bij een gemeente die niet reageerde"),
    "phase_change": wording("reden bij een fase"),
    "idea": wording("plan"),
    "idea_version": wording("versie van een plan"),
    "entry_decision": wording("besluit over een inzending"),
    "idea_participant": wording("reden om mee te doen aan een plan"),
    "idea_file": wording("bestand bij een plan"),
    "import_conflict": wording("veld dat een bron en mensen allebei wijzigden"),
    "idea_group": wording("samenvatting van een groep"),
    "group_decision": wording("reden bij een besluit over een groep"),
    "pair_decision": wording("reden bij een oordeel over twee plannen"),
    "group_proposal": wording("reden bij een voorstel voor een groep"),
    "proposal_voice": wording("reactie op een voorstel"),
    "group_remark": wording("reactie bij een plan of groep"),
    "remark_version": wording("eerdere versie van een reactie"),
    "similarity_answer": wording("antwoord op een gevonden plan"),
    "picture": wording("beschrijving of maker van een beeld"),
    "contact_point": wording("mail of telefoon bij een plan"),
    "conversation_message": wording("bericht in een gesprek"),
    "message_report": wording("melding van misbruik, of een besluit daarover"),
    "group_file": wording("bestand bij een groep"),
    "reviewer": wording("aanmelding als beoordelaar"),
    "declared_stake": wording("gemeld belang"),
    "pair_rule": wording("wens voor de toewijzing"),
    "assignment": wording("reden om een beoordeling terug te geven"),
    "review": wording("beoordeling"),
    "review_version": wording("versie van een beoordeling"),
    "discussion_post": wording("overleg van beoordelaars"),
    "elaboration": wording("uitwerking van een finalist"),
    "attachment": wording("bijlage bij een finalist"),
    "finalist_withdrawal": wording("reden om een finalist terug te trekken"),
    "winner_withdrawal": wording("reden om een winnaar in te trekken"),
    "publication_plan": wording("perslijst van een uitslag"),
    "realisation_milestone": wording("mijlpaal van een winnaar"),
    "realisation_part": wording("rol bij de realisatie van een winnaar"),
    "realisation_risk": wording("risico bij de realisatie van een winnaar"),
    "solution": wording("oplossing"),
    "adoption_event": wording("melding van overname"),
    "adoption_evidence": wording("bewijs bij overname"),
    "adoption_proposal": wording("voorstel over overname"),
    "adoption_experience": wording("ervaring met een oplossing"),
    "kit_item": wording("onderdeel van een pakket"),
    "agreement": wording("overeenkomst"),
    "audience_poll": wording("toelichting bij een publieksprijs"),
    "audience_strike": wording("reden bij geschrapte stemmen"),
    "indicator": wording("uitleg bij een indicator"),
    "agreement_party": wording("reden van vertrek uit een overeenkomst"),
    "agreement_signature": wording("handtekening bij een overeenkomst"),
    "agreement_task": wording("overdracht van een taak"),
    "agreement_file": wording("stuk bij een overeenkomst"),
}
"""Each table with texts of people, in one word or a few."""


class PlaceLine(msgspec.Struct, frozen=True):
    """Places of one kind in one municipality ('' when that cannot be told). `around`: words around each, if shown."""

    kind: str
    municipality: str
    number: int
    around: tuple[str, ...]


async def in_lines(places: Sequence[Place], *, shown: bool) -> tuple[PlaceLine, ...]:
    """The places by kind and municipality; `shown`: with the words around them."""
    called = await names(tuple({place.town for place in places if place.town is not None}))
    groups: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        town = "" if place.town is None else called[place.town]
        groups.setdefault((place.table, town), []).append(place)
    order = list(PLACES)
    return tuple(
        PlaceLine(
            kind=PLACES[table],
            municipality=town,
            number=len(found),
            around=tuple(words for place in found for words in place.around) if shown else (),
        )
        for (table, town), found in sorted(groups.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    )
