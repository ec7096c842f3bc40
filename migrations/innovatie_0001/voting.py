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
    CONSTRAINT round_vote_once UNIQUE (round, kind),
    CONSTRAINT kind_known CHECK (kind IN ('voorselectie', 'finale')),
    CONSTRAINT log_size_not_negative CHECK (log_size >= 0),
    CONSTRAINT opened_before_closed CHECK (closed_at >= opened_at AND counted_at >= closed_at),
    CONSTRAINT counted_when_closed CHECK (counted_at IS NULL OR closed_at IS NOT NULL),
    CONSTRAINT result_when_counted CHECK ((result IS NULL) = (counted_at IS NULL)),
    CONSTRAINT revealed_when_counted CHECK (revealed_at IS NULL OR counted_at IS NOT NULL)
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
    CONSTRAINT vote_option_once UNIQUE (vote, code),
    CONSTRAINT position_not_negative CHECK (position >= 0),
    CONSTRAINT none_is_no_group CHECK ((code = 'geen') = ("group" IS NULL))
);
COMMENT ON TABLE vote_option IS
    'An option on the ballot, in order. `code` is the group''s number, or "geen" (Geen van deze).';
CREATE INDEX vote_option_group ON vote_option ("group");

CREATE TABLE elector (
    id           serial PRIMARY KEY,
    vote         integer NOT NULL REFERENCES round_vote ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    code         varchar(6) NOT NULL,
    name         varchar(80) NOT NULL,
    weight       integer NOT NULL,
    inhabitants  integer NOT NULL,
    kringen      varchar(200) NOT NULL DEFAULT '',
    CONSTRAINT elector_once UNIQUE (vote, municipality),
    CONSTRAINT weight_not_negative CHECK (weight >= 0 AND inhabitants >= 0)
);
COMMENT ON TABLE elector IS
    'A municipality that may vote, as it stood at opening. `kringen` holds partnership numbers, apart by '
    'spaces.';
CREATE INDEX elector_municipality ON elector (municipality);

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
    revoked_at   timestamptz,
    CONSTRAINT scope_known CHECK (scope IN ('ronde', 'voorselectie', 'finale')),
    CONSTRAINT starts_before_ends CHECK (ends >= starts),
    CONSTRAINT revoked_has_moment CHECK (revoked_by IS NULL OR revoked_at IS NOT NULL)
);
COMMENT ON TABLE mandate IS
    'A municipality lets a Kring vote for it in one round. `scope`: ronde, voorselectie or finale.';
CREATE INDEX mandate_round ON mandate (round);
CREATE INDEX mandate_municipality ON mandate (municipality);
CREATE INDEX mandate_partnership ON mandate (partnership);
CREATE INDEX mandate_granted_by ON mandate (granted_by);
CREATE INDEX mandate_revoked_by ON mandate (revoked_by);

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
    CONSTRAINT ballot_of_kring UNIQUE (vote, partnership),
    CONSTRAINT one_voter CHECK (num_nonnulls(municipality, partnership) = 1),
    CONSTRAINT sequence_from_one CHECK (sequence >= 1)
);
COMMENT ON TABLE ballot IS
    'The present ballot of a municipality or a Kring; earlier ones stand in the log. NULL after '
    'withdrawal. `content` is {"keuze": [...]} or {"volgorde": [[...], ...]}; `sequence` is its place in '
    'the log.';
CREATE INDEX ballot_municipality ON ballot (municipality);
CREATE INDEX ballot_partnership ON ballot (partnership);
CREATE INDEX ballot_cast_by ON ballot (cast_by);

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
    CONSTRAINT ballot_event_once UNIQUE (vote, sequence),
    CONSTRAINT kind_known CHECK (kind IN ('opening', 'machtiging', 'machtiging-ingetrokken', 'stem',
        'stem-ingetrokken', 'sluiting')),
    CONSTRAINT who_fits_the_kind CHECK (num_nonnulls(municipality, partnership) = CASE WHEN kind IN
        ('opening', 'sluiting') THEN 0 WHEN kind = 'machtiging' THEN 2 ELSE 1 END),
    CONSTRAINT sequence_from_one CHECK (sequence >= 1)
);
COMMENT ON TABLE ballot_event IS
    'One row of the ballot log; only ever added. `event` is canonical JSON, `root` the tree up to and '
    'with this row.';
CREATE INDEX ballot_event_municipality ON ballot_event (municipality);
CREATE INDEX ballot_event_partnership ON ballot_event (partnership);

CREATE TABLE tree_head (
    id           serial PRIMARY KEY,
    vote         integer NOT NULL REFERENCES round_vote ON DELETE RESTRICT ON UPDATE CASCADE,
    size         integer NOT NULL,
    root         bytea NOT NULL,
    time         varchar(30) NOT NULL,
    signature    bytea NOT NULL,
    occasion     varchar(12) NOT NULL,
    published_at timestamptz NOT NULL,
    CONSTRAINT occasion_known CHECK (occasion IN ('opening', 'uur', 'sluiting')),
    CONSTRAINT size_from_one CHECK (size >= 1)
);
COMMENT ON TABLE tree_head IS
    'A signed state of a ballot log that was published and mailed out.';
CREATE INDEX tree_head_vote ON tree_head (vote);

CREATE TABLE adoption_intention (
    id           serial PRIMARY KEY,
    vote         integer NOT NULL REFERENCES round_vote ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"      integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    answer       varchar(10) NOT NULL,
    answered_at  timestamptz NOT NULL,
    CONSTRAINT intention_once UNIQUE (vote, municipality, "group"),
    CONSTRAINT answer_known CHECK (answer IN ('ja', 'misschien', 'nee'))
);
COMMENT ON TABLE adoption_intention IS
    'What a municipality answered to "zou uw gemeente dit binnen een jaar overnemen?": ja, misschien or '
    'nee. Apart from the ballot and without effect on the count.';
CREATE INDEX adoption_intention_municipality ON adoption_intention (municipality);
CREATE INDEX adoption_intention_group ON adoption_intention ("group");

CREATE TABLE finalist (
    id        serial PRIMARY KEY,
    round     integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"   integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    position  integer NOT NULL,
    chosen_at timestamptz NOT NULL,
    CONSTRAINT finalist_once UNIQUE (round, "group"),
    CONSTRAINT position_not_negative CHECK (position >= 0)
);
COMMENT ON TABLE finalist IS
    'A group that the preselection of a round brought to the final.';
CREATE INDEX finalist_group ON finalist ("group");

-- A municipality has one active mandate in a round.
CREATE UNIQUE INDEX mandate_active ON mandate (round, municipality) WHERE revoked_at IS NULL;

-- The log of ballots and its signed heads are only ever added to, as the trail is.
CREATE TRIGGER ballot_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ballot_event
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER tree_head_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON tree_head
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
"""
