"""Start, recover and stop the embedded PostgreSQL.

The server is a direct child that we hold by its process handle. A lock on the folder keeps a second Innovatie
out. A server that outlived a killed parent is stopped cleanly before ours starts; PostgreSQL itself recovers
from a kill. Connections go over a socket in a private folder, with a generated password; a TCP port
opens only when asked for.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from innovatie.infra.embedded_postgres import failures, memory, orphans, place, sockets
from innovatie.infra.embedded_postgres.failures import DatabaseError

MAJOR_VERSION = 18
DATABASE = "innovatie"
TIMEOUT_SECONDS = 300.0  # seconds; recovery after a kill may have much to read
LARGEST_LOG = 5_000_000  # bytes; a larger log starts anew

TUNING = {
    "timezone": "UTC",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "max_connections": "60",
    # One transaction that visits every table and index, as a restore or a test does, takes over a thousand locks.
    "max_locks_per_transaction": "256",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "lc_messages": "C",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
    "cluster_name": "innovatie",
}
WITHOUT_DURABILITY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def running_dsn(data: Path) -> str | None:
    """The address of the server that now runs on data folder `data`, for a command beside it; None without one."""
    for folder in place.candidates(data.absolute()):
        try:
            if orphans.server_of(folder / "cluster") is None:
                continue
            port = (folder / "cluster" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[3]
            password = (folder / "password").read_text(encoding="ascii")
        except (OSError, IndexError):
            continue
        return _dsn(folder, password, int(port))
    return None


def _dsn(folder: Path, password: str, port: int) -> str:
    host = quote(str(sockets.folder_for(folder)), safe="/")
    # What somebody set for other servers (PGSSLMODE, PGTARGETSESSIONATTRS) is not for this one.
    own = "sslmode=disable&target_session_attrs=any"
    return f"postgresql://{DATABASE}:{password}@/{DATABASE}?host={host}&port={port}&{own}"


class EmbeddedPostgres:
    """One PostgreSQL for one data folder.

    `port` opens TCP on 127.0.0.1 as well. `durable=False` trades safety at a power cut for speed, for tests.
    `system_folder` is where root's cluster goes when its account cannot reach `data`.
    """

    def __init__(
        self,
        data: Path,
        *,
        port: int | None = None,
        durable: bool = True,
        system_folder: Path = place.SYSTEM_FOLDER,
    ) -> None:
        self.data = data.absolute()
        self.port = port
        self.durable = durable
        self._system_folder = system_folder
        self._place: place.Place | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._log_start = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def folder(self) -> Path:
        """Where the cluster, its log and its password lie."""
        assert self._place is not None, "start() first"
        return self._place.folder

    @property
    def moved(self) -> bool:
        """The cluster lies elsewhere than in the data folder: tell the user."""
        return self._place is not None and self._place.moved

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def dsn(self) -> str:
        """postgresql:// address of the database, password included; for asyncpg and libpq alike."""
        password = (self.folder / "password").read_text(encoding="ascii")
        return _dsn(self.folder, password, self.port or sockets.PORT)

    def start(self) -> str:
        """Start the server, making the cluster when there is none; returns the dsn once it accepts queries.

        Raises DatabaseError. Does nothing while it runs; starts it again when it died.
        """
        if self.pid is not None:  # asking reaps a dead child too; PostgreSQL takes a zombie for a live server
            return self.dsn
        try:
            self._place = self._place or place.find(self.data, self._system_folder)
            self._take_lock()
            orphans.stop(self._cluster)  # the lock proves that nobody else owns that server
            sockets.clear(self.folder)
            if not self._cluster.exists():
                self._make_cluster()
            self._check_version()
            self._run()
        except OSError as error:
            self.stop()
            raise failures.of_system(error, self._place.folder if self._place else self.data) from error
        except BaseException:
            self.stop()
            raise
        return self.dsn

    def stop(self) -> None:
        """Stop the server in an orderly way and free the folder; does nothing when it does not run."""
        if self._process is not None:
            for sign, timeout_seconds in orphans.EVER_HARDER:
                if self._process.poll() is None:
                    self._process.send_signal(sign)
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        self._process.wait(timeout_seconds)
            self._process = None
            sockets.clear(self.folder)
        if self._lock is not None:
            self._lock.close()  # closing frees the lock
            self._lock = None

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        lock = (self.folder / "lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip()
            lock.close()
            raise failures.in_use(self.data, holder) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def _make_cluster(self) -> None:
        """initdb in a folder beside it, then rename: an interrupted attempt leaves no half cluster behind."""
        assert self._place is not None
        unfinished = self.folder / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        password = self.folder / "password"
        password.write_text(secrets.token_urlsafe(24), encoding="ascii")
        password.chmod(0o600)
        self._place.own(password)
        options = f"--username={DATABASE} --encoding=UTF8 --locale=C --locale-provider=builtin"
        options += " --builtin-locale=C.UTF-8 --data-checksums --auth=scram-sha-256 --no-instructions"
        options += "" if self.durable else " --no-sync"
        self._tool("initdb", *options.split(), f"--pwfile={password}", f"--pgdata={unfinished}")
        create = f"CREATE DATABASE {DATABASE};\n"
        self._tool("postgres", "--single", "-j", "-D", str(unfinished), "postgres", stdin=create)
        unfinished.rename(self._cluster)

    def _tool(self, program: str, *arguments: str, stdin: str = "") -> None:
        assert self._place is not None
        done = subprocess.run(  # noqa: S603 -- our own program and arguments
            [str(self._place.programs / program), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env={"LC_ALL": "C", "PATH": os.defpath},
            umask=0o077,
            start_new_session=True,  # Ctrl-C reaches us only, and we stop things in order
            **self._place.run_as(),
        )
        if done.returncode != 0 or "FATAL" in done.stderr:
            self._append_log(done.stdout + done.stderr)
            raise failures.of_log(done.stderr, self.folder, self.port, self.log)

    def _append_log(self, text: str) -> None:
        with self.log.open("a", encoding="utf-8") as log:
            log.write(text)

    def _check_version(self) -> None:
        found = (self._cluster / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != str(MAJOR_VERSION):
            raise failures.of_version(self.folder, found, MAJOR_VERSION)

    def _run(self) -> None:
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while True:
            self._launch()
            if self._wait_until_ready(deadline):
                return
            written = self._written()
            self._process = None
            # Children of a killed server may still be leaving; they hold its shared memory for a moment.
            leaving = "pre-existing shared memory block" in written
            if not leaving or time.monotonic() > deadline:
                raise failures.of_log(written, self.folder, self.port, self.log)
            time.sleep(0.2)

    def _launch(self) -> None:
        assert self._place is not None
        socket_folder = sockets.folder_for(self.folder)
        if not socket_folder.is_dir():
            socket_folder.mkdir(mode=0o700)
        self._place.own(socket_folder)
        settings = {
            **TUNING,
            **memory.settings(),
            **({} if self.durable else WITHOUT_DURABILITY),
            "listen_addresses": "127.0.0.1" if self.port else "",
            "port": str(self.port or sockets.PORT),
            "unix_socket_directories": str(socket_folder),
        }
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.write_bytes(b"")
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 -- our own program and arguments
                [str(self._place.programs / "postgres"), "-D", str(self._cluster), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={"LC_ALL": "C", "PATH": os.defpath},
                umask=0o077,
                start_new_session=True,
                **self._place.run_as(),
            )

    def _wait_until_ready(self, deadline: float) -> bool:
        """PostgreSQL writes `ready` as the eighth line of postmaster.pid; pg_ctl looks there as well."""
        assert self._process is not None
        while self._process.poll() is None:
            with contextlib.suppress(OSError, UnicodeDecodeError):
                lines = (self._cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
                if len(lines) > 7 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready":
                    return True
            if time.monotonic() > deadline:
                raise DatabaseError(f"PostgreSQL is na {TIMEOUT_SECONDS:.0f} seconden nog niet klaar; zie {self.log}.")
            time.sleep(0.02)
        return False

    def _written(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")
