"""Votes with their frozen rules and electorate, mandates, ballots, the append-only ballot log and its signed heads."""

SQL = """
CREATE TABLE round_vote (
    id          serial PRIMARY KEY,
    round       integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    kind        varchar(12) NOT NULL,
    log         varchar(40) NOT NULL UNIQUE,
    rules_file  text NOT NULL,
    draw_source text NOT NULL,
    draw_value  varchar(200),
    public_key  bytea NOT NULL,
    log_size    integer NOT NULL DEFAULT 0,
    log_peaks   bytea NOT NULL DEFAULT '',
    log_root    bytea NOT NULL,
    heads_to    text NOT NULL DEFAULT '',
    opened_at   timestamptz NOT NULL,
    closed_at   timestamptz,
    counted_at  timestamptz,
    revealed_at timestamptz,
    result      jsonb,
    analysis    jsonb,
    CONSTRAINT round_vote_once UNIQUE (round, kind)
);
COMMENT ON TABLE round_vote IS
    'A vote of a round: `kind` is voorselectie or finale. Rules and electorate are fixed from '
    '`opened_at` on. `rules_file` is regels.json to the byte; `log_size`, `log_peaks` and `log_root` are '
    'the state of its ballot log. `result` is uitslag.json, `analysis` the explanation around it; both '
    'NULL until the count. `revealed_at`: since when everybody may see them (the preselection at its '
    'count, the final when VNG publishes).';

CREATE TABLE vote_option (
    id       serial PRIMARY KEY,
    vote     integer NOT NULL REFERENCES round_vote ON DELETE RESTRICT ON UPDATE CASCADE,
    position integer NOT NULL,
    code     varchar(12) NOT NULL,
    "group"  integer REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    title    varchar(160) NOT NULL,
    CONSTRAINT vote_option_once UNIQUE (vote, code)
);
COMMENT ON TABLE vote_option IS
    'An option on the ballot, in order. `code` is the group''s number, or "geen" (Geen van deze).';

CREATE TABLE elector (
    id           serial PRIMARY KEY,
    vote         integer NOT NULL REFERENCES round_vote ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    code         varchar(6) NOT NULL,
    name         varchar(80) NOT NULL,
    weight       integer NOT NULL,
    inhabitants  integer NOT NULL,
    kringen      varchar(200) NOT NULL DEFAULT '',
    CONSTRAINT elector_once UNIQUE (vote, municipality)
);
COMMENT ON TABLE elector IS
    'A municipality that may vote, as it stood at opening. `kringen` holds partnership numbers, apart by '
    'spaces.';

CREATE TABLE mandate (
    id           serial PRIMARY KEY,
    round        integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    partnership  integer NOT NULL REFERENCES partnership ON DELETE RESTRICT ON UPDATE CASCADE,
    scope        varchar(12) NOT NULL,
    starts       date NOT NULL,
    ends         date,
    document     varchar(200) NOT NULL,
    instruction  text NOT NULL DEFAULT '',
    granted_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    granted_at   timestamptz NOT NULL,
    revoked_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    revoked_at   timestamptz
);
COMMENT ON TABLE mandate IS
    'A municipality lets a Kring vote for it in one round. `scope`: ronde, voorselectie or finale.';
CREATE INDEX mandate_municipality ON mandate (municipality);

CREATE TABLE ballot (
    id           serial PRIMARY KEY,
    vote         integer NOT NULL REFERENCES round_vote ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    partnership  integer REFERENCES partnership ON DELETE RESTRICT ON UPDATE CASCADE,
    content      jsonb,
    sequence     integer NOT NULL,
    cast_at      timestamptz NOT NULL,
    cast_by      integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT ballot_of_municipality UNIQUE (vote, municipality),
    CONSTRAINT ballot_of_kring UNIQUE (vote, partnership)
);
COMMENT ON TABLE ballot IS
    'The present ballot of a municipality or a Kring; earlier ones stand in the log. NULL after '
    'withdrawal. `content` is {"keuze": [...]} or {"volgorde": [[...], ...]}; `sequence` is its place in '
    'the log.';

CREATE TABLE ballot_event (
    id           serial PRIMARY KEY,
    vote         integer NOT NULL REFERENCES round_vote ON DELETE RESTRICT ON UPDATE CASCADE,
    sequence     integer NOT NULL,
    kind         varchar(30) NOT NULL,
    time         varchar(30) NOT NULL,
    event        text NOT NULL,
    nonce        bytea NOT NULL,
    leaf         bytea NOT NULL,
    root         bytea NOT NULL,
    signature    bytea NOT NULL,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    partnership  integer REFERENCES partnership ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT ballot_event_once UNIQUE (vote, sequence)
);
COMMENT ON TABLE ballot_event IS
    'One row of the ballot log; only ever added. `event` is canonical JSON, `root` the tree up to and '
    'with this row.';

CREATE TABLE tree_head (
    id           serial PRIMARY KEY,
    vote         integer NOT NULL REFERENCES round_vote ON DELETE RESTRICT ON UPDATE CASCADE,
    size         integer NOT NULL,
    root         bytea NOT NULL,
    time         varchar(30) NOT NULL,
    signature    bytea NOT NULL,
    occasion     varchar(12) NOT NULL,
    published_at timestamptz NOT NULL
);
COMMENT ON TABLE tree_head IS
    'A signed state of a ballot log that was published and mailed out.';

CREATE TABLE adoption_intention (
    id           serial PRIMARY KEY,
    vote         integer NOT NULL REFERENCES round_vote ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"      integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    answer       varchar(10) NOT NULL,
    answered_at  timestamptz NOT NULL,
    CONSTRAINT intention_once UNIQUE (vote, municipality, "group")
);
COMMENT ON TABLE adoption_intention IS
    'What a municipality answered to "zou uw gemeente dit binnen een jaar overnemen?": ja, misschien or '
    'nee. Apart from the ballot and without effect on the count.';

CREATE TABLE finalist (
    id        serial PRIMARY KEY,
    round     integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"   integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    position  integer NOT NULL,
    chosen_at timestamptz NOT NULL,
    CONSTRAINT finalist_once UNIQUE (round, "group")
);
COMMENT ON TABLE finalist IS
    'A group that the preselection of a round brought to the final.';

-- A municipality has one active mandate in a round.
CREATE UNIQUE INDEX mandate_active ON mandate (round, municipality) WHERE revoked_at IS NULL;

-- The log of ballots and its signed heads are only ever added to, as the trail is.
CREATE TRIGGER ballot_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ballot_event
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER tree_head_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tree_head
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
"""
