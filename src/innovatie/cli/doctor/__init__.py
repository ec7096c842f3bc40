"""`innovatie doctor`: is everything right that this site needs around it? A line each, with what to do.

lines     what a line is
outside   what stands beside the database
"""

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from typing import Final

import click
import msgspec

from innovatie.audit.backups import last_backup
from innovatie.cli.database_errors import sentence_of
from innovatie.cli.doctor import outside
from innovatie.cli.doctor.lines import FINE, LOOK, WRONG, Line, Look
from innovatie.domain.errors import DomainError
from innovatie.infra import database, database_roles, moments, queue_state, schema_version
from innovatie.infra.connecting import connect
from innovatie.infra.database import fetch_one_value, fetch_values
from innovatie.search.engine_selection import standing as search_standing
from innovatie.settings import MINIMUM_SECRET_LENGTH, Settings, SettingsError, current
from innovatie.voting.queries.keys import keys_in_use

OLD_BACKUP: Final = timedelta(hours=26)
LATE: Final = 300.0
"""Seconds that a job may wait before nobody seems to take it."""
_EXTENSIONS: Final = frozenset({"vector", "pg_trgm", "unaccent"})
_LATE_HEADS: Final = """
SELECT v.log FROM round_vote v
 WHERE v.closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM tree_head h WHERE h.vote = v.id AND h.size = v.log_size)
   AND NOT EXISTS (SELECT 1 FROM tree_head h WHERE h.vote = v.id AND h.published_at > now() - interval '90 minutes')
 ORDER BY v.id
"""
_WAITING_MAIL: Final = (
    "SELECT count(*) FROM queued_mail WHERE state = 'wacht' AND now() - not_before > interval '1 hour'"
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON.")
def doctor(as_json: bool) -> None:
    """Kijk na of alles goed staat wat de site nodig heeft. Code 1 als iets fout is."""
    lines = asyncio.run(examine(current()))
    if as_json:
        click.echo(msgspec.json.encode(lines).decode())
    else:
        for line in lines:
            click.echo(f"{line.staat:<6}  {line.wat}: {line.uitleg}")
    if any(line.staat == WRONG for line in lines):
        raise click.exceptions.Exit(1)


async def examine(settings: Settings) -> list[Line]:
    """Everything in turn; one that fails stops no other, but without its database there is little to see."""
    lines = [_settings(settings)]
    if not settings.database_url:
        return [*lines, Line("database", WRONG, "zet DATABASE_URL op het adres van de database.")]
    database.configure(settings.database_url, direct=settings.database_direct_url)
    try:
        answered = await fetch_one_value(str, "SHOW server_version")
        lines.append(Line("database", FINE, f"PostgreSQL {answered} antwoordt."))
    except Exception as error:  # whatever it is, it is told
        return [*lines, Line("database", WRONG, _told(error)), await _tried("mail", outside.mail, settings)]
    for what, look in LOOKS.items():
        lines.append(await _tried(what, look, settings))
    return lines


async def _tried(what: str, look: Look, settings: Settings) -> Line:
    try:
        return await look(settings)
    except Exception as error:  # the others are still to be looked at
        return Line(what, WRONG, _told(error))


def _told(error: Exception) -> str:
    known = str(error) if isinstance(error, DomainError | SettingsError) else sentence_of(error)
    return known or f"niet te zien ({type(error).__name__})."


def _settings(settings: Settings) -> Line:
    if len(settings.secret) < MINIMUM_SECRET_LENGTH:
        return Line("instellingen", WRONG, f"INNOVATIE_SECRET heeft geen {MINIMUM_SECRET_LENGTH} tekens.")
    if not settings.secure_cookies and not settings.demo:
        return Line("instellingen", LOOK, "zet INNOVATIE_PUBLIC_URL op een adres met https, voor veilige cookies.")
    return Line("instellingen", FINE, f"de site is {settings.base_url}.")


async def _schema(settings: Settings) -> Line:
    standing = await schema_version.standing()
    return Line("tabellen", FINE if standing.fits else WRONG, standing.sentence)


async def _extensions(settings: Settings) -> Line:
    there = await fetch_values(str, "SELECT extname::text FROM pg_extension")
    missing = sorted(_EXTENSIONS - set(there))
    if missing:
        return Line("uitbreidingen", WRONG, f"{missing[0]} ontbreekt: CREATE EXTENSION {missing[0]};")
    return Line("uitbreidingen", FINE, "vector, pg_trgm en unaccent zijn er.")


async def _roles(settings: Settings) -> Line:
    connection = await connect(settings.database_url, statement_cache_size=0)
    try:
        found = await database_roles.too_mighty(connection)
    finally:
        await connection.close()
    if found:
        told = f"de rol in DATABASE_URL {' en '.join(found)}. Gebruik de rol innovatie_app (deploy/roles.sql)."
        return Line("rollen", LOOK if settings.demo or not settings.public_part else WRONG, told)
    return Line("rollen", FINE, "de rol van de website kan het logboek en de stemmen niet herschrijven.")


async def _clock(settings: Settings) -> Line:
    apart = await moments.apart()
    told = f"{apart.total_seconds():+.1f} seconde van die van de database."
    if abs(apart) > moments.MOST_APART:
        return Line("klok", WRONG, f"{told} Zet de klok gelijk (NTP).")
    return Line("klok", FINE, told)


async def _post(settings: Settings) -> Line:
    waiting = await fetch_one_value(int, _WAITING_MAIL) or 0
    if waiting:
        return Line("post", LOOK, f"{waiting} mails wachten langer dan een uur. Draait innovatie worker?")
    return Line("post", FINE, "er wacht geen mail langer dan een uur.")


async def _search(settings: Settings) -> Line:
    standing = await search_standing()
    if standing.missed:
        told = f"de tweede zoekmachine mist {standing.missed} wijzigingen; de worker haalt ze in."
        return Line("zoeken", LOOK, told)
    return Line("zoeken", FINE, f"{standing.engine} antwoordt.")


async def _backup(settings: Settings) -> Line:
    made = await last_backup()
    if made is None:
        return Line("back-up", LOOK, "innovatie backup maakte er nog geen. Maakt iets anders ze, kijk dan daar.")
    hours = int((datetime.now(UTC) - made).total_seconds() // 3600)
    if datetime.now(UTC) - made > OLD_BACKUP:
        return Line("back-up", LOOK, f"de laatste is {hours} uur oud. Laat innovatie backup elke nacht lopen.")
    return Line("back-up", FINE, f"de laatste is {hours} uur oud.")


async def _disk(settings: Settings) -> Line:
    size = await fetch_one_value(int, "SELECT pg_database_size(current_database())") or 0
    folder = settings.data if settings.data.exists() else settings.data.anchor
    use = shutil.disk_usage(folder)
    told = f"{use.free // 2**30} GB vrij bij {settings.data}; de database is {size // 2**20} MB."
    if use.free < use.total / 10:
        return Line("schijf", LOOK, f"{told} Maak ruimte: minder dan een tiende is vrij.")
    return Line("schijf", FINE, told)


async def _heads(settings: Settings) -> Line:
    late = await fetch_values(str, _LATE_HEADS)
    if late:
        told = f"van {late[0]} is langer dan 90 minuten geen stand ondertekend. Draait innovatie worker?"
        return Line("stemlogboeken", WRONG, told)
    keys = await keys_in_use()
    if keys.lost:
        return Line("stemlogboeken", WRONG, f"zet het geheim van {keys.lost[0]} in INNOVATIE_SECRET_OLD.")
    return Line("stemlogboeken", FINE, "elke open stemming heeft een verse ondertekende stand.")


async def _queue(settings: Settings) -> Line:
    jobs = await queue_state.backlog()
    if jobs.late > LATE:
        return Line("taken", WRONG, f"een taak wacht al {jobs.late / 60:.0f} minuten. Draait innovatie worker?")
    if jobs.failed:
        return Line("taken", LOOK, f"{jobs.failed} taken zijn mislukt; kijk op /beheer/taken.")
    return Line("taken", FINE, f"{jobs.waiting} wachten, {jobs.running} lopen.")


LOOKS: Final[dict[str, Look]] = {
    "tabellen": _schema,
    "uitbreidingen": _extensions,
    "rollen": _roles,
    "klok": _clock,
    "mail": outside.mail,
    "post": _post,
    "inlogdiensten": outside.providers,
    "zoeken": _search,
    "embedder": outside.embedder,
    "back-up": _backup,
    "schijf": _disk,
    "bestanden": outside.objects,
    "rechtstreeks": outside.direct,
    "leesreplica": outside.replica,
    "metingen": outside.collector,
    "verwerkingen": outside.data_log,
    "stemlogboeken": _heads,
    "taken": _queue,
}
