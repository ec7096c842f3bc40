"""Searches that people keep."""

from typing import ClassVar

from piccolo.columns import JSONB, ForeignKey, OnDelete, Serial, Timestamptz, Varchar
from piccolo.table import Table

from innovatie.accounts.tables import Person


class SavedSearch(Table):
    """A search of one person. `filters` is JSON: facet to value; `known`: keys of what was found before.

    Something is new when it stands among the first results and its key is not in `known`.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"name", "question"})
    person = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80, null=False, default=None)
    question = Varchar(length=300, null=False, default="")
    filters = JSONB(null=False, default="{}")
    known = JSONB(null=False, default="[]")
    saved_at = Timestamptz(null=False, default=None)
    looked_at = Timestamptz(null=False, default=None)
