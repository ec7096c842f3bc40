"""Which site, and as whom: the options that all commands of `innovatie remote` share."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click
import httpx

from innovatie.domain.file_reasons import why_not
from innovatie.remote.access import Access, KeyAccess, TokenAccess
from innovatie.remote.errors import RemoteError
from innovatie.remote.site import Site

Made = TypeVar("Made")

_LARGEST_SECRET = 20_000


@click.group()
@click.option("--site", "address", envvar="REMOTE_SITE", required=True, help="Adres van de site (of REMOTE_SITE).")
@click.option(
    "--token-file",
    envvar="REMOTE_TOKEN_FILE",
    type=click.Path(path_type=Path),
    help="Bestand met een token van /account/tokens (of REMOTE_TOKEN_FILE).",
)
@click.option("--client-id", envvar="REMOTE_CLIENT_ID", help="Naam van de koppeling (of REMOTE_CLIENT_ID).")
@click.option(
    "--key-file",
    envvar="REMOTE_KEY_FILE",
    type=click.Path(path_type=Path),
    help="Geheime sleutel van de koppeling (RSA of EC), als PEM (of REMOTE_KEY_FILE).",
)
@click.option(
    "--key-id", default="", envvar="REMOTE_KEY_ID", help="Naam van de sleutel, als de koppeling er meer heeft."
)
@click.pass_context
def remote(
    context: click.Context,
    *,
    address: str,
    token_file: Path | None,
    client_id: str | None,
    key_file: Path | None,
    key_id: str,
) -> None:
    """Werk met een site elders, over de openbare API. Lezen kan zonder token."""
    transport: httpx.AsyncBaseTransport | None = context.obj  # who calls this from Python may bring a line of its own
    context.obj = Site(address, access=access_of(token_file, client_id, key_file, key_id), transport=transport)


def access_of(token_file: Path | None, client_id: str | None, key_file: Path | None, key_id: str) -> Access | None:
    """From the options: nobody, a person with a token, or an application with its key."""
    if token_file and (client_id or key_file):
        raise RemoteError("Geef een token of een koppeling met haar sleutel, niet allebei.")
    if bool(client_id) != bool(key_file):
        raise RemoteError("Geef bij een koppeling allebei: --client-id en --key-file.")
    if token_file:
        return TokenAccess(text_of(token_file))
    if client_id and key_file:
        return KeyAccess(client_id, text_of(key_file), kid=key_id)
    return None


def text_of(file: Path, *, largest: int = _LARGEST_SECRET) -> str:
    """A text file, or - for standard input."""
    body = bytes_of(file)
    if len(body) > largest:
        raise RemoteError(f"{file} is te groot: hier hoort hooguit {largest} bytes in.")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RemoteError(f"{file} is geen tekst in UTF-8.") from None


def bytes_of(file: Path) -> bytes:
    """What stands in a file, or on standard input for -."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise RemoteError(f"{file} is niet te lezen: {why_not(error)}.") from None


def at_site(site: Site, work: Callable[[Site], Coroutine[Any, Any, Made]]) -> Made:
    """Do `work` at the site and leave it."""

    async def done() -> Made:
        async with site:
            return await work(site)

    return asyncio.run(done())
