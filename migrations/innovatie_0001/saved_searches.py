"""Searches that people keep."""

SQL = """
CREATE TABLE saved_search (
    id        serial PRIMARY KEY,
    person    integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    name      varchar(80) NOT NULL,
    question  varchar(300) NOT NULL DEFAULT '',
    filters   jsonb NOT NULL DEFAULT '{}',
    known     jsonb NOT NULL DEFAULT '[]',
    saved_at  timestamptz NOT NULL,
    looked_at timestamptz NOT NULL
);
COMMENT ON TABLE saved_search IS
    'A search of one person. `filters` is JSON: facet to value; `known`: keys of what was found before. '
    'Something is new when it stands among the first results and its key is not in `known`.';
CREATE INDEX saved_search_person ON saved_search (person);
"""
