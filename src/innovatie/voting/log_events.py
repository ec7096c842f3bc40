"""The events of a ballot log as values, and the register of ballots that they add up to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import msgspec

from innovatie.domain.mandates import Effective, Elector, Register
from innovatie.domain.vocabulary import BallotEventKind
from innovatie.domain.withdrawn_finalists import without


class BallotContent(msgspec.Struct, frozen=True, omit_defaults=True, rename={"approved": "keuze", "order": "volgorde"}):
    """What a ballot says, by code of the options: `approved` in a preselection, `order` in a final, the first class
    highest. Exactly one of the two; empty is a blank ballot.
    """

    approved: tuple[str, ...] | None = None
    order: tuple[tuple[str, ...], ...] | None = None

    @property
    def classes(self) -> tuple[tuple[str, ...], ...]:
        """From high to low, equal ones together; what was approved is one class."""
        if self.order is not None:
            return self.order
        return (self.approved,) if self.approved else ()

    def without(self, gone: Collection[str]) -> "BallotContent":
        """As it counts once these finalists withdrew."""
        return self if self.order is None else BallotContent(order=without(self.order, gone))

    @property
    def is_said(self) -> bool:
        """Whether it is a ballot at all."""
        return self.approved is not None or self.order is not None


class LogEvent(
    msgspec.Struct,
    frozen=True,
    rename={"kind": "soort", "municipality": "gemeente", "approved": "keuze", "order": "volgorde", "option": "optie"},
):
    """The part of an event of which the count depends. `municipality` is a code, `kring` a number as text, `option` the
    finalist that withdrew.
    """

    kind: str
    municipality: str | None = None
    kring: str | None = None
    approved: tuple[str, ...] | None = None
    order: tuple[tuple[str, ...], ...] | None = None
    option: str | None = None

    @property
    def ballot(self) -> BallotContent:
        return BallotContent(self.approved, self.order)


class OpeningEvent(
    msgspec.Struct,
    frozen=True,
    rename={
        "rules_digest": "regels_sha256",
        "voters_digest": "stemgerechtigden_sha256",
        "draw_source": "bron_loting",
        "draw_digits": "loting_cijfers",
        "draw_from": "loting_vanaf",
        "key": "sleutel",
        "witnesses": "getuigen",
    },
):
    """What the first event of a log fixes: digests of regels.json and stemgerechtigden.csv, where the value of a draw
    will come from, the key that signs (all hexadecimal), and the domains of the witnesses (logs before 30 November 2026
    name none).
    """

    rules_digest: str
    voters_digest: str
    draw_source: str
    draw_digits: int
    draw_from: date
    key: str
    witnesses: tuple[str, ...] = ()


def read_event(event: str | bytes) -> LogEvent:
    """From the text of a row; msgspec.ValidationError when it is no event."""
    return msgspec.json.decode(event, type=LogEvent)


def read_opening(event: str | bytes) -> OpeningEvent:
    """From the text of the first row."""
    return msgspec.json.decode(event, type=OpeningEvent)


def replay(electorate: Mapping[str, Elector], events: Iterable[LogEvent]) -> Register[BallotContent]:
    """The register after all events."""
    register: Register[BallotContent] = Register(electorate)
    for event in events:
        apply(register, event)
    return register


def withdrawn_in(events: Iterable[LogEvent]) -> frozenset[str]:
    """The finalists that withdrew while the vote was open, by code."""
    kind = BallotEventKind.FINALIST_WITHDRAWN
    return frozenset(event.option for event in events if event.kind == kind and event.option is not None)


def counted(electorate: Mapping[str, Elector], events: Sequence[LogEvent]) -> tuple[Effective[BallotContent], ...]:
    """The ballots that count after all events, as they count: without the finalists that withdrew."""
    gone = withdrawn_in(events)
    found = replay(electorate, events).effective()
    return tuple(replace(one, ballot=one.ballot.without(gone)) for one in found) if gone else tuple(found)


def apply(register: Register[BallotContent], event: LogEvent) -> None:
    """One event of the log on the register; raises what the rules refuse."""
    kind, municipality, kring = event.kind, event.municipality, event.kring
    if kind == "machtiging":
        register.grant(str(municipality), str(kring))
    elif kind == "machtiging-ingetrokken":
        register.revoke(str(municipality))
    elif kind == "stem":
        if not event.ballot.is_said:
            raise ValueError("a ballot has keuze or volgorde")
        if municipality is not None:
            register.vote(municipality, event.ballot)
        else:
            register.vote_as_kring(str(kring), event.ballot)
    elif kind == "stem-ingetrokken":
        if municipality is not None:
            register.withdraw(municipality)
        else:
            register.withdraw_as_kring(str(kring))
    elif kind == "sluiting":
        register.close()
    elif kind not in ("opening", BallotEventKind.FINALIST_WITHDRAWN):
        raise ValueError(f"{kind!r} is no event of a ballot log")
