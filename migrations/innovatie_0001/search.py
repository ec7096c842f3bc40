"""What VNG changed in the list of words. (The index itself is kept by raw SQL, see `search.postgres`.)"""

SQL = """
CREATE TABLE thesaurus_change (
    id      serial PRIMARY KEY,
    name    varchar(120) NOT NULL,
    kind    varchar(20) NOT NULL,
    terms   jsonb NOT NULL DEFAULT '[]',
    removed boolean NOT NULL DEFAULT false,
    shipped boolean NOT NULL DEFAULT false,
    reason  text NOT NULL,
    at      timestamptz NOT NULL,
    by      integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT kind_known CHECK (kind IN ('werkprocessen', 'technieken', 'wetten', 'systemen', 'woorden'))
);
COMMENT ON TABLE thesaurus_change IS
    'One change of one concept; the latest of a name holds, over the line in the shipped list. Never '
    'erased. `terms` is JSON: the whole list of terms after the change. `removed`: the concept does not '
    'count any more; `shipped`: it is again what the shipped list says.';
CREATE INDEX thesaurus_change_name ON thesaurus_change (name);
CREATE INDEX thesaurus_change_by ON thesaurus_change (by);
"""
