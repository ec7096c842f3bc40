"""Groups of ideas that are the same wheel; who put them together and why; which groups take part in a round."""

SQL = """
CREATE TABLE idea_group (
    id            serial PRIMARY KEY,
    title         varchar(160) NOT NULL,
    summary       text NOT NULL DEFAULT '',
    theme         varchar(40) NOT NULL,
    lead          integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    founding_idea integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    merged_into   integer REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    created_at    timestamptz NOT NULL
);
COMMENT ON TABLE idea_group IS
    'A group with a number that stays. After a merge the younger group points to the older by '
    '`merged_into`.';
CREATE INDEX idea_group_theme ON idea_group (theme);

CREATE TABLE group_member (
    id       serial PRIMARY KEY,
    "group"  integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    idea     integer NOT NULL UNIQUE REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    how      varchar(12) NOT NULL,
    added_at timestamptz NOT NULL,
    added_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE
);
COMMENT ON TABLE group_member IS
    'An idea in a group; an idea is in one group at a time. `how`: founder, confirmed, moved, imported.';
CREATE INDEX group_member_group ON group_member ("group");

CREATE TABLE round_group (
    id         serial PRIMARY KEY,
    round      integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"    integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    entered_at timestamptz NOT NULL,
    frozen_at  timestamptz,
    CONSTRAINT round_group_once UNIQUE (round, "group")
);
COMMENT ON TABLE round_group IS
    'A group that takes part in a round; frozen from the end of the grouping phase.';
CREATE INDEX round_group_round ON round_group (round);

CREATE TABLE group_decision (
    id          serial PRIMARY KEY,
    kind        varchar(20) NOT NULL,
    "group"     integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    other_group integer REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    ideas       jsonb NOT NULL,
    reason      text NOT NULL DEFAULT '',
    undoes      integer REFERENCES group_decision ON DELETE RESTRICT ON UPDATE CASCADE,
    at          timestamptz NOT NULL,
    by          integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE
);
COMMENT ON TABLE group_decision IS
    'What people decided about groups, in order, never erased. `ideas` is JSON: the numbers that moved. '
    '`kind`: gevormd, samengevoegd, gesplitst, verplaatst, ongedaan gemaakt. `undoes` points to the '
    'decision undone.';
CREATE INDEX group_decision_group ON group_decision ("group");
CREATE INDEX group_decision_other_group ON group_decision (other_group);

CREATE TABLE pair_decision (
    id       serial PRIMARY KEY,
    idea     integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    other    integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    together boolean NOT NULL,
    reason   text NOT NULL DEFAULT '',
    at       timestamptz NOT NULL,
    by       integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT pair_once UNIQUE (idea, other)
);
COMMENT ON TABLE pair_decision IS
    'Two ideas that people keep together or apart, until a later decision of people about the same '
    'pair.';
CREATE INDEX pair_decision_other ON pair_decision (other);

CREATE TABLE group_proposal (
    id          serial PRIMARY KEY,
    kind        varchar(12) NOT NULL,
    "group"     integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    other_group integer REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    ideas       jsonb NOT NULL DEFAULT '[]',
    link        real,
    tier        varchar(24) NOT NULL DEFAULT '',
    reason      text NOT NULL DEFAULT '',
    state       varchar(12) NOT NULL,
    made_at     timestamptz NOT NULL,
    by          integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    settled_at  timestamptz
);
COMMENT ON TABLE group_proposal IS
    'A merge, move or split that somebody (or the machine: `by` empty) proposes; people decide. `kind`: '
    'samenvoegen, verplaatsen, splitsen. `state`: open, uitgevoerd, afgewezen, vervallen. `ideas` is '
    'JSON.';
CREATE INDEX group_proposal_group ON group_proposal ("group");
CREATE INDEX group_proposal_other_group ON group_proposal (other_group);
CREATE INDEX group_proposal_state ON group_proposal (state);

CREATE TABLE proposal_voice (
    id           serial PRIMARY KEY,
    proposal     integer NOT NULL REFERENCES group_proposal ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    side         varchar(8) NOT NULL,
    agrees       boolean NOT NULL,
    reason       text NOT NULL DEFAULT '',
    at           timestamptz NOT NULL,
    by           integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE
);
COMMENT ON TABLE proposal_voice IS
    'What a municipality (or VNG: empty) says of a proposal. `side`: groep, andere, vng; `agrees` or '
    'objects.';
CREATE INDEX proposal_voice_proposal ON proposal_voice (proposal);

CREATE TABLE group_link (
    id          serial PRIMARY KEY,
    "group"     integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    other_group integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    kind        varchar(20) NOT NULL,
    at          timestamptz NOT NULL,
    by          integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT group_link_once UNIQUE ("group", other_group, kind)
);
COMMENT ON TABLE group_link IS
    'A typed link from one group to another: `kind` is deel van, bouwt voort op, vervangt or verwant.';
CREATE INDEX group_link_group ON group_link ("group");
CREATE INDEX group_link_other_group ON group_link (other_group);

CREATE TABLE group_remark (
    id           serial PRIMARY KEY,
    "group"      integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    text         text NOT NULL,
    at           timestamptz NOT NULL,
    by           integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE
);
COMMENT ON TABLE group_remark IS
    'A contribution to the discussion of a group.';
CREATE INDEX group_remark_group ON group_remark ("group");

CREATE TABLE similarity_answer (
    id           serial PRIMARY KEY,
    idea         integer REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    form_token   varchar(40),
    title        text NOT NULL DEFAULT '',
    text         text NOT NULL DEFAULT '',
    other        integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    answer       varchar(12) NOT NULL,
    reason       text NOT NULL DEFAULT '',
    chance       real,
    tier         varchar(24) NOT NULL DEFAULT '',
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    at           timestamptz NOT NULL,
    by           integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE
);
COMMENT ON TABLE similarity_answer IS
    'What a writer said of a suggestion: aangehaakt, variant or ander; a label for the next refit. '
    '`idea` is the writer''s own plan once it has a number; `text` keeps what it said then.';
CREATE INDEX similarity_answer_form_token ON similarity_answer (form_token);
CREATE INDEX similarity_answer_other ON similarity_answer (other);

CREATE TABLE group_file (
    id           serial PRIMARY KEY,
    "group"      integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    name         varchar(120) NOT NULL,
    kind         varchar(10) NOT NULL,
    size         integer NOT NULL,
    digest       bytea NOT NULL,
    content      bytea NOT NULL,
    added_at     timestamptz NOT NULL,
    added_by     integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    removed_at   timestamptz
);
COMMENT ON TABLE group_file IS
    'A file with a group, checked for kind and size, served as a download only. Taken away: the row '
    'stays.';
CREATE INDEX group_file_group ON group_file ("group");
"""
