"""A database as large as the bars ask: 342 municipalities and 5,000 ideas, the same at every run."""

import random
from datetime import UTC, datetime, timedelta

import asyncpg

from innovatie import paths
from innovatie.domain.authority import SYSTEM
from innovatie.domain.idea_states import Stage
from innovatie.domain.themes import THEMES
from innovatie.infra import database, migrations
from innovatie.municipalities.bundled_register import load_own_table

IDEAS = 5_000
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_WHAT = (
    "Digitale balie voor {}", "Chatbot die vragen over {} beantwoordt", "Sensoren voor {}", "Open data over {}",
    "Eén loket voor {}", "Voorspelling van {}", "Kaart van {}", "Automatisch controleren van {}", "Meldingen van {}",
)  # fmt: skip
_ABOUT = (
    "parkeervergunningen", "eikenprocessierupsen", "schuldhulp", "leerlingenvervoer", "zwerfafval", "bomen",
    "huishoudelijk geweld", "bijzondere bijstand", "fietsenstallingen", "de omgevingswet", "warmtenetten",
    "inburgering", "energiearmoede", "grofvuil", "mantelzorgers", "kinderopvang", "bedrijventerreinen",
)  # fmt: skip
_SENTENCES = (
    "Inwoners wachten nu te lang op antwoord en bellen daarom vaak opnieuw.",
    "Medewerkers tikken gegevens over die elders al bekend zijn.",
    "De proef begint in twee wijken en wordt na een half jaar beoordeeld.",
    "Wij willen dit samen met buurgemeenten doen, zodat niemand hetzelfde bouwt.",
    "De code komt openbaar en sluit aan op de standaarden van VNG.",
    "Wie geen computer heeft, kan hetzelfde aan de balie of per telefoon.",
)


async def fill(dsn: str) -> None:
    """Migrate the empty database at `dsn` and fill it; the optimiser's figures are fresh afterwards."""
    database.configure(dsn)
    await migrations.migrate(dsn, paths.MIGRATIONS)
    await database.open_pool(maximum=2)
    try:
        await load_own_table(actor=SYSTEM, now=NOW)
        await _ideas()
        await database.execute("ANALYZE")
    finally:
        await database.close_pool()


async def _ideas() -> None:
    chance = random.Random(20261121)
    towns = await database.fetch_values(int, "SELECT id FROM municipality WHERE ended IS NULL ORDER BY id")
    stages, themes = [stage.value for stage in Stage], [theme.slug for theme in THEMES]
    rows = []
    for number in range(1, IDEAS + 1):
        about = chance.choice(_ABOUT)
        moment = NOW - timedelta(days=chance.randrange(1, 1500), seconds=number)
        title = f"{chance.choice(_WHAT).format(about)} ({number})"
        text = [" ".join(chance.choices(_SENTENCES, k=k)) for k in (3, 5, 6)]
        rows.append((number, title, *text, chance.choice(stages), chance.choice(themes), chance.choice(towns), moment))
    async with database.transaction() as connection:
        await _copy(connection, rows)


async def _copy(connection: asyncpg.Connection, rows: list[tuple[object, ...]]) -> None:
    await connection.executemany(
        "INSERT INTO idea (id, title, summary, problem, approach, public_value, stage, theme, contact, links,"
        " municipality, state, version, created_at, updated_at, submitted_at, withdraw_reason, source)"
        " VALUES ($1, $2, $3, $4, $5, '', $6, $7, '', '[]', $8, 'ingediend', 1, $9, $9, $9, '', '')",
        rows,
    )
    await connection.execute("SELECT setval(pg_get_serial_sequence('idea', 'id'), (SELECT max(id) FROM idea))")
    await connection.execute(
        "INSERT INTO idea_participant (idea, municipality, role, joined_at, note)"
        " SELECT id, municipality, 'indiener', created_at, '' FROM idea"
    )
    await connection.execute(
        "INSERT INTO idea_participant (idea, municipality, role, joined_at, note)"
        " SELECT i.id, m.id, 'aangehaakt', i.created_at, '' FROM idea i"
        " JOIN municipality m ON m.id % 97 = i.id % 97 AND m.id <> i.municipality WHERE m.ended IS NULL"
        " ON CONFLICT DO NOTHING"
    )
