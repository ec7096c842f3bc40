"""What the jobs of votes are told."""

from typing import ClassVar

from innovatie.infra.jobs import Payload


class TreeHead(Payload, frozen=True, kw_only=True):
    """This vote's log grew since its last signed head, an hour ago or longer."""

    job: ClassVar[str] = "voting.tree_head"
    vote: int


class TellActs(Payload, frozen=True, kw_only=True):
    """Somebody voted in this vote, took that back, or gave or ended a mandate."""

    job: ClassVar[str] = "voting.tell_acts"
    vote: int


class TellVoters(Payload, frozen=True, kw_only=True):
    """This vote has opened."""

    job: ClassVar[str] = "voting.tell_voters"
    vote: int


class TellFinalistWithdrawn(Payload, frozen=True, kw_only=True):
    """A finalist does not take part any more, by the request with this number."""

    job: ClassVar[str] = "voting.tell_finalist_withdrawn"
    withdrawal: int


class RemindVoters(Payload, frozen=True, kw_only=True):
    """This vote closes soon."""

    job: ClassVar[str] = "voting.remind_voters"
    vote: int
