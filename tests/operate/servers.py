"""A primary, its replica and a pooler: real servers on this machine, started, stopped, killed and promoted by a test."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import asyncpg
import pytest

from innovatie.infra.embedded_postgres import place
from tests.serving import free_port
from tests.waiting import until_async

USER, DATABASE = "innovatie", "innovatie"


class Postgres:
    """One PostgreSQL of its own on 127.0.0.1, with everything that replication needs."""

    def __init__(self, folder: Path) -> None:
        self.place = place.find(folder)
        self.data = self.place.folder / "cluster"
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def told(self) -> str:
        """What the server complained of, and who waited long for whom."""
        return (self.place.folder / "log").read_text("utf-8", "replace")

    def make(self) -> None:
        """An empty cluster with our database."""
        self._run("initdb", "-D", str(self.data), "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C")
        self._run("postgres", "--single", "-D", str(self.data), "postgres", stdin=f"CREATE DATABASE {DATABASE};\n")

    def make_empty(self, password: str) -> None:
        """A cluster as an administrator of PostgreSQL finds it: his account `postgres`, with a password, and no more."""
        file = self.place.folder / "password"
        file.write_text(password)
        self.place.own(file)
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={file}",
                  "--encoding=UTF8", "--locale=C")  # fmt: skip

    def make_from(self, primary: "Postgres") -> None:
        """A streaming replica of `primary`, which must run."""
        where = ["-h", "127.0.0.1", "-p", str(primary.port), "-U", USER, "-D", str(self.data)]
        self._run("pg_basebackup", *where, "-R", "-X", "stream", "-c", "fast")

    def start(self, **settings: str) -> None:
        options = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "wal_level": "replica",
            "max_wal_senders": "5",
            "max_connections": "100",
            "hot_standby": "on",
            "wal_keep_size": "256MB",
            "log_min_messages": "error",
            "log_lock_waits": "on",
            **settings,
        }
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self.place.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self.place.programs / "postgres"), "-D", str(self.data), *arguments],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.place.folder,
                env={"LC_ALL": "C", "PATH": os.defpath},
                start_new_session=True,
                **self.place.run_as(),
            )

    def kill(self) -> None:
        """As a power cut: the server and all its children, at once."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def pause(self, *, stopped: bool) -> None:
        """As a network that is cut, or comes back: every process of it stands still, or goes on."""
        assert self._process is not None
        told = signal.SIGSTOP if stopped else signal.SIGCONT
        os.kill(self._process.pid, told)  # first of all: now it makes no new ones
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text("ascii")
        for child in map(int, children.split()):  # each has a process group of its own
            os.kill(child, told)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.pause(stopped=False)
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    async def ready(self) -> None:
        async def answers() -> bool:
            try:
                connection = await asyncpg.connect(self.dsn, timeout=2)
            except (OSError, TimeoutError, asyncpg.PostgresError):
                return False
            await connection.close()
            return True

        await until_async(answers, of=f"PostgreSQL on {self.port} answers")

    async def ask(self, sql: str) -> object:
        connection = await asyncpg.connect(self.dsn)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    def _run(self, program: str, *arguments: str, stdin: str = "") -> None:
        done = subprocess.run(
            [str(self.place.programs / program), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.place.folder,
            env={"LC_ALL": "C", "PATH": os.defpath},
            **self.place.run_as(),
        )
        assert done.returncode == 0, done.stderr[-2000:]


class PgBouncer:
    """PgBouncer in transaction mode before one PostgreSQL; skips the test where it is not installed."""

    def __init__(self, behind: Postgres) -> None:
        folder = behind.place.folder  # its account may read there
        program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None:
            pytest.skip("pgbouncer is not installed (Debian: apt-get install pgbouncer)")
        self.port = free_port()
        users, self._ini = folder / "users.txt", folder / "pgbouncer.ini"
        users.write_text(f'"{USER}" ""\n')
        self._ini.write_text(
            f"[databases]\n{DATABASE} = host=127.0.0.1 port={behind.port} dbname={DATABASE}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {users}\npool_mode = transaction\ndefault_pool_size = 4\n"
            "server_login_retry = 1\n"
        )
        self._command = [program, "-q", str(self._ini)]
        self._run_as = behind.place.run_as()
        behind.place.own(users)
        behind.place.own(self._ini)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self) -> None:
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self._run_as
        )

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
