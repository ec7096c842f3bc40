"""A text has a limit, and where something must be read there is something to read."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0066-texts-that-fit"

APART = """
ALTER TABLE adoption_event ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE adoption_evidence ADD CONSTRAINT reasons_fit CHECK (length(withdrawn_reason) <= 4000) NOT VALID;
ALTER TABLE adoption_experience ADD CONSTRAINT texts_fit CHECK (
    length(went_well) <= 20000 AND length(otherwise) <= 20000) NOT VALID;
ALTER TABLE adoption_proposal ADD CONSTRAINT reasons_fit CHECK (length(note) <= 4000) NOT VALID;
ALTER TABLE agreement ADD CONSTRAINT texts_fit CHECK (length(about) <= 20000) NOT VALID;
ALTER TABLE agreement_party ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE agreement_task ADD CONSTRAINT reasons_fit CHECK (length(handover) <= 4000) NOT VALID;
ALTER TABLE assignment ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE audience_poll ADD CONSTRAINT reasons_fit CHECK (length(note) <= 4000) NOT VALID;
ALTER TABLE audience_strike ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE ballot_event ADD CONSTRAINT records_fit CHECK (length(event) <= 1000000) NOT VALID;
ALTER TABLE bulk_mail ADD CONSTRAINT texts_fit CHECK (length(body) <= 20000) NOT VALID;
ALTER TABLE conversation_message ADD CONSTRAINT reasons_fit CHECK (length(hidden_reason) <= 4000) NOT VALID;
ALTER TABLE conversation_message ADD CONSTRAINT texts_fit CHECK (length(text) <= 20000) NOT VALID;
ALTER TABLE declared_stake ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE discussion_post ADD CONSTRAINT texts_fit CHECK (length(body) <= 20000) NOT VALID;
ALTER TABLE draw_reading ADD CONSTRAINT reasons_fit CHECK (length(evidence) <= 4000) NOT VALID;
ALTER TABLE entry_decision ADD CONSTRAINT reasons_fit CHECK (
    length(reason) <= 4000 AND length(note) <= 4000) NOT VALID;
ALTER TABLE escalation_step ADD CONSTRAINT reasons_fit CHECK (length(note) <= 4000) NOT VALID;
ALTER TABLE factor_recovery ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE finalist_withdrawal ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE finalist_withdrawal ADD CONSTRAINT something_to_read CHECK (reason ~ '[^[:space:]]') NOT VALID;
ALTER TABLE group_decision ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE group_proposal ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE group_remark ADD CONSTRAINT reasons_fit CHECK (length(hidden_reason) <= 4000) NOT VALID;
ALTER TABLE group_remark ADD CONSTRAINT texts_fit CHECK (length(text) <= 20000) NOT VALID;
ALTER TABLE idea ADD CONSTRAINT plan_texts_fit CHECK (
    length(summary) <= 150000 AND length(problem) <= 150000 AND length(approach) <= 150000
    AND length(public_value) <= 150000) NOT VALID;
ALTER TABLE idea ADD CONSTRAINT reasons_fit CHECK (length(withdraw_reason) <= 4000) NOT VALID;
ALTER TABLE idea_group ADD CONSTRAINT plan_texts_fit CHECK (length(summary) <= 150000) NOT VALID;
ALTER TABLE idea_participant ADD CONSTRAINT reasons_fit CHECK (length(note) <= 4000) NOT VALID;
ALTER TABLE indicator ADD CONSTRAINT reasons_fit CHECK (length(how) <= 4000) NOT VALID;
ALTER TABLE kit_item ADD CONSTRAINT texts_fit CHECK (length(text) <= 20000) NOT VALID;
ALTER TABLE letter_template ADD CONSTRAINT texts_fit CHECK (length(body) <= 20000) NOT VALID;
ALTER TABLE mandate ADD CONSTRAINT reasons_fit CHECK (length(instruction) <= 4000) NOT VALID;
ALTER TABLE meeting_note ADD CONSTRAINT texts_fit CHECK (length(body) <= 20000) NOT VALID;
ALTER TABLE message_report ADD CONSTRAINT reasons_fit CHECK (
    length(reason) <= 4000 AND length(decision) <= 4000 AND length(appeal) <= 4000 AND length(ruling) <= 4000) NOT VALID;
ALTER TABLE notice ADD CONSTRAINT plan_texts_fit CHECK (length(body) <= 150000) NOT VALID;
ALTER TABLE pair_decision ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE pair_rule ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE partnership ADD CONSTRAINT reasons_fit CHECK (length(description) <= 4000) NOT VALID;
ALTER TABLE person ADD CONSTRAINT texts_fit CHECK (length(description) <= 20000) NOT VALID;
ALTER TABLE phase_change ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE proposal_voice ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE publication ADD CONSTRAINT reasons_fit CHECK (length(correction) <= 4000) NOT VALID;
ALTER TABLE publication ADD CONSTRAINT texts_fit CHECK (
    length(decision) <= 20000 AND length(press) <= 20000) NOT VALID;
ALTER TABLE publication_plan ADD CONSTRAINT texts_fit CHECK (length(press) <= 20000) NOT VALID;
ALTER TABLE realisation_milestone ADD CONSTRAINT reasons_fit CHECK (
    length(note) <= 4000 AND length(evidence) <= 4000) NOT VALID;
ALTER TABLE realisation_risk ADD CONSTRAINT reasons_fit CHECK (length(measure) <= 4000) NOT VALID;
ALTER TABLE remark_version ADD CONSTRAINT texts_fit CHECK (length(text) <= 20000) NOT VALID;
ALTER TABLE review ADD CONSTRAINT texts_fit CHECK (length(advice) <= 20000) NOT VALID;
ALTER TABLE reviewer ADD CONSTRAINT reasons_fit CHECK (length(words) <= 4000 AND length(suppliers) <= 4000) NOT VALID;
ALTER TABLE role_grant ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE role_proposal ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE round ADD CONSTRAINT reasons_fit CHECK (
    length(description) <= 4000 AND length(witnesses) <= 4000) NOT VALID;
ALTER TABLE round_vote ADD CONSTRAINT records_fit CHECK (length(rules_file) <= 1000000) NOT VALID;
ALTER TABLE round_vote ADD CONSTRAINT texts_fit CHECK (
    length(draw_source) <= 20000 AND length(heads_to) <= 20000) NOT VALID;
ALTER TABLE similarity_answer ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE similarity_answer ADD CONSTRAINT records_fit CHECK (
    length(title) <= 1000000 AND length(text) <= 1000000) NOT VALID;
ALTER TABLE solution ADD CONSTRAINT plan_texts_fit CHECK (length(summary) <= 150000) NOT VALID;
ALTER TABLE thesaurus_change ADD CONSTRAINT reasons_fit CHECK (length(reason) <= 4000) NOT VALID;
ALTER TABLE winner ADD CONSTRAINT texts_fit CHECK (length(reasons) <= 20000 AND length(next_step) <= 20000) NOT VALID;
ALTER TABLE winner_withdrawal ADD CONSTRAINT reasons_fit CHECK (
    length(reason) <= 4000 AND length(end_reason) <= 4000) NOT VALID;
ALTER TABLE adoption_proposal ADD CONSTRAINT something_to_read CHECK (proposer ~ '[^[:space:]]') NOT VALID;
ALTER TABLE agreement ADD CONSTRAINT something_to_read CHECK (title ~ '[^[:space:]]') NOT VALID;
ALTER TABLE agreement_file ADD CONSTRAINT something_to_read CHECK (name ~ '[^[:space:]]') NOT VALID;
ALTER TABLE agreement_party ADD CONSTRAINT something_to_read CHECK (organisation ~ '[^[:space:]]') NOT VALID;
ALTER TABLE agreement_signature ADD CONSTRAINT something_to_read CHECK (signer ~ '[^[:space:]]') NOT VALID;
ALTER TABLE agreement_task ADD CONSTRAINT something_to_read CHECK (title ~ '[^[:space:]]') NOT VALID;
ALTER TABLE api_token ADD CONSTRAINT something_to_read CHECK (
    name ~ '[^[:space:]]' AND scopes ~ '[^[:space:]]') NOT VALID;
ALTER TABLE application ADD CONSTRAINT something_to_read CHECK (
    client_id ~ '[^[:space:]]' AND name ~ '[^[:space:]]' AND scopes ~ '[^[:space:]]') NOT VALID;
ALTER TABLE application_key ADD CONSTRAINT something_to_read CHECK (kid ~ '[^[:space:]]') NOT VALID;
ALTER TABLE assignment_run ADD CONSTRAINT something_to_read CHECK (
    seed ~ '[^[:space:]]' AND input_digest ~ '[^[:space:]]' AND solver ~ '[^[:space:]]') NOT VALID;
ALTER TABLE attachment ADD CONSTRAINT something_to_read CHECK (name ~ '[^[:space:]]') NOT VALID;
ALTER TABLE audience_strike ADD CONSTRAINT something_to_read CHECK (reason ~ '[^[:space:]]') NOT VALID;
ALTER TABLE audit_event ADD CONSTRAINT something_to_read CHECK (
    act ~ '[^[:space:]]' AND object_kind ~ '[^[:space:]]' AND object_id ~ '[^[:space:]]') NOT VALID;
ALTER TABLE ballot_event ADD CONSTRAINT something_to_read CHECK (
    time ~ '[^[:space:]]' AND event ~ '[^[:space:]]') NOT VALID;
ALTER TABLE boundary_set ADD CONSTRAINT something_to_read CHECK (source ~ '[^[:space:]]') NOT VALID;
ALTER TABLE bulk_mail ADD CONSTRAINT something_to_read CHECK (
    audience ~ '[^[:space:]]' AND subject ~ '[^[:space:]]' AND body ~ '[^[:space:]]') NOT VALID;
ALTER TABLE calendar_day ADD CONSTRAINT something_to_read CHECK (uid ~ '[^[:space:]]') NOT VALID;
ALTER TABLE colleague_invitation ADD CONSTRAINT something_to_read CHECK (name ~ '[^[:space:]]') NOT VALID;
ALTER TABLE contact_point ADD CONSTRAINT something_to_read CHECK (subject ~ '[^[:space:]]') NOT VALID;
ALTER TABLE conversation ADD CONSTRAINT something_to_read CHECK (subject ~ '[^[:space:]]') NOT VALID;
ALTER TABLE conversation_message ADD CONSTRAINT something_to_read CHECK (text ~ '[^[:space:]]') NOT VALID;
ALTER TABLE desk_presence ADD CONSTRAINT something_to_read CHECK (page ~ '[^[:space:]]') NOT VALID;
ALTER TABLE discussion_post ADD CONSTRAINT something_to_read CHECK (body ~ '[^[:space:]]') NOT VALID;
ALTER TABLE draw_reading ADD CONSTRAINT something_to_read CHECK (evidence ~ '[^[:space:]]') NOT VALID;
ALTER TABLE elector ADD CONSTRAINT something_to_read CHECK (
    code ~ '[^[:space:]]' AND name ~ '[^[:space:]]') NOT VALID;
ALTER TABLE event_delivery ADD CONSTRAINT something_to_read CHECK (event_id ~ '[^[:space:]]') NOT VALID;
ALTER TABLE follow ADD CONSTRAINT something_to_read CHECK (subject ~ '[^[:space:]]') NOT VALID;
ALTER TABLE group_file ADD CONSTRAINT something_to_read CHECK (name ~ '[^[:space:]]') NOT VALID;
ALTER TABLE group_remark ADD CONSTRAINT something_to_read CHECK (text ~ '[^[:space:]]') NOT VALID;
ALTER TABLE grouping_model ADD CONSTRAINT something_to_read CHECK (
    version ~ '[^[:space:]]' AND base ~ '[^[:space:]]') NOT VALID;
ALTER TABLE idea ADD CONSTRAINT something_to_read CHECK (
    title ~ '[^[:space:]]' AND source_number ~ '[^[:space:]]' AND form_token ~ '[^[:space:]]') NOT VALID;
ALTER TABLE idea_file ADD CONSTRAINT something_to_read CHECK (
    title ~ '[^[:space:]]' AND name ~ '[^[:space:]]') NOT VALID;
ALTER TABLE idea_group ADD CONSTRAINT something_to_read CHECK (title ~ '[^[:space:]]') NOT VALID;
ALTER TABLE identity ADD CONSTRAINT something_to_read CHECK (
    provider ~ '[^[:space:]]' AND issuer ~ '[^[:space:]]' AND subject ~ '[^[:space:]]') NOT VALID;
ALTER TABLE import_conflict ADD CONSTRAINT something_to_read CHECK (
    source ~ '[^[:space:]]' AND field ~ '[^[:space:]]') NOT VALID;
ALTER TABLE imported_row ADD CONSTRAINT something_to_read CHECK (
    source ~ '[^[:space:]]' AND source_number ~ '[^[:space:]]') NOT VALID;
ALTER TABLE indicator ADD CONSTRAINT something_to_read CHECK (
    title ~ '[^[:space:]]' AND unit ~ '[^[:space:]]') NOT VALID;
ALTER TABLE kit_item ADD CONSTRAINT something_to_read CHECK (title ~ '[^[:space:]]') NOT VALID;
ALTER TABLE letter_template ADD CONSTRAINT something_to_read CHECK (
    standard ~ '[^[:space:]]' AND name ~ '[^[:space:]]' AND audience ~ '[^[:space:]]'
    AND subject ~ '[^[:space:]]' AND body ~ '[^[:space:]]') NOT VALID;
ALTER TABLE list_columns ADD CONSTRAINT something_to_read CHECK (list ~ '[^[:space:]]') NOT VALID;
ALTER TABLE logout_seen ADD CONSTRAINT something_to_read CHECK (
    issuer ~ '[^[:space:]]' AND token_id ~ '[^[:space:]]') NOT VALID;
ALTER TABLE mandate ADD CONSTRAINT something_to_read CHECK (document ~ '[^[:space:]]') NOT VALID;
ALTER TABLE message_report ADD CONSTRAINT something_to_read CHECK (reason ~ '[^[:space:]]') NOT VALID;
ALTER TABLE municipality ADD CONSTRAINT something_to_read CHECK (
    name ~ '[^[:space:]]' AND sort_name ~ '[^[:space:]]' AND domain ~ '[^[:space:]]'
    AND tooi_uri ~ '[^[:space:]]' AND labour_market_region ~ '[^[:space:]]' AND safety_region ~ '[^[:space:]]') NOT VALID;
ALTER TABLE notice ADD CONSTRAINT something_to_read CHECK (
    subject ~ '[^[:space:]]' AND path ~ '[^[:space:]]' AND once_key ~ '[^[:space:]]') NOT VALID;
ALTER TABLE object_to_erase ADD CONSTRAINT something_to_read CHECK (key ~ '[^[:space:]]') NOT VALID;
ALTER TABLE partnership ADD CONSTRAINT something_to_read CHECK (name ~ '[^[:space:]]') NOT VALID;
ALTER TABLE passkey ADD CONSTRAINT something_to_read CHECK (name ~ '[^[:space:]]') NOT VALID;
ALTER TABLE person ADD CONSTRAINT something_to_read CHECK (
    name ~ '[^[:space:]]' AND persona ~ '[^[:space:]]') NOT VALID;
ALTER TABLE picture ADD CONSTRAINT something_to_read CHECK (
    subject ~ '[^[:space:]]' AND mark ~ '[^[:space:]]' AND alternative ~ '[^[:space:]]') NOT VALID;
ALTER TABLE public_change ADD CONSTRAINT something_to_read CHECK (object_id ~ '[^[:space:]]') NOT VALID;
ALTER TABLE queued_mail ADD CONSTRAINT something_to_read CHECK (
    message_id ~ '[^[:space:]]' AND kind ~ '[^[:space:]]' AND address ~ '[^[:space:]]') NOT VALID;
ALTER TABLE realisation_milestone ADD CONSTRAINT something_to_read CHECK (title ~ '[^[:space:]]') NOT VALID;
ALTER TABLE realisation_risk ADD CONSTRAINT something_to_read CHECK (title ~ '[^[:space:]]') NOT VALID;
ALTER TABLE remark_version ADD CONSTRAINT something_to_read CHECK (text ~ '[^[:space:]]') NOT VALID;
ALTER TABLE round ADD CONSTRAINT something_to_read CHECK (code ~ '[^[:space:]]' AND name ~ '[^[:space:]]') NOT VALID;
ALTER TABLE round_vote ADD CONSTRAINT something_to_read CHECK (
    log ~ '[^[:space:]]' AND rules_file ~ '[^[:space:]]' AND draw_source ~ '[^[:space:]]'
    AND draw_value ~ '[^[:space:]]') NOT VALID;
ALTER TABLE saved_search ADD CONSTRAINT something_to_read CHECK (name ~ '[^[:space:]]') NOT VALID;
ALTER TABLE search_question ADD CONSTRAINT something_to_read CHECK (
    digest ~ '[^[:space:]]' AND words ~ '[^[:space:]]') NOT VALID;
ALTER TABLE session ADD CONSTRAINT something_to_read CHECK (
    provider ~ '[^[:space:]]' AND provider_session ~ '[^[:space:]]') NOT VALID;
ALTER TABLE shortlist ADD CONSTRAINT something_to_read CHECK (seed ~ '[^[:space:]]') NOT VALID;
ALTER TABLE sign_in_attempt ADD CONSTRAINT something_to_read CHECK (
    provider ~ '[^[:space:]]' AND nonce ~ '[^[:space:]]' AND verifier ~ '[^[:space:]]'
    AND redirect_uri ~ '[^[:space:]]') NOT VALID;
ALTER TABLE similarity_answer ADD CONSTRAINT something_to_read CHECK (form_token ~ '[^[:space:]]') NOT VALID;
ALTER TABLE solution ADD CONSTRAINT something_to_read CHECK (
    title ~ '[^[:space:]]' AND source_key ~ '[^[:space:]]') NOT VALID;
ALTER TABLE solution_supplier ADD CONSTRAINT something_to_read CHECK (company ~ '[^[:space:]]') NOT VALID;
ALTER TABLE subscription ADD CONSTRAINT something_to_read CHECK (
    name ~ '[^[:space:]]' AND address ~ '[^[:space:]]' AND resources ~ '[^[:space:]]') NOT VALID;
ALTER TABLE thesaurus_change ADD CONSTRAINT something_to_read CHECK (
    name ~ '[^[:space:]]' AND reason ~ '[^[:space:]]') NOT VALID;
ALTER TABLE tree_head ADD CONSTRAINT something_to_read CHECK (time ~ '[^[:space:]]') NOT VALID;
ALTER TABLE vote_option ADD CONSTRAINT something_to_read CHECK (
    code ~ '[^[:space:]]' AND title ~ '[^[:space:]]') NOT VALID;
ALTER TABLE waiting_place ADD CONSTRAINT something_to_read CHECK (place ~ '[^[:space:]]') NOT VALID;
ALTER TABLE winner ADD CONSTRAINT something_to_read CHECK (title ~ '[^[:space:]]') NOT VALID;
ALTER TABLE winner_withdrawal ADD CONSTRAINT something_to_read CHECK (reason ~ '[^[:space:]]') NOT VALID;
ALTER TABLE witness_acknowledgement ADD CONSTRAINT something_to_read CHECK (address ~ '[^[:space:]]') NOT VALID;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="texts that fit", apart=APART)
