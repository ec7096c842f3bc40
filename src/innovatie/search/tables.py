"""What VNG changed in the list of words, and what people asked. (The index itself is kept by raw SQL, see
`search.postgres`.)
"""

from typing import ClassVar

from piccolo.columns import JSONB, Boolean, Date, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.language.thesaurus import OF_PEOPLE
from innovatie.domain.text_limits import REASON
from innovatie.infra.checks import AtMost, at_least, filled, lists, one_of


class ThesaurusChange(Table):
    """One change of one concept; the latest of a name holds, over the line in the shipped list. Never erased.

    `terms` is JSON: the whole list of terms after the change. `removed`: the concept does not count any more;
    `shipped`: it is again what the shipped list says.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    name = Varchar(length=120, null=False, default=None, index=True)
    kind = Varchar(length=20, null=False, default=None)
    terms = JSONB(null=False, default="[]")
    removed = Boolean(null=False, default=False)
    shipped = Boolean(null=False, default=False)
    reason = Text(null=False, default=None)
    at = Timestamptz(null=False, default=None)
    by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    kind_known = one_of("kind", OF_PEOPLE)
    reasons_fit = AtMost(REASON, "reason")
    something_to_read = filled("name", "reason")
    lists_are_lists = lists("terms")


class SearchQuestion(Table):
    """How often something was searched for, and how that went: counts, and nothing of who asked. `digest` tells equal
    questions: the words may be changed by an erasure.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"words"})
    digest = Varchar(length=64, null=False, default=None, unique=True)
    words = Varchar(length=100, null=False, default=None)
    asked = Integer(null=False, default=0)
    found_nothing = Integer(null=False, default=0)
    clicked = Integer(null=False, default=0)
    last_on = Date(null=False, default=None, index=True)

    something_to_read = filled("digest", "words")
    counts_not_negative = at_least(0, "asked", "found_nothing", "clicked")
