"""Each column of text is decided about: what people wrote, from which an erased name goes, or something that stays."""

from piccolo.columns import JSON, JSONB, Array, Column, Text, Varchar

from innovatie.accounts.places_in_words import PLACES
from innovatie.infra.texts_of_people import marked_tables
from innovatie.piccolo_app import APP_CONFIG

TEXTUAL = (Text, Varchar, JSON, JSONB, Array)

OTHER = {
    "calendar_day": "uid",
    "desk_presence": "page",
    "draw_reading": "value evidence",
    "adoption_event": "stage source evidence_kind version variant role origin",
    "adoption_evidence": "kept_as kind withdrawn_as",
    "adoption_intention": "answer",
    "adoption_milestone": "kind",
    "adoption_proposal": "stage proposer state",
    "adoption_sign": "kind municipalities",
    "adoption_status": "stage source",
    "agreement": "kind title",
    "agreement_file": "kept_as kind",
    "agreement_party": "role organisation",
    "agreement_task": "title",
    "allowed_domain": "domain",
    "api_token": "name scopes",
    "application": "client_id name supplier scopes",
    "application_key": "kid jwk",
    "assignment": "origin state",
    "assignment_run": "seed input_digest solver pairs report state",
    "attachment": "kept_as kind",
    "audit_event": "act object_kind object_id result origin details",
    "ballot": "content",
    "ballot_event": "kind time event",
    "boundary_set": "source rings",
    "bulk_mail": "audience selection kind goal subject refusal",
    "round_archive": "kept_as digest refusal",
    "letter_template": "standard name audience selection kind goal subject",
    "colleague_invitation": "email name role",
    "contact_point": "kind subject",
    "object_to_erase": "key",
    "picture_file": "kept_as",
    "picture": "kind subject mark focus",
    "conversation": "kind subject",
    "conversation_message": "side",
    "elector": "code name kringen",
    "entry_decision": "verdict",
    "escalation_step": "phase rung",
    "meeting_note": "verdict",
    "message_report": "state",
    "factor_recovery": "outcome",
    "finalist_withdrawal": "ground",
    "follow": "kind subject",
    "event_delivery": "event_id state fault",
    "group_decision": "kind ideas",
    "group_file": "kept_as kind",
    "group_link": "kind",
    "group_member": "how",
    "group_proposal": "kind ideas tier model state",
    "idea_file": "kept_as kind",
    "idea": "title stage theme state form_token source source_number",
    "idea_group": "title theme",
    "idea_participant": "role",
    "grouping_model": "version base numbers held_out difference state",
    "identity": "provider issuer subject",
    "import_conflict": "source field",
    "indicator": "title unit side better",
    "imported_row": "source source_number digests",
    "kit_item": "kind title",
    "list_columns": "list columns",
    "logout_seen": "issuer token_id",
    "mail_preference": "kind choice",
    "mandate": "scope document instruction",
    "municipality": "code name sort_name province domain tooi_uri labour_market_region safety_region archive_address",
    "notice": "kind path once_key",
    "pair_rule": "kind",
    "passkey": "transports name",
    "partnership": "kind name description",
    "person": "name email persona language",
    "phase_change": "phase kind",
    "phase_window": "phase",
    "proposal_voice": "side",
    "public_change": "resource kind object_id",
    "publication": "decision press correction snapshot",
    "queued_mail": "message_id address kind state reply language",
    "realisation_milestone": "title state organisation",
    "realisation_part": "role organisation",
    "realisation_risk": "chance harm",
    "refused_address": "address status",
    "review_version": "occasion",
    "reviewer": "state themes suppliers employers",
    "role_grant": "role",
    "role_proposal": "role",
    "round": "code name description phase settings witnesses",
    "round_vote": "kind log rules_file draw_source draw_value heads_to result analysis",
    "saved_search": "filters known",
    "search_question": "digest",
    "session": "device means provider provider_session",
    "shortlist": "seed report",
    "sign_in_attempt": "provider nonce verifier redirect_uri after",
    "sign_in_link": "after",
    "similarity_answer": "form_token title answer tier",
    "solution": "title theme source source_key assumptions",
    "solution_supplier": "company",
    "subscription": "name address kind resources",
    "thesaurus_change": "name kind terms",
    "tree_head": "time occasion",
    "vote_option": "code title",
    "waiting_municipal_table": "facts successors",
    "waiting_place": "place",
    "winner": "title reasons next_step",
    "winner_withdrawal": "ground",
    "witness_acknowledgement": "address",
}
"""Columns that no erased name changes: codes and states, names of things, ballots and results, published texts, and
what goes with its row. A new column of text stands either here or in `texts_of_people` of its table."""


def marked(column: Column) -> bool:
    marks = getattr(column._meta.table, "texts_of_people", frozenset())
    return column._meta.name in {mark.partition(".")[0] for mark in marks}


def test_each_column_of_text_is_a_text_of_people_or_says_that_it_is_not() -> None:
    undecided = [
        f"{table._meta.tablename}.{column._meta.name}"
        for table in APP_CONFIG.table_classes
        for column in table._meta.columns
        if isinstance(column, TEXTUAL)
        and marked(column) == (column._meta.name in OTHER.get(table._meta.tablename, "").split())
    ]
    assert undecided == []


def test_each_mark_is_a_column_of_text_and_no_list_names_what_is_not_there() -> None:
    known = {
        (table._meta.tablename, column._meta.name)
        for table in APP_CONFIG.table_classes
        for column in table._meta.columns
        if isinstance(column, TEXTUAL)
    }
    assert {(table.name, column.name) for table in marked_tables() for column in table.columns} - known == set()
    assert {(table, name) for table, names in OTHER.items() for name in names.split()} - known == set()


def test_nothing_of_a_vote_is_ever_a_text_of_people() -> None:
    voting = {table._meta.tablename for table in APP_CONFIG.table_classes if ".voting." in table.__module__}
    assert len(voting) > 5
    beside = {"finalist_withdrawal"}  # why VNG withdrew a finalist: the log names only which one
    assert voting & {table.name for table in marked_tables()} == beside


def test_each_place_has_words_for_who_reads_of_it() -> None:
    assert set(PLACES) == {table.name for table in marked_tables()}
