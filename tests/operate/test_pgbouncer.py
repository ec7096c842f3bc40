"""Two web processes and two workers behind PgBouncer in transaction mode: pages, acts, jobs, mail; and its sudden end."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from innovatie.infra import database
from tests.infra.test_mailer import Postbox, serving
from tests.operate.conftest import Running
from tests.operate.servers import PgBouncer, Postgres
from tests.operate.site import Sender, compared, get, send_in, signed_in, visitor
from tests.serving import SECRET, environment
from tests.waiting import until, until_async

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.operate,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # sockets to what was killed
]

PAGES = ("/", "/ideeen", "/ideeen?thema=openbare-ruimte", "/gemeenten", "/zoeken?q=gaten", "/winnaars", "/readyz")


async def test_the_site_works_behind_a_pooler_and_survives_its_end(
    primary: Postgres, processes: Running, tmp_path: Path, table: dict[str, object]
) -> None:
    pooler = PgBouncer(primary)
    pooler.start()
    postbox = Postbox()
    with serving(postbox) as post:
        settings = {
            "DATABASE_URL": pooler.dsn,
            "INNOVATIE_DATABASE_DIRECT_URL": primary.dsn,
            "INNOVATIE_SMTP_HOST": post.host,
            "INNOVATIE_SMTP_PORT": str(post.port),
            "INNOVATIE_SMTP_SECURITY": "geen",
        }
        webs = [processes.add("serve", tmp_path, **settings) for _ in range(2)]
        for _ in range(2):
            processes.add("worker", tmp_path, **settings)
        with closing(signed_in(webs[0])) as author:
            assert send_in(author, "Gaten in de weg zien").status_code == 303
        for web in webs:
            until(lambda web=web: "in de weg zien" in get(web, "/zoeken?q=gaten").text, of="a job indexed it")  # type: ignore[misc]
            for _ in range(4):  # more often than the pooler has connections
                assert [get(web, page).status_code for page in PAGES] == [200] * len(PAGES)
        with visitor(webs[1]) as client:
            asked = client.post("/inloggen/link", data={"email": await _address(primary)})
        assert asked.status_code in {200, 303}
        until(lambda: postbox.received, of="the mail with a link is sent")
        sender = Sender(*webs)
        until(lambda: sender.at_least(5), of="five plans are acknowledged")
        for command in (("audit", "verify"), ("doctor",), ("audit", "verify"), ("doctor",)):
            told = _innovatie(*command, **settings)
            assert "prepared statement" not in told.stdout + told.stderr, "each command is another connection"
            assert "Traceback" not in told.stderr
        assert "database: PostgreSQL" in _innovatie("doctor", **settings).stdout
        pooler.kill()
        until(lambda: sender.refused > 1, of="it is noticed")
        pooler.start()
        so_far = len(sender.acknowledged)
        until(lambda: sender.at_least(so_far + 5), of="plans are acknowledged again")
        sender.finish()
        found = await compared(sender, primary.dsn)
        table["PgBouncer killed and back"] = found
        assert (found["lost"], found["doubled"]) == (0, 0)

        async def nothing_waits() -> bool:
            return await database.fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'ideas.changed'") == 0

        await until_async(nothing_waits, of="every job is done")
    pooler.kill()
    for process in processes:
        assert "prepared statement" not in process.told


def _innovatie(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "innovatie.cli", *arguments]
    environ = environment(INNOVATIE_SECRET=SECRET, **settings)
    return subprocess.run(program, env=environ, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


async def _address(primary: Postgres) -> str:
    return str(await primary.ask("SELECT email FROM person WHERE persona = 'sanne'"))
