"""The package is checked whole: changes with the digests made again are each named."""

import io
import json
import random
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from innovatie.voting.commands import voting
from innovatie.voting.package import build
from innovatie.voting.recount import log_check
from innovatie.voting.recount.ballot_files import SCRIPTS, Unreadable
from innovatie.voting.recount.recount import recount, remarks
from tests.samples import sample
from tests.voting.random_rounds import random_dossier
from tests.voting.test_recount import files_of


def quickly_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """The same check as log_check's own, which is written in plain Python and slow."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def sums_again(files: dict[str, bytes]) -> dict[str, bytes]:
    named = {name: content for name, content in files.items() if name != "SHA256SUMS"}
    lines = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in named.items())
    return named | {"SHA256SUMS": lines.encode()}


def a_byte(rng: random.Random, content: bytes) -> bytes:
    place = rng.randrange(len(content))
    return content[:place] + bytes([content[place] ^ rng.randint(1, 255)]) + content[place + 1 :]


def a_row(rng: random.Random, content: bytes) -> bytes:
    rows = content.splitlines(keepends=True)
    place, other = rng.randrange(len(rows)), rng.randrange(len(rows))
    change = rng.choice(["drop", "double", "swap"])
    if change == "swap":
        rows[place], rows[other] = rows[other], rows[place]
    else:
        rows[place : place + 1] = [] if change == "drop" else [rows[place]] * 2
    return b"".join(rows)


def one_like_it(rng: random.Random, content: bytes, kind: str) -> bytes:
    """Another digit for a digit (a weight, a number), another letter for a letter (a name)."""
    places = [place for place, byte in enumerate(content) if getattr(bytes([byte]), f"is{kind}")()]
    if not places:
        return content
    place = rng.choice(places)
    others = b"0123456789" if kind == "digit" else b"abcdefghijklmnopqrstuvwxyz"
    return content[:place] + bytes([rng.choice(others)]) + content[place + 1 :]


def changed(rng: random.Random, content: bytes) -> bytes:
    kind = rng.choice(["byte", "row", "digit", "alpha"])
    if kind == "byte":
        return a_byte(rng, content)
    return a_row(rng, content) if kind == "row" else one_like_it(rng, content, kind)


@sample(200, whole=1000)
def test_changes_with_the_digests_made_again_are_each_named(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_check, "signed", quickly_signed)
    packages = [files_of(build(random_dossier(seed))) for seed in range(size // 25)]
    rng, done, touched = random.Random(20), 0, set()
    while done < size:
        whole = rng.choice(packages)
        name = rng.choice(sorted(set(whole) - {"SHA256SUMS"}))
        content = changed(rng, whole[name])
        if content == whole[name]:
            continue
        files = sums_again({**whole, name: content})
        try:
            wrong, _ = recount(files)
            told = remarks(files)
        except Unreadable as unreadable:
            wrong, told = [str(unreadable)], []
        if name in SCRIPTS:
            assert told[0].startswith(f"{name} in het pakket is een ander programma"), name
        elif not wrong:  # a package cannot know what the source of the draw gave, so that is asked of the reader
            draw = json.loads(files["loting.json"])
            assert (name, draw["waarde"] is None) == ("loting.json", False)
            said = f"de loting gebruikt {draw['waarde']!r} van {draw['getrokken_op']} ({draw['vindplaats']})"
            assert told[-1].startswith(said)
        done += 1
        touched.add(name)
    assert touched == {name for files in packages for name in files} - {"SHA256SUMS"}


def drawn() -> dict[str, bytes]:
    """A package of a vote that was decided by a draw."""
    for seed in range(431, 500):
        files = files_of(build(random_dossier(seed)))
        if json.loads(files["loting.json"])["waarde"]:
            return files
    raise AssertionError("none of these votes was drawn")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"getrokken_op": "2026-17-23"}, "loting.json: er staat geen dag of geen vindplaats bij de waarde"),
        ({"getrokken_op": {}}, "loting.json: er staat geen dag of geen vindplaats bij de waarde"),
        ({"vindplaats": " "}, "loting.json: er staat geen dag of geen vindplaats bij de waarde"),
        ({"vindplaats": None}, "loting.json: er staat geen dag of geen vindplaats bij de waarde"),
        ({"waarde": None}, "loting.json: er staat een dag of vindplaats, maar geen waarde"),
        ({"vindplaats": "een ander dagblad"}, None),
        ({"getrokken_op": "2626-11-23"}, None),
    ],
)
def test_the_day_and_the_place_of_a_draw_are_checked_or_put_to_the_reader(
    change: dict[str, object], fault: str | None
) -> None:
    whole = drawn()
    draw = json.loads(whole["loting.json"]) | change
    text = json.dumps(draw, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    files = sums_again({**whole, "loting.json": text.encode()})
    wrong, _ = recount(files)
    assert (fault in wrong) if fault else wrong == []
    if fault is None:
        assert str(*change.values()) in remarks(files)[-1]
        assert remarks(files)[-1].endswith(f"de eerste trekking na de sluiting, vanaf {draw['vanaf']}, telt")


def test_a_day_without_a_value_is_named() -> None:
    whole = files_of(build(random_dossier(10)))
    draw = json.loads(whole["loting.json"]) | {"getrokken_op": "2026-11-23"}
    text = json.dumps(draw, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    wrong, _ = recount(sums_again({**whole, "loting.json": text.encode()}))
    assert wrong == ["loting.json: er staat een dag of vindplaats, maar geen waarde"]


def test_a_tree_head_that_stands_there_twice_is_named() -> None:
    whole = files_of(build(random_dossier(10)))
    heads = json.loads(whole["boomhoofden.json"])
    heads["hoofden"] *= 2
    text = json.dumps(heads, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    wrong, _ = recount(sums_again({**whole, "boomhoofden.json": text.encode()}))
    assert wrong == ["boomhoofd 2 staat er twee keer in, of niet op zijn plaats"]


@pytest.mark.parametrize("seed", [10, 11])
def test_digests_in_another_order_or_with_an_empty_line_are_named(seed: int) -> None:
    whole = files_of(build(random_dossier(seed)))
    lines = whole["SHA256SUMS"].splitlines(keepends=True)
    turned = b"".join([lines[0], *lines[:0:-1]])
    assert recount({**whole, "SHA256SUMS": turned})[0] == ["SHA256SUMS: regel 2 is niet wat uit het logboek volgt"]
    longer = whole["SHA256SUMS"] + b"\n"
    assert len(recount({**whole, "SHA256SUMS": longer})[0]) == 1


@pytest.mark.parametrize("seed", [10, 11])
def test_every_file_is_named_by_the_digests_and_every_file_is_known(seed: int) -> None:
    whole = files_of(build(random_dossier(seed)))
    for name in sorted(set(whole) - {"SHA256SUMS"}):
        lines = whole["SHA256SUMS"].splitlines(keepends=True)
        kept = b"".join(line for line in lines if not line.endswith(f"  {name}\n".encode()))
        assert recount({**whole, "SHA256SUMS": kept})[0] == [f"{name} staat niet in SHA256SUMS"]
    extra = sums_again({**whole, "brief.txt": b"Geloof mij"})
    assert recount(extra)[0] == ["brief.txt hoort niet in dit pakket"]
    empty = recount({**whole, "SHA256SUMS": b""})[0]
    assert empty == [f"{name} staat niet in SHA256SUMS" for name in sorted(set(whole) - {"SHA256SUMS"})]
    twice = whole["SHA256SUMS"] + whole["SHA256SUMS"].splitlines(keepends=True)[0]
    assert recount({**whole, "SHA256SUMS": twice})[0] == ["SHA256SUMS: LEESMIJ.txt staat er twee keer in"]


def test_a_key_too_many_in_the_result_and_a_value_for_no_draw_are_named() -> None:
    whole = files_of(build(random_dossier(10)))
    result = json.loads(whole["uitslag.json"])
    result["gewogen"]["bijzonder"] = "ja"
    wrong, _ = recount(sums_again({**whole, "uitslag.json": json.dumps(result).encode()}))
    assert "uitslag (gewogen), bijzonder: dat hoort niet in een uitslag" in wrong
    draw = json.loads(whole["loting.json"])
    assert draw["waarde"] is None
    draw["waarde"] = "4815"
    wrong, _ = recount(sums_again({**whole, "loting.json": json.dumps(draw).encode()}))
    assert "loting.json: er staat een waarde, maar er viel niets te loten" in wrong


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("uitslag.json", '{"gewogen": [], "ongewogen": []}', None),
        ("uitslag.json", "[]", "uitslag.json heeft andere sleutels dan gewogen, ongewogen"),
        ("uitslag.json", "[" * 100_000, "uitslag.json is geen JSON (RecursionError"),
        ("regels.json", "{}", "regels.json heeft andere sleutels dan"),
        ("boomhoofden.json", '{"sleutel": 1, "hoofden": 2}', "niet na te tellen"),
        ("loting.json", "\udcff", "loting.json is geen tekst in UTF-8 (plaats 0)"),
        ("logboek.jsonl", "{}\n{\n", "logboek.jsonl: regel 2 is geen JSON"),
        ("logboek.jsonl", "", "logboek.jsonl is leeg"),
        ("stemgerechtigden.csv", "gemeente\n", "stemgerechtigden.csv heeft een andere kop dan"),
    ],
)
def test_a_file_of_the_wrong_shape_gets_a_sentence(name: str, text: str, sentence: str | None, tmp_path: Path) -> None:
    files = files_of(build(random_dossier(10)))
    for one, content in sums_again({**files, name: text.encode(errors="surrogateescape")}).items():
        (tmp_path / one).write_bytes(content)
    done = CliRunner().invoke(voting, ["recount", str(tmp_path)])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.exit_code == (2 if sentence else 1)
    assert (sentence or "VERSCHIL  uitslag (gewogen), gewicht") in done.output
    assert "Traceback" not in done.output


def test_a_damaged_zip_gets_one_sentence_wherever_the_bit_fell(tmp_path: Path) -> None:
    whole, rng = build(random_dossier(6)), random.Random(6)
    path = tmp_path / "pakket.zip"
    refused = 0
    for _ in range(300):
        path.write_bytes(a_byte(rng, whole))
        done = CliRunner().invoke(voting, ["recount", str(path)])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        refused += done.exit_code == 2
        if done.exit_code == 2:
            assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert refused > 150


def test_a_zip_with_a_file_twice_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a/regels.json", "{}")
        archive.writestr("b/regels.json", "{}")
    path = tmp_path / "x.zip"
    path.write_bytes(out.getvalue())
    assert "regels.json zit er twee keer in" in CliRunner().invoke(voting, ["recount", str(path)]).stderr
    monkeypatch.setattr("innovatie.voting.recount.ballot_files.LARGEST", 3)
    assert "uitgepakt is het groter dan 0 MB" in CliRunner().invoke(voting, ["recount", str(path)]).stderr
