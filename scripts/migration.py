"""`make migration NAME=ratings`: the next migration, with its number and an empty place for its SQL."""

import re
import sys
from pathlib import Path

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
TEXT = '''"""{sentence}."""

from innovatie.infra.sql_migration import SqlMigration

ID = "{number:04}-{name}"

SQL = """
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="{name}", sql=SQL)
'''


def write(folder: Path, name: str) -> Path:
    """The new file in `folder`. ValueError when `name` is no word or words of a-z, 0-9 and _, or is taken."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,39}", name):
        raise ValueError("NAME is a word, or words joined by _, of a to z and 0 to 9: make migration NAME=ratings")
    there = [re.match(r"innovatie_(\d{4})_(\w+)", file.stem) for file in folder.glob("innovatie_*.py")]
    numbers = {found[2]: int(found[1]) for found in there if found}
    if name in numbers:
        raise ValueError(f"There is a migration {name} already: number {numbers[name]}.")
    number = max(numbers.values(), default=0) + 1
    file = folder / f"innovatie_{number:04}_{name}.py"
    sentence = f"Say here what {name.replace('_', ' ')} changes, and why"
    file.write_text(TEXT.format(number=number, name=name, sentence=sentence), encoding="utf-8")
    return file


if __name__ == "__main__":
    try:
        print(write(MIGRATIONS, sys.argv[1] if len(sys.argv) > 1 else ""))
    except ValueError as problem:
        sys.exit(str(problem))
