"""What is in the archive of a round, file by file: what VNG may know of it, and of reviewers nothing by name.

The seal holds here too: of a vote whose roll-call is not public yet there is no file at all.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

from innovatie.audit.queries import trail_about
from innovatie.domain.tables import csv_file
from innovatie.infra.database import fetch_as
from innovatie.publication.queries import attachment, attachments, elaboration, versions
from innovatie.review.queries.desk import group_names
from innovatie.review.queries.feedback import feedback_of
from innovatie.review.queries.scores import draws_of, settled_shortlist
from innovatie.rounds.course import course_of
from innovatie.rounds.queries import RoundDetail
from innovatie.voting.package import build
from innovatie.voting.queries import Vote, dossier, finalists, votes_of

ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
MOST_ATTACHED: Final = 100_000_000
"""So many bytes of attachments go in; what comes after is only named."""
MOST_TRAIL: Final = 100_000


async def files_of(round_: RoundDetail, *, now: datetime) -> dict[str, bytes]:
    """Each file of the archive by its path, the readme first."""
    votes = await votes_of(round_.code, now=now)
    public = [vote for vote in votes if vote.revealed_at is not None]
    letters = await _letters(round_.code)
    left_out: list[str] = []
    files = {
        "ronde.json": _json({"ronde": round_, "verloop": await course_of(round_.id)}),
        "plannen.json": _json(await _plans(round_.id)),
        "besluiten-over-inzendingen.json": _json(await _decisions(round_.id)),
        "groepen.json": _json(await _groups(round_.id)),
        **await _review(round_),
        **await _finalists(round_, left_out),
        **{f"stemming/natellen-{vote.kind}.zip": build(await dossier(vote)) for vote in public},
        "bekendmakingen.json": _json(await _publications(round_.id)),
        "brieven.json": _json(letters),
        "stappen-bij-gemeenten.csv": csv_file(
            ("gemeente", "fase", "stap", "dag", "mensen", "notitie"),
            [
                (one.name, one.phase, one.rung, one.taken_at.isoformat(), one.told, one.note)
                for one in await fetch_as(_Step, _STEPS, round_.id)
            ],
        ),
        "spoor.csv": await _trail(round_.code, votes, letters),
    }
    return {"LEESMIJ.txt": _readme(round_, votes, left_out, now).encode(), **files}


def zipped(folder: str, files: Mapping[str, bytes]) -> bytes:
    """All files in one folder of a zip, with SHA256SUMS. The same files give the same bytes."""
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in {**files, "SHA256SUMS": sums.encode()}.items():
            entry = ZipInfo(f"{folder}/{name}", ZIP_TIME)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _json(value: object) -> bytes:
    plain = msgspec.to_builtins(value, enc_hook=str, str_keys=True)
    return msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n"


class _Plan(msgspec.Struct, frozen=True, rename={"group": "groep", "municipality": "gemeente", "title": "titel"}):
    id: int
    group: int | None
    municipality: str
    taking_part: tuple[str, ...]
    title: str
    state: str
    summary: str
    problem: str
    approach: str
    public_value: str
    stage: str
    theme: str
    cost_euro: int | None
    effort_hours: int | None
    contact: str
    version: int
    submitted_at: datetime | None


async def _plans(round_id: int) -> Sequence[_Plan]:
    return await fetch_as(
        _Plan,
        """
        SELECT i.id, g."group", m.name AS municipality, i.title, i.state, i.summary, i.problem, i.approach,
               i.public_value, i.stage, i.theme, i.cost_euro, i.effort_hours, i.contact, i.version, i.submitted_at,
               array(SELECT t.name FROM idea_participant d JOIN municipality t ON t.id = d.municipality
                      WHERE d.idea = i.id AND d.left_at IS NULL ORDER BY t.sort_name) AS taking_part
          FROM idea i JOIN municipality m ON m.id = i.municipality LEFT JOIN group_member g ON g.idea = i.id
         WHERE i.state <> 'concept' AND (i.round = $1 OR EXISTS (
               SELECT FROM entry_decision d WHERE d.idea = i.id AND d.round = $1)) ORDER BY i.id
        """,
        round_id,
    )


class _Decision(msgspec.Struct, frozen=True):
    idea: int
    verdict: str
    reason: str
    note: str
    at: datetime
    by: str


async def _decisions(round_id: int) -> Sequence[_Decision]:
    return await fetch_as(
        _Decision,
        "SELECT d.idea, d.verdict, d.reason, d.note, d.at, coalesce(p.name, '') AS by FROM entry_decision d"
        " LEFT JOIN person p ON p.id = d.by WHERE d.round = $1 ORDER BY d.id",
        round_id,
    )


class _Group(msgspec.Struct, frozen=True):
    id: int
    title: str
    summary: str
    lead: str
    ideas: tuple[int, ...]
    frozen_at: datetime | None


async def _groups(round_id: int) -> Sequence[_Group]:
    return await fetch_as(
        _Group,
        """
        SELECT g.id, g.title, g.summary, coalesce(m.name, '') AS lead, r.frozen_at,
               array(SELECT x.idea FROM group_member x JOIN idea i ON i.id = x.idea AND i.state <> 'concept'
                      WHERE x."group" = g.id ORDER BY x.idea) AS ideas
          FROM round_group r JOIN idea_group g ON g.id = r."group" LEFT JOIN municipality m ON m.id = g.lead
         WHERE r.round = $1 ORDER BY g.id
        """,
        round_id,
    )


async def _review(round_: RoundDetail) -> dict[str, bytes]:
    """Per group what its municipalities may read, once the shortlist is settled; never who wrote it or when."""
    settled = await settled_shortlist(round_.id)
    if settled is None:
        return {}
    groups = [await feedback_of(round_.code, group.id) for group in await group_names(round_.id)]
    return {
        "beoordeling.json": _json(
            {"shortlist": settled, "lotingen": await draws_of(round_.id), "groepen": [one for one in groups if one]}
        )
    }


async def _finalists(round_: RoundDetail, left_out: list[str]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    found = await finalists(round_.id)
    if found:
        files["finalisten/finalisten.json"] = _json(found)
    room = MOST_ATTACHED
    for group in (one.group_id for one in found):
        folder = f"finalisten/{group}"
        for version in await versions(round_.id, group):
            kept = await elaboration(round_.id, group, version.version)
            files[f"{folder}/versie-{version.version}.json"] = _json(kept)
        for row in await attachments(round_.id, group):
            name = f"{folder}/bijlagen/{row.id}.{row.kind}"
            if row.size > room:
                left_out.append(f"{name} ({row.name})")
                continue
            room -= row.size
            files[name] = (await attachment(row.id)).content
    return files


async def _publications(round_id: int) -> list[dict[str, object]]:
    rows = await fetch_as(
        _Published,
        "SELECT version, decision, press, correction, published_at, snapshot::text AS snapshot FROM publication"
        " WHERE round = $1 AND published_at IS NOT NULL ORDER BY version",
        round_id,
    )
    return [
        {**msgspec.structs.asdict(row), "snapshot": msgspec.json.decode(row.snapshot) if row.snapshot else None}
        for row in rows
    ]


class _Published(msgspec.Struct, frozen=True):
    version: int
    decision: str
    press: str
    correction: str
    published_at: datetime
    snapshot: str | None


class _Letter(msgspec.Struct, frozen=True):
    id: int
    audience: str
    subject: str
    body: str
    sent_at: datetime
    recipients: int
    delivered: int | None
    failed: int | None


async def _letters(code: str) -> Sequence[_Letter]:
    return await fetch_as(
        _Letter,
        "SELECT id, audience, subject, body, sent_at, recipients, delivered, failed FROM bulk_mail"
        " WHERE selection->>'round' = $1 AND sent_at IS NOT NULL ORDER BY id",
        code,
    )


class _Step(msgspec.Struct, frozen=True):
    name: str
    phase: str
    rung: str
    taken_at: datetime
    told: int
    note: str


_STEPS: Final = """
SELECT m.name, s.phase, s.rung, s.taken_at, s.told, s.note FROM escalation_step s
  JOIN municipality m ON m.id = s.municipality WHERE s.round = $1 ORDER BY s.id
"""


async def _trail(code: str, votes: Sequence[Vote], letters: Sequence[_Letter]) -> bytes:
    things = [
        ("ronde", code),
        *(("stemming", vote.log) for vote in votes),
        *(("brief", str(one.id)) for one in letters),
    ]
    page = await trail_about(things, limit=MOST_TRAIL)
    return csv_file(
        ("nummer", "moment", "wie", "handeling", "soort", "wat", "gevolg", "namens"),
        [
            (
                row.number,
                row.at.isoformat(),
                row.who,
                row.act,
                row.object_kind,
                row.object_id,
                row.result,
                row.municipality,
            )
            for row in reversed(page.rows)
        ],
    )


def _readme(round_: RoundDetail, votes: Sequence[Vote], left_out: Sequence[str], now: datetime) -> str:
    sealed = [vote.label.lower() for vote in votes if vote.revealed_at is None]
    lines = [
        f"Archief van {round_.name} ({round_.code}), gemaakt op {now:%Y-%m-%d %H:%M} UTC.",
        "",
        "ronde.json                       regels, fasen en elke stap met haar reden",
        "plannen.json                     alle plannen die meededen of werden uitgesloten, zoals zij nu zijn",
        "besluiten-over-inzendingen.json  toelaten, vragen, uitsluiten en bezwaar, met de notities van VNG",
        "groepen.json                     de groepen van de ronde met hun plannen",
        "beoordeling.json                 per groep de scores en opmerkingen, zonder wie ze schreef",
        "finalisten/                      de finalisten, wie zich terugtrok, en elke uitwerking met bijlagen",
        "stemming/                        de pakketten om na te tellen",
        "bekendmakingen.json              elke versie van de uitslag",
        "brieven.json                     brieven van VNG over deze ronde, zonder wie ze kreeg",
        "stappen-bij-gemeenten.csv        wat VNG deed als een gemeente niet reageerde",
        "spoor.csv                        wie wat deed met de ronde, de stemmingen en de brieven",
        "SHA256SUMS                       controleer met: sha256sum -c SHA256SUMS",
        "",
        "Wat er nog niet is, ontbreekt: een ronde zonder shortlist heeft geen beoordeling.json.",
        "Het overleg van beoordelaars staat er niet in: dat is alleen voor hen.",
        "Namen die op verzoek zijn gewist, staan er niet in.",
    ]
    if sealed:
        lines.append(f"Nog verzegeld, en daarom niet in dit archief: {', '.join(sealed)}.")
    if left_out:
        lines += ["", "Te groot voor dit archief:", *left_out]
    return "\n".join(lines) + "\n"
