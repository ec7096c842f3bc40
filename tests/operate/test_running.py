"""docs/running.md to the letter: from an empty PostgreSQL to an administrator who signed in by mail, and a second server.

The commands are read from the manual itself, so that a line that is not right there fails here.
"""

import asyncio
import email
import json
import os
import re
import shlex
import subprocess
import sys
from email.policy import default
from pathlib import Path

import httpx
import pytest

from innovatie.infra.database_roles import with_role
from tests.databases import with_database
from tests.infra.test_database_roles import PSQL
from tests.infra.test_mailer import Postbox, serving
from tests.operate.conftest import Running
from tests.operate.servers import Postgres
from tests.operate.test_deploy import nginx_before, tool
from tests.serving import environment, free_port
from tests.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.operate]

ROOT = Path(__file__).resolve().parents[2]
MANUAL = (ROOT / "docs" / "running.md").read_text("utf-8")
SITE = "https://innovatie.example"
OWNERS, APPS, SUPERUSERS = "owner/ p@ss", "app: p@ss", "of the administrator"
SECRET = "the secret of a real installation, long enough"


class Installation:
    """An empty server on which the line of the manual was run, and what the two roles get as settings."""

    def __init__(self, folder: Path) -> None:
        self.server = Postgres(folder)
        self.server.make_empty(SUPERUSERS)
        self.server.start()
        self.administrator = f"postgresql://postgres@127.0.0.1:{self.server.port}/postgres"
        place = with_database(self.administrator, "innovatie")
        self.site = {
            "DATABASE_URL": with_role(place, "innovatie_app", APPS),
            "INNOVATIE_PUBLIC_URL": SITE,
            "INNOVATIE_SECRET": SECRET,
            "INNOVATIE_DEMO": "0",
        }
        self.owner = self.site | {"INNOVATIE_MIGRATION_URL": with_role(place, "innovatie_owner", OWNERS)}

    def make_roles(self) -> None:
        found = re.search(r"`(psql -v [^`]+)`", MANUAL.replace("\n", " "))
        assert found is not None
        program, *words = shlex.split(found[1])
        assert program == "psql"
        words = [word.replace("owner_password=...", f"owner_password={OWNERS}") for word in words]
        words = [word.replace("app_password=...", f"app_password={APPS}") for word in words]
        command = [str(PSQL), "-d", self.administrator, "-v", "ON_ERROR_STOP=1", *words]
        environ = {**os.environ, "PGPASSWORD": SUPERUSERS}

        def run() -> bool:
            return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=False).returncode == 0

        until(run, of="the server is up and has its roles")


def steps() -> list[list[str]]:
    """The commands of the first block of the manual."""
    block = MANUAL.split("```")[1]
    return [shlex.split(line, comments=True)[1:] for line in block.strip().splitlines()]


def innovatie(settings: dict[str, str], *arguments: str) -> str:
    """What a command says; it must go well and complain of nothing."""
    program = [sys.executable, "-m", "innovatie.cli", *arguments]
    done = subprocess.run(
        program, env=environment(**settings), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert (done.returncode, done.stderr) == (0, ""), (arguments, done.stdout, done.stderr)
    return done.stdout


async def test_the_manual_leads_from_an_empty_server_to_a_site_that_is_kept(
    folder: Path, processes: Running, table: dict[str, object]
) -> None:
    nginx = tool("nginx", "apt-get install nginx-light")
    first, second, postbox = Installation(folder / "first"), Installation(folder / "second"), Postbox()
    try:
        with serving(postbox) as post:
            mail = {"INNOVATIE_SMTP_HOST": post.host, "INNOVATIE_SMTP_PORT": str(post.port)}
            mail |= {"INNOVATIE_SMTP_SECURITY": "geen", "INNOVATIE_MAIL_FROM": "innovatie@innovatie.example"}
            mail |= {"FORWARDED_ALLOW_IPS": "127.0.0.1"}
            await asyncio.to_thread(_install, first, processes, folder, mail)
            webs = [process for process in processes if process.what == "serve"]
            with nginx_before(webs, folder, nginx) as here:
                _sign_in(here, postbox)
            for process in processes:
                lines = [json.loads(line) for line in process.told.splitlines()]
                assert lines and all(line["event"] for line in lines), "every line of the log is JSON"
            told = innovatie(first.site | mail, "doctor")
            assert "fout" not in {line.split()[0] for line in told.splitlines()}
            kept = await asyncio.to_thread(_restore, first, second, folder)
            assert "de laatste is 0 uur oud" in innovatie(first.site | mail, "doctor")
        table["docs/running.md"] = {"steps": len(steps()), "signed in by mail": True, "restored rows": kept}
    finally:
        for process in processes:
            process.end()
        first.server.stop()
        second.server.stop()


def _install(first: Installation, processes: Running, folder: Path, mail: dict[str, str]) -> None:
    first.make_roles()
    migrate, *filling, serve, worker = steps()
    assert (migrate, serve, worker) == (["migrate"], ["serve"], ["worker"])
    innovatie(first.owner, *migrate)
    for command in filling:
        innovatie(first.site, *command)
    for what in (serve[0], serve[0], worker[0], worker[0]):
        figures = free_port()
        processes.add(what, folder, **first.site | mail | {"INNOVATIE_METRICS_PORT": str(figures)})
        with httpx.Client(trust_env=False) as client:
            until(lambda port=figures, ask=client: _has_figures(ask, port), of="figures on their port")  # type: ignore[misc]


def _has_figures(client: httpx.Client, port: int) -> bool:
    try:
        return "innovatie_database_up 1" in client.get(f"http://127.0.0.1:{port}/metrics").text
    except httpx.TransportError:
        return False


def _sign_in(here: str, postbox: Postbox) -> None:
    """The first administrator, through the proxy with TLS, under the name that people type."""
    name = SITE.removeprefix("https://")
    headers = {"Host": name, "Origin": SITE, "X-Request-ID": "of-the-operator"}
    with httpx.Client(base_url=here, headers=headers, timeout=60, trust_env=False, verify=False) as client:
        assert client.get("/inloggen").status_code == 200
        assert client.post("/inloggen/link", data={"email": "beheer@voorbeeld.nl"}).status_code == 200
        until(lambda: postbox.received, of="the mail with a link is there")
        message = email.message_from_bytes(postbox.received[0], policy=default)
        body = message.get_body(("plain",))
        assert body is not None
        link = re.search(rf"{re.escape(SITE)}(/inloggen/link/\S+)", body.get_content())
        assert link is not None, body.get_content()
        assert client.get(link[1]).status_code == 200
        entered = client.post(link[1])
        assert entered.status_code == 303, entered.text[:2000]
        page = client.get(entered.headers["Location"].removeprefix(SITE), follow_redirects=True)
        assert page.status_code == 200
        assert "Eerste Beheerder" in page.text


def _restore(first: Installation, second: Installation, folder: Path) -> int:
    """A back-up as the owner, and another empty server that becomes this site; its number of rows."""
    told = innovatie(first.owner, "backup", str(folder / "kept"))
    rows = re.search(r"(\d+) rijen", told, re.ASCII)
    assert rows is not None
    (made,) = (folder / "kept").iterdir()
    second.make_roles()
    assert "Alle aantallen kloppen" in innovatie(second.owner, "restore", str(made))
    innovatie(second.owner, "migrate")
    assert "klopt" in innovatie(second.site, "audit", "verify")
    return int(rows[1])


def test_the_manual_names_its_steps() -> None:
    assert [step[0] for step in steps()] == ["migrate", "municipalities", "accounts", "serve", "worker"]
