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
    created_at    timestamptz NOT NULL,
    CONSTRAINT theme_known CHECK (theme IN ('dienstverlening', 'informatiesamenleving',
        'bestuur-en-democratie', 'openbaarheid-en-archief', 'jeugd-en-onderwijs',
        'zorg-en-ondersteuning', 'werk-en-inkomen', 'asiel-en-integratie', 'wonen-en-omgeving',
        'klimaat-en-energie', 'mobiliteit', 'openbare-ruimte', 'veiligheid', 'financien-en-belastingen',
        'economie-cultuur-sport', 'bedrijfsvoering')),
    CONSTRAINT merged_into_another CHECK (merged_into <> id)
);
COMMENT ON TABLE idea_group IS
    'A group with a number that stays. After a merge the younger group points to the older by '
    '`merged_into`.';
CREATE INDEX idea_group_theme ON idea_group (theme);
CREATE INDEX idea_group_lead ON idea_group (lead);
CREATE INDEX idea_group_founding_idea ON idea_group (founding_idea);
CREATE INDEX idea_group_merged_into ON idea_group (merged_into);

CREATE TABLE group_member (
    id       serial PRIMARY KEY,
    "group"  integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    idea     integer NOT NULL UNIQUE REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    how      varchar(12) NOT NULL,
    added_at timestamptz NOT NULL,
    added_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT how_known CHECK (how IN ('founder', 'confirmed', 'moved'))
);
COMMENT ON TABLE group_member IS
    'An idea in a group; an idea is in one group at a time. `how`: founder, confirmed, moved, imported.';
CREATE INDEX group_member_group ON group_member ("group");
CREATE INDEX group_member_added_by ON group_member (added_by);

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
CREATE INDEX round_group_group ON round_group ("group");

CREATE TABLE group_decision (
    id          serial PRIMARY KEY,
    kind        varchar(20) NOT NULL,
    "group"     integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    other_group integer REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    ideas       jsonb NOT NULL,
    reason      text NOT NULL DEFAULT '',
    undoes      integer REFERENCES group_decision ON DELETE RESTRICT ON UPDATE CASCADE,
    at          timestamptz NOT NULL,
    by          integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT kind_known CHECK (kind IN ('samengevoegd', 'gesplitst', 'verplaatst', 'ongedaan gemaakt')),
    CONSTRAINT two_groups CHECK (other_group <> "group"),
    CONSTRAINT undone_says_what CHECK ((kind = 'ongedaan gemaakt') = (undoes IS NOT NULL))
);
COMMENT ON TABLE group_decision IS
    'What people decided about groups, in order, never erased. `ideas` is JSON: the numbers that moved. '
    '`kind`: gevormd, samengevoegd, gesplitst, verplaatst, ongedaan gemaakt. `undoes` points to the '
    'decision undone.';
CREATE INDEX group_decision_group ON group_decision ("group");
CREATE INDEX group_decision_other_group ON group_decision (other_group);
CREATE INDEX group_decision_undoes ON group_decision (undoes);
CREATE INDEX group_decision_by ON group_decision (by);

CREATE TABLE pair_decision (
    id       serial PRIMARY KEY,
    idea     integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    other    integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    together boolean NOT NULL,
    reason   text NOT NULL DEFAULT '',
    at       timestamptz NOT NULL,
    by       integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT pair_once UNIQUE (idea, other),
    CONSTRAINT pair_in_order CHECK (idea < other)
);
COMMENT ON TABLE pair_decision IS
    'Two ideas that people keep together or apart, until a later decision of people about the same '
    'pair.';
CREATE INDEX pair_decision_other ON pair_decision (other);
CREATE INDEX pair_decision_by ON pair_decision (by);

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
    settled_at  timestamptz,
    CONSTRAINT kind_known CHECK (kind IN ('samenvoegen', 'splitsen', 'verplaatsen')),
    CONSTRAINT state_known CHECK (state IN ('open', 'uitgevoerd', 'afgewezen', 'vervallen')),
    CONSTRAINT tier_known CHECK (tier IN ('waarschijnlijk dezelfde', 'overlapt', 'verwant', '')),
    CONSTRAINT link_is_a_chance CHECK (link BETWEEN 0 AND 1),
    CONSTRAINT two_groups CHECK (other_group <> "group"),
    CONSTRAINT settled_has_moment CHECK ((state = 'open') = (settled_at IS NULL))
);
COMMENT ON TABLE group_proposal IS
    'A merge, move or split that somebody (or the machine: `by` empty) proposes; people decide. `kind`: '
    'samenvoegen, verplaatsen, splitsen. `state`: open, uitgevoerd, afgewezen, vervallen. `ideas` is '
    'JSON.';
CREATE INDEX group_proposal_group ON group_proposal ("group");
CREATE INDEX group_proposal_other_group ON group_proposal (other_group);
CREATE INDEX group_proposal_state ON group_proposal (state);
CREATE INDEX group_proposal_by ON group_proposal (by);

CREATE TABLE proposal_voice (
    id           serial PRIMARY KEY,
    proposal     integer NOT NULL REFERENCES group_proposal ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    side         varchar(8) NOT NULL,
    agrees       boolean NOT NULL,
    reason       text NOT NULL DEFAULT '',
    at           timestamptz NOT NULL,
    by           integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT side_known CHECK (side IN ('groep', 'andere', 'vng'))
);
COMMENT ON TABLE proposal_voice IS
    'What a municipality (or VNG: empty) says of a proposal. `side`: groep, andere, vng; `agrees` or '
    'objects.';
CREATE INDEX proposal_voice_proposal ON proposal_voice (proposal);
CREATE INDEX proposal_voice_municipality ON proposal_voice (municipality);
CREATE INDEX proposal_voice_by ON proposal_voice (by);

CREATE TABLE group_link (
    id          serial PRIMARY KEY,
    "group"     integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    other_group integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    kind        varchar(20) NOT NULL,
    at          timestamptz NOT NULL,
    by          integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT group_link_once UNIQUE ("group", other_group, kind),
    CONSTRAINT kind_known CHECK (kind IN ('deel van', 'bouwt voort op', 'vervangt', 'verwant')),
    CONSTRAINT two_groups CHECK (other_group <> "group")
);
COMMENT ON TABLE group_link IS
    'A typed link from one group to another: `kind` is deel van, bouwt voort op, vervangt or verwant.';
CREATE INDEX group_link_group ON group_link ("group");
CREATE INDEX group_link_other_group ON group_link (other_group);
CREATE INDEX group_link_by ON group_link (by);

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
CREATE INDEX group_remark_municipality ON group_remark (municipality);
CREATE INDEX group_remark_by ON group_remark (by);

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
    by           integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT answer_known CHECK (answer IN ('aangehaakt', 'variant', 'ander')),
    CONSTRAINT tier_known CHECK (tier IN ('waarschijnlijk dezelfde', 'overlapt', 'verwant', '')),
    CONSTRAINT chance_is_a_chance CHECK (chance BETWEEN 0 AND 1),
    CONSTRAINT two_ideas CHECK (other <> idea)
);
COMMENT ON TABLE similarity_answer IS
    'What a writer said of a suggestion: aangehaakt, variant or ander; a label for the next refit. '
    '`idea` is the writer''s own plan once it has a number; `text` keeps what it said then.';
CREATE INDEX similarity_answer_idea ON similarity_answer (idea);
CREATE INDEX similarity_answer_form_token ON similarity_answer (form_token);
CREATE INDEX similarity_answer_other ON similarity_answer (other);
CREATE INDEX similarity_answer_municipality ON similarity_answer (municipality);
CREATE INDEX similarity_answer_by ON similarity_answer (by);

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
    removed_at   timestamptz,
    CONSTRAINT kind_known CHECK (kind IN ('docx', 'jpg', 'ods', 'odt', 'pdf', 'png', 'xlsx', 'zip')),
    CONSTRAINT size_not_negative CHECK (size >= 0)
);
COMMENT ON TABLE group_file IS
    'A file with a group, checked for kind and size, served as a download only. Taken away: the row '
    'stays.';
CREATE INDEX group_file_group ON group_file ("group");
CREATE INDEX group_file_municipality ON group_file (municipality);
CREATE INDEX group_file_added_by ON group_file (added_by);
"""
