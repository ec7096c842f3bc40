"""Votes with their frozen rules and electorate, mandates, ballots, the append-only ballot log and its signed heads."""

from innovatie.voting.tables.ballots import (
    AdoptionIntention,
    Ballot,
    BallotEvent,
    DrawReading,
    TreeHead,
    WitnessAcknowledgement,
)
from innovatie.voting.tables.finalists import Finalist, FinalistWithdrawal
from innovatie.voting.tables.votes import Elector, Mandate, RoundVote, VoteOption

__all__ = [
    "AdoptionIntention",
    "Ballot",
    "BallotEvent",
    "DrawReading",
    "Elector",
    "Finalist",
    "FinalistWithdrawal",
    "Mandate",
    "RoundVote",
    "TreeHead",
    "VoteOption",
    "WitnessAcknowledgement",
]
