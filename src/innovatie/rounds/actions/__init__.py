"""VNG prepares a round, opens its phases one after the other, extends with a reason, takes back, and closes."""

from innovatie.rounds.actions.course import (
    close_phase,
    during,
    end_round,
    extend_phase,
    lock_round,
    locked,
    note_lapse,
    open_next_phase,
    take_back,
)
from innovatie.rounds.actions.preparing import change_round, create_round, delete_round, hide_round, publish_round

__all__ = [
    "change_round",
    "close_phase",
    "create_round",
    "delete_round",
    "during",
    "end_round",
    "extend_phase",
    "hide_round",
    "lock_round",
    "locked",
    "note_lapse",
    "open_next_phase",
    "publish_round",
    "take_back",
]
