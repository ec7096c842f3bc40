"""`innovatie remote`: search, compare, post, import, report and mirror at a site elsewhere, over its public API."""

from innovatie.remote.commands.bringing import import_, post, report
from innovatie.remote.commands.group import remote
from innovatie.remote.commands.reading import mirror_, search, similar

for _command in (search, similar, post, import_, report, mirror_):
    remote.add_command(_command)

__all__ = ["remote"]
