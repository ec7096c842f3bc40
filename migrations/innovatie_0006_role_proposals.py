"""Roles of weight are proposed by one person and confirmed by another."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0006-role-proposals"

SQL = """
CREATE TABLE role_proposal (
    id          serial PRIMARY KEY,
    person      integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    role        varchar(30) NOT NULL,
    partnership integer REFERENCES partnership ON DELETE RESTRICT ON UPDATE CASCADE,
    ends        date,
    reason      text NOT NULL DEFAULT '',
    proposed_by integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    proposed_at timestamptz NOT NULL,
    given       boolean,
    decided_by  integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    decided_at  timestamptz,
    CONSTRAINT role_known CHECK (role IN ('ambtenaar', 'beoordelaar', 'stemgemachtigde',
        'kringvertegenwoordiger', 'gemeentebeheerder', 'vng-regisseur', 'beheerder', 'leverancier')),
    CONSTRAINT decided_by_somebody CHECK ((given IS NULL) = (decided_by IS NULL)
        AND (decided_by IS NULL) = (decided_at IS NULL)),
    CONSTRAINT decided_by_another CHECK (decided_by <> proposed_by AND (decided_by <> person OR NOT given))
);
COMMENT ON TABLE role_proposal IS
    'A role of weight that one person proposes and another one confirms; `given` tells what was decided.';
CREATE INDEX role_proposal_person ON role_proposal (person);
CREATE INDEX role_proposal_partnership ON role_proposal (partnership);
CREATE INDEX role_proposal_proposed_by ON role_proposal (proposed_by);
CREATE INDEX role_proposal_decided_by ON role_proposal (decided_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="two people for a role", sql=SQL)
