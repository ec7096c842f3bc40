"""Every rule that was added while people worked holds for the rows of before too, and no place is given twice."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0057-all-rules-checked"

APART = """
DROP INDEX CONCURRENTLY IF EXISTS notice_once_key;
CREATE INDEX CONCURRENTLY notice_once_key ON notice (once_key);
DROP INDEX CONCURRENTLY IF EXISTS message_report_of_remark;
CREATE UNIQUE INDEX CONCURRENTLY message_report_of_remark ON message_report (remark);
DROP INDEX CONCURRENTLY IF EXISTS winner_place;
CREATE UNIQUE INDEX CONCURRENTLY winner_place ON winner (round, place);
DROP INDEX CONCURRENTLY IF EXISTS finalist_position;
CREATE UNIQUE INDEX CONCURRENTLY finalist_position ON finalist (round, position);
DROP INDEX CONCURRENTLY IF EXISTS shortlist_group_place;
CREATE UNIQUE INDEX CONCURRENTLY shortlist_group_place ON shortlist_group (shortlist, place);
DROP INDEX CONCURRENTLY IF EXISTS vote_option_position;
CREATE UNIQUE INDEX CONCURRENTLY vote_option_position ON vote_option (vote, position);
ALTER TABLE adoption_proposal VALIDATE CONSTRAINT made_before_settled;
ALTER TABLE adoption_status VALIDATE CONSTRAINT in_use_since;
ALTER TABLE agreement_file VALIDATE CONSTRAINT removed_after_added;
ALTER TABLE assignment VALIDATE CONSTRAINT assigned_before_ended;
ALTER TABLE assignment_run VALIDATE CONSTRAINT made_before_sent;
ALTER TABLE attachment VALIDATE CONSTRAINT removed_after_added;
ALTER TABLE bulk_mail VALIDATE CONSTRAINT deliveries_not_negative;
ALTER TABLE bulk_mail VALIDATE CONSTRAINT letter_goal_known;
ALTER TABLE bulk_mail VALIDATE CONSTRAINT letter_kind_known;
ALTER TABLE bulk_mail VALIDATE CONSTRAINT planned_until_sent;
ALTER TABLE bulk_mail VALIDATE CONSTRAINT sent_to_so_many;
ALTER TABLE draw_reading VALIDATE CONSTRAINT read_before_confirmed;
ALTER TABLE event_delivery VALIDATE CONSTRAINT delivered_was_tried;
ALTER TABLE group_file VALIDATE CONSTRAINT removed_after_added;
ALTER TABLE group_proposal VALIDATE CONSTRAINT one_group_is_split;
ALTER TABLE group_remark VALIDATE CONSTRAINT about_one_thing;
ALTER TABLE group_remark VALIDATE CONSTRAINT said_before_edited;
ALTER TABLE idea VALIDATE CONSTRAINT submitted_has_moment;
ALTER TABLE idea_file VALIDATE CONSTRAINT removed_after_added;
ALTER TABLE indicator VALIDATE CONSTRAINT removed_after_chosen;
ALTER TABLE mandate VALIDATE CONSTRAINT granted_before_revoked;
ALTER TABLE message_report VALIDATE CONSTRAINT about_one_text;
ALTER TABLE message_report VALIDATE CONSTRAINT appealed_has_moment;
ALTER TABLE person VALIDATE CONSTRAINT language_known;
ALTER TABLE phase_change VALIDATE CONSTRAINT extended_until;
ALTER TABLE phase_change VALIDATE CONSTRAINT step_known;
ALTER TABLE phase_window VALIDATE CONSTRAINT opened_before_deadline;
ALTER TABLE public_change VALIDATE CONSTRAINT thing_known;
ALTER TABLE publication VALIDATE CONSTRAINT prepared_before_published;
ALTER TABLE publication_plan VALIDATE CONSTRAINT confirmed_has_moment;
ALTER TABLE publication_plan VALIDATE CONSTRAINT planned_before_confirmed;
ALTER TABLE queued_mail VALIDATE CONSTRAINT language_known;
ALTER TABLE queued_mail VALIDATE CONSTRAINT sent_has_moment;
ALTER TABLE role_grant VALIDATE CONSTRAINT granted_before_revoked;
ALTER TABLE role_grant VALIDATE CONSTRAINT of_a_kring;
ALTER TABLE role_grant VALIDATE CONSTRAINT of_a_municipality;
ALTER TABLE role_grant VALIDATE CONSTRAINT of_the_country;
ALTER TABLE role_grant VALIDATE CONSTRAINT revoked_has_moment;
ALTER TABLE role_proposal VALIDATE CONSTRAINT of_a_kring;
ALTER TABLE role_proposal VALIDATE CONSTRAINT proposed_before_decided;
ALTER TABLE round_vote VALIDATE CONSTRAINT count_is_asked;
ALTER TABLE round_vote VALIDATE CONSTRAINT draw_digits_few;
ALTER TABLE round_vote VALIDATE CONSTRAINT told_what_is_there;
ALTER TABLE subscription VALIDATE CONSTRAINT former_generation_from_one;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="all rules checked", apart=APART)
