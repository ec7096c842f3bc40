"""Lists are lists, numbers are finite, addresses stand in one way, and what was done has its moment, in order."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0067-shapes-and-moments"

APART = """
ALTER TABLE adoption_evidence ADD CONSTRAINT acts_have_moments CHECK (
    (withdrawn_by IS NULL OR withdrawn_at IS NOT NULL) AND (uploaded_by IS NULL OR uploaded_at IS NOT NULL)) NOT VALID;
ALTER TABLE adoption_evidence ADD CONSTRAINT named_until_withdrawn CHECK (
    withdrawn_at IS NOT NULL OR name ~ '[^[:space:]]') NOT VALID;
ALTER TABLE adoption_link ADD CONSTRAINT not_before_made CHECK (used_at >= made_at - interval '10 minutes') NOT VALID;
ALTER TABLE adoption_proposal ADD CONSTRAINT acts_have_moments CHECK (
    (settled_by IS NULL OR settled_at IS NOT NULL)) NOT VALID;
ALTER TABLE adoption_sign ADD CONSTRAINT lists_are_lists CHECK (jsonb_typeof(municipalities) = 'array') NOT VALID;
ALTER TABLE adoption_status ADD CONSTRAINT confirmed_not_before_it_began CHECK (confirmed_on >= since) NOT VALID;
ALTER TABLE agreement_party ADD CONSTRAINT notice_before_leaving CHECK (leaves_on >= notice_on) NOT VALID;
ALTER TABLE agreement_signature ADD CONSTRAINT acts_have_moments CHECK (
    (taken_back_by IS NULL OR taken_back_at IS NOT NULL)) NOT VALID;
ALTER TABLE agreement_signature ADD CONSTRAINT not_before_noted CHECK (taken_back_at >= noted_at - interval '10 minutes') NOT VALID;
ALTER TABLE agreement_task ADD CONSTRAINT not_before_changed CHECK (removed_at >= changed_at - interval '10 minutes') NOT VALID;
ALTER TABLE allowed_domain ADD CONSTRAINT domain_known_one_way CHECK (
    domain = lower(domain) AND domain !~ '[[:space:]]' AND domain <> '') NOT VALID;
ALTER TABLE api_token ADD CONSTRAINT not_before_created CHECK (
    revoked_at >= created_at - interval '10 minutes' AND used_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE application ADD CONSTRAINT acts_have_moments CHECK ((ended_by IS NULL OR ended_at IS NOT NULL)) NOT VALID;
ALTER TABLE application ADD CONSTRAINT not_before_created CHECK (used_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE application_key ADD CONSTRAINT not_before_added CHECK (used_at >= added_at - interval '10 minutes') NOT VALID;
ALTER TABLE application_key ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(jwk) = 'object') NOT VALID;
ALTER TABLE assignment ADD CONSTRAINT not_before_assigned CHECK (
    reminded_at >= assigned_at - interval '10 minutes') NOT VALID;
ALTER TABLE assignment ADD CONSTRAINT numbers_finite CHECK (
    similarity NOT IN ('NaN', 'Infinity', '-Infinity')) NOT VALID;
ALTER TABLE assignment_run ADD CONSTRAINT lists_are_lists CHECK (jsonb_typeof(pairs) = 'array') NOT VALID;
ALTER TABLE assignment_run ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(report) = 'object') NOT VALID;
ALTER TABLE audience_poll ADD CONSTRAINT acts_have_moments CHECK (
    (published_by IS NULL OR published_at IS NOT NULL)) NOT VALID;
ALTER TABLE audience_poll ADD CONSTRAINT not_before_opened CHECK (
    published_at >= opened_at - interval '10 minutes' AND asked_at >= opened_at - interval '10 minutes') NOT VALID;
ALTER TABLE audit_event ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(details) = 'object') NOT VALID;
ALTER TABLE ballot ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(content) = 'object') NOT VALID;
ALTER TABLE boundary_set ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(rings) = 'object') NOT VALID;
ALTER TABLE bulk_mail ADD CONSTRAINT delivered_and_failed_together CHECK (
    (delivered IS NULL) = (failed IS NULL)) NOT VALID;
ALTER TABLE bulk_mail ADD CONSTRAINT not_before_created CHECK (
    changed_at >= created_at - interval '10 minutes' AND planned_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE bulk_mail ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(selection) = 'object') NOT VALID;
ALTER TABLE calendar_day ADD CONSTRAINT not_before_changed CHECK (gone_at >= changed_at - interval '10 minutes') NOT VALID;
ALTER TABLE colleague_invitation ADD CONSTRAINT address_known_one_way CHECK (
    email = lower(email) AND email !~ '[[:space:]]' AND email <> '') NOT VALID;
ALTER TABLE colleague_invitation ADD CONSTRAINT not_before_created CHECK (
    accepted_at >= created_at - interval '10 minutes' AND withdrawn_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE conversation_message ADD CONSTRAINT not_before_at CHECK (hidden_at >= at - interval '10 minutes') NOT VALID;
ALTER TABLE conversation_message ADD CONSTRAINT reason_of_what_is_hidden CHECK (
    hidden_at IS NOT NULL OR hidden_reason = '') NOT VALID;
ALTER TABLE elaboration ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(content) = 'object') NOT VALID;
ALTER TABLE factor_recovery ADD CONSTRAINT acts_have_moments CHECK (
    (ended_by IS NULL OR ended_at IS NOT NULL)) NOT VALID;
ALTER TABLE factor_recovery ADD CONSTRAINT not_before_asked CHECK (ended_at >= asked_at - interval '10 minutes') NOT VALID;
ALTER TABLE finalist_withdrawal ADD CONSTRAINT acts_have_moments CHECK (
    (confirmed_by IS NULL OR confirmed_at IS NOT NULL) AND (dropped_by IS NULL OR dropped_at IS NOT NULL)) NOT VALID;
ALTER TABLE finalist_withdrawal ADD CONSTRAINT not_before_asked CHECK (
    dropped_at >= asked_at - interval '10 minutes') NOT VALID;
ALTER TABLE group_decision ADD CONSTRAINT lists_are_lists CHECK (jsonb_typeof(ideas) = 'array') NOT VALID;
ALTER TABLE group_proposal ADD CONSTRAINT lists_are_lists CHECK (jsonb_typeof(ideas) = 'array') NOT VALID;
ALTER TABLE group_proposal ADD CONSTRAINT not_before_made CHECK (settled_at >= made_at - interval '10 minutes') NOT VALID;
ALTER TABLE group_remark ADD CONSTRAINT not_before_at CHECK (hidden_at >= at - interval '10 minutes') NOT VALID;
ALTER TABLE group_remark ADD CONSTRAINT reason_of_what_is_hidden CHECK (
    hidden_at IS NOT NULL OR hidden_reason = '') NOT VALID;
ALTER TABLE grouping_model ADD CONSTRAINT lists_are_lists CHECK (jsonb_typeof(held_out) = 'array') NOT VALID;
ALTER TABLE grouping_model ADD CONSTRAINT not_before_made CHECK (settled_at >= made_at - interval '10 minutes') NOT VALID;
ALTER TABLE grouping_model ADD CONSTRAINT objects_are_objects CHECK (
    jsonb_typeof(numbers) = 'object' AND jsonb_typeof(difference) = 'object') NOT VALID;
ALTER TABLE idea ADD CONSTRAINT lists_are_lists CHECK (jsonb_typeof(links) = 'array') NOT VALID;
ALTER TABLE idea ADD CONSTRAINT not_before_created CHECK (withdrawn_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE idea ADD CONSTRAINT submitted_before_withdrawn CHECK (
    withdrawn_at >= submitted_at - interval '10 minutes') NOT VALID;
ALTER TABLE idea ADD CONSTRAINT submitted_says_what CHECK (
    state <> 'ingediend' OR summary ~ '[^[:space:]]') NOT VALID;
ALTER TABLE idea_participant ADD CONSTRAINT not_before_joined CHECK (left_at >= joined_at - interval '10 minutes') NOT VALID;
ALTER TABLE idea_version ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(content) = 'object') NOT VALID;
ALTER TABLE identity ADD CONSTRAINT not_before_created CHECK (used_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE import_conflict ADD CONSTRAINT acts_have_moments CHECK (
    (settled_by IS NULL OR settled_at IS NOT NULL)) NOT VALID;
ALTER TABLE import_conflict ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(theirs) = 'object') NOT VALID;
ALTER TABLE imported_row ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(digests) = 'object') NOT VALID;
ALTER TABLE indicator ADD CONSTRAINT numbers_finite CHECK (
    promised NOT IN ('NaN', 'Infinity', '-Infinity')) NOT VALID;
ALTER TABLE indicator_value ADD CONSTRAINT numbers_finite CHECK (
    value NOT IN ('NaN', 'Infinity', '-Infinity')) NOT VALID;
ALTER TABLE known_browser ADD CONSTRAINT not_before_created CHECK (used_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE letter_template ADD CONSTRAINT not_before_changed CHECK (removed_at >= changed_at - interval '10 minutes') NOT VALID;
ALTER TABLE letter_template ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(selection) = 'object') NOT VALID;
ALTER TABLE list_columns ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(columns) = 'object') NOT VALID;
ALTER TABLE message_report ADD CONSTRAINT acts_have_moments CHECK (
    (decided_by IS NULL OR decided_at IS NOT NULL) AND (ruled_by IS NULL OR ruled_at IS NOT NULL)) NOT VALID;
ALTER TABLE message_report ADD CONSTRAINT appeal_has_moment CHECK (appealed_at IS NOT NULL OR appeal = '') NOT VALID;
ALTER TABLE message_report ADD CONSTRAINT not_before_reported CHECK (
    appealed_at >= reported_at - interval '10 minutes' AND ruled_at >= reported_at - interval '10 minutes') NOT VALID;
ALTER TABLE message_report ADD CONSTRAINT ruling_has_moment CHECK (ruled_at IS NOT NULL OR ruling = '') NOT VALID;
ALTER TABLE municipality ADD CONSTRAINT numbers_finite CHECK (
    area_km2 NOT IN ('NaN', 'Infinity', '-Infinity')) NOT VALID;
ALTER TABLE notice ADD CONSTRAINT not_before_created CHECK (
    read_at >= created_at - interval '10 minutes' AND mailed_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE notice ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(words) = 'object') NOT VALID;
ALTER TABLE person ADD CONSTRAINT address_known_one_way CHECK (
    email = lower(email) AND email !~ '[[:space:]]' AND email <> '') NOT VALID;
ALTER TABLE person ADD CONSTRAINT not_before_created CHECK (
    warned_at >= created_at - interval '10 minutes' AND shown_around_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE phase_window ADD CONSTRAINT closed_was_open CHECK (closed_at IS NULL OR opened_at IS NOT NULL) NOT VALID;
ALTER TABLE publication ADD CONSTRAINT acts_have_moments CHECK (
    (published_by IS NULL OR published_at IS NOT NULL)) NOT VALID;
ALTER TABLE publication ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(snapshot) = 'object') NOT VALID;
ALTER TABLE publication_plan ADD CONSTRAINT not_before_planned CHECK (ended_at >= planned_at - interval '10 minutes') NOT VALID;
ALTER TABLE queued_mail ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(details) = 'object') NOT VALID;
ALTER TABLE queued_mail ADD CONSTRAINT over_at_a_moment CHECK (
    state NOT IN ('geweigerd', 'ingetrokken', 'onzeker') OR finished_at IS NOT NULL) NOT VALID;
ALTER TABLE queued_mail ADD CONSTRAINT taken_up_at_a_moment CHECK (
    state NOT IN ('bezig', 'onderweg') OR claimed_at IS NOT NULL) NOT VALID;
ALTER TABLE realisation_milestone ADD CONSTRAINT not_before_changed CHECK (removed_at >= changed_at - interval '10 minutes') NOT VALID;
ALTER TABLE realisation_risk ADD CONSTRAINT acts_have_moments CHECK (
    (closed_by IS NULL OR closed_at IS NOT NULL)) NOT VALID;
ALTER TABLE refused_address ADD CONSTRAINT address_known_one_way CHECK (
    address = lower(address) AND address !~ '[[:space:]]' AND address <> '') NOT VALID;
ALTER TABLE review ADD CONSTRAINT handed_in_whole CHECK (
    version = 0 OR confidence IS NOT NULL AND (total IS NOT NULL
    OR answers @> '{"totaal": {"kan_niet": true}}')) NOT VALID;
ALTER TABLE review ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(answers) = 'object') NOT VALID;
ALTER TABLE review_version ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(content) = 'object') NOT VALID;
ALTER TABLE reviewer ADD CONSTRAINT acts_have_moments CHECK (
    (decided_by IS NULL OR decided_at IS NOT NULL)) NOT VALID;
ALTER TABLE reviewer ADD CONSTRAINT lists_are_lists CHECK (
    jsonb_typeof(themes) = 'array' AND jsonb_typeof(employers) = 'array') NOT VALID;
ALTER TABLE reviewer ADD CONSTRAINT not_before_created CHECK (
    changed_at >= created_at - interval '10 minutes' AND decided_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE role_grant ADD CONSTRAINT acts_have_moments CHECK (
    (reviewed_by IS NULL OR reviewed_at IS NOT NULL)) NOT VALID;
ALTER TABLE role_grant ADD CONSTRAINT not_before_granted CHECK (reviewed_at >= granted_at - interval '10 minutes') NOT VALID;
ALTER TABLE round ADD CONSTRAINT not_before_created CHECK (
    frozen_at >= created_at - interval '10 minutes' AND published_at >= created_at - interval '10 minutes'
    AND ended_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE round ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(settings) = 'object') NOT VALID;
ALTER TABLE round_group ADD CONSTRAINT not_before_entered CHECK (frozen_at >= entered_at - interval '10 minutes') NOT VALID;
ALTER TABLE round_vote ADD CONSTRAINT objects_are_objects CHECK (
    jsonb_typeof(result) = 'object' AND jsonb_typeof(analysis) = 'object') NOT VALID;
ALTER TABLE saved_search ADD CONSTRAINT lists_are_lists CHECK (jsonb_typeof(known) = 'array') NOT VALID;
ALTER TABLE saved_search ADD CONSTRAINT not_before_saved CHECK (looked_at >= saved_at - interval '10 minutes') NOT VALID;
ALTER TABLE saved_search ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(filters) = 'object') NOT VALID;
ALTER TABLE search_question ADD CONSTRAINT counts_not_negative CHECK (
    asked >= 0 AND found_nothing >= 0 AND clicked >= 0) NOT VALID;
ALTER TABLE second_factor ADD CONSTRAINT not_before_created CHECK (confirmed_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE session ADD CONSTRAINT challenge_has_moment CHECK (
    (challenge IS NULL) = (challenge_at IS NULL)) NOT VALID;
ALTER TABLE session ADD CONSTRAINT not_before_created CHECK (
    seen_at >= created_at - interval '10 minutes' AND factor_at >= created_at - interval '10 minutes'
    AND challenge_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE shortlist ADD CONSTRAINT numbers_finite CHECK (
    threshold NOT IN ('NaN', 'Infinity', '-Infinity')) NOT VALID;
ALTER TABLE shortlist ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(report) = 'object') NOT VALID;
ALTER TABLE shortlist_group ADD CONSTRAINT numbers_finite CHECK (
    calibrated_mean NOT IN ('NaN', 'Infinity', '-Infinity')) NOT VALID;
ALTER TABLE sign_in_attempt ADD CONSTRAINT not_before_created CHECK (used_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE sign_in_link ADD CONSTRAINT not_before_created CHECK (used_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE solution ADD CONSTRAINT objects_are_objects CHECK (jsonb_typeof(assumptions) = 'object') NOT VALID;
ALTER TABLE solution_supplier ADD CONSTRAINT acts_have_moments CHECK (
    (ended_by IS NULL OR ended_at IS NOT NULL)) NOT VALID;
ALTER TABLE subscription ADD CONSTRAINT not_before_created CHECK (
    next_try_at >= created_at - interval '10 minutes' AND paused_at >= created_at - interval '10 minutes') NOT VALID;
ALTER TABLE thesaurus_change ADD CONSTRAINT lists_are_lists CHECK (jsonb_typeof(terms) = 'array') NOT VALID;
ALTER TABLE waiting_erasure ADD CONSTRAINT not_before_asked CHECK (reminded_at >= asked_at - interval '10 minutes') NOT VALID;
ALTER TABLE waiting_municipal_table ADD CONSTRAINT lists_are_lists CHECK (jsonb_typeof(facts) = 'array') NOT VALID;
ALTER TABLE waiting_municipal_table ADD CONSTRAINT objects_are_objects CHECK (
    jsonb_typeof(successors) = 'object') NOT VALID;
ALTER TABLE winner_withdrawal ADD CONSTRAINT acts_have_moments CHECK (
    (confirmed_by IS NULL OR confirmed_at IS NOT NULL) AND (ended_by IS NULL OR ended_at IS NOT NULL)
    AND (return_asked_by IS NULL OR return_asked_at IS NOT NULL)) NOT VALID;
ALTER TABLE winner_withdrawal ADD CONSTRAINT not_before_asked CHECK (
    ended_at >= asked_at - interval '10 minutes' AND return_asked_at >= asked_at - interval '10 minutes') NOT VALID;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="shapes and moments", apart=APART)
