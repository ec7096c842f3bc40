"""Functional addresses of plans, groups and solutions; messages through the platform, blocks and reports."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0019-contact"

SQL = """
CREATE TABLE contact_point (
    id           serial PRIMARY KEY,
    kind         varchar(10) NOT NULL,
    subject      varchar(40) NOT NULL,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    email        varchar(254) NOT NULL DEFAULT '',
    phone        varchar(40) NOT NULL DEFAULT '',
    changed_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    changed_at   timestamptz NOT NULL,
    CONSTRAINT contact_point_once UNIQUE (kind, subject),
    CONSTRAINT kind_known CHECK (kind IN ('plan', 'groep', 'oplossing'))
);
COMMENT ON TABLE contact_point IS
    'The functional mail address and telephone of a plan, group or solution, public. `subject`: its number.';
CREATE INDEX contact_point_municipality ON contact_point (municipality);
CREATE INDEX contact_point_changed_by ON contact_point (changed_by);

CREATE TABLE conversation (
    id                serial PRIMARY KEY,
    kind              varchar(10) NOT NULL,
    subject           varchar(40) NOT NULL,
    begun_by          integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    from_municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality      integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    shares_address    boolean NOT NULL DEFAULT false,
    begun_at          timestamptz NOT NULL,
    last_at           timestamptz NOT NULL,
    CONSTRAINT kind_known CHECK (kind IN ('plan', 'groep', 'oplossing')),
    CONSTRAINT begun_before_last CHECK (last_at >= begun_at)
);
COMMENT ON TABLE conversation IS
    'Between the person who began it and the people of a municipality, about a plan, group or solution. '
    '`shares_address`: the one who began chose to show their own mail address to that municipality.';
CREATE INDEX conversation_begun_by ON conversation (begun_by);
CREATE INDEX conversation_from_municipality ON conversation (from_municipality);
CREATE INDEX conversation_municipality ON conversation (municipality);
CREATE INDEX conversation_last_at ON conversation (last_at);

CREATE TABLE conversation_message (
    id            serial PRIMARY KEY,
    conversation  integer NOT NULL REFERENCES conversation ON DELETE RESTRICT ON UPDATE CASCADE,
    side          varchar(10) NOT NULL,
    by            integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    text          text NOT NULL,
    at            timestamptz NOT NULL,
    hidden_at     timestamptz,
    hidden_reason text NOT NULL DEFAULT '',
    CONSTRAINT side_known CHECK (side IN ('vrager', 'gevraagde'))
);
COMMENT ON TABLE conversation_message IS
    'One message. Hidden by VNG after a report: `hidden_reason` says why, the text stays for an appeal.';
CREATE INDEX conversation_message_conversation ON conversation_message (conversation);
CREATE INDEX conversation_message_by ON conversation_message (by);

CREATE TABLE conversation_block (
    id           serial PRIMARY KEY,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    person       integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    blocked_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    blocked_at   timestamptz NOT NULL,
    CONSTRAINT conversation_block_once UNIQUE (municipality, person)
);
COMMENT ON TABLE conversation_block IS
    'A municipality wants no more messages of a person, until it lifts that.';
CREATE INDEX conversation_block_person ON conversation_block (person);
CREATE INDEX conversation_block_blocked_by ON conversation_block (blocked_by);

CREATE TABLE message_report (
    id          serial PRIMARY KEY,
    message     integer NOT NULL REFERENCES conversation_message ON DELETE RESTRICT ON UPDATE CASCADE,
    reported_by integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    reason      text NOT NULL,
    reported_at timestamptz NOT NULL,
    state       varchar(10) NOT NULL,
    decision    text NOT NULL DEFAULT '',
    decided_by  integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    decided_at  timestamptz,
    appeal      text NOT NULL DEFAULT '',
    appealed_at timestamptz,
    ruling      text NOT NULL DEFAULT '',
    ruled_by    integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    ruled_at    timestamptz,
    CONSTRAINT message_report_once UNIQUE (message),
    CONSTRAINT state_known CHECK (state IN ('open', 'verborgen', 'gebleven', 'bezwaar')),
    CONSTRAINT open_until_decided CHECK ((state = 'open') = (decided_at IS NULL)),
    CONSTRAINT in_course CHECK (decided_at >= reported_at AND appealed_at >= decided_at AND ruled_at >= appealed_at)
);
COMMENT ON TABLE message_report IS
    'A report of abuse about one message, what VNG decided and why, and an appeal with the ruling on it.';
CREATE INDEX message_report_reported_by ON message_report (reported_by);
CREATE INDEX message_report_state ON message_report (state);
CREATE INDEX message_report_decided_by ON message_report (decided_by);
CREATE INDEX message_report_ruled_by ON message_report (ruled_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="contact", sql=SQL)
