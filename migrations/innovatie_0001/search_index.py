"""The search index of PostgreSQL. Made from the tables, never the truth: it may be thrown away and made anew.

What and where of a document stand in one label beside each posting, so that filters and counts read postings alone.
Vectors stay in their rows, so that reading them one by one is quick.
"""

SQL = """
CREATE TABLE search_document (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL,
    object     integer NOT NULL,
    title      text NOT NULL,
    body       text NOT NULL,
    plain      text NOT NULL,
    address    text NOT NULL,
    owner      text NOT NULL,
    theme      text NOT NULL,
    stage      text NOT NULL,
    year       smallint,
    province   text NOT NULL,
    region     text NOT NULL,
    size_class text NOT NULL,
    round      text NOT NULL,
    winner     boolean NOT NULL,
    members    integer NOT NULL,
    at         timestamptz,
    terms      integer[] NOT NULL,
    profile    bytea NOT NULL,
    vector     halfvec(512) NOT NULL,
    indexed_at timestamptz NOT NULL DEFAULT now(),
    label      integer NOT NULL,
    UNIQUE (kind, object)
);
ALTER TABLE search_document ALTER COLUMN vector SET STORAGE PLAIN;
COMMENT ON TABLE search_document IS
    'What can be found. `label` is the number of its search_what times 4096, plus that of its search_place.';
CREATE INDEX search_document_newest ON search_document (at DESC NULLS LAST, id DESC) INCLUDE (label);
CREATE INDEX search_document_members ON search_document (members DESC, id) INCLUDE (label);
CREATE INDEX search_document_order ON search_document (id) INCLUDE (label, members, at);

CREATE TABLE search_what (
    id     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind   text NOT NULL,
    theme  text NOT NULL,
    stage  text NOT NULL,
    year   text NOT NULL,
    round  text NOT NULL,
    winner text NOT NULL,
    UNIQUE (kind, theme, stage, year, round, winner)
);

CREATE TABLE search_place (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY CHECK (id < 4096),
    province   text NOT NULL,
    region     text NOT NULL,
    size_class text NOT NULL,
    UNIQUE (province, region, size_class)
);

CREATE TABLE search_term (
    id        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    term      text NOT NULL UNIQUE,
    surface   text NOT NULL,
    documents integer NOT NULL
);

CREATE TABLE search_posting (
    term     integer NOT NULL,
    document integer NOT NULL,
    impact   real NOT NULL,
    label    integer NOT NULL,
    PRIMARY KEY (term, document) INCLUDE (impact, label)
);

CREATE TABLE search_packed (
    term     integer PRIMARY KEY,
    postings bytea NOT NULL
);
ALTER TABLE search_packed ALTER COLUMN postings SET STORAGE EXTERNAL;
COMMENT ON TABLE search_packed IS
    'The postings of a term in one value, from where a question reads thousands at once.';

CREATE TABLE search_gone (
    document integer PRIMARY KEY
);

CREATE TABLE search_missed (
    key   text PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE search_missed IS 'Which documents the second search engine missed while it was down.';

CREATE TABLE search_state (
    name   text PRIMARY KEY,
    number bigint NOT NULL DEFAULT 0,
    value  bytea
);
INSERT INTO search_state (name) VALUES ('version');
"""
