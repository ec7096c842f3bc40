"""The pages of voting: for everybody, for voters and Kringen, and for VNG."""

from innovatie.voting.pages.archive import ArchivePages
from innovatie.voting.pages.ballot import BallotPages
from innovatie.voting.pages.desk import VoteDeskPages
from innovatie.voting.pages.mandates import MandatePages
from innovatie.voting.pages.overview import VotePages
from innovatie.voting.pages.receipts import ReceiptPages
from innovatie.voting.pages.withdrawing import WithdrawFinalistPages
from innovatie.voting.pages.witnesses import WitnessPages

VOTING_PAGES = [
    VotePages,
    BallotPages,
    ReceiptPages,
    MandatePages,
    VoteDeskPages,
    WithdrawFinalistPages,
    ArchivePages,
    WitnessPages,
]

__all__ = ["VOTING_PAGES"]
