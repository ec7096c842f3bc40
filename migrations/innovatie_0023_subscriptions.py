"""Subscriptions of municipalities to what changes in public, and what was sent to them."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0023-subscriptions"

SQL = """
CREATE TABLE subscription (
    id            serial PRIMARY KEY,
    municipality  integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    name          varchar(80) NOT NULL,
    address       varchar(500) NOT NULL,
    kind          varchar(12) NOT NULL,
    resources     varchar(200) NOT NULL,
    generation    integer NOT NULL DEFAULT 1,
    former_until  timestamptz,
    position      bigint NOT NULL,
    busy_until    timestamptz,
    next_try_at   timestamptz,
    failures      integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    paused_at     timestamptz,
    created_by    integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    created_at    timestamptz NOT NULL,
    ended_at      timestamptz,
    CONSTRAINT kind_known CHECK (kind IN ('cloudevents', 'teams', 'slack')),
    CONSTRAINT generation_from_one CHECK (generation >= 1),
    CONSTRAINT failures_not_negative CHECK (failures >= 0),
    CONSTRAINT ended_later CHECK (ended_at >= created_at)
);
COMMENT ON TABLE subscription IS 'An address of a municipality that hears of public changes.';
CREATE INDEX subscription_municipality ON subscription (municipality);
CREATE INDEX subscription_created_by ON subscription (created_by);
CREATE TABLE event_delivery (
    id           serial PRIMARY KEY,
    subscription integer NOT NULL REFERENCES subscription ON DELETE RESTRICT ON UPDATE CASCADE,
    event_id     varchar(60) NOT NULL,
    change       bigint,
    state        varchar(10) NOT NULL,
    tries        integer NOT NULL DEFAULT 0,
    answer       integer,
    fault        varchar(200) NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL,
    tried_at     timestamptz,
    CONSTRAINT event_delivery_once UNIQUE (subscription, event_id),
    CONSTRAINT state_known CHECK (state IN ('wacht', 'bezorgd', 'opgegeven')),
    CONSTRAINT tries_not_negative CHECK (tries >= 0)
);
COMMENT ON TABLE event_delivery IS 'One event for one subscription, and what came of sending it.';
CREATE INDEX event_delivery_created_at ON event_delivery (created_at);
CREATE INDEX event_delivery_waiting ON event_delivery (subscription, id) WHERE state = 'wacht';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="subscriptions", sql=SQL)
