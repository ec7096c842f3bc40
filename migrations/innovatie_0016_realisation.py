"""The plan of realisation of a winner as data: milestones, roles and risks."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0016-realisation"

SQL = """
CREATE TABLE realisation_milestone (
    id           serial PRIMARY KEY,
    winner       integer NOT NULL REFERENCES winner ON DELETE RESTRICT ON UPDATE CASCADE,
    version      integer NOT NULL DEFAULT 1,
    title        varchar(160) NOT NULL,
    starts_on    date NOT NULL,
    promised_on  date NOT NULL,
    expected_on  date NOT NULL,
    state        varchar(10) NOT NULL DEFAULT 'gepland',
    done_on      date,
    town         integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    organisation varchar(120) NOT NULL DEFAULT '',
    person       integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    note         text NOT NULL DEFAULT '',
    evidence     text NOT NULL DEFAULT '',
    evidence_url varchar(500) NOT NULL DEFAULT '',
    changed_at   timestamptz NOT NULL,
    changed_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    removed_at   timestamptz,
    CONSTRAINT state_known CHECK (state IN ('gepland', 'bezig', 'klaar', 'vervallen')),
    CONSTRAINT version_from_one CHECK (version >= 1),
    CONSTRAINT promised_after_start CHECK (promised_on >= starts_on),
    CONSTRAINT expected_after_start CHECK (expected_on >= starts_on),
    CONSTRAINT done_has_day CHECK ((state = 'klaar') = (done_on IS NOT NULL)),
    CONSTRAINT one_owner CHECK ((town IS NULL) <> (organisation = ''))
);
COMMENT ON TABLE realisation_milestone IS
    'Something that will be done by a day; what was promised stays, what is expected moves, with a reason.';
CREATE INDEX realisation_milestone_winner ON realisation_milestone (winner);
CREATE INDEX realisation_milestone_town ON realisation_milestone (town);
CREATE INDEX realisation_milestone_person ON realisation_milestone (person);
CREATE INDEX realisation_milestone_changed_by ON realisation_milestone (changed_by);
CREATE TABLE realisation_part (
    id           serial PRIMARY KEY,
    winner       integer NOT NULL REFERENCES winner ON DELETE RESTRICT ON UPDATE CASCADE,
    role         varchar(14) NOT NULL,
    name         varchar(120) NOT NULL DEFAULT '',
    organisation varchar(120) NOT NULL DEFAULT '',
    contact      varchar(200) NOT NULL DEFAULT '',
    set_at       timestamptz NOT NULL,
    set_by       integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT role_once UNIQUE (winner, role),
    CONSTRAINT role_known CHECK (role IN ('opdrachtgever', 'eigenaar', 'opdrachtnemer', 'uitvoerder', 'regisseur'))
);
COMMENT ON TABLE realisation_part IS 'Who has one of the roles in making a winner; all of it is public.';
CREATE INDEX realisation_part_set_by ON realisation_part (set_by);
CREATE TABLE realisation_risk (
    id        serial PRIMARY KEY,
    winner    integer NOT NULL REFERENCES winner ON DELETE RESTRICT ON UPDATE CASCADE,
    title     varchar(200) NOT NULL,
    measure   text NOT NULL DEFAULT '',
    chance    varchar(6) NOT NULL,
    harm      varchar(6) NOT NULL,
    added_at  timestamptz NOT NULL,
    added_by  integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    closed_at timestamptz,
    closed_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT chance_known CHECK (chance IN ('klein', 'middel', 'groot')),
    CONSTRAINT harm_known CHECK (harm IN ('klein', 'middel', 'groot')),
    CONSTRAINT closed_later CHECK (closed_at >= added_at)
);
COMMENT ON TABLE realisation_risk IS
    'What may go wrong and what is done about it; read by who makes the winner and by VNG.';
CREATE INDEX realisation_risk_winner ON realisation_risk (winner);
CREATE INDEX realisation_risk_added_by ON realisation_risk (added_by);
CREATE INDEX realisation_risk_closed_by ON realisation_risk (closed_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="realisation", sql=SQL)
