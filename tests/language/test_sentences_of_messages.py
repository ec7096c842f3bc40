"""Nobody is told a finished sentence: each message is a sentence of the catalogue with what fills it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import pytest

from innovatie.accounts.records import tell_people
from innovatie.domain.wording import Wording
from innovatie.following.actions import tell_followers
from innovatie.notifications.actions import tell, tell_many
from innovatie.notifications.previews import Message

SOURCE = Path(__file__).resolve().parents[2] / "src" / "innovatie"
TELLING = frozenset({"tell", "tell_many", "tell_followers", "tell_people", "Message"})
TEXTS = frozenset({"subject", "body", "what", "onderwerp", "tekst", "wat"})
_WORDS = re.compile(r"[^\W\d_]{3}")


def finished(code: str) -> Iterator[str]:
    """Finished sentences in a module: given to who tells, put in the details of a mail, or called what people wrote."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            given = [keyword.value for keyword in node.keywords if keyword.arg in TEXTS] if name in TELLING else []
            given += node.args if name in {"as_written", "Message", "Wording"} else []
            yield from (ast.unparse(one) for one in given if _is_sentence(one))
        elif isinstance(node, ast.Dict):
            values = {
                key.value: value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant)
            }
            kept = [values[name] for name in sorted(TEXTS & set(values)) if "naam" in values]  # the details of a mail
            yield from (ast.unparse(value) for value in kept if _is_sentence(value))


def _is_sentence(node: ast.expr) -> bool:
    """A text with words in it that was written in the code, however it is put together."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"format", "join"}:
        return _is_sentence(node.func.value)
    if isinstance(node, ast.BinOp):
        return _is_sentence(node.left) or _is_sentence(node.right)
    if isinstance(node, ast.Subscript):
        return _is_sentence(node.value)
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return any(isinstance(part, ast.Constant) and _WORDS.search(_BLANK.sub("", str(part.value))) for part in parts)


_BLANK = re.compile(r"%\(\w+\)s")


@pytest.mark.parametrize(
    "code",
    [
        'tell(subject="U hebt post", body=text)', 'tell_many(subject=f"Post van {naam}"[:200])', 'Message("Post", text)',
        'as_written("U hebt post")', 'put(details={"naam": "", "tekst": "U hebt " + n})', 'tell(body="U hebt {n}".format(n=1))',
    ],
)  # fmt: skip
def test_a_finished_sentence_is_found(code: str) -> None:
    assert len(list(finished(code))) == 1


@pytest.mark.parametrize(
    "code", ['tell(subject=wording("U hebt post"))', "as_written(reason)", 'Wording("- %(groep)s", values)']
)
def test_a_sentence_of_the_catalogue_is_none(code: str) -> None:
    assert list(finished(code)) == []


def test_no_call_tells_a_finished_sentence() -> None:
    found = {
        file.relative_to(SOURCE).as_posix(): list(finished(file.read_text("utf-8")))
        for file in sorted(SOURCE.rglob("*.py"))
        if "demo" not in file.parts
    }
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_who_tells_takes_nothing_but_sentences() -> None:
    shapes = [get_type_hints(one) for one in (tell, tell_many, tell_followers, tell_people, Message)]

    assert {shape[name] for shape in shapes for name in TEXTS & set(shape)} == {Wording}
