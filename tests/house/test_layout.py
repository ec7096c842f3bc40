"""The shape of the code, as far as import rules cannot say it."""

import inspect
import re

import click

from innovatie.cli.registry import COMMANDS, LazyGroup
from tests.house.source import CODE, ROOT, modules

LONGEST = 300
PYTHON = sorted(
    file.relative_to(ROOT).as_posix()
    for folder in ("src", "tests", "scripts", "benchmarks")
    for file in (ROOT / folder).rglob("*.py")
)
NAMELESS = {"utils", "util", "common", "helpers", "helper", "base", "misc", "tools", "more", "rest", "other", "various"}
CUT_OFF = re.compile(
    r".*_(v[0-9]+|old|new|more|rest|cont|continued|first_half|second_half|[0-9]+)|.*part_?[0-9a-b]|.*[a-z][2-9]"
)
"""Names of what was cut off a file that grew: it is split by what it is about."""
PRIVATE = {
    "telling", "news", "keeping", "carrying", "carrying_out", "doubting", "reckoning", "gathering", "choosing", "deeper",
    "sealing", "one_time", "from_nothing", "own_table", "at_hand", "trouble", "lifeline", "around", "who_next", "wheel",
    "door", "story",
}  # fmt: skip
"""Words of our own for what the field has a word for: notifications, editing, merging, cache, timeout, encryption."""


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {file: len((ROOT / file).read_text("utf-8").splitlines()) for file in PYTHON}
    too_long = {file: length for file, length in lengths.items() if length > LONGEST}
    assert too_long == {}, "two subjects: give each a module of its own, whatever their lengths become"


def test_no_page_style_or_script_is_longer_than_300_lines() -> None:
    kinds = ("templates/**/*.html", "static/css/*.css", "static/js/*.js", "docs/**/*.md")
    files = [file for kind in kinds for file in ROOT.glob(kind)]
    assert len(files) > 100
    assert [file.name for file in files if len(file.read_text("utf-8").splitlines()) > LONGEST] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    stems = {file: file.removesuffix(".py").split("/")[-1] for file in PYTHON}
    nameless = [f for f, stem in stems.items() if stem in NAMELESS or CUT_OFF.fullmatch(stem)]
    assert nameless == [], "split by what it is about, and name each part by that"
    folders = {folder for f in PYTHON for folder in f.split("/")[:-1]}
    ours = [f for f, stem in stems.items() if f.startswith("src/") and stem in PRIVATE]
    assert [*ours, *(folders & PRIVATE)] == [], (
        "the term that an outsider would search for; poetry goes into the docstring"
    )


def test_every_module_says_what_it_is_for() -> None:
    files = [file for file in CODE.rglob("*.py") if file.name != "__init__.py"]
    says = re.compile(r'(#.*\n)*r?"""(?!""")\s*\S')
    assert [f.relative_to(ROOT).as_posix() for f in files if not says.match(f.read_text("utf-8"))] == []


def test_every_action_is_async_and_keyword_only() -> None:
    actions = {
        f"{name}.{function.__name__}": function
        for name, module in modules("actions").items()
        for function in vars(module).values()
        if inspect.isfunction(function)
        and not function.__name__.startswith("_")
        and function.__module__ == module.__name__
    }
    assert len(actions) > 5
    wrong = [
        name
        for name, function in actions.items()
        if not inspect.iscoroutinefunction(function)
        or any(p.kind is not p.KEYWORD_ONLY for p in inspect.signature(function).parameters.values())
    ]
    assert wrong == []


def test_every_feature_with_commands_is_in_the_command_line() -> None:
    registered = {place.split(":")[0] for place, _ in COMMANDS.values()}
    features = {f"{name.split('.commands')[0]}.commands" for name in modules("commands")}
    assert features - registered == set()


def test_every_command_can_be_asked_for_help() -> None:
    group = LazyGroup("innovatie")
    silent = []
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        if command is None or "Usage:" not in command.get_help(click.Context(command, info_name=name)):
            silent.append(name)
    assert silent == []


def test_the_list_of_decisions_names_each_of_them() -> None:
    folder = ROOT / "docs" / "adr"
    listed = (folder / "README.md").read_text("utf-8")
    for decision in sorted(folder.glob("0*.md")):
        number, title = decision.read_text("utf-8").splitlines()[0].removeprefix("# ").split(". ", 1)
        assert f"- [{int(number):04}]({decision.name}) {title}\n" in listed


def test_the_map_of_the_house_names_every_part() -> None:
    house = (ROOT / "README.md").read_text("utf-8").partition("## The map of the house")[2].partition("```\n\n")[0]
    parts = {folder.name for folder in (ROOT / "src" / "innovatie").iterdir() if (folder / "__init__.py").exists()}
    assert sorted(part for part in parts if f"{part}/" not in house) == []


def test_every_decision_names_what_keeps_it_true_and_that_is_there() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("0*.md"))
    kept = {file.name: file.read_text("utf-8").partition("**Kept true by**")[2] for file in decisions}
    assert [name for name, text in kept.items() if not text.strip()] == []
    named = {(name, path) for name, text in kept.items() for path in re.findall(r"\btests/[a-z0-9_/*]+(?:\.py)?", text)}
    assert len(named) > 20
    assert sorted(one for one in named if not any(ROOT.glob(one[1].rstrip("/")))) == []


def test_digits_of_other_scripts_are_no_numbers_anywhere() -> None:
    """`\\d` and `isdigit` take digits that `int` or a column does not: text from outside goes by `whole` or [0-9]."""
    wrong = []
    for file in sorted((ROOT / "src").rglob("*.py")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            loose = re.search(r"\.(isdigit|isdecimal|isnumeric)\(", line) and "isascii()" not in line
            pattern = (
                "re.ASCII" not in line
                and r"\d" in line
                and r"\W\d" not in line
                and "re.ASCII" not in line
                and re.search(r"\br?f?r?[\"']", line)
            )
            if loose or pattern:
                wrong.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()}")
    assert wrong == [], "\n".join(wrong)


OWN_ANSWERS = {
    "review/pages/writing.py": "keeping a draft answers with a line beside the form, not with the form",
    "ideas/pages/writing.py": "the same; and a newer version is shown beside the own text",
    "ideas/pages/submitting.py": "who submits what changed meanwhile is shown it once more, on the page before",
    "grouping/pages/similar.py": "an answer to a suggestion is a fragment, or the error page without script",
    "accounts/pages/providers.py": "an identity provider reads JSON",
    "adoption/pages/reuse_kit.py": "a button without fields has no form to show again",
}
"""Pages that catch a refusal themselves, and why."""


def test_pages_take_a_refusal_back_into_the_form_in_one_way() -> None:
    """With `refusals_in` or `done`: 422 for what was typed, 409 for what changed meanwhile, nothing lost."""
    source = ROOT / "src" / "innovatie"
    caught = re.compile(r"^ *except \(?(?:Invalid|Conflict|DomainError|actions\.Stale)", re.MULTILINE)
    found = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if ("pages" in path.relative_to(source).parts or path.name == "pages.py")
        and caught.search(path.read_text("utf-8"))
    }
    assert found == set(OWN_ANSWERS)
