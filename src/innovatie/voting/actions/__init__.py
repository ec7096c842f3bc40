"""Opening a vote, mandates, casting, closing and counting, drawing lots. Each act is one transaction."""

from innovatie.voting.actions.act_notifications import ask_untold, tell_acts
from innovatie.voting.actions.casting import cast_ballot, withdraw_ballot
from innovatie.voting.actions.closing import ask_count, close_and_count, reveal_result
from innovatie.voting.actions.drawing import confirm_draw, read_draw
from innovatie.voting.actions.heads import ask_due_heads, publish_head
from innovatie.voting.actions.mandates import grant_mandate, revoke_mandate
from innovatie.voting.actions.notifications import (
    remind_of_more_time,
    remind_voters,
    tell_finalist_withdrawn,
    tell_gaps,
    tell_voters,
    withdrawal_reach,
)
from innovatie.voting.actions.opening import open_vote
from innovatie.voting.actions.withdrawing import (
    ask_finalist_withdrawal,
    confirm_finalist_withdrawal,
    drop_finalist_withdrawal,
)
from innovatie.voting.actions.witnesses import acknowledge

__all__ = [
    "acknowledge",
    "ask_count",
    "ask_due_heads",
    "ask_finalist_withdrawal",
    "ask_untold",
    "cast_ballot",
    "close_and_count",
    "confirm_draw",
    "confirm_finalist_withdrawal",
    "drop_finalist_withdrawal",
    "grant_mandate",
    "open_vote",
    "publish_head",
    "read_draw",
    "remind_of_more_time",
    "remind_voters",
    "reveal_result",
    "revoke_mandate",
    "tell_acts",
    "tell_finalist_withdrawn",
    "tell_gaps",
    "tell_voters",
    "withdraw_ballot",
    "withdrawal_reach",
]
