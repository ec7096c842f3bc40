"""Votes with their frozen rules and electorate, mandates, ballots, the append-only ballot log and its signed heads."""

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
from piccolo.constraints import Unique
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.grouping.tables import IdeaGroup
from innovatie.municipalities.tables import Municipality, Partnership
from innovatie.rounds.tables import Round


class RoundVote(Table):
    """A vote of a round: `kind` is voorselectie or finale. Rules and electorate are fixed from `opened_at` on.

    `rules_file` is regels.json to the byte; `log_size`, `log_peaks` and `log_root` are the state of its ballot log.
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
    public_key = Bytea(null=False, default=None)
    log_size = Integer(null=False, default=0)
    log_peaks = Bytea(null=False, default=b"")
    log_root = Bytea(null=False, default=None)
    heads_to = Text(null=False, default="")
    opened_at = Timestamptz(null=False, default=None)
    closed_at = Timestamptz(null=True, default=None)
    counted_at = Timestamptz(null=True, default=None)
    revealed_at = Timestamptz(null=True, default=None)
    result = JSONB(null=True, default=None)
    analysis = JSONB(null=True, default=None)

    round_vote_once = Unique(["round", "kind"])


class VoteOption(Table):
    """An option on the ballot, in order. `code` is the group's number, or "geen" (Geen van deze)."""

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict)
    position = Integer(null=False, default=None)
    code = Varchar(length=12, null=False, default=None)
    group = ForeignKey(IdeaGroup, null=True, default=None, on_delete=OnDelete.restrict)
    title = Varchar(length=160, null=False, default=None)

    vote_option_once = Unique(["vote", "code"])


class Elector(Table):
    """A municipality that may vote, as it stood at opening. `kringen` holds partnership numbers, apart by spaces."""

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict)
    code = Varchar(length=6, null=False, default=None)
    name = Varchar(length=80, null=False, default=None)
    weight = Integer(null=False, default=None)
    inhabitants = Integer(null=False, default=None)
    kringen = Varchar(length=200, null=False, default="")

    elector_once = Unique(["vote", "municipality"])


class Mandate(Table):
    """A municipality lets a Kring vote for it in one round. `scope`: ronde, voorselectie or finale."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    partnership = ForeignKey(Partnership, null=False, on_delete=OnDelete.restrict)
    scope = Varchar(length=12, null=False, default=None)
    starts = Date(null=False, default=None)
    ends = Date(null=True, default=None)
    document = Varchar(length=200, null=False, default=None)
    instruction = Text(null=False, default="")
    granted_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    granted_at = Timestamptz(null=False, default=None)
    revoked_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    revoked_at = Timestamptz(null=True, default=None)


class Ballot(Table):
    """The present ballot of a municipality or a Kring; earlier ones stand in the log. None after withdrawal.

    `content` is {"keuze": [...]} or {"volgorde": [[...], ...]}; `sequence` is its place in the log.
    """

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict)
    partnership = ForeignKey(Partnership, null=True, default=None, on_delete=OnDelete.restrict)
    content = JSONB(null=True, default=None)
    sequence = Integer(null=False, default=None)
    cast_at = Timestamptz(null=False, default=None)
    cast_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)

    ballot_of_municipality = Unique(["vote", "municipality"])
    ballot_of_kring = Unique(["vote", "partnership"])


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
    municipality = ForeignKey(Municipality, null=True, default=None, on_delete=OnDelete.restrict)
    partnership = ForeignKey(Partnership, null=True, default=None, on_delete=OnDelete.restrict)

    ballot_event_once = Unique(["vote", "sequence"])


class TreeHead(Table):
    """A signed state of a ballot log that was published and mailed out."""

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict)
    size = Integer(null=False, default=None)
    root = Bytea(null=False, default=None)
    time = Varchar(length=30, null=False, default=None)
    signature = Bytea(null=False, default=None)
    occasion = Varchar(length=12, null=False, default=None)
    published_at = Timestamptz(null=False, default=None)


class AdoptionIntention(Table):
    """What a municipality answered to "zou uw gemeente dit binnen een jaar overnemen?": ja, misschien or nee.

    Apart from the ballot and without effect on the count.
    """

    id: Serial
    vote = ForeignKey(RoundVote, null=False, on_delete=OnDelete.restrict)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict)
    answer = Varchar(length=10, null=False, default=None)
    answered_at = Timestamptz(null=False, default=None)

    intention_once = Unique(["vote", "municipality", "group"])


class Finalist(Table):
    """A group that the preselection of a round brought to the final."""

    id: Serial
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict)
    group = ForeignKey(IdeaGroup, null=False, on_delete=OnDelete.restrict)
    position = Integer(null=False, default=None)
    chosen_at = Timestamptz(null=False, default=None)

    finalist_once = Unique(["round", "group"])
