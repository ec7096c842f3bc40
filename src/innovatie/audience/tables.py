"""The audience award: one poll a round, votes as keyed hashes, and domains whose votes VNG struck with a reason."""

from typing import ClassVar

from piccolo.columns import Boolean, Bytea, Date, ForeignKey, OnDelete, Serial, Text, Timestamptz
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.text_limits import REASON
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import AtMost, differ, filled, in_order, not_before, together, with_moment
from innovatie.rounds.tables import Round


class AudiencePoll(Table):
    """The vote of the audience in a round. `key` makes the hashes, and is thrown away at publication.

    `asked_by`: who asked to publish it with this `note` and what is struck now, which another director does.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"note"})
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, unique=True)
    key = Bytea(null=True, default=None)
    opened_at = Timestamptz(null=False, default=None)
    closes_at = Timestamptz(null=False, default=None)
    note = Text(null=False, default="")
    published_at = Timestamptz(null=True, default=None)
    published_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    asked_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    asked_at = Timestamptz(null=True, default=None)

    opened_before_closed = in_order("opened_at", "closes_at")
    key_until_published = Check("(key IS NULL) = (published_at IS NOT NULL)")
    publication_is_asked = together("asked_by IS NULL", "asked_at IS NULL")
    published_by_another = differ("published_by", "asked_by")
    reasons_fit = AtMost(REASON, "note")
    not_before_opened = not_before("opened_at", "published_at", "asked_at")
    acts_have_moments = with_moment("published")


class AudienceVote(Table):
    """One vote. `voter` and `domain` are keyed hashes; `common`: of a domain where everybody can have an address."""

    id: Serial
    poll = ForeignKey(AudiencePoll, null=False, on_delete=OnDelete.restrict)
    voter = Bytea(null=False, default=None)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    domain = Bytea(null=False, default=None)
    common = Boolean(null=False, default=None)
    cast_on = Date(null=False, default=None)

    once = Unique(["poll", "voter"])


class AudienceStrike(Table):
    """All votes of one domain do not count, with the reason, which everybody reads."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    poll = ForeignKey(AudiencePoll, null=False, on_delete=OnDelete.restrict)
    domain = Bytea(null=False, default=None)
    reason = Text(null=False, default=None)
    struck_at = Timestamptz(null=False, default=None)
    struck_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    struck_once = Unique(["poll", "domain"])
    reasons_fit = AtMost(REASON, "reason")
    something_to_read = filled("reason")
