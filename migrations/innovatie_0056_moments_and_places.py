"""What the domain forbids and the database still took: ends before starts, states without their moment, roles without place."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0056-moments-and-places"

SQL = """
ALTER TABLE adoption_proposal ADD CONSTRAINT made_before_settled CHECK (settled_at >= made_at) NOT VALID;
ALTER TABLE adoption_status ADD CONSTRAINT in_use_since CHECK (
    stage NOT IN ('in_gebruik') OR first_used IS NOT NULL) NOT VALID;
ALTER TABLE agreement_file ADD CONSTRAINT removed_after_added CHECK (removed_at >= added_at) NOT VALID;
ALTER TABLE assignment ADD CONSTRAINT assigned_before_ended CHECK (ended_at >= assigned_at) NOT VALID;
ALTER TABLE assignment_run ADD CONSTRAINT made_before_sent CHECK (sent_at >= made_at) NOT VALID;
ALTER TABLE attachment ADD CONSTRAINT removed_after_added CHECK (removed_at >= added_at) NOT VALID;
ALTER TABLE bulk_mail ADD CONSTRAINT sent_to_so_many CHECK (sent_at IS NULL OR recipients IS NOT NULL) NOT VALID;
ALTER TABLE draw_reading ADD CONSTRAINT read_before_confirmed CHECK (confirmed_at >= read_at) NOT VALID;
ALTER TABLE event_delivery ADD CONSTRAINT delivered_was_tried CHECK (
    state NOT IN ('bezorgd') OR tried_at IS NOT NULL) NOT VALID;
ALTER TABLE group_file ADD CONSTRAINT removed_after_added CHECK (removed_at >= added_at) NOT VALID;
ALTER TABLE group_proposal ADD CONSTRAINT one_group_is_split CHECK (
    (kind = 'splitsen') = (other_group IS NULL)) NOT VALID;
ALTER TABLE idea ADD CONSTRAINT submitted_has_moment CHECK (
    state NOT IN ('ingediend') OR submitted_at IS NOT NULL) NOT VALID;
ALTER TABLE idea_file ADD CONSTRAINT removed_after_added CHECK (removed_at >= added_at) NOT VALID;
ALTER TABLE indicator ADD CONSTRAINT removed_after_chosen CHECK (removed_at >= chosen_at) NOT VALID;
ALTER TABLE mandate ADD CONSTRAINT granted_before_revoked CHECK (revoked_at >= granted_at) NOT VALID;
ALTER TABLE message_report ADD CONSTRAINT appealed_has_moment CHECK (
    state NOT IN ('bezwaar') OR appealed_at IS NOT NULL) NOT VALID;
ALTER TABLE phase_change ADD CONSTRAINT extended_until CHECK (
    kind NOT IN ('extend') OR new_deadline IS NOT NULL) NOT VALID;
ALTER TABLE phase_window ADD CONSTRAINT opened_before_deadline CHECK (deadline >= opened_at) NOT VALID;
ALTER TABLE publication ADD CONSTRAINT prepared_before_published CHECK (published_at >= prepared_at) NOT VALID;
ALTER TABLE publication_plan ADD CONSTRAINT planned_before_confirmed CHECK (confirmed_at >= planned_at) NOT VALID;
ALTER TABLE publication_plan ADD CONSTRAINT confirmed_has_moment CHECK (
    confirmed_by IS NULL OR confirmed_at IS NOT NULL) NOT VALID;
ALTER TABLE queued_mail ADD CONSTRAINT sent_has_moment CHECK (
    state NOT IN ('verzonden') OR finished_at IS NOT NULL) NOT VALID;
ALTER TABLE role_grant ADD CONSTRAINT granted_before_revoked CHECK (revoked_at >= granted_at) NOT VALID;
ALTER TABLE role_grant ADD CONSTRAINT revoked_has_moment CHECK (
    revoked_by IS NULL OR revoked_at IS NOT NULL) NOT VALID;
ALTER TABLE role_grant ADD CONSTRAINT of_a_municipality CHECK (
    role NOT IN ('ambtenaar', 'gemeentebeheerder', 'stemgemachtigde') OR municipality IS NOT NULL) NOT VALID;
ALTER TABLE role_grant ADD CONSTRAINT of_the_country CHECK (
    role NOT IN ('beheerder', 'leverancier', 'vng-regisseur') OR municipality IS NULL) NOT VALID;
ALTER TABLE role_grant ADD CONSTRAINT of_a_kring CHECK (
    (role = 'kringvertegenwoordiger') = (partnership IS NOT NULL)) NOT VALID;
ALTER TABLE role_proposal ADD CONSTRAINT proposed_before_decided CHECK (decided_at >= proposed_at) NOT VALID;
ALTER TABLE role_proposal ADD CONSTRAINT of_a_kring CHECK (
    (role = 'kringvertegenwoordiger') = (partnership IS NOT NULL)) NOT VALID;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="moments and places", sql=SQL)
