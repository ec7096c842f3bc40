"""Tables and addresses of others are read in one place: who reads them otherwise has a reason here."""

import ast
import re

from tests.house.source import CODE

READERS = {
    "domain/tables/delimited.py": "the one reader",
    "voting/recount/ballot_files.py": "the recount package runs without Innovatie, on our own file",
    "voting/formats/pabulib.py": "Pabulib has more tables in one file, each with its own header",
    "municipalities/tile_map.py": "our own file, in the wheel",
}
LINES = {
    "adoption/pages/proposing.py": "a field of a form, cleaned",
    "cli/backup/programs.py": "what pg_dump says of itself",
    "cli/backup/restoring.py": "our own back-up",
    "cli/supervisor.py": "our own log",
    "demo/plans.py": "our own texts",
    "domain/language/changes.py": "a field of a form, cleaned",
    "domain/language/thesaurus.py": "our own file, in the wheel",
    "ideas/forms.py": "a field of a form, cleaned",
    "infra/embedded_postgres/orphans.py": "a file of PostgreSQL",
    "infra/embedded_postgres/server.py": "a file of PostgreSQL",
    "notifications/letters.py": "our own template",
    "review/queries/facts.py": "lines that a form cleaned",
    "search/commands.py": "lists of words, one a line, that a maintainer makes ours of",
    "search/language.py": "our own file, in the wheel",
    "search/pages/thesaurus.py": "a field of a form, cleaned",
    "settings/reading.py": "secrets in a file of the operator, one a line",
    "voting/forms.py": "a field of a form, cleaned",
}


ADDRESSES = {
    "domain/web_addresses.py": "the one reader",
    "accounts/oidc/client.py": "metadata of a provider, after secure_address",
    "cli/backup/programs.py": "our own setting",
    "infra/database_roles.py": "our own setting",
    "infra/object_store.py": "our own setting",
    "insight/my_work/calendar_pages.py": "our own address",
    "search/scratch.py": "our own setting",
    "settings/__init__.py": "our own settings",
    "settings/addresses.py": "our own settings",
    "voting/witness_links.py": "our own setting",
    "web/edge.py": "our own setting",
    "web/security.py": "our own setting",
}


KEEPERS = {
    "infra/kept_files.py": "the one that counts",
    "pictures/actions.py": "a limit of its own, before the picture is made",
    "insight/archive/actions.py": "made by us",
}


def calls(*names: str) -> set[tuple[str, str]]:
    """(module, name) of each attribute with one of these names that is called or handed on."""
    said = re.compile(rf"\b({'|'.join(names)})\b")
    return {
        (file.relative_to(CODE).as_posix(), node.attr)
        for file in CODE.rglob("*.py")
        if said.search(text := file.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr in names
    }


def test_only_one_module_reads_csv_of_others() -> None:
    assert {module for module, _ in calls("DictReader", "Sniffer")} | {
        module for module, _ in calls("reader") if "csv" in (CODE / module).read_text("utf-8")
    } == set(READERS)


def test_no_text_of_others_is_cut_at_signs_that_are_no_line_feeds() -> None:
    assert {module for module, _ in calls("splitlines")} == set(LINES)


def test_only_one_module_takes_addresses_of_others_apart() -> None:
    """`urlsplit` raises for `http://[`: what others wrote goes through `parts_of`."""
    found = {file.relative_to(CODE).as_posix() for file in CODE.rglob("*.py") if "urlsplit(" in file.read_text("utf-8")}
    assert found == set(ADDRESSES)


def test_a_file_that_somebody_sends_is_kept_by_the_one_that_counts_their_files() -> None:
    keeping = re.compile(r"\bkept\((?!number)")
    found = {
        file.relative_to(CODE).as_posix()
        for file in CODE.rglob("*.py")
        if "infra.kept_files" in (text := file.read_text("utf-8")) or file.name == "kept_files.py"
        if keeping.search(text)
    }
    assert found == set(KEEPERS)


def test_only_one_module_knows_the_reader_of_spreadsheets() -> None:
    found = [file for file in CODE.rglob("*.py") if "python_calamine" in file.read_text("utf-8")]
    assert [file.relative_to(CODE).as_posix() for file in found] == ["infra/spreadsheet_process.py"]
