"""What stands beside the database: mail, identity providers, an embedder, a pooler, a replica, an object store ..."""

import asyncio
from datetime import UTC, datetime
from typing import Final

import aiosmtplib
import httpx
import msgspec

from innovatie.accounts.oidc.errors import ProviderUnavailable
from innovatie.accounts.oidc.registry import Providers
from innovatie.cli.database_errors import DATABASE_ERRORS, sentence_of
from innovatie.cli.doctor.lines import FINE, LOOK, WRONG, Line
from innovatie.infra import embedding_service, kept_files, object_store, tracing
from innovatie.infra.connecting import connect
from innovatie.infra.database import fetch_one_as
from innovatie.infra.replica import MOST_BEHIND
from innovatie.infra.rows import decoded
from innovatie.operations.queries import waiting_too_long
from innovatie.settings import Settings

_TIMEOUT_SECONDS: Final = 5.0


async def mail(settings: Settings) -> Line:
    if not settings.smtp_host:
        return Line("mail", WRONG, "zet INNOVATIE_SMTP_HOST: zonder mail kan niemand inloggen met een link.")
    smtp = aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_user or None,
        password=settings.smtp_password or None,
        use_tls=settings.smtp_security == "tls",
        start_tls=settings.smtp_security == "starttls",
        timeout=10,
    )
    try:
        await smtp.connect()
        await smtp.quit()
    except (aiosmtplib.SMTPException, OSError) as error:
        where = f"{settings.smtp_host}:{settings.smtp_port}"
        return Line("mail", WRONG, f"{where} neemt geen mail aan ({type(error).__name__}). Kijk naar INNOVATIE_SMTP_*.")
    return Line("mail", FINE, f"{settings.smtp_host} neemt mail aan.")


async def providers(settings: Settings) -> Line:
    providers = Providers.from_file(settings.oidc_file)
    try:
        found = providers.all()
        for provider in found:
            client = providers.get(provider.code)
            assert client is not None, "it is in the list"
            try:
                await client.metadata(datetime.now(UTC))
            except ProviderUnavailable as error:
                told = f"{provider.name} ({provider.issuer}) antwoordt niet goed: {error.reason}."
                return Line("inlogdiensten", WRONG, told)
    finally:
        await providers.close()
    return Line("inlogdiensten", FINE, f"{len(found)} bereikbaar." if found else "er zijn er geen ingesteld.")


async def objects(settings: Settings) -> Line:
    elsewhere = sum(row.in_store for row in await kept_files.counted())
    if not settings.objects_url:
        if elsewhere:
            told = f"{elsewhere} bestanden staan in een objectopslag: zet INNOVATIE_OBJECTS_URL."
            return Line("bestanden", WRONG, told)
        return Line("bestanden", FINE, "alle bestanden staan in PostgreSQL.")
    object_store.configure_as(settings)
    try:
        await object_store.try_out()
    except object_store.ObjectsAway as error:
        told = f"de objectopslag laat ons niet schrijven, lezen en wissen ({error}). Kijk naar INNOVATIE_OBJECTS_*."
        return Line("bestanden", WRONG, told)
    if waiting := await waiting_too_long():
        told = f"{waiting} bestanden hadden al een uur gewist moeten zijn. Draait innovatie worker?"
        return Line("bestanden", WRONG, told)
    return Line("bestanden", FINE, f"de objectopslag antwoordt; {elsewhere} bestanden staan daar.")


async def embedder(settings: Settings) -> Line:
    """The process that encodes for all others of this machine does so."""
    if not settings.embedder:
        return Line("embedder", FINE, "web en worker starten er samen een als dat nodig is (INNOVATIE_EMBEDDER).")
    try:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            await embedding_service.ask(settings.embedder, ["innovatie"])
    except embedding_service.AWAY as error:
        told = f"{settings.embedder} antwoordt niet ({type(error).__name__}); elk proces doet het zolang zelf."
        return Line("embedder", LOOK, f"{told} Draait innovatie embedder?")
    return Line("embedder", FINE, "zet zinnen om in vectoren voor alle processen van deze machine.")


class _Server(msgspec.Struct, frozen=True):
    """Which database this is, and how many seconds what it shows is behind; None on a primary."""

    name: str
    system: int
    copy: bool
    behind: float | None


_WHICH: Final = """
SELECT current_database()::text AS name, (SELECT system_identifier FROM pg_control_system()) AS system,
       pg_is_in_recovery() AS copy,
       CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0.0
            ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float8 END AS behind
"""


async def _server_at(address: str) -> _Server | str:
    """What is there, or in a sentence why nothing is."""
    try:
        connection = await connect(address, timeout=_TIMEOUT_SECONDS, statement_cache_size=0)
    except DATABASE_ERRORS as error:
        return (sentence_of(error) or type(error).__name__).replace("DATABASE_URL", "dat adres")
    try:
        return decoded(await connection.fetchrow(_WHICH), _Server)
    finally:
        await connection.close()


async def direct(settings: Settings) -> Line:
    """The address past a pooler leads to the same database."""
    if not settings.database_direct_url:
        return Line("rechtstreeks", FINE, "er is geen pooler ingesteld (INNOVATIE_DATABASE_DIRECT_URL).")
    here, there = await fetch_one_as(_Server, _WHICH), await _server_at(settings.database_direct_url)
    if isinstance(there, str):
        told = f"{there} Kijk naar INNOVATIE_DATABASE_DIRECT_URL: zonder dat adres werkt de worker niet."
        return Line("rechtstreeks", WRONG, told)
    if here is None or (there.name, there.system) != (here.name, here.system):
        told = "INNOVATIE_DATABASE_DIRECT_URL leidt naar een andere database dan DATABASE_URL. Maak ze gelijk."
        return Line("rechtstreeks", WRONG, told)
    return Line("rechtstreeks", FINE, "het adres voorbij de pooler leidt naar dezelfde database.")


async def replica(settings: Settings) -> Line:
    """The replica is there, is one of this database, and keeps up."""
    if not settings.database_read_url:
        return Line("leesreplica", FINE, "er is er geen ingesteld (INNOVATIE_DATABASE_READ_URL).")
    here, there = await fetch_one_as(_Server, _WHICH), await _server_at(settings.database_read_url)
    if isinstance(there, str):
        told = f"{there} Kijk naar INNOVATIE_DATABASE_READ_URL; tot dan beantwoordt de hoofdserver alles."
        return Line("leesreplica", WRONG, told)
    if here is None or (there.name, there.system) != (here.name, here.system):
        told = "INNOVATIE_DATABASE_READ_URL is geen kopie van deze database. Haal het weg."
        return Line("leesreplica", WRONG, told)
    if not there.copy:
        return Line("leesreplica", LOOK, "INNOVATIE_DATABASE_READ_URL is de hoofdserver zelf; er is dus geen replica.")
    if (there.behind or 0) > MOST_BEHIND:
        told = f"loopt {there.behind:.0f} seconden achter en wordt dan niet gelezen. Kijk naar de replicatie."
        return Line("leesreplica", LOOK, told)
    return Line("leesreplica", FINE, "volgt de hoofdserver.")


async def collector(settings: Settings) -> Line:
    """Traces and figures are taken."""
    if not settings.otlp_url:
        return Line("metingen", FINE, "gaan nergens heen (INNOVATIE_OTLP_URL); /metrics en het log zijn er altijd.")
    wrong = await _takes_spans(settings.otlp_url)
    if wrong:
        return Line("metingen", LOOK, f"{wrong} Kijk naar INNOVATIE_OTLP_URL; de site werkt door.")
    return Line("metingen", FINE, "de verzamelaar neemt ze aan.")


async def data_log(settings: Settings) -> Line:
    """The log of data processing takes lines."""
    if not settings.data_log_url:
        return Line("verwerkingen", FINE, "er is geen logboek dataverwerkingen ingesteld (INNOVATIE_DATA_LOG_URL).")
    wrong = await _takes_spans(settings.data_log_url)
    if wrong:
        told = f"{wrong} Kijk naar INNOVATIE_DATA_LOG_URL; regels wachten tot het ze aanneemt."
        return Line("verwerkingen", WRONG, told)
    return Line("verwerkingen", FINE, "het logboek dataverwerkingen neemt regels aan.")


async def _takes_spans(url: str) -> str:
    """Why OTLP is not taken at `url`, in a sentence; empty when it is. What is sent is a request without spans."""
    if not tracing.installed():
        return "het pakket ontbreekt: installeer de extra tracing (requirements/full.txt)."
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS) as client:
            answer = await client.post(f"{url}/v1/traces", headers={"Content-Type": "application/x-protobuf"})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"{url} antwoordt niet ({type(error).__name__})."
    return "" if answer.status_code == 200 else f"{url}/v1/traces weigert met {answer.status_code}."
