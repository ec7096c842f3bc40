"""Reviewers and their stakes, draws and assignments, reviews with every version, discussions, the shortlist."""

SQL = """
CREATE TABLE reviewer (
    id           serial PRIMARY KEY,
    person       integer NOT NULL UNIQUE REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    state        varchar(12) NOT NULL,
    themes       jsonb NOT NULL DEFAULT '[]',
    words        text NOT NULL DEFAULT '',
    maximum      smallint NOT NULL DEFAULT 6,
    suppliers    text NOT NULL DEFAULT '',
    employers    jsonb NOT NULL DEFAULT '[]',
    created_at   timestamptz NOT NULL,
    changed_at   timestamptz NOT NULL,
    decided_at   timestamptz,
    decided_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE
);
COMMENT ON TABLE reviewer IS
    'Someone who reviews, or wants to. `state`: uitgenodigd, aangemeld, toegelaten, gestopt. `themes` '
    'and `employers` (numbers of municipalities) are JSON lists; `suppliers` has one name a line.';
CREATE INDEX reviewer_state ON reviewer (state);

CREATE TABLE declared_stake (
    id       serial PRIMARY KEY,
    reviewer integer NOT NULL REFERENCES reviewer ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"  integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    reason   text NOT NULL DEFAULT '',
    at       timestamptz NOT NULL,
    CONSTRAINT stake_once UNIQUE (reviewer, "group")
);
COMMENT ON TABLE declared_stake IS
    'A reviewer said to have a stake in a group: never assigned again.';

CREATE TABLE pair_rule (
    id       serial PRIMARY KEY,
    round    integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"  integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    reviewer integer NOT NULL REFERENCES reviewer ON DELETE RESTRICT ON UPDATE CASCADE,
    kind     varchar(12) NOT NULL,
    reason   text NOT NULL DEFAULT '',
    by       integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    at       timestamptz NOT NULL,
    CONSTRAINT pair_rule_once UNIQUE (round, "group", reviewer)
);
COMMENT ON TABLE pair_rule IS
    'The chair pins a pair (`kind` vast) or forbids it (`kind` uitgesloten) in a round, with a reason.';
CREATE INDEX pair_rule_round ON pair_rule (round);

CREATE TABLE assignment_run (
    id           serial PRIMARY KEY,
    round        integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    seed         varchar(200) NOT NULL,
    input_digest varchar(64) NOT NULL,
    ring         boolean NOT NULL DEFAULT true,
    solver       varchar(80) NOT NULL,
    pairs        jsonb NOT NULL,
    report       jsonb NOT NULL,
    state        varchar(10) NOT NULL DEFAULT 'voorstel',
    made_by      integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    made_at      timestamptz NOT NULL,
    sent_at      timestamptz
);
COMMENT ON TABLE assignment_run IS
    'One draw: a proposal until it is sent. `state`: voorstel, verstuurd, vervallen. `pairs` is the '
    'outcome as JSON, `report` what the chair sees of its quality.';
CREATE INDEX assignment_run_round ON assignment_run (round);

CREATE TABLE assignment (
    id          serial PRIMARY KEY,
    round       integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"     integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    reviewer    integer NOT NULL REFERENCES reviewer ON DELETE RESTRICT ON UPDATE CASCADE,
    run         integer REFERENCES assignment_run ON DELETE RESTRICT ON UPDATE CASCADE,
    origin      varchar(12) NOT NULL,
    similarity  double precision NOT NULL,
    chance      double precision NOT NULL,
    candidates  integer NOT NULL DEFAULT 0,
    state       varchar(12) NOT NULL DEFAULT 'open',
    reason      text NOT NULL DEFAULT '',
    assigned_at timestamptz NOT NULL,
    due         timestamptz,
    ended_at    timestamptz,
    reminded_at timestamptz,
    CONSTRAINT assignment_once UNIQUE (round, "group", reviewer)
);
COMMENT ON TABLE assignment IS
    'One reviewer on one group. `state`: open, ingeleverd, geweigerd, belang, ingetrokken, verlopen. '
    '`origin`: loting, vast, vervanging, extra. `chance` is the probability that the draw gave this pair, '
    '`candidates` how many were in the running.';
CREATE INDEX assignment_round ON assignment (round);
CREATE INDEX assignment_group ON assignment ("group");
CREATE INDEX assignment_reviewer ON assignment (reviewer);
CREATE INDEX assignment_state ON assignment (state);

CREATE TABLE review (
    id           serial PRIMARY KEY,
    assignment   integer NOT NULL UNIQUE REFERENCES assignment ON DELETE RESTRICT ON UPDATE CASCADE,
    answers      jsonb NOT NULL DEFAULT '{}',
    total        smallint,
    confidence   smallint,
    advice       text NOT NULL DEFAULT '',
    draft        integer NOT NULL DEFAULT 0,
    version      integer NOT NULL DEFAULT 0,
    saved_at     timestamptz NOT NULL,
    handed_in_at timestamptz
);
COMMENT ON TABLE review IS
    'What a reviewer wrote. `answers`: per criterion {score, toelichting, kan_niet}; `total` the own '
    'judgement. `version` counts every hand-in; drafts are saved in place and raise only `draft`.';

CREATE TABLE review_version (
    id       serial PRIMARY KEY,
    review   integer NOT NULL REFERENCES review ON DELETE RESTRICT ON UPDATE CASCADE,
    version  integer NOT NULL,
    occasion varchar(12) NOT NULL,
    content  jsonb NOT NULL,
    at       timestamptz NOT NULL,
    CONSTRAINT review_version_once UNIQUE (review, version)
);
COMMENT ON TABLE review_version IS
    'A review as it was handed in; `occasion` is ingeleverd or overleg. Never changed.';

CREATE TABLE discussion (
    id        serial PRIMARY KEY,
    round     integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"   integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT discussion_once UNIQUE (round, "group")
);
COMMENT ON TABLE discussion IS
    'The reviewers of one group hear each other, because their totals lie 3 or more apart.';

CREATE TABLE discussion_post (
    id         serial PRIMARY KEY,
    discussion integer NOT NULL REFERENCES discussion ON DELETE RESTRICT ON UPDATE CASCADE,
    assignment integer NOT NULL REFERENCES assignment ON DELETE RESTRICT ON UPDATE CASCADE,
    body       text NOT NULL,
    at         timestamptz NOT NULL
);
COMMENT ON TABLE discussion_post IS
    'One argument in a discussion, by the reviewer of this assignment.';

CREATE TABLE extra_pass (
    id     serial PRIMARY KEY,
    round  integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    number smallint NOT NULL,
    asked  integer NOT NULL,
    at     timestamptz NOT NULL,
    CONSTRAINT extra_pass_once UNIQUE (round, number)
);
COMMENT ON TABLE extra_pass IS
    'One pass of extra reviews: how many were asked, out of which budget.';
CREATE INDEX extra_pass_round ON extra_pass (round);

CREATE TABLE shortlist (
    id         serial PRIMARY KEY,
    round      integer NOT NULL UNIQUE REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    seed       varchar(200) NOT NULL,
    threshold  double precision NOT NULL,
    longer_by  integer NOT NULL DEFAULT 0,
    report     jsonb NOT NULL,
    settled_at timestamptz NOT NULL,
    settled_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE
);
COMMENT ON TABLE shortlist IS
    'The gate of a round: fixed once. `report` holds the scores, bands and the threshold as they were '
    'then.';

CREATE TABLE shortlist_group (
    id              serial PRIMARY KEY,
    shortlist       integer NOT NULL REFERENCES shortlist ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"         integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    place           integer NOT NULL,
    calibrated_mean double precision NOT NULL,
    CONSTRAINT shortlist_group_once UNIQUE (shortlist, "group")
);
COMMENT ON TABLE shortlist_group IS
    'A group on the shortlist. `place` is for ties in the vote only and is never shown.';
CREATE INDEX shortlist_group_shortlist ON shortlist_group (shortlist);
"""
