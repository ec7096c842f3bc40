"""What the last stage keeps itself: the steps that VNG took when a municipality did not react."""

from typing import ClassVar

from piccolo.columns import ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from innovatie.accounts.tables import Person
from innovatie.domain.escalation import EscalationRung
from innovatie.domain.phases import Phase
from innovatie.infra.checks import at_least, one_of
from innovatie.municipalities.tables import Municipality
from innovatie.rounds.tables import Round


class EscalationStep(Table):
    """A step on the ladder for one municipality in one phase of a round: never changed or removed.

    `told` is how many people got a message; `note` what was said on the telephone, or the message that went out.
    """

    id: Serial
    texts_of_people: ClassVar[frozenset[str]] = frozenset({"note"})
    round = ForeignKey(Round, null=False, on_delete=OnDelete.restrict, index=True)
    municipality = ForeignKey(Municipality, null=False, on_delete=OnDelete.restrict, index=True)
    phase = Varchar(length=12, null=False, default=None)
    rung = Varchar(length=14, null=False, default=None)
    note = Text(null=False, default="")
    told = Integer(null=False, default=0)
    taken_at = Timestamptz(null=False, default=None)
    taken_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    phase_known = one_of("phase", Phase)
    rung_known = one_of("rung", EscalationRung)
    told_not_negative = at_least(0, "told")
