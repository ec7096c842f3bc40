"""What PostgreSQL says when a command cannot work with it, in one sentence that says what to do."""

import socket

import asyncpg

_OTHER_TABLES = (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError, asyncpg.UndefinedFunctionError)
_NOT_LET_IN = (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError)


DATABASE_ERRORS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    ConnectionError,
    socket.gaierror,
    TimeoutError,
)
"""What `sentence_of` may have a sentence for."""

_AWAY = (ConnectionError, socket.gaierror, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.InternalClientError)

_SENTENCES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str, str], ...] = (
    (
        asyncpg.InvalidPasswordError,
        "",
        "De database weigert het wachtwoord in het adres (DATABASE_URL of INNOVATIE_MIGRATION_URL).",
    ),
    (
        _NOT_LET_IN,
        "no encryption",
        "De database wil TLS; zet ?sslmode=require achter het adres.",
    ),
    (_NOT_LET_IN, "", "De database van DATABASE_URL laat ons niet binnen: {words}."),
    (asyncpg.ClientConfigurationError, "", "Het adres van de database klopt niet: {words}."),
    (
        asyncpg.UndefinedObjectError,
        "unrecognized configuration parameter",
        "De database kent niet wat achter ? in haar adres staat: {words}.",
    ),
    (
        ConnectionError,
        "SSL upgrade",
        "De database kent geen TLS en het adres vraagt erom; haal sslmode weg of zet TLS aan op de server.",
    ),
    (_AWAY, "", "De database van DATABASE_URL is niet te bereiken: {words}."),
    (_OTHER_TABLES, "", "De tabellen van deze versie staan nog niet in de database. Voer eerst innovatie migrate uit."),
    (
        asyncpg.InsufficientPrivilegeError,
        "",
        "De rol in het adres van de database mag dit niet: {words}. docs/running.md zegt welke rol wat doet.",
    ),
    (
        asyncpg.ReadOnlySQLTransactionError,
        "",
        "Deze database is alleen om te lezen (een kopie?); geef het adres van de hoofddatabase.",
    ),
    (
        asyncpg.DiskFullError,
        "",
        "De schijf van de database is vol. Maak ruimte en probeer het opnieuw; er is niets half opgeslagen.",
    ),
    (
        asyncpg.InsufficientResourcesError,
        "",
        "De database neemt nu geen verbinding meer aan: {words}. Probeer het straks opnieuw.",
    ),
)
"""Kind of error, words of the server that tell it from others of its kind, and what we say. The first that fits."""


def sentence_of(error: BaseException) -> str | None:
    """The sentence; None for an error that is a fault of ours, which wants its traceback."""
    words = str(error).rstrip(".") or type(error).__name__
    for kind, part, sentence in _SENTENCES:
        if isinstance(error, kind) and part in words:
            return sentence.format(words=words)
    return None
