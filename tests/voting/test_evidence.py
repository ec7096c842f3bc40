"""What somebody outside kept (a mail, a receipt) shows what the log itself no longer can: that it was written anew."""

import json
import subprocess
import sys
import time
import tracemalloc
import zipfile
import zlib
from email.message import EmailMessage
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import httpx
import msgspec
import pytest
from click.testing import CliRunner

from innovatie.domain.ballot_log import Frontier, canonical, commitment, leaf_hash, tree_head_bytes
from innovatie.infra.database import execute, fetch, fetch_one_as
from innovatie.voting import actions, queries
from innovatie.voting.commands import voting
from innovatie.voting.head_text import SignedHead
from innovatie.voting.package import build
from innovatie.voting.receipt_pdf import receipt_json, receipt_pdf
from innovatie.voting.recount import evidence
from innovatie.voting.recount.ballot_files import Unreadable
from innovatie.voting.signing import sign
from innovatie.voting.verification import verify_all, verify_vote
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene
from tests.voting.test_telling_acts import ARCHIVE, archived, mails

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

KEPT = ("bericht.eml", "bericht.txt", "bewijs.json", "bewijs.pdf")
TURNED = 3
"""The row of the ballot that the operator turns."""


async def voted() -> tuple[Scene, str, queries.Receipt]:
    """A vote with ballots, the mail that a municipality got of row 3, and its receipt."""
    scene = await scenes.preselection()
    await archived(scene, 1)
    for town in range(5):
        await scene.approve(town, town % 4)
    await actions.tell_acts(vote_id=scene.vote_id, now=LATER)
    (mail,) = await mails(ARCHIVE)
    return scene, mail.text, await queries.receipt(await scene.vote(), TURNED)


async def turn(scene: Scene, sequence: int) -> None:
    """What an operator can do: another ballot in an old row, and all that hangs on it made and signed again."""
    await execute("ALTER TABLE ballot_event DISABLE TRIGGER ALL")
    await execute("ALTER TABLE tree_head DISABLE TRIGGER ALL")
    vote = await scene.vote()
    rows = await fetch("SELECT * FROM ballot_event WHERE vote = $1 ORDER BY sequence", scene.vote_id)
    frontier, previous, root = Frontier(), b"", b""
    for row in rows:
        event = json.loads(row["event"])
        event["vorige"] = sha256(previous).hexdigest()
        if row["sequence"] == sequence:
            event["keuze"] = [str(scene.groups[3])]
            await execute(
                "UPDATE ballot SET content = $2 WHERE sequence = $1", sequence, json.dumps({"keuze": event["keuze"]})
            )
        text = canonical(event)
        leaf = leaf_hash(commitment(row["nonce"], text))
        frontier.append(leaf)
        root = frontier.root()
        previous = sign(vote.log, vote.public_key, tree_head_bytes(vote.log, row["sequence"], root, row["time"]))
        await execute(
            "UPDATE ballot_event SET event = $2, leaf = $3, root = $4, signature = $5 WHERE id = $1",
            row["id"], text.decode(), leaf, root, previous,
        )  # fmt: skip
        for head in await fetch("SELECT id, time FROM tree_head WHERE size = $1", row["sequence"]):
            signature = sign(vote.log, vote.public_key, tree_head_bytes(vote.log, row["sequence"], root, head["time"]))
            await execute("UPDATE tree_head SET root = $2, signature = $3 WHERE id = $1", head["id"], root, signature)
    await execute(
        "UPDATE round_vote SET log_root = $2, log_peaks = $3 WHERE id = $1",
        scene.vote_id, root, b"".join(frontier.peaks),
    )  # fmt: skip


def eml(text: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "platform@innovatie.example", ARCHIVE, "Stad 1 heeft gestemd"
    mail.set_content("Beste archief,\n\n" + text, cte="quoted-printable")
    page = "<p>" + text.replace("\n\n", "</p>\n<p>") + "</p>"
    mail.add_alternative(page, subtype="html", cte="quoted-printable")  # as ours go
    return bytes(mail)


async def test_the_operator_turns_a_ballot_and_the_kept_mail_names_the_row(tmp_path: Path) -> None:
    scene, mail, receipt = await voted()
    (tmp_path / "bericht.eml").write_bytes(eml(mail))
    (tmp_path / "bericht.txt").write_text("> " + mail.replace("\n", "\n> "))
    (tmp_path / "bewijs.json").write_bytes(receipt_json(receipt))
    (tmp_path / "bewijs.pdf").write_bytes(receipt_pdf("Ronde", "Voorselectie", receipt, [["Idee"]], "https://x.nl/"))
    kept = [evidence.read(str(tmp_path / name)) for name in KEPT]
    assert [one.sound for one in await verify_all(kept)] == [True]
    await turn(scene, TURNED)
    await execute("DELETE FROM queued_mail WHERE created_at > '2000-01-01'")  # what we sent ourselves would tell
    assert (await verify_vote(scene.vote_id)).sound, "in itself the log is sound: that is the point"
    (verdict,) = await verify_all(kept)
    for name in KEPT:
        assert f"{name}: rij {TURNED} is niet meer de rij van toen" in verdict.faults


@pytest.mark.parametrize("turned", [False, True])
async def test_the_published_package_is_held_against_what_was_kept(tmp_path: Path, turned: bool) -> None:
    scene, mail, receipt = await voted()
    if turned:
        await turn(scene, TURNED)
    await scene.close()
    with zipfile.ZipFile(BytesIO(build(await queries.dossier(await scene.vote())))) as archive:
        archive.extractall(tmp_path)
        place = tmp_path / archive.namelist()[0].split("/")[0]
    (tmp_path / "bericht.txt").write_text(mail)
    (tmp_path / "bewijs.pdf").write_bytes(receipt_pdf("Ronde", "Voorselectie", receipt, [], "https://x.nl/"))

    def recounted(*kept: str) -> tuple[int, list[str]]:
        command = [sys.executable, "-I", "recount.py", ".", *kept]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()

    alone = recounted()
    assert (alone[0], alone[1][-1]) == (0, "Alles is gelijk aan de gepubliceerde uitslag.")
    code, lines = recounted("--hoofd", "../bericht.txt", "--bewijs", "../bewijs.pdf")
    if turned:
        assert code == 1
        for name in ("bericht.txt", "bewijs.pdf"):
            assert f"VERSCHIL  {name}: rij {TURNED} is niet meer de rij van toen" in lines
    else:
        assert (code, lines[-1]) == (0, "Alles is gelijk aan de gepubliceerde uitslag en aan wat u bewaarde.")


async def test_a_mail_from_before_the_change_narrows_down_where_it_is() -> None:
    scene = await scenes.preselection()
    vote = await scene.vote()
    kept = []
    for town in range(4):
        size = await scene.approve(town, town % 4)
        row = await fetch_one_as(Row, "SELECT root, signature, time FROM ballot_event WHERE sequence = $1", size)
        assert row is not None
        head = SignedHead(vote.log, size, row.root, row.time, row.signature, vote.public_key)
        kept.append({**evidence.head_in("\n\n".join(head.lines())), "naam": f"{size}.txt"})
    await turn(scene, 4)
    (verdict,) = await verify_all(kept)
    assert verdict.faults == tuple(
        f"{size}.txt: de eerste {size} rijen zijn niet meer die van toen; tot en met rij 3 wel" for size in (4, 5)
    )


class Row(msgspec.Struct, frozen=True):
    root: bytes
    signature: bytes
    time: str


async def test_what_was_kept_is_not_believed_when_it_was_changed_or_is_of_another_log_or_key() -> None:
    scene, mail, _ = await voted()
    own = evidence.head_in(mail)
    changed = {**own, "naam": "a", "wortel": "00" * 32}
    longer = {**own, "naam": "b", "logboek": "2199-1/finale"}
    faults = [fault for one in await verify_all([changed, longer]) for fault in one.faults]
    assert faults == [
        "a: de handtekening klopt niet: dit is gewijzigd, of het is niet van het platform",
        "b gaat over dit logboek, en het staat niet in de database",
    ]
    leaves = [bytes.fromhex(leaf) for leaf in own["bladen"].values()]
    assert evidence.check([{**own, "naam": "c"}], own["logboek"], leaves, "00" * 32, []) == [
        "c: is ondertekend met een andere sleutel dan dit logboek"
    ]
    assert evidence.check([{**own, "naam": "d"}], own["logboek"], [], own["sleutel"], [])[-1] == (
        "d: het logboek had toen 3 rijen en nu 0: er zijn rijen weg"
    )
    assert scene.vote_id


HOSTILE = {
    "leeg": b"",
    "haken": b"[" * 200_000,
    "diep": b'{"formaat": "innovatie-ontvangstbewijs/1", "gebeurtenis": ' + b'{"a":' * 5_000,
    "groot": b'{"formaat": "innovatie-ontvangstbewijs/1", "grootte": 1e999, "volgnummer": ' + b"9" * 5_000 + b"}",
    "lijst": b'["innovatie-ontvangstbewijs/1"]',
    "pdf": b"%PDF-1.7 stream\n" + zlib.compress(b"0" * 20_000_000) + b"\nendstream",
    "kapot": b"%PDF-1.7 stream\n\x00\xff{innovatie-ontvangstbewijs/1\nendstream",
    "bytes": bytes(range(256)) * 100,
    "mail": b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Transfer-Encoding: base64\n\n\xff\xfe",
    "cijfers": "Logboek: ٢٠٢٦-١/finale Rijen: ٩".encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_strangers_file_is_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name])
    with pytest.raises(Unreadable, match="geen bericht met een stand van het stemlogboek en geen ontvangstbewijs"):
        evidence.read(str(tmp_path / name))


BOMB = b"stream\n" + zlib.compress(b"\0" * 5_000_000, 9) + b"\nendstream\n"
HEAVY = {
    "beginnings without an end": b"stream\n" * 280_000,
    "ends without a beginning": b"endstrea" * 240_000,
    "bombs": BOMB * 400,
    "a receipt of megabytes": b"stream\n{" + b" " * 1_900_000 + b"innovatie-ontvangstbewijs/1}\nendstream",
}


@pytest.mark.parametrize("name", HEAVY)
async def test_a_strangers_pdf_costs_no_more_than_its_size(name: str) -> None:
    tracemalloc.start()
    began = time.thread_time()
    try:
        assert evidence.receipt_text(b"%PDF-1.7\n" + HEAVY[name]) == ""
        assert tracemalloc.get_traced_memory()[1] < 15_000_000  # bytes; the bombs would be 2 GB
    finally:
        tracemalloc.stop()
    assert time.thread_time() - began < 2  # seconds of processor; a search from each beginning takes an hour


async def test_the_page_takes_no_receipt_larger_than_ours(client: httpx.AsyncClient) -> None:
    large = b'{"formaat": "innovatie-ontvangstbewijs/1", "gebeurtenis": [' + b"[]," * 600_000 + b"[]]}"
    page = await client.post("/stemmen/controleer", files={"bestand": ("x.json", large)}, data={"bewijs": ""})
    assert (page.status_code, "Dit is geen ontvangstbewijs" in page.text) == (200, True)
    assert evidence.receipt_text(large) == ""


async def test_a_file_that_is_not_there_or_too_large_is_named(tmp_path: Path) -> None:
    (tmp_path / "groot").write_bytes(b"0" * (evidence.LARGEST + 1))
    for name, why in (("weg", "niet te lezen"), ("groot", "groter dan 5 MB")):
        with pytest.raises(Unreadable, match=why):
            evidence.read(str(tmp_path / name))
    done = CliRunner().invoke(voting, ["recount", str(tmp_path), "--hoofd", "weg"])
    assert done.exit_code == 2


async def test_the_page_takes_the_file_as_json_or_as_pdf(client: httpx.AsyncClient) -> None:
    _, _, receipt = await voted()
    for name, content in (
        ("bewijs.json", receipt_json(receipt)),
        ("bewijs.pdf", receipt_pdf("Ronde", "Voorselectie", receipt, [], "https://x.nl/")),
    ):
        page = await client.post("/stemmen/controleer", files={"bestand": (name, content)}, data={"bewijs": ""})
        assert "Alles klopt" in page.text, name
        spoilt = content.replace(receipt.nonce.encode(), ("0" * 32).encode())
        page = await client.post("/stemmen/controleer", files={"bestand": (name, spoilt)}, data={"bewijs": ""})
        assert "Er klopt iets niet" in page.text, name


TYPED = (
    "[" * 19_900,
    '{"gebeurtenis":' * 1_300,
    '{"grootte": 1e999}',
    '{"volgnummer": 1e999}',
    '{"grootte": ' + "9" * 4_000 + "}",
    "null",
    '"innovatie-ontvangstbewijs/1"',
)


@pytest.mark.parametrize("typed", TYPED, ids=map(str, range(len(TYPED))))
async def test_a_hostile_receipt_gets_a_sentence(client: httpx.AsyncClient, typed: str) -> None:
    page = await client.post("/stemmen/controleer", data={"bewijs": typed})
    assert page.status_code == 200
    assert "Dit is geen ontvangstbewijs." in page.text


@pytest.mark.parametrize(("field", "value"), [
    ("grootte", 10**30), ("grootte", -1), ("grootte", 1e300), ("volgnummer", 2**63), ("volgnummer", "3"),
    ("pad", ["00" * 32] * 65), ("wortel", "é" * 64), ("nonce", "0"), ("gebeurtenis", {"a": {"b": 1}}),
    ("gebeurtenis", {"é": 1}), ("logboek", "x" * 301), ("logboek", "\x00/finale"),
], ids=map(str, range(12)))  # fmt: skip
async def test_a_receipt_with_a_hostile_value_gets_a_sentence(
    client: httpx.AsyncClient, field: str, value: object
) -> None:
    _, _, receipt = await voted()
    said = {**json.loads(receipt_json(receipt)), field: value}
    page = await client.post("/stemmen/controleer", data={"bewijs": json.dumps(said)})
    assert page.status_code == 200
    assert "Alles klopt" not in page.text
