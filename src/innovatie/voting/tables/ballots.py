"""Ballots, the append-only ballot log with its signed heads, and what is answered beside a ballot."""

from piccolo.columns import (
    JSONB,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.text_limits import REASON, RECORD
from innovatie.domain.vocabulary import BallotEventKind, HeadOccasion, Intention
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import (
    AtMost,
    at_least,
    differ,
    exactly_one,
    filled,
    in_order,
    objects,
    one_of,
    together,
)
from innovatie.municipalities.tables import Municipality, Partnership
from innovatie.voting.tables.votes import RoundVote


class Ballot(Table):
    """The present ballot of a municipality or a Kring; earlier ones stand in the log. None after withdrawal.

    `content` is {"keuze": [...]} or {"volgorde": [[...], ...]}; `sequence` is its place in the log.
    """

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    partnership = ForeignKey(Partnership, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    content = JSONB(null=True, default=None)
    sequence = Integer(null=False, default=None)
    cast_at = Timestamptz(null=False, default=None)
    cast_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    ballot_of_municipality = Unique(["vote", "municipality"])
    ballot_of_kring = Unique(["vote", "partnership"])
    one_voter = exactly_one("municipality", "partnership")
    sequence_from_one = at_least(1, "sequence")
    objects_are_objects = objects("content")


class BallotEvent(Table):
    """One row of the ballot log; only ever added. `event` is canonical JSON, `root` the tree up to and with this
    row.
    """

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict)
    sequence = Integer(null=False, default=None)
    kind = Varchar(length=30, null=False, default=None)
    time = Varchar(length=30, null=False, default=None)
    event = Text(null=False, default=None)
    nonce = Bytea(null=False, default=None)
    leaf = Bytea(null=False, default=None)
    root = Bytea(null=False, default=None)
    signature = Bytea(null=False, default=None)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    partnership = ForeignKey(Partnership, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    ballot_event_once = Unique(["vote", "sequence"])
    act_known = one_of("kind", BallotEventKind)
    who_fits_the_act = Check(
        "num_nonnulls(municipality, partnership)"
        " = CASE WHEN kind IN ('opening', 'sluiting', 'finalist-teruggetrokken') THEN 0"
        " WHEN kind = 'machtiging' THEN 2 ELSE 1 END"
    )
    sequence_from_one = at_least(1, "sequence")
    records_fit = AtMost(RECORD, "event")
    something_to_read = filled("time", "event")


class TreeHead(Table):
    """A signed state of a ballot log that was published and mailed out."""

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict, index=True)
    size = Integer(null=False, default=None)
    root = Bytea(null=False, default=None)
    time = Varchar(length=30, null=False, default=None)
    signature = Bytea(null=False, default=None)
    occasion = Varchar(length=12, null=False, default=None)
    published_at = Timestamptz(null=False, default=None)

    occasion_known = one_of("occasion", HeadOccasion)
    size_from_one = at_least(1, "size")
    something_to_read = filled("time")


class DrawReading(Table):
    """What a director read at the source of a draw, of which day and where; it counts once another confirmed it."""

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict, index=True)
    value = Varchar(length=20, null=False, default=None)
    drawn_on = Date(null=False, default=None)
    evidence = Text(null=False, default=None)
    read_by = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    read_at = Timestamptz(null=False, default=None)
    confirmed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    confirmed_at = Timestamptz(null=True, default=None)

    only_digits = Check("value ~ '^[0-9]+$'")
    another_confirms = differ("confirmed_by", "read_by")
    confirmed_has_moment = together("confirmed_by IS NULL", "confirmed_at IS NULL")
    read_before_confirmed = in_order("read_at", "confirmed_at")
    reasons_fit = AtMost(REASON, "evidence")
    something_to_read = filled("evidence")


class WitnessAcknowledgement(Table):
    """Whoever keeps this address said to keep the mail with the state of `size` rows of the log, with this `root`."""

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict)
    size = Integer(null=False, default=None)
    root = Bytea(null=False, default=None)
    address = Varchar(length=254, null=False, default=None)
    acknowledged_at = Timestamptz(null=False, default=None)

    acknowledged_once = Unique(["vote", "size", "address"])
    size_from_one = at_least(1, "size")
    something_to_read = filled("address")


class AdoptionIntention(Table):
    """What a municipality answered to "zou uw gemeente dit binnen een jaar overnemen?": ja, misschien or nee.

    Apart from the ballot and without effect on the count.
    """

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    answer = Varchar(length=10, null=False, default=None)
    answered_at = Timestamptz(null=False, default=None)

    intention_once = Unique(["vote", "municipality", "group"])
    answer_known = one_of("answer", Intention)
