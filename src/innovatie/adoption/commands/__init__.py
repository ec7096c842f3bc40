"""`innovatie adoption`: forecasts and their proof on files, without a database; imports and upkeep with one."""

from innovatie.adoption.commands import data, forecasting, replaying
from innovatie.adoption.commands.group import adoption

__all__ = ["adoption", "data", "forecasting", "replaying"]
