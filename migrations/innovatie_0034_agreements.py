"""Agreements: parties, signatures, tasks that go on when somebody leaves, and files."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0034-agreements"

SQL = """
CREATE TABLE agreement (
    id            serial PRIMARY KEY,
    version       integer NOT NULL DEFAULT 1,
    kind          varchar(16) NOT NULL,
    title         varchar(160) NOT NULL,
    about         text NOT NULL DEFAULT '',
    solution      integer REFERENCES solution ON DELETE RESTRICT ON UPDATE CASCADE,
    partnership   integer REFERENCES partnership ON DELETE RESTRICT ON UPDATE CASCADE,
    starts_on     date NOT NULL,
    ends_on       date,
    notice_months integer NOT NULL,
    shown_at      timestamptz,
    changed_at    timestamptz NOT NULL,
    changed_by    integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT kind_known CHECK (kind IN ('convenant', 'dienstverlening', 'ander')),
    CONSTRAINT version_from_one CHECK (version >= 1),
    CONSTRAINT about_something CHECK (num_nonnulls(solution, partnership) >= 1),
    CONSTRAINT starts_before_ends CHECK (ends_on >= starts_on),
    CONSTRAINT notice_known CHECK (notice_months BETWEEN 0 AND 60)
);
COMMENT ON TABLE agreement IS
    'What parties agreed about a solution, or within a partnership, or both. Before `shown_at` only they see it.';
CREATE INDEX agreement_solution ON agreement (solution);
CREATE INDEX agreement_partnership ON agreement (partnership);
CREATE INDEX agreement_changed_by ON agreement (changed_by);

CREATE TABLE agreement_party (
    id           serial PRIMARY KEY,
    agreement    integer NOT NULL REFERENCES agreement ON DELETE RESTRICT ON UPDATE CASCADE,
    role         varchar(14) NOT NULL,
    town         integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    partnership  integer REFERENCES partnership ON DELETE RESTRICT ON UPDATE CASCADE,
    organisation varchar(120),
    joined_on    date NOT NULL,
    notice_on    date,
    leaves_on    date,
    reason       text NOT NULL DEFAULT '',
    removed_at   timestamptz,
    CONSTRAINT role_known CHECK (role IN ('opdrachtgever', 'opdrachtnemer', 'penvoerder', 'deelnemer')),
    CONSTRAINT one_party CHECK (num_nonnulls(town, partnership, organisation) = 1),
    CONSTRAINT joins_before_leaving CHECK (leaves_on >= joined_on),
    CONSTRAINT leaving_has_notice CHECK ((notice_on IS NULL) = (leaves_on IS NULL))
);
COMMENT ON TABLE agreement_party IS
    'A municipality, a partnership or an organisation that agreed. `leaves_on` is its last day, once it said so.';
CREATE INDEX agreement_party_agreement ON agreement_party (agreement);
CREATE INDEX agreement_party_town ON agreement_party (town);
CREATE INDEX agreement_party_partnership ON agreement_party (partnership);

CREATE TABLE agreement_signature (
    id            serial PRIMARY KEY,
    party         integer NOT NULL REFERENCES agreement_party ON DELETE RESTRICT ON UPDATE CASCADE,
    signer        varchar(120) NOT NULL,
    capacity      varchar(120) NOT NULL DEFAULT '',
    signed_on     date NOT NULL,
    noted_at      timestamptz NOT NULL,
    noted_by      integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    taken_back_at timestamptz,
    taken_back_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE
);
COMMENT ON TABLE agreement_signature IS
    'That somebody signed for a party on a day. Taken back when it was noted by mistake; the row stays.';
CREATE INDEX agreement_signature_party ON agreement_signature (party);
CREATE INDEX agreement_signature_noted_by ON agreement_signature (noted_by);
CREATE INDEX agreement_signature_taken_back_by ON agreement_signature (taken_back_by);

CREATE TABLE agreement_task (
    id         serial PRIMARY KEY,
    agreement  integer NOT NULL REFERENCES agreement ON DELETE RESTRICT ON UPDATE CASCADE,
    version    integer NOT NULL DEFAULT 1,
    title      varchar(160) NOT NULL,
    done_by    integer NOT NULL REFERENCES agreement_party ON DELETE RESTRICT ON UPDATE CASCADE,
    successor  integer REFERENCES agreement_party ON DELETE RESTRICT ON UPDATE CASCADE,
    handover   text NOT NULL DEFAULT '',
    changed_at timestamptz NOT NULL,
    changed_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    removed_at timestamptz,
    CONSTRAINT version_from_one CHECK (version >= 1),
    CONSTRAINT another_takes_over CHECK (done_by <> successor)
);
COMMENT ON TABLE agreement_task IS
    'What one party does for the others, and who takes it over, and how, when that party leaves.';
CREATE INDEX agreement_task_agreement ON agreement_task (agreement);
CREATE INDEX agreement_task_done_by ON agreement_task (done_by);
CREATE INDEX agreement_task_successor ON agreement_task (successor);
CREATE INDEX agreement_task_changed_by ON agreement_task (changed_by);

CREATE TABLE agreement_file (
    id         serial PRIMARY KEY,
    agreement  integer NOT NULL REFERENCES agreement ON DELETE RESTRICT ON UPDATE CASCADE,
    name       varchar(120) NOT NULL,
    kind       varchar(8) NOT NULL,
    size       integer NOT NULL,
    digest     bytea NOT NULL,
    content    bytea NOT NULL,
    public     boolean NOT NULL DEFAULT false,
    added_at   timestamptz NOT NULL,
    added_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    removed_at timestamptz,
    CONSTRAINT kind_known CHECK (kind IN ('docx', 'jpg', 'odp', 'ods', 'odt', 'pdf', 'png', 'pptx', 'xlsx', 'zip')),
    CONSTRAINT size_not_negative CHECK (size >= 0)
);
COMMENT ON TABLE agreement_file IS
    'A file of an agreement, checked by its first bytes; only ever downloaded. `public`: everybody may read it.';
CREATE INDEX agreement_file_agreement ON agreement_file (agreement);
CREATE INDEX agreement_file_added_by ON agreement_file (added_by);

ALTER TABLE public_change DROP CONSTRAINT resource_known;
ALTER TABLE public_change ADD CONSTRAINT thing_known CHECK (resource IN ('idee', 'groep', 'ronde', 'uitslag', 'winnaar', 'overname', 'gemeente', 'samenwerkingsverband', 'overeenkomst')) NOT VALID;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="agreements", sql=SQL)
