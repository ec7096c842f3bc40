"""Everything that can be done to the register of municipalities and to partnerships."""

from innovatie.municipalities.actions.holding import hold_register
from innovatie.municipalities.actions.partnerships import (
    change_partnership,
    found_partnership,
    join_partnership,
    leave_partnership,
    set_archive_address,
)
from innovatie.municipalities.actions.registering import add_past_merger, set_start, take_over_table
from innovatie.municipalities.actions.waiting import call_off_table, take_over_due_tables

__all__ = [
    "add_past_merger",
    "call_off_table",
    "change_partnership",
    "found_partnership",
    "hold_register",
    "join_partnership",
    "leave_partnership",
    "set_archive_address",
    "set_start",
    "take_over_due_tables",
    "take_over_table",
]
