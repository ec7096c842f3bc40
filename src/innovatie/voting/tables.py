"""Votes with their frozen rules and electorate, mandates, ballots, the append-only ballot log and its signed heads."""

from typing import ClassVar

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
from innovatie.domain.vocabulary import BallotEventKind, HeadOccasion, Intention, MandateScope, VoteKind
from innovatie.domain.withdrawn_finalists import FinalistGround
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import at_least, between, differ, exactly_one, in_order, one_of, together
from innovatie.municipalities.tables import Municipality, Partnership
from innovatie.rounds.tables import Round


class RoundVote(Table):
    """A vote of a round: `kind` is voorselectie or finale. Rules and electorate are fixed from `opened_at` on.

    `rules_file` is regels.json to the byte; `log_size`, `log_peaks` and `log_root` are the state of its ballot log.
    Of what the log says up to row `told_through` those concerned were told.
    `count_asked_by`: who asked to close and count, which another director does.
    `result` is uitslag.json, `analysis` the explanation around it; both None until the count. `revealed_at`: since when
    everybody may see them (the preselection at its count, the final when VNG publishes).
    """

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=12, null=False, default=None)
    log = Varchar(length=40, null=False, default=None, unique=True)
    rules_file = Text(null=False, default=None)
    draw_source = Text(null=False, default=None)
    draw_value = Varchar(length=200, null=True, default=None)
    draw_digits = Integer(null=False, default=5)
    draw_from = Date(null=True, default=None)
    public_key = Bytea(null=False, default=None)
    log_size = Integer(null=False, default=0)
    log_peaks = Bytea(null=False, default=b"")
    log_root = Bytea(null=False, default=None)
    heads_to = Text(null=False, default="")
    told_through = Integer(null=False, default=0)
    opened_at = Timestamptz(null=False, default=None)
    closed_at = Timestamptz(null=True, default=None)
    counted_at = Timestamptz(null=True, default=None)
    count_asked_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    count_asked_at = Timestamptz(null=True, default=None)
    revealed_at = Timestamptz(null=True, default=None)
    result = JSONB(null=True, default=None)
    analysis = JSONB(null=True, default=None)

    round_vote_once = Unique(["round", "kind"])
    kind_known = one_of("kind", VoteKind)
    log_size_not_negative = at_least(0, "log_size")
    draw_digits_few = between(1, 20, "draw_digits")
    told_what_is_there = Check("told_through BETWEEN 0 AND log_size")
    opened_before_closed = in_order("opened_at", "closed_at", "counted_at")
    counted_when_closed = Check("counted_at IS NULL OR closed_at IS NOT NULL")
    result_when_counted = together("result IS NULL", "counted_at IS NULL")
    revealed_when_counted = Check("revealed_at IS NULL OR counted_at IS NOT NULL")
    count_is_asked = together("count_asked_by IS NULL", "count_asked_at IS NULL")


class VoteOption(Table):
    """An option on the ballot, in order. `code` is the group's number, or "geen" (Geen van deze)."""

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict)
    position = Integer(null=False, default=None)
    code = Varchar(length=12, null=False, default=None)
    group = ForeignKey(IdeaGroup, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    title = Varchar(length=160, null=False, default=None)

    vote_option_once = Unique(["vote", "code"])
    position_not_negative = at_least(0, "position")
    none_is_no_group = together("code = 'geen'", '"group" IS NULL')


class Elector(Table):
    """A municipality that may vote, as it stood at opening. `kringen` holds partnership numbers, apart by spaces."""

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    code = Varchar(length=6, null=False, default=None)
    name = Varchar(length=80, null=False, default=None)
    weight = Integer(null=False, default=None)
    inhabitants = Integer(null=False, default=None)
    kringen = Varchar(length=200, null=False, default="")

    elector_once = Unique(["vote", "municipality"])
    weight_not_negative = at_least(0, "weight", "inhabitants")


class Mandate(Table):
    """A municipality lets a Kring vote for it in one round. `scope`: ronde, voorselectie or finale."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    partnership = ForeignKey(Partnership, null=False, on_delete=OnDelete.restrict, index=True)
    scope = Varchar(length=12, null=False, default=None)
    starts = Date(null=False, default=None)
    ends = Date(null=True, default=None)
    document = Varchar(length=200, null=False, default=None)
    instruction = Text(null=False, default="")
    granted_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    granted_at = Timestamptz(null=False, default=None)
    revoked_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    revoked_at = Timestamptz(null=True, default=None)

    scope_known = one_of("scope", MandateScope)
    starts_before_ends = in_order("starts", "ends")
    revoked_has_moment = Check("revoked_by IS NULL OR revoked_at IS NOT NULL")
    granted_before_revoked = in_order("granted_at", "revoked_at")


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


class Finalist(Table):
    """A group that the preselection of a round brought to the final; `withdrawn_at`: it does not take part any more."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict, index=True)
    position = Integer(null=False, default=None)
    chosen_at = Timestamptz(null=False, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)

    finalist_once = Unique(["round", "group"])
    position_not_negative = at_least(0, "position")
    chosen_before_withdrawn = in_order("chosen_at", "withdrawn_at")


class FinalistWithdrawal(Table):
    """One director asked to withdraw a finalist. It holds for good once another confirmed it; `dropped_at`: it was not
    done. Rows are kept: who asked what, and why.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"reason"})
    finalist = ForeignKey(Finalist, null=False, on_delete=OnDelete.restrict, index=True)
    ground = Varchar(length=10, null=False, default=None)
    reason = Text(null=False, default=None)
    asked_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    asked_at = Timestamptz(null=False, default=None)
    confirmed_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    confirmed_at = Timestamptz(null=True, default=None)
    dropped_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    dropped_at = Timestamptz(null=True, default=None)

    ground_known = one_of("ground", FinalistGround)
    another_confirms = differ("confirmed_by", "asked_by")
    asked_before_confirmed = in_order("asked_at", "confirmed_at")
    confirmed_or_dropped = Check("confirmed_at IS NULL OR dropped_at IS NULL")
