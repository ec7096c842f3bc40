"""A wrong order on the command line gets a sentence in Dutch that says what to do, on any machine."""

import errno
import os
from pathlib import Path

import pytest

from innovatie.cli import innovatie, main
from innovatie.cli.registry import COMMANDS
from innovatie.domain.file_reasons import why_not

ENGLISH = (
    "No such",
    "Missing",
    "Invalid",
    "is not",
    "does not",
    "Error",
    "Usage",
    "Did you",
    "Choose",
    "requires",
    "Got",
)


def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *order: str) -> str:
    monkeypatch.setattr("sys.argv", ["innovatie", *order])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    out, err = capsys.readouterr()
    assert not out
    return err


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (["tellen"], "De opdracht tellen bestaat niet."),
        (["voting", "tel"], "De opdracht tel bestaat niet."),
        (["voting", "count", "x.soi"], "'--rule' ontbreekt. Kies uit: pav, schulze"),
        (["voting", "count", "--rule", "pav"], "'FILE' ontbreekt."),
        (["voting", "count", "x.soi", "--rule", "borda"], "'--rule': 'borda' kan niet; kies uit 'pav', 'schulze'."),
        (["voting", "count", "--rule"], "Achter --rule hoort een waarde."),
        (["voting", "count", "x.pb", "--rule", "pav", "--seats", "0"], "'--seats': 0 valt buiten x>=1."),
        (["voting", "count", "x.pb", "--rule", "pav", "--seats", "drie"], "'--seats': 'drie' is geen geheel getal."),
        (["voting", "count", "x.pb", "--rule", "pav", "--json=1"], "Achter --json hoort geen waarde."),
        (["voting", "verify", "a", "b"], "Dit is te veel: a b."),
        (["voting", "verify", "--jsn"], "De optie --jsn bestaat niet."),
        (["adoption", "backtest", "/", "--until", "3 mei"], "'--until': '3 mei' is geen datum; schrijf bijvoorbeeld"),
    ],
    ids=" ".join,
)
def test_a_wrong_order_is_told_in_dutch(
    order: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    err = told(monkeypatch, capsys, *order)
    assert err.startswith(sentence)
    assert not [word for word in ENGLISH if word in err]


def test_a_group_without_an_order_shows_its_help(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    err = told(monkeypatch, capsys, "voting")
    assert "count" in err and "recount" in err
    assert "voting" in COMMANDS and innovatie.name == "innovatie"


def test_why_a_file_cannot_be_read_is_said_in_dutch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(monkeypatch, capsys, "voting", "count", f"{tmp_path}/weg.pb", "--rule", "pav").endswith(
        "weg.pb is niet te lezen: bestaat niet.\n"
    )
    assert told(monkeypatch, capsys, "voting", "count", str(tmp_path), "--rule", "pav").endswith(
        "is niet te lezen: is een map.\n"
    )
    assert why_not(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) == "de schijf is vol"
    assert why_not(OSError(errno.ENOTTY, "words of the system")) == "words of the system"
    assert why_not(OSError("only a text")) == "only a text"
