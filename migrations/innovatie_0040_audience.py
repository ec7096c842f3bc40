"""The audience award: a poll a round, votes as keyed hashes, and domains that were struck."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0040-audience"

SQL = """
CREATE TABLE audience_poll (
    id           serial PRIMARY KEY,
    round        integer NOT NULL UNIQUE REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    key          bytea,
    opened_at    timestamptz NOT NULL,
    closes_at    timestamptz NOT NULL,
    note         text NOT NULL DEFAULT '',
    published_at timestamptz,
    published_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT opened_before_closed CHECK (closes_at >= opened_at),
    CONSTRAINT key_until_published CHECK ((key IS NULL) = (published_at IS NOT NULL))
);
COMMENT ON TABLE audience_poll IS
    'The vote of the audience in a round. `key` makes the hashes, and is thrown away at publication.';
CREATE INDEX audience_poll_published_by ON audience_poll (published_by);

CREATE TABLE audience_vote (
    id      serial PRIMARY KEY,
    poll    integer NOT NULL REFERENCES audience_poll ON DELETE RESTRICT ON UPDATE CASCADE,
    voter   bytea NOT NULL,
    "group" integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    domain  bytea NOT NULL,
    common  boolean NOT NULL,
    cast_on date NOT NULL,
    CONSTRAINT once UNIQUE (poll, voter)
);
COMMENT ON TABLE audience_vote IS
    'One vote; voter and domain are keyed hashes, no address is kept.';
CREATE INDEX audience_vote_group ON audience_vote ("group");

CREATE TABLE audience_strike (
    id        serial PRIMARY KEY,
    poll      integer NOT NULL REFERENCES audience_poll ON DELETE RESTRICT ON UPDATE CASCADE,
    domain    bytea NOT NULL,
    reason    text NOT NULL,
    struck_at timestamptz NOT NULL,
    struck_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT struck_once UNIQUE (poll, domain)
);
COMMENT ON TABLE audience_strike IS
    'All votes of one domain do not count, with the reason, which everybody reads.';
CREATE INDEX audience_strike_struck_by ON audience_strike (struck_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="audience", sql=SQL)
