"""Searches that people keep."""

from typing import ClassVar

from piccolo.columns import JSONB, ForeignKey, OnDelete, Serial, Timestamptz, Varchar
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.infra.checks import filled, lists, not_before, objects


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

    something_to_read = filled("name")
    lists_are_lists = lists("known")
    objects_are_objects = objects("filters")
    not_before_saved = not_before("saved_at", "looked_at")
