"""What stands about a person in each table, in words for that person."""

from collections.abc import Mapping
from typing import Final

from innovatie.domain.wording import wording

IN_WORDS: Final[dict[str, str]] = {
    "person": wording("Uw account"),
    "role_grant": wording("Rollen die u hebt, gaf of introk"),
    "session": wording("Sessies: waar u bent ingelogd"),
    "identity": wording("Hoe een inlogdienst u kent"),
    "allowed_domain": wording("Maildomeinen die u toeliet"),
    "sign_in_link": wording("Links om in te loggen"),
    "colleague_invitation": wording("Uitnodigingen die u gaf of kreeg"),
    "second_factor": wording("Uw tweede factor"),
    "passkey": wording("Uw passkeys"),
    "recovery_code": wording("Uw herstelcodes"),
    "known_browser": wording("Browsers waarin u eerder inlogde"),
    "api_token": wording("Uw tokens"),
    "application": wording("Koppelingen die u aanmeldde of beëindigde"),
    "application_key": wording("Sleutels van koppelingen die u toevoegde"),
    "subscription": wording("Abonnementen die u voor uw gemeente nam"),
    "role_proposal": wording("Rollen die u voorstelde, kreeg of bevestigde"),
    "waiting_erasure": wording("Plekken waar uw naam nog kan staan nadat u gewist bent"),
    "waiting_place": wording("Wat u besliste over plekken met een gewiste naam"),
    "audit_event": wording("Uw handelingen in het spoor"),
    "queued_mail": wording("Mail aan u"),
    "refused_address": wording("Uw mailadres, als het mail weigert"),
    "notice": wording("Berichten aan u"),
    "mail_preference": wording("Uw keuzes voor mail"),
    "bulk_mail": wording("Brieven die u schreef"),
    "round_archive": wording("Archieven van rondes waar u om vroeg"),
    "letter_template": wording("Sjablonen van brieven die u bewaarde"),
    "saved_search": wording("Uw bewaarde zoekopdrachten"),
    "follow": wording("Wat u volgt"),
    "thesaurus_change": wording("Wijzigingen van u in de woordenlijst"),
    "escalation_step": wording("Stappen die u nam toen een gemeente niet reageerde"),
    "phase_change": wording("Fasen die u opende, verlengde of sloot"),
    "idea": wording("Plannen die u schreef"),
    "idea_version": wording("Versies van plannen die u bewaarde"),
    "entry_decision": wording("Besluiten van u over inzendingen, en bezwaren"),
    "idea_participant": wording("Gemeenten die u aan een plan liet meedoen"),
    "idea_file": wording("Bestanden die u bij een plan zette"),
    "import_conflict": wording("Keuzes van u tussen een plan en zijn bron"),
    "group_member": wording("Plannen die u in een groep zette"),
    "group_decision": wording("Besluiten van u over groepen"),
    "pair_decision": wording("Oordelen van u over twee plannen"),
    "group_proposal": wording("Voorstellen van u voor groepen"),
    "proposal_voice": wording("Wat u van een voorstel vond"),
    "group_link": wording("Verbanden die u tussen groepen legde"),
    "group_remark": wording("Wat u in het gesprek over een plan of groep zei"),
    "similarity_answer": wording("Uw antwoorden op gevonden plannen"),
    "group_file": wording("Bestanden die u bij een groep zette"),
    "reviewer": wording("Uw aanmelding als beoordelaar"),
    "pair_rule": wording("Wensen van u voor de toewijzing"),
    "assignment_run": wording("Lotingen die u hield"),
    "meeting_note": wording("Notulen die u bijhield"),
    "shortlist": wording("Shortlists die u vaststelde"),
    "round_vote": wording("Stemmingen waarvan u vroeg om te tellen"),
    "draw_reading": wording("Wat u aflas of bevestigde bij een loting"),
    "mandate": wording("Machtigingen die u gaf of introk"),
    "ballot": wording("Stembiljetten die u bewaarde"),
    "ballot_event": wording("Stemmen die u uitbracht, in het logboek"),
    "elaboration": wording("Uitwerkingen die u bewaarde"),
    "attachment": wording("Bijlagen die u toevoegde"),
    "publication": wording("Uitslagen die u voorbereidde of bekendmaakte"),
    "publication_plan": wording("Momenten van bekendmaking die u plande of bevestigde"),
    "realisation_milestone": wording("Mijlpalen waarop u let of die u bijwerkte"),
    "realisation_part": wording("Rollen van realisatie die u vastlegde"),
    "realisation_risk": wording("Risico’s die u noteerde of afsloot"),
    "adoption_event": wording("Meldingen van overname door u"),
    "adoption_proposal": wording("Voorstellen over overname die u beantwoordde"),
    "adoption_evidence": wording("Bewijs dat u toevoegde of introk"),
    "solution_supplier": wording("Oplossingen waarvoor u namens de leverancier voorstelt"),
    "adoption_experience": wording("Ervaringen die u deelde"),
    "kit_item": wording("Wat u aan een pakket toevoegde"),
    "picture": wording("Beelden die u bij een plan of groep zette"),
    "contact_point": wording("Mail en telefoon die u bij een plan zette"),
    "conversation": wording("Gesprekken die u begon"),
    "conversation_message": wording("Berichten die u in gesprekken schreef"),
    "conversation_block": wording("Mensen die u blokkeerde, en gemeenten die u blokkeerden"),
    "message_report": wording("Misbruik dat u meldde of waarover u besliste"),
    "agreement": wording("Overeenkomsten die u bijwerkte"),
    "agreement_signature": wording("Handtekeningen die u noteerde"),
    "agreement_task": wording("Taken in overeenkomsten die u vastlegde"),
    "agreement_file": wording("Stukken die u bij een overeenkomst zette"),
    "adoption_link": wording("Links in mail over overname"),
}


def in_words(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Rows per "table.column" to rows per kind in words, in the order of `IN_WORDS`."""
    found: dict[str, int] = {}
    for place, number in counts.items():
        table = place.partition(".")[0]
        found[table] = found.get(table, 0) + number
    order = [*IN_WORDS, *(table for table in found if table not in IN_WORDS)]
    return tuple((IN_WORDS.get(table, table), found[table]) for table in order if table in found)
