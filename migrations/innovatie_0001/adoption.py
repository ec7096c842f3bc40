"""Solutions that are followed, what municipalities say of them (only ever added to), and what goes with that."""

SQL = """
CREATE TABLE solution (
    id          serial PRIMARY KEY,
    title       varchar(160) NOT NULL,
    summary     text NOT NULL DEFAULT '',
    theme       varchar(40) NOT NULL DEFAULT '',
    grp         integer UNIQUE REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    maker       integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    is_winner   boolean NOT NULL DEFAULT false,
    source      varchar(60) NOT NULL DEFAULT '',
    source_key  varchar(200),
    contact     varchar(200) NOT NULL DEFAULT '',
    assumptions jsonb NOT NULL DEFAULT '{}',
    followed_at timestamptz NOT NULL,
    CONSTRAINT solution_source_once UNIQUE (source, source_key),
    CONSTRAINT theme_known CHECK (theme IN ('dienstverlening', 'informatiesamenleving',
        'bestuur-en-democratie', 'openbaarheid-en-archief', 'jeugd-en-onderwijs',
        'zorg-en-ondersteuning', 'werk-en-inkomen', 'asiel-en-integratie', 'wonen-en-omgeving',
        'klimaat-en-energie', 'mobiliteit', 'openbare-ruimte', 'veiligheid', 'financien-en-belastingen',
        'economie-cultuur-sport', 'bedrijfsvoering', ''))
);
COMMENT ON TABLE solution IS
    'Something municipalities can take over. `grp` when it grew out of a group of ideas, `source` when '
    'imported.';
CREATE INDEX solution_theme ON solution (theme);
CREATE INDEX solution_maker ON solution (maker);

CREATE TABLE adoption_event (
    id            serial PRIMARY KEY,
    solution      integer NOT NULL REFERENCES solution ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality  integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    stage         varchar(14) NOT NULL,
    happened_on   date NOT NULL,
    heard_at      timestamptz NOT NULL,
    source        varchar(10) NOT NULL,
    replaces      integer REFERENCES adoption_event ON DELETE RESTRICT ON UPDATE CASCADE,
    partnership   integer REFERENCES partnership ON DELETE RESTRICT ON UPDATE CASCADE,
    said_by       integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    reason        text NOT NULL DEFAULT '',
    evidence_kind varchar(12) NOT NULL DEFAULT '',
    evidence_url  varchar(500) NOT NULL DEFAULT '',
    version       varchar(60) NOT NULL DEFAULT '',
    variant       varchar(200) NOT NULL DEFAULT '',
    role          varchar(20) NOT NULL DEFAULT '',
    cost_euro     bigint,
    hours         integer,
    origin        varchar(60) NOT NULL DEFAULT '',
    CONSTRAINT stage_known CHECK (stage IN ('niet_bezig', 'verkenning', 'besloten', 'in_invoering',
        'in_gebruik', 'gestopt', 'bewust_niet')),
    CONSTRAINT source_known CHECK (source IN ('gemeld', 'bevestigd', 'afgeleid')),
    CONSTRAINT evidence_kind_known CHECK (evidence_kind IN ('link', 'besluit', 'document', '')),
    CONSTRAINT role_known CHECK (role IN ('opdrachtgever', 'gebruiker', 'mede-ontwikkelaar', '')),
    CONSTRAINT numbers_not_negative CHECK (cost_euro >= 0 AND hours >= 0),
    CONSTRAINT replaces_another CHECK (replaces <> id)
);
COMMENT ON TABLE adoption_event IS
    'One statement: this municipality stood at this stage since `happened_on`; heard at `heard_at`. Rows '
    'are only added (the database refuses the rest). `replaces` puts an earlier statement right; '
    '`partnership` is set when it was said for all its members at once. `source`: gemeld, bevestigd, '
    'afgeleid; `origin` names an import.';
CREATE INDEX adoption_event_municipality ON adoption_event (municipality);
CREATE INDEX adoption_event_replaces ON adoption_event (replaces);
CREATE INDEX adoption_event_partnership ON adoption_event (partnership);
CREATE INDEX adoption_event_said_by ON adoption_event (said_by);

CREATE TABLE adoption_evidence (
    id               serial PRIMARY KEY,
    event            integer NOT NULL UNIQUE REFERENCES adoption_event ON DELETE RESTRICT ON UPDATE CASCADE,
    name             varchar(120) NOT NULL,
    kind             varchar(8) NOT NULL,
    content          bytea NOT NULL,
    uploaded_by      integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    uploaded_at      timestamptz,
    withdrawn_at     timestamptz,
    withdrawn_by     integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    withdrawn_as     varchar(10) NOT NULL DEFAULT '',
    withdrawn_reason text NOT NULL DEFAULT '',
    CONSTRAINT kind_known CHECK (kind IN ('docx', 'jpg', 'ods', 'odt', 'pdf', 'png', 'xlsx', 'zip')),
    CONSTRAINT withdrawn_as_known CHECK (withdrawn_as IN ('gemeente', 'platform', 'privacy', '')),
    CONSTRAINT withdrawn_says_as_whom CHECK ((withdrawn_at IS NULL) = (withdrawn_as = ''))
);
COMMENT ON TABLE adoption_evidence IS
    'The file that goes with a statement, checked by its first bytes; only ever downloaded, never shown. '
    'Withdrawn: name and content go for good, the row stays and tells when, why and in which capacity '
    '(`withdrawn_as`: gemeente, platform, or privacy when a person in it was erased).';
CREATE INDEX adoption_evidence_uploaded_by ON adoption_evidence (uploaded_by);
CREATE INDEX adoption_evidence_withdrawn_by ON adoption_evidence (withdrawn_by);

CREATE TABLE adoption_status (
    id           serial PRIMARY KEY,
    solution     integer NOT NULL REFERENCES solution ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    stage        varchar(14) NOT NULL,
    since        date NOT NULL,
    confirmed_on date NOT NULL,
    source       varchar(10) NOT NULL,
    first_used   date,
    CONSTRAINT status_once UNIQUE (solution, municipality),
    CONSTRAINT stage_known CHECK (stage IN ('niet_bezig', 'verkenning', 'besloten', 'in_invoering',
        'in_gebruik', 'gestopt', 'bewust_niet')),
    CONSTRAINT source_known CHECK (source IN ('gemeld', 'bevestigd', 'afgeleid'))
);
COMMENT ON TABLE adoption_status IS
    'What holds today per solution and present municipality: reckoned from the statements, for quick '
    'lists.';
CREATE INDEX adoption_status_municipality ON adoption_status (municipality);

CREATE TABLE adoption_proposal (
    id           serial PRIMARY KEY,
    solution     integer NOT NULL REFERENCES solution ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    stage        varchar(14) NOT NULL,
    happened_on  date NOT NULL,
    proposer     varchar(120) NOT NULL,
    note         text NOT NULL DEFAULT '',
    evidence_url varchar(500) NOT NULL DEFAULT '',
    made_at      timestamptz NOT NULL,
    made_by      integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    state        varchar(12) NOT NULL DEFAULT 'open',
    settled_at   timestamptz,
    settled_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT stage_known CHECK (stage IN ('niet_bezig', 'verkenning', 'besloten', 'in_invoering',
        'in_gebruik', 'gestopt', 'bewust_niet')),
    CONSTRAINT state_known CHECK (state IN ('open', 'bevestigd', 'afgewezen')),
    CONSTRAINT settled_has_moment CHECK ((state = 'open') = (settled_at IS NULL))
);
COMMENT ON TABLE adoption_proposal IS
    'What VNG, a supplier or a public source thinks; nothing until the municipality confirms it.';
CREATE INDEX adoption_proposal_solution ON adoption_proposal (solution);
CREATE INDEX adoption_proposal_municipality ON adoption_proposal (municipality);
CREATE INDEX adoption_proposal_made_by ON adoption_proposal (made_by);
CREATE INDEX adoption_proposal_settled_by ON adoption_proposal (settled_by);

CREATE TABLE solution_supplier (
    id         serial PRIMARY KEY,
    solution   integer NOT NULL REFERENCES solution ON DELETE RESTRICT ON UPDATE CASCADE,
    person     integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    company    varchar(120) NOT NULL,
    invited_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    invited_at timestamptz NOT NULL,
    ended_at   timestamptz,
    ended_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT invited_before_ended CHECK (ended_at >= invited_at)
);
COMMENT ON TABLE solution_supplier IS
    'Somebody of the company that supplies a solution, invited by VNG to propose steps for it until '
    '`ended_at`.';
CREATE INDEX solution_supplier_solution ON solution_supplier (solution);
CREATE INDEX solution_supplier_person ON solution_supplier (person);
CREATE INDEX solution_supplier_invited_by ON solution_supplier (invited_by);
CREATE INDEX solution_supplier_ended_by ON solution_supplier (ended_by);

CREATE TABLE adoption_experience (
    id           serial PRIMARY KEY,
    solution     integer NOT NULL REFERENCES solution ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    went_well    text NOT NULL DEFAULT '',
    otherwise    text NOT NULL DEFAULT '',
    hours        integer,
    cost_euro    bigint,
    contact      varchar(200) NOT NULL DEFAULT '',
    written_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    written_at   timestamptz NOT NULL,
    CONSTRAINT numbers_not_negative CHECK (hours >= 0 AND cost_euro >= 0)
);
COMMENT ON TABLE adoption_experience IS
    'What a municipality learned. A newer one of the same municipality is shown in its place; none is '
    'overwritten.';
CREATE INDEX adoption_experience_solution ON adoption_experience (solution);
CREATE INDEX adoption_experience_municipality ON adoption_experience (municipality);
CREATE INDEX adoption_experience_written_by ON adoption_experience (written_by);

CREATE TABLE kit_item (
    id         serial PRIMARY KEY,
    solution   integer NOT NULL REFERENCES solution ON DELETE RESTRICT ON UPDATE CASCADE,
    kind       varchar(10) NOT NULL,
    title      varchar(200) NOT NULL,
    text       text NOT NULL DEFAULT '',
    url        varchar(500) NOT NULL DEFAULT '',
    planned_on date,
    done_on    date,
    position   integer NOT NULL DEFAULT 0,
    added_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    added_at   timestamptz NOT NULL,
    CONSTRAINT kind_known CHECK (kind IN ('download', 'vraag', 'mijlpaal')),
    CONSTRAINT position_not_negative CHECK (position >= 0)
);
COMMENT ON TABLE kit_item IS
    'A piece of the reuse kit: `kind` is download, vraag or mijlpaal (a step of the plan of '
    'realisation).';
CREATE INDEX kit_item_solution ON kit_item (solution);
CREATE INDEX kit_item_added_by ON kit_item (added_by);

CREATE TABLE adoption_forecast (
    id       serial PRIMARY KEY,
    solution integer NOT NULL REFERENCES solution ON DELETE RESTRICT ON UPDATE CASCADE,
    made_on  date NOT NULL,
    quarter  integer NOT NULL,
    known    integer NOT NULL,
    p10      integer NOT NULL,
    p50      integer NOT NULL,
    p90      integer NOT NULL,
    CONSTRAINT forecast_once UNIQUE (solution, made_on, quarter),
    CONSTRAINT range_in_order CHECK (p50 >= p10 AND p90 >= p50),
    CONSTRAINT numbers_not_negative CHECK (known >= 0 AND p10 >= 0)
);
COMMENT ON TABLE adoption_forecast IS
    'What we foresaw on a day, kept to be judged later: how many had ever adopted by the end of a '
    'quarter.';

CREATE TABLE adoption_milestone (
    id           serial PRIMARY KEY,
    solution     integer NOT NULL REFERENCES solution ON DELETE RESTRICT ON UPDATE CASCADE,
    kind         varchar(10) NOT NULL,
    reached_on   date NOT NULL,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    noted_at     timestamptz NOT NULL,
    CONSTRAINT milestone_once UNIQUE (solution, kind),
    CONSTRAINT kind_known CHECK (kind IN ('eerste', 'tien', 'vijftig', 'helft'))
);
COMMENT ON TABLE adoption_milestone IS
    'Reached once: `kind` is eerste, tien, vijftig or helft; `municipality` is the one that did it.';
CREATE INDEX adoption_milestone_municipality ON adoption_milestone (municipality);

CREATE TABLE adoption_link (
    id           serial PRIMARY KEY,
    digest       bytea NOT NULL UNIQUE,
    person       integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    solution     integer NOT NULL REFERENCES solution ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    made_at      timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    CONSTRAINT expires_later CHECK (expires_at >= made_at)
);
COMMENT ON TABLE adoption_link IS
    'The link in a mail with which one person may say, once, how one solution stands in their '
    'municipality.';
CREATE INDEX adoption_link_person ON adoption_link (person);
CREATE INDEX adoption_link_solution ON adoption_link (solution);
CREATE INDEX adoption_link_municipality ON adoption_link (municipality);

CREATE TABLE boundary_set (
    id          serial PRIMARY KEY,
    valid_from  date NOT NULL UNIQUE,
    source      varchar(200) NOT NULL,
    height      integer NOT NULL,
    rings       jsonb NOT NULL,
    imported_at timestamptz NOT NULL,
    CONSTRAINT height_from_one CHECK (height >= 1)
);
COMMENT ON TABLE boundary_set IS
    'Real boundaries that an operator brought in, for maps from `valid_from` on; `rings` by CBS code on '
    'a sheet.';

CREATE INDEX adoption_event_of_solution ON adoption_event (solution, municipality);
CREATE UNIQUE INDEX adoption_proposal_open ON adoption_proposal (municipality, solution, proposer)
    WHERE state = 'open';
CREATE UNIQUE INDEX solution_supplier_present ON solution_supplier (solution, person) WHERE ended_at IS NULL;

-- What municipalities say is only added to: the database refuses to change or delete a statement, whoever asks.
-- Erasing a person may take a name or an address out of its text; that act alone makes the setting, for one
-- transaction, and leaves its row in the trail.
CREATE FUNCTION adoption_event_is_final() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('innovatie.wissen', true) = 'aan' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'a statement about adoption is never changed: add one that replaces it';
END $$;
CREATE TRIGGER adoption_event_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON adoption_event
    FOR EACH STATEMENT EXECUTE FUNCTION adoption_event_is_final();
"""
