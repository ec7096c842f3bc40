"""What finalists work out, version by version, with attachments; and what VNG publishes of a round."""

SQL = """
CREATE TABLE elaboration (
    id           serial PRIMARY KEY,
    round        integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"      integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    version      integer NOT NULL,
    content      jsonb NOT NULL,
    saved_at     timestamptz NOT NULL,
    saved_by     integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    note         varchar(200) NOT NULL DEFAULT '',
    CONSTRAINT elaboration_once UNIQUE (round, "group", version),
    CONSTRAINT version_from_one CHECK (version >= 1)
);
COMMENT ON TABLE elaboration IS
    'One saved version of what a finalist worked out; `content` holds the sections by name. Never '
    'changed.';
CREATE INDEX elaboration_group ON elaboration ("group");
CREATE INDEX elaboration_saved_by ON elaboration (saved_by);
CREATE INDEX elaboration_municipality ON elaboration (municipality);

CREATE TABLE attachment (
    id         serial PRIMARY KEY,
    round      integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"    integer NOT NULL REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    name       varchar(120) NOT NULL,
    kind       varchar(10) NOT NULL,
    size       integer NOT NULL,
    digest     bytea NOT NULL,
    content    bytea NOT NULL,
    added_at   timestamptz NOT NULL,
    added_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    removed_at timestamptz,
    CONSTRAINT kind_known CHECK (kind IN ('docx', 'jpg', 'ods', 'odt', 'pdf', 'png', 'xlsx', 'zip')),
    CONSTRAINT size_not_negative CHECK (size >= 0)
);
COMMENT ON TABLE attachment IS
    'A file with a finalist''s elaboration, checked for kind and size. Served as a download only.';
CREATE INDEX attachment_round ON attachment (round);
CREATE INDEX attachment_group ON attachment ("group");
CREATE INDEX attachment_added_by ON attachment (added_by);

CREATE TABLE publication (
    id           serial PRIMARY KEY,
    round        integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    version      integer NOT NULL,
    decision     text NOT NULL DEFAULT '',
    press        text NOT NULL DEFAULT '',
    correction   text NOT NULL DEFAULT '',
    prepared_at  timestamptz NOT NULL,
    prepared_by  integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    published_at timestamptz,
    published_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    snapshot     jsonb,
    CONSTRAINT publication_once UNIQUE (round, version),
    CONSTRAINT version_from_one CHECK (version >= 1),
    CONSTRAINT published_has_snapshot CHECK (published_at IS NULL OR snapshot IS NOT NULL)
);
COMMENT ON TABLE publication IS
    'What VNG says of a round''s result. A correction is a new version; earlier ones stay readable. '
    '`published_at` is NULL while it is being prepared; one publication per version. `snapshot` is the '
    'whole public page as data, fixed at publishing.';
CREATE INDEX publication_prepared_by ON publication (prepared_by);
CREATE INDEX publication_published_by ON publication (published_by);

CREATE TABLE winner (
    id           serial PRIMARY KEY,
    round        integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"      integer NOT NULL UNIQUE REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    place        integer NOT NULL,
    title        varchar(160) NOT NULL,
    reasons      text NOT NULL DEFAULT '',
    next_step    text NOT NULL DEFAULT '',
    published_at timestamptz NOT NULL,
    CONSTRAINT place_from_one CHECK (place >= 1)
);
COMMENT ON TABLE winner IS
    'A group that won a round; its page /winnaars/<group>-<slug> stays for good. `place` is its order in '
    'the result.';
CREATE INDEX winner_round ON winner (round);

-- One version is being prepared at a time.
CREATE UNIQUE INDEX publication_prepared ON publication (round) WHERE published_at IS NULL;
"""
