"""Ideas (voorstellen): planned developments of municipalities, their versions and their participants."""

SQL = """
CREATE TABLE idea (
    id              serial PRIMARY KEY,
    title           varchar(160) NOT NULL,
    summary         text NOT NULL,
    problem         text NOT NULL DEFAULT '',
    approach        text NOT NULL DEFAULT '',
    public_value    text NOT NULL DEFAULT '',
    stage           varchar(12) NOT NULL,
    theme           varchar(40) NOT NULL,
    planned_start   date,
    cost_euro       bigint,
    effort_hours    integer,
    contact         varchar(200) NOT NULL DEFAULT '',
    links           jsonb NOT NULL DEFAULT '[]',
    municipality    integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    partnership     integer REFERENCES partnership ON DELETE RESTRICT ON UPDATE CASCADE,
    round           integer REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    state           varchar(12) NOT NULL,
    version         integer NOT NULL DEFAULT 1,
    created_by      integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    submitted_at    timestamptz,
    withdrawn_at    timestamptz,
    withdraw_reason text NOT NULL DEFAULT '',
    form_token      varchar(40) UNIQUE,
    source          varchar(40) NOT NULL DEFAULT '',
    source_number   varchar(60),
    CONSTRAINT idea_source_once UNIQUE (source, source_number),
    CONSTRAINT state_known CHECK (state IN ('concept', 'ingediend', 'ingetrokken')),
    CONSTRAINT stage_known CHECK (stage IN ('idee', 'plan', 'pilot', 'in_gebruik', 'gestopt')),
    CONSTRAINT theme_known CHECK (theme IN ('dienstverlening', 'informatiesamenleving',
        'bestuur-en-democratie', 'openbaarheid-en-archief', 'jeugd-en-onderwijs',
        'zorg-en-ondersteuning', 'werk-en-inkomen', 'asiel-en-integratie', 'wonen-en-omgeving',
        'klimaat-en-energie', 'mobiliteit', 'openbare-ruimte', 'veiligheid', 'financien-en-belastingen',
        'economie-cultuur-sport', 'bedrijfsvoering', '')),
    CONSTRAINT theme_when_submitted CHECK (state = 'concept' OR theme <> ''),
    CONSTRAINT numbers_not_negative CHECK (cost_euro >= 0 AND effort_hours >= 0),
    CONSTRAINT version_from_one CHECK (version >= 1),
    CONSTRAINT withdrawn_has_moment CHECK ((state = 'ingetrokken') = (withdrawn_at IS NOT NULL))
);
COMMENT ON TABLE idea IS
    'A planned development. `state`: concept, ingediend, ingetrokken; `stage`: idee, plan, pilot, '
    'in_gebruik.';
CREATE INDEX idea_stage ON idea (stage);
CREATE INDEX idea_theme ON idea (theme);
CREATE INDEX idea_municipality ON idea (municipality);
CREATE INDEX idea_partnership ON idea (partnership);
CREATE INDEX idea_round ON idea (round);
CREATE INDEX idea_state ON idea (state);
CREATE INDEX idea_created_by ON idea (created_by);
CREATE INDEX idea_submitted_at ON idea (submitted_at);

CREATE TABLE idea_version (
    id       serial PRIMARY KEY,
    idea     integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    version  integer NOT NULL,
    content  jsonb NOT NULL,
    saved_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    saved_at timestamptz NOT NULL,
    note     varchar(200) NOT NULL DEFAULT '',
    CONSTRAINT idea_version_once UNIQUE (idea, version),
    CONSTRAINT version_from_one CHECK (version >= 1)
);
COMMENT ON TABLE idea_version IS
    'The whole content of an idea as it was saved, by whom and when; `content` is JSON.';
CREATE INDEX idea_version_saved_by ON idea_version (saved_by);

CREATE TABLE idea_participant (
    id           serial PRIMARY KEY,
    idea         integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    role         varchar(20) NOT NULL,
    joined_at    timestamptz NOT NULL,
    joined_by    integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    left_at      timestamptz,
    note         text NOT NULL DEFAULT '',
    CONSTRAINT idea_participant_once UNIQUE (idea, municipality),
    CONSTRAINT role_known CHECK (role IN ('indiener', 'mede-indiener', 'aangehaakt'))
);
COMMENT ON TABLE idea_participant IS
    'A municipality in an idea: `role` is indiener, mede-indiener or aangehaakt; `left_at` when it '
    'stepped out.';
CREATE INDEX idea_participant_municipality ON idea_participant (municipality);
CREATE INDEX idea_participant_joined_by ON idea_participant (joined_by);

CREATE INDEX idea_words ON idea USING gin (plain_text(title || ' ' || summary) gin_trgm_ops);
CREATE INDEX idea_newest ON idea (submitted_at DESC, id DESC) WHERE state = 'ingediend';
"""
