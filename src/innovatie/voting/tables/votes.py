"""Votes with their frozen rules, options and electorate, and the mandates to vote."""

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
from innovatie.domain.text_limits import REASON, RECORD, TEXT
from innovatie.domain.vocabulary import MandateScope, VoteKind
from innovatie.grouping.tables import IdeaGroup
from innovatie.infra.checks import (
    AtMost,
    at_least,
    between,
    filled,
    in_order,
    objects,
    one_of,
    together,
)
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
    texts_fit = AtMost(TEXT, "draw_source", "heads_to")
    records_fit = AtMost(RECORD, "rules_file")
    something_to_read = filled("log", "rules_file", "draw_source", "draw_value")
    objects_are_objects = objects("result", "analysis")


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
    something_to_read = filled("code", "title")


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
    something_to_read = filled("code", "name")


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
    reasons_fit = AtMost(REASON, "instruction")
    something_to_read = filled("document")
