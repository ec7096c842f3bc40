"""Collects every text that readers see and brings the catalogues of the translations up to date.

python scripts/texts.py        write locale/*/LC_MESSAGES/innovatie.po anew and list what is not translated yet
python scripts/texts.py check  only list

Texts come from the templates and from the code: `_("...")`, `ngettext`, `wording("...")`, and, without any mark, the
plain texts that the rules give as reasons: in `raise Conflict("...")` and its kin, in `errors["field"] = "..."`, as
the act of an audit row and as the name of a step of the night. A text with blanks made by an f-string can not be
translated; those are listed as faults.
"""

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
DOMAIN: Final = "innovatie"
TRANSLATIONS: Final = ("en",)
MARKS: Final = frozenset({"_", "gettext", "wording"})
REFUSALS: Final = frozenset({
    "DomainError", "NotAllowed", "NotFound", "Conflict", "Invalid", "Decision", "SignInFirst", "UnworkableError",
    "BadToken", "Verdict",
})  # fmt: skip
"""Errors and verdicts whose text reaches the reader."""
REASONS: Final = frozenset({"errors", "found", "wrong"})
"""Names of dicts from a field to what is wrong with it."""
NOT_FOR_READERS: Final = ("demo/data/", "voting/recount/", "cli/", "infra/")
"""The recount program stands on its own, outside the platform."""

_BLANK = re.compile(r"%\((\w+)\)[sd]")
_WORDS = re.compile(r"[^\W\d_]{2}")


class Text(NamedTuple):
    """One text where it stands. `plural` only with ngettext; `fault` says why it can not be translated."""

    where: str
    singular: str
    plural: str | None = None
    fault: str = ""


def collect(root: Path = ROOT) -> Iterator[Text]:
    """Every text of the code and the templates, in the order of the files."""
    source = root / "src" / "innovatie"
    for file in sorted(source.rglob("*.py")):
        name = file.relative_to(source).as_posix()
        if not name.startswith(NOT_FOR_READERS):
            yield from in_python(file.read_text("utf-8"), name)
    personas = source / "demo" / "data" / "people.yaml"
    if personas.is_file():
        for one in yaml.safe_load(personas.read_text("utf-8"))["personas"]:
            yield Text("demo/data/people.yaml", one["description"])
    for file in sorted((root / "templates").rglob("*.*")):
        if file.suffix in {".html", ".txt"}:
            yield from _in_template(file, file.relative_to(root).as_posix())


def in_python(code: str, name: str) -> Iterator[Text]:
    """The texts of one module."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            yield from _in_call(node, name)
        elif isinstance(node, ast.Assign) and any(map(_is_reason, node.targets)):
            yield from _texts(node.value, name)


def _in_call(call: ast.Call, name: str) -> Iterator[Text]:
    function = call.func
    called = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    if called in MARKS and call.args:
        first = call.args[0]
        if isinstance(first, (ast.Constant, ast.JoinedStr, ast.IfExp)):
            yield from _texts(first, name)
    elif called == "ngettext":
        constants = [str(argument.value) for argument in call.args[:2] if isinstance(argument, ast.Constant)]
        if len(constants) == 2:
            yield Text(f"{name}:{call.lineno}", *constants)
    elif called in REFUSALS:
        for argument in call.args:
            yield from _texts(argument, name)
    elif called == "nightly" and call.args:
        yield from _texts(call.args[0], name)
    elif called == "setdefault" and isinstance(function, ast.Attribute) and _name(function.value) in REASONS:
        yield from _texts(call.args[1], name)
    elif called in {"record", "note_reading"}:
        for keyword in call.keywords:
            if keyword.arg in {"act", "object_kind", "result"}:
                yield from _texts(keyword.value, name)


def _is_reason(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and _name(target.value) in REASONS


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _texts(node: ast.expr, name: str) -> Iterator[Text]:
    """The texts that an expression can be: a constant, either side of a choice, the values of a dict."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and _WORDS.search(node.value):
            yield Text(f"{name}:{node.lineno}", node.value)
    elif isinstance(node, ast.JoinedStr):
        if _WORDS.search("".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))):
            yield Text(f"{name}:{node.lineno}", ast.unparse(node), fault="an f-string: use wording(template, ...)")
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, name)
        yield from _texts(node.orelse, name)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _texts(value, name)


def _in_template(file: Path, name: str) -> Iterator[Text]:
    keywords: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2)}
    options = {"extensions": "jinja2.ext.i18n,jinja2.ext.loopcontrols", "trimmed": "false", "silent": "false"}
    with file.open("rb") as lines:
        found: Iterable[tuple[Any, ...]] = extract("jinja2", _seekable(lines), keywords=keywords, options=options)
        for line, message, _comments, _context in found:
            singular, plural = (message, None) if isinstance(message, str) else (message[0], message[1])
            yield Text(f"{name}:{line}", singular, plural)


def _seekable(lines: IO[bytes]) -> IO[bytes]:
    return io.BytesIO(lines.read())


def blanks(text: str) -> frozenset[str]:
    """The names of the blanks in a text: "%(n)s plannen" has n."""
    return frozenset(_BLANK.findall(text))


def catalogue_file(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str, root: Path = ROOT) -> Catalog:
    """The catalogue of `language` as it stands; an empty one when there is none."""
    file = catalogue_file(language, root)
    if not file.is_file():
        return Catalog(locale=language, domain=DOMAIN)
    with file.open("rb") as lines:
        return read_po(lines, locale=language, domain=DOMAIN)


def renewed(language: str, texts: Iterable[Text], known: Catalog) -> Catalog:
    """A catalogue with exactly `texts`, translated as far as `known` has them. Sorted, and without places in the code:
    a text that moves changes nothing here."""
    made = Catalog(
        locale=language, domain=DOMAIN, project="Innovatie", version="1", fuzzy=False, header_comment=_HEADING
    )
    for text in sorted({(text.singular, text.plural or "") for text in texts if not text.fault}):
        singular, plural = text
        old = known.get(singular)
        if plural:
            given = _parts(old.string) if old else ()
            made.add((singular, plural), given if len(given) == 2 else ("", ""))
        elif made.get(singular) is None:
            made.add(singular, _strings(old)[0] if old and _strings(old) else "")
    return made


_HEADING = """\
# Made by `make texts`: write the msgstr lines, nothing else. docs/glossary.md has the words."""


def missing(catalogue: Catalog) -> list[Message]:
    """The messages without a translation."""
    return [message for message in catalogue if message.id and not _strings(message)]


def unlike(catalogue: Catalog) -> list[Message]:
    """The messages whose translation has other blanks than the Dutch."""
    wrong = []
    for message in catalogue:
        if not message.id or not (strings := _strings(message)):
            continue
        ids = _parts(message.id)
        allowed = frozenset().union(*map(blanks, ids))
        if any(blanks(text) - allowed for text in strings) or blanks(strings[-1]) != blanks(ids[-1]):
            wrong.append(message)
    return wrong


def _strings(message: Message) -> tuple[str, ...]:
    """The translations; empty as soon as one of them is missing."""
    strings = _parts(message.string)
    return strings if all(strings) else ()


def _parts(text: object) -> tuple[str, ...]:
    """A text of a message: one, or one for each number."""
    return tuple(map(str, text)) if isinstance(text, (tuple, list)) else (str(text or ""),)


def write(catalogue: Catalog, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, sort_output=True, omit_header=False)
    text = buffer.getvalue().decode("utf-8")
    # No dates and tool versions: the file changes only when a text does.
    kept = [line for line in text.splitlines() if not line.startswith(_VOLATILE)]
    file.write_text("\n".join(kept).rstrip() + "\n", encoding="utf-8")


_VOLATILE = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Generated-By',
    '"Last-Translator',
    '"Report-Msgid-Bugs-To',
    '"Language-Team',
)


def main(arguments: list[str]) -> int:
    texts = list(collect())
    problems = [f"{text.where}: {text.fault}: {text.singular}" for text in texts if text.fault]
    for language in TRANSLATIONS:
        catalogue = renewed(language, texts, read(language))
        if arguments != ["check"]:
            write(catalogue, catalogue_file(language))
        problems += [f"{language}: not translated: {message.id}" for message in missing(catalogue)]
        problems += [f"{language}: other blanks than the Dutch: {message.id}" for message in unlike(catalogue)]
    print(*problems, f"{len({text.singular for text in texts})} texts, {len(problems)} to do.", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
