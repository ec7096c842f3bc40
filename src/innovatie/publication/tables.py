"""What finalists work out, version by version, with attachments; and what VNG publishes of a round."""

from typing import ClassVar

from piccolo.columns import JSONB, Bytea, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.attached_files import KINDS as FILE_KINDS
from innovatie.domain.text_limits import REASON, TEXT
from innovatie.domain.vocabulary import PublicResource
from innovatie.domain.withdrawn_winners import WithdrawalGround
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import AtMost, at_least, differ, filled, in_order, not_before, objects, one_of, with_moment
from innovatie.municipalities.tables import Municipality
from innovatie.rounds.tables import Round


class Elaboration(Table):
    """One saved version of what a finalist worked out; `content` holds the sections by name. Never changed."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"content.*", "note"})
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    version = Integer(null=False, default=None)
    content = JSONB(null=False, default=None)
    saved_at = Timestamptz(null=False, default=None)
    saved_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    note = Varchar(length=200, null=False, default="")

    elaboration_once = Unique(["round", "group", "version"])
    version_from_one = at_least(1, "version")
    objects_are_objects = objects("content")


class Attachment(Table):
    """A file with a finalist's elaboration, checked for kind and size. Served as a download only."""

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"name"})
    belongs_to: ClassVar[tuple[str, ...]] = ("group.lead",)
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=120, null=False, default=None)
    kind = Varchar(length=10, null=False, default=None)
    size = Integer(null=False, default=None)
    digest = Bytea(null=False, default=None)
    content = Bytea(null=True, default=None)
    kept_as = Varchar(length=100, null=False, default="")
    added_at = Timestamptz(null=False, default=None)
    added_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    removed_at = Timestamptz(null=True, default=None)

    file_kind_known = one_of("kind", sorted(FILE_KINDS))
    kept_somewhere = Check("content IS NOT NULL OR kept_as <> ''")
    size_not_negative = at_least(0, "size")
    removed_after_added = in_order("added_at", "removed_at")
    something_to_read = filled("name")


class Publication(Table):
    """What VNG says of a round's result. A correction is a new version; earlier ones stay readable.

    `published_at` is None while it is being prepared; one publication per version. `snapshot` is the whole public
    page as data, fixed at publishing.
    """

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict)
    version = Integer(null=False, default=None)
    decision = Text(null=False, default="")
    press = Text(null=False, default="")
    correction = Text(null=False, default="")
    prepared_at = Timestamptz(null=False, default=None)
    prepared_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    published_at = Timestamptz(null=True, default=None)
    published_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    snapshot = JSONB(null=True, default=None)

    publication_once = Unique(["round", "version"])
    version_from_one = at_least(1, "version")
    published_has_snapshot = Check("published_at IS NULL OR snapshot IS NOT NULL")
    prepared_before_published = in_order("prepared_at", "published_at")
    reasons_fit = AtMost(REASON, "correction")
    texts_fit = AtMost(TEXT, "decision", "press")
    objects_are_objects = objects("snapshot")
    acts_have_moments = with_moment("published")


class Winner(Table):
    """A group that won a round; its page /winnaars/<group>-<slug> stays for good. `place` is its order in the
    result.
    """

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, unique=True)
    place = Integer(null=False, default=None)
    title = Varchar(length=160, null=False, default=None)
    reasons = Text(null=False, default="")
    next_step = Text(null=False, default="")
    published_at = Timestamptz(null=False, default=None)

    place_from_one = at_least(1, "place")
    texts_fit = AtMost(TEXT, "reasons", "next_step")
    something_to_read = filled("title")


class WinnerWithdrawal(Table):
    """A winner that was withdrawn after its publication, or of which one director asked that. It holds once another one
    confirmed it, until `ended_at`: one director asked for that too, with `end_reason`, and another did it. Who won the
    vote does not change.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason", "end_reason"})
    shown_in: ClassVar[tuple[PublicResource, str]] = (PublicResource.WINNER, "winner.group")
    winner = ForeignKey(Winner, null=False, on_delete=OnDelete.restrict, index=True)
    ground = Varchar(length=10, null=False, default=None)
    reason = Text(null=False, default=None)
    asked_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    asked_at = Timestamptz(null=False, default=None)
    confirmed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    confirmed_at = Timestamptz(null=True, default=None)
    return_asked_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    return_asked_at = Timestamptz(null=True, default=None)
    ended_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    ended_at = Timestamptz(null=True, default=None)
    end_reason = Text(null=False, default="")

    ground_known = one_of("ground", WithdrawalGround)
    another_confirms = differ("confirmed_by", "asked_by")
    asked_before_confirmed = in_order("asked_at", "confirmed_at")
    another_ends = differ("ended_by", "return_asked_by")
    reasons_fit = AtMost(REASON, "reason", "end_reason")
    something_to_read = filled("reason")
    not_before_asked = not_before("asked_at", "ended_at", "return_asked_at")
    acts_have_moments = with_moment("confirmed", "ended", "return_asked")


class PublicationPlan(Table):
    """A moment at which version `version` will be published. It counts once another director confirmed it.

    `press`: the addresses that get the texts under embargo, one a line. `ended_at`: it was published, or withdrawn.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"press"})
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    version = Integer(null=False, default=None)
    publish_at = Timestamptz(null=False, default=None)
    press = Text(null=False, default="")
    planned_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    planned_at = Timestamptz(null=False, default=None)
    confirmed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    confirmed_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)

    version_from_one = at_least(1, "version")
    planned_before_publication = in_order("planned_at", "publish_at")
    another_confirms = differ("confirmed_by", "planned_by")
    planned_before_confirmed = in_order("planned_at", "confirmed_at")
    confirmed_has_moment = Check("confirmed_by IS NULL OR confirmed_at IS NOT NULL")
    texts_fit = AtMost(TEXT, "press")
    not_before_planned = not_before("planned_at", "ended_at")
