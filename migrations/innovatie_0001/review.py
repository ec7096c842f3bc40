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
    decided_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT state_known CHECK (state IN ('uitgenodigd', 'aangemeld', 'toegelaten', 'gestopt')),
    CONSTRAINT maximum_not_negative CHECK (maximum >= 0)
);
COMMENT ON TABLE reviewer IS
    'Someone who reviews, or wants to. `state`: uitgenodigd, aangemeld, toegelaten, gestopt. `themes` '
    'and `employers` (numbers of municipalities) are JSON lists; `suppliers` has one name a line.';
CREATE INDEX reviewer_municipality ON reviewer (municipality);
CREATE INDEX reviewer_state ON reviewer (state);
CREATE INDEX reviewer_decided_by ON reviewer (decided_by);

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
CREATE INDEX declared_stake_group ON declared_stake ("group");

CREATE TABLE pair_rule (
    id       serial PRIMARY KEY,
    round    integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"  integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    reviewer integer NOT NULL REFERENCES reviewer ON DELETE RESTRICT ON UPDATE CASCADE,
    kind     varchar(12) NOT NULL,
    reason   text NOT NULL DEFAULT '',
    by       integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    at       timestamptz NOT NULL,
    CONSTRAINT pair_rule_once UNIQUE (round, "group", reviewer),
    CONSTRAINT kind_known CHECK (kind IN ('vast', 'uitgesloten'))
);
COMMENT ON TABLE pair_rule IS
    'The chair pins a pair (`kind` vast) or forbids it (`kind` uitgesloten) in a round, with a reason.';
CREATE INDEX pair_rule_round ON pair_rule (round);
CREATE INDEX pair_rule_group ON pair_rule ("group");
CREATE INDEX pair_rule_reviewer ON pair_rule (reviewer);
CREATE INDEX pair_rule_by ON pair_rule (by);

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
    sent_at      timestamptz,
    CONSTRAINT state_known CHECK (state IN ('voorstel', 'verstuurd', 'vervallen')),
    CONSTRAINT sent_has_moment CHECK ((state = 'verstuurd') = (sent_at IS NOT NULL))
);
COMMENT ON TABLE assignment_run IS
    'One draw: a proposal until it is sent. `state`: voorstel, verstuurd, vervallen. `pairs` is the '
    'outcome as JSON, `report` what the chair sees of its quality.';
CREATE INDEX assignment_run_round ON assignment_run (round);
CREATE INDEX assignment_run_made_by ON assignment_run (made_by);

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
    CONSTRAINT assignment_once UNIQUE (round, "group", reviewer),
    CONSTRAINT state_known CHECK (state IN ('open', 'ingeleverd', 'geweigerd', 'belang', 'ingetrokken',
        'verlopen')),
    CONSTRAINT origin_known CHECK (origin IN ('loting', 'vast', 'vervanging', 'extra')),
    CONSTRAINT chance_is_a_chance CHECK (chance BETWEEN 0 AND 1),
    CONSTRAINT candidates_not_negative CHECK (candidates >= 0),
    CONSTRAINT open_has_no_end CHECK ((state = 'open') = (ended_at IS NULL))
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
    handed_in_at timestamptz,
    CONSTRAINT total_on_the_scale CHECK (total BETWEEN 1 AND 10),
    CONSTRAINT confidence_known CHECK (confidence BETWEEN 1 AND 3),
    CONSTRAINT counts_not_negative CHECK (draft >= 0 AND version >= 0),
    CONSTRAINT handed_in_has_moment CHECK (version = 0 OR handed_in_at IS NOT NULL)
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
    CONSTRAINT review_version_once UNIQUE (review, version),
    CONSTRAINT occasion_known CHECK (occasion IN ('ingeleverd', 'overleg')),
    CONSTRAINT version_from_one CHECK (version >= 1)
);
COMMENT ON TABLE review_version IS
    'A review as it was handed in; `occasion` is ingeleverd or overleg. Never changed.';

CREATE TABLE discussion (
    id        serial PRIMARY KEY,
    round     integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"   integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT discussion_once UNIQUE (round, "group"),
    CONSTRAINT opened_before_closed CHECK (closed_at >= opened_at)
);
COMMENT ON TABLE discussion IS
    'The reviewers of one group hear each other, because their totals lie 3 or more apart.';
CREATE INDEX discussion_group ON discussion ("group");

CREATE TABLE discussion_post (
    id         serial PRIMARY KEY,
    discussion integer NOT NULL REFERENCES discussion ON DELETE RESTRICT ON UPDATE CASCADE,
    assignment integer NOT NULL REFERENCES assignment ON DELETE RESTRICT ON UPDATE CASCADE,
    body       text NOT NULL,
    at         timestamptz NOT NULL
);
COMMENT ON TABLE discussion_post IS
    'One argument in a discussion, by the reviewer of this assignment.';
CREATE INDEX discussion_post_discussion ON discussion_post (discussion);
CREATE INDEX discussion_post_assignment ON discussion_post (assignment);

CREATE TABLE extra_pass (
    id     serial PRIMARY KEY,
    round  integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    number smallint NOT NULL,
    asked  integer NOT NULL,
    at     timestamptz NOT NULL,
    CONSTRAINT extra_pass_once UNIQUE (round, number),
    CONSTRAINT counts_not_negative CHECK (number >= 0 AND asked >= 0)
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
    settled_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT longer_by_not_negative CHECK (longer_by >= 0)
);
COMMENT ON TABLE shortlist IS
    'The gate of a round: fixed once. `report` holds the scores, bands and the threshold as they were '
    'then.';
CREATE INDEX shortlist_settled_by ON shortlist (settled_by);

CREATE TABLE shortlist_group (
    id              serial PRIMARY KEY,
    shortlist       integer NOT NULL REFERENCES shortlist ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"         integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    place           integer NOT NULL,
    calibrated_mean double precision NOT NULL,
    CONSTRAINT shortlist_group_once UNIQUE (shortlist, "group"),
    CONSTRAINT place_from_one CHECK (place >= 1)
);
COMMENT ON TABLE shortlist_group IS
    'A group on the shortlist. `place` is for ties in the vote only and is never shown.';
CREATE INDEX shortlist_group_shortlist ON shortlist_group (shortlist);
CREATE INDEX shortlist_group_group ON shortlist_group ("group");

CREATE INDEX assignment_of_run ON assignment (run);
-- A draw that is not sent yet is replaced by the next one.
CREATE UNIQUE INDEX assignment_run_proposed ON assignment_run (round) WHERE state = 'voorstel';
"""
