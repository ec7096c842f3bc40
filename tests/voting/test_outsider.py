"""What an operator with the database and the secret tries, and what those see who kept a mail or a receipt."""

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from innovatie.domain.ballot_log import tree_head_bytes
from innovatie.domain.voters import OfKring
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch_one_value
from innovatie.voting import actions, queries
from innovatie.voting.head_text import SignedHead
from innovatie.voting.package import build
from innovatie.voting.receipt_pdf import receipt_json, receipt_pdf
from innovatie.voting.recount import evidence
from innovatie.voting.signing import sign
from innovatie.voting.verification import verify_all, verify_vote
from tests.voting import scene as scenes
from tests.voting.scene import LATER, WITNESSES, Scene
from tests.voting.test_evidence import TURNED, turn, voted
from tests.voting.test_mandating_a_kring import mandate, vote_as_kring
from tests.voting.test_telling_acts import ARCHIVE, archived, mails

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def package(scene: Scene, folder: Path) -> Path:
    """Close, count and unpack what everybody can download."""
    await scene.close()
    with zipfile.ZipFile(BytesIO(build(await queries.dossier(await scene.vote())))) as archive:
        archive.extractall(folder)
        return folder / archive.namelist()[0].split("/")[0]


def recounted(place: Path, *kept: str) -> tuple[int, list[str]]:
    """As a municipality runs it: Python alone, nothing of ours installed."""
    command = [sys.executable, "-I", "recount.py", ".", *kept]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def address(receipt: queries.Receipt) -> str:
    """What the QR code of a receipt holds."""
    log = quote(receipt.log, safe="")
    return f"https://x.nl/stemmen/controleer?logboek={log}&volgnummer={receipt.sequence}&blad={receipt.leaf}"


async def stuffed() -> tuple[Scene, str, queries.Receipt, int]:
    """The operator votes anew for a municipality by the app's own function, and nobody is told."""
    scene, mail, receipt = await voted()
    row = await scene.approve(1, 3, expected=receipt.sequence)
    await execute("UPDATE round_vote SET told_through = log_size")
    await execute("DELETE FROM queued_mail WHERE created_at > '2000-01-01'")
    return scene, mail, receipt, row


async def test_a_ballot_replaced_behind_its_voters_back_is_named_to_whoever_kept_the_one_before(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    scene, mail, receipt, row = await stuffed()
    (tmp_path / "bewijs.json").write_bytes(receipt_json(receipt))
    (tmp_path / "bericht.txt").write_text(mail)
    kept = [evidence.read(str(tmp_path / name)) for name in ("bewijs.json", "bericht.txt")]
    (verdict,) = await verify_all(kept)
    code = await scene.town_code(1)
    assert [fault.split(" (")[0] for fault in verdict.faults] == [
        f"{name}: na rij {TURNED} staat er voor {code} een stem op rij {row}" for name in ("bewijs.json", "bericht.txt")
    ]
    page = (await client.post("/stemmen/controleer", data={"bewijs": (tmp_path / "bewijs.json").read_text()})).text
    assert "Er klopt iets niet" in page
    assert f"een nieuwe stem gedaan, op rij {row}" in page

    place = await package(scene, tmp_path)
    for option in ("--bewijs", "--receipt"):
        status, lines = recounted(place, option, "../bewijs.json")
        assert status == 1
        assert any(f"na rij {TURNED} staat er voor {code} een stem op rij {row}" in line for line in lines)
    for option in ("--hoofd", "--head"):
        assert recounted(place, f"{option}=../bericht.txt")[0] == 1
    assert recounted(place)[0] == 0, "in itself all of it is sound: that is the point"

    own = await queries.receipt(await scene.vote(), row)
    (tmp_path / "later.json").write_bytes(receipt_json(own))
    assert recounted(place, "--bewijs", "../bewijs.json", "--bewijs", "../later.json")[0] == 0, "both are one's own"


async def test_who_holds_no_receipt_learns_nothing_of_who_voted_again(client: httpx.AsyncClient) -> None:
    scene, _, receipt, _ = await stuffed()
    made_up = {**json.loads(receipt_json(receipt)), "nonce": "0" * 32}
    page = (await client.post("/stemmen/controleer", data={"bewijs": json.dumps(made_up)})).text
    assert "Daarna is voor dezelfde gemeente" not in page
    page = (await client.get(address(receipt).removeprefix("https://x.nl"))).text
    assert "Deze stem staat op rij" in page
    assert "Daarna is voor dezelfde gemeente" not in page
    assert scene.vote_id


async def test_the_programs_say_in_words_what_a_receipt_holds_so_that_a_false_record_is_seen(tmp_path: Path) -> None:
    scene, _, receipt = await voted()
    (tmp_path / "bewijs.pdf").write_bytes(
        receipt_pdf("Ronde", "Voorselectie", receipt, [["Iets anders"]], "https://x.nl/")
    )
    place = await package(scene, tmp_path)
    code, lines = recounted(place, "--bewijs", "../bewijs.pdf")
    assert code == 0
    assert f"LET OP    bewijs.pdf zegt: {await scene.town_code(1)} op rij {TURNED}: Idee B. Is dat wat u koos?" in lines
    assert "LET OP    getuigen vanaf de opening: krant.example, voorbeeld.nl; vraag hun berichten (--hoofd)" in lines


async def test_the_address_of_a_qr_code_is_enough_to_find_a_row_that_was_turned(tmp_path: Path) -> None:
    scene, _, receipt = await voted()
    (tmp_path / "code.txt").write_text(f"Gescand: {address(receipt)}\n")
    kept = [evidence.read(str(tmp_path / "code.txt")), evidence.read(address(receipt))]
    assert [one.sound for one in await verify_all(kept)] == [True]
    await turn(scene, TURNED)
    place = await package(scene, tmp_path)
    for given, name in (("../code.txt", "code.txt"), (address(receipt), "QR-code")):
        code, lines = recounted(place, "--bewijs", given)
        told = f"VERSCHIL  {name}: rij {TURNED} is niet meer de rij van toen (een QR-code is niet ondertekend)"
        assert (code, lines[0]) == (1, told)


async def test_a_mail_of_which_somebody_changed_a_leaf_does_not_accuse_the_log(tmp_path: Path) -> None:
    scene, mail, receipt = await voted()
    (tmp_path / "bericht.txt").write_text(mail.replace(receipt.leaf, "0" * 64))
    code, lines = recounted(await package(scene, tmp_path), "--hoofd", "../bericht.txt")
    assert code == 1
    assert lines[0].endswith("het bericht is gewijzigd, het logboek niet")


async def test_a_receipt_for_a_row_of_another_log_or_place_is_none(tmp_path: Path) -> None:
    _, _, receipt = await voted()
    for name, value in (("logboek", "2199-1/finale"), ("volgnummer", 9)):
        said = json.loads(receipt_json(receipt))
        said["gebeurtenis"][name] = value
        (tmp_path / "x.json").write_text(json.dumps(said))
        assert evidence.read(str(tmp_path / "x.json"))["heel"] is False


async def test_two_witnesses_who_were_told_different_things_cannot_both_be_right(tmp_path: Path) -> None:
    scene, _, _ = await voted()
    vote, root = await scene.vote(), b"\x07" * 32
    time = "2026-11-21T13:00:00.000Z"
    signature = sign(vote.log, vote.public_key, tree_head_bytes(vote.log, 4, root, time))
    true = await queries.receipt(vote, 4)
    heads = {
        "waar.txt": SignedHead(vote.log, true.size, bytes.fromhex(true.root), true.time, bytes.fromhex(true.signature), vote.public_key),
        "vals.txt": SignedHead(vote.log, 4, root, time, signature, vote.public_key),
    }  # fmt: skip
    for name, head in heads.items():
        (tmp_path / name).write_text("\n\n".join(head.lines()))
    code, lines = recounted(await package(scene, tmp_path), "--hoofd", "../waar.txt", "--hoofd", "../vals.txt")
    assert (code, lines[0]) == (1, "VERSCHIL  vals.txt: de eerste 4 rijen zijn niet meer die van toen")


async def test_witnesses_are_fixed_in_the_log_and_their_mails_are_compared_after_they_were_removed() -> None:
    scene, _, _ = await voted()
    await actions.publish_head(vote_id=scene.vote_id, now=LATER)
    assert (await verify_vote(scene.vote_id)).faults == ()
    await execute("UPDATE round_vote SET heads_to = $1", f"iemand@operator.example\n{WITNESSES[1]}")
    await turn(scene, TURNED)
    faults = (await verify_vote(scene.vote_id)).faults
    assert "aan voorbeeld.nl is over 6 rijen iets anders verstuurd dan het logboek" in faults
    assert "aan krant.example is over 6 rijen iets anders verstuurd dan het logboek" in faults
    assert "aan stad1.example is over 3 rijen iets anders verstuurd dan het logboek" in faults
    assert "de getuigen zijn niet die van de opening: toen krant.example, voorbeeld.nl" in faults


async def test_a_state_that_somebody_typed_in_a_message_of_their_own_makes_no_log_unsound() -> None:
    scene, mail, _ = await voted()
    await actions.publish_head(vote_id=scene.vote_id, now=LATER)
    said = evidence.head_in(mail)
    typed = f"{mail.replace(said['wortel'], '0' * 64)}\n\nKop van het spoor: 9 {'ab' * 32}"
    for text in (typed, f"{mail}\n\nKop van het spoor: 9 {'ab' * 32}"):
        details = {"naam": "", "onderwerp": "Bericht", "tekst": text, "pad": "/"}
        await outbox.put(kind="bericht", address="iemand@stad.example", details=details, now=LATER)
    assert (await verify_vote(scene.vote_id)).faults == ()


async def test_a_trail_of_which_the_tail_was_cut_no_longer_holds_the_head_that_a_witness_was_sent() -> None:
    scene, _, _ = await voted()
    await execute("SET CONSTRAINTS ALL IMMEDIATE")  # rows of the trail are sealed at a commit, of which there is none
    await actions.publish_head(vote_id=scene.vote_id, now=LATER)
    text = await fetch_one_value(str, "SELECT max(details->>'tekst') FROM queued_mail WHERE address = $1", WITNESSES[0])
    kept = {**evidence.head_in(str(text)), "naam": "bericht.txt"}
    rows = kept["spoor"][0]
    assert [one.faults for one in await verify_all([kept])] == [()]
    await execute("DELETE FROM queued_mail WHERE created_at > '2000-01-01'")
    await execute("ALTER TABLE audit_seal DISABLE TRIGGER ALL")
    await execute("DELETE FROM audit_seal WHERE id IN (SELECT id FROM audit_seal ORDER BY id DESC LIMIT 2)")
    (verdict,) = await verify_all([kept])
    assert verdict.faults == (
        f"het spoor had toen {rows} regels, en die staan er niet meer zo: er is een stuk af of het is herschreven",
    )


async def test_a_kring_that_votes_anew_and_a_ballot_over_its_head_are_named_to_who_mandated_it(tmp_path: Path) -> None:
    scene = await scenes.preselection()
    await archived(scene, 1)
    await mandate(scene, 1)
    first = await vote_as_kring(scene, 0)
    await actions.tell_acts(vote_id=scene.vote_id, now=LATER)
    told = [mail.text for mail in await mails(ARCHIVE)]
    kept = [{**evidence.head_in(text), "naam": f"{place}.txt"} for place, text in enumerate(told)]
    assert [one["eigen"] for one in kept] == [first - 1, first]
    assert [one.sound for one in await verify_all(kept)] == [True]
    again = await actions.cast_ballot(
        actor=await scene.representative(), vote_id=scene.vote_id, voter=OfKring(scene.kring),
        approved=[str(scene.groups[2])], expected=first, now=LATER,
    )  # fmt: skip
    over = await scene.approve(1, 3)
    await execute("DELETE FROM queued_mail WHERE created_at > '2000-01-01'")
    (verdict,) = await verify_all(kept)
    assert [fault.split(" (")[0] for fault in verdict.faults] == [
        f"0.txt: na rij {first - 1} staat er voor {await scene.town_code(1)} een stem op rij {over}",
        f"1.txt: na rij {first} staat er voor Kring {scene.kring} een stem op rij {again}",
    ]
