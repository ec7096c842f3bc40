"""The settings of this process as the administrator may see them: what each is for, its value, where it comes from.

Nothing secret is shown: of a secret only whether it is there, of an address with a password only the rest.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from innovatie.domain.web_addresses import parts_of
from innovatie.domain.wording import wording
from innovatie.settings import Settings, variable


class Source(StrEnum):
    """Where a value comes from."""

    ENVIRONMENT = "omgeving"
    FILE = "bestand"
    DEFAULT = "standaard"
    PROGRAM = "programma"


SOURCES: Final[dict[Source, str]] = {
    Source.ENVIRONMENT: wording("Uit de omgeving"),
    Source.FILE: wording("Uit een bestand"),
    Source.DEFAULT: wording("Standaardwaarde"),
    Source.PROGRAM: wording("Bij het starten gekozen"),
}
_SECRET: Final = re.compile(r"(secret|password|key|token)s?$")
"""What a field ends in whose value is never shown: a setting that is added later too."""
_FILES: Final = {"secret": "INNOVATIE_SECRET_FILE", "former_secrets": "INNOVATIE_SECRET_OLD_FILE"}
PURPOSES: Final[dict[str, str]] = {
    "database_url": wording("De database"),
    "database_direct_url": wording("Dezelfde database, om de pooler heen"),
    "database_read_url": wording("Een kopie van de database voor openbare pagina’s"),
    "data": wording("Map van de database van de demo"),
    "host": wording("Adres waarop de website luistert"),
    "port": wording("Poort van de website"),
    "public_url": wording("Het adres dat mensen typen"),
    "demo": wording("Inloggen door een persoon te kiezen"),
    "secret": wording("Geheim waarmee cookies en bewijzen ondertekend worden"),
    "former_secrets": wording("Vorige geheimen, tot alles opnieuw verzegeld is"),
    "pool_size": wording("Verbindingen met de database per proces"),
    "meilisearch_url": wording("Een tweede zoekmachine"),
    "meilisearch_key": wording("Sleutel van de tweede zoekmachine"),
    "smtp_host": wording("De mailserver"),
    "smtp_port": wording("Poort van de mailserver"),
    "smtp_user": wording("Naam bij de mailserver"),
    "smtp_password": wording("Wachtwoord bij de mailserver"),
    "smtp_security": wording("Beveiliging van de lijn naar de mailserver"),
    "mail_from": wording("Afzender van elke mail"),
    "session_idle_minutes": wording("Minuten zonder werk tot iemand wordt uitgelogd"),
    "session_absolute_hours": wording("Uren tot iedereen opnieuw inlogt"),
    "oidc_file": wording("Bestand met de inlogdiensten"),
    "migration_url": wording("De database met de rol die tabellen mag wijzigen"),
    "security_contact": wording("Waar iemand een lek meldt"),
    "help_email": wording("Waar mensen om hulp vragen"),
    "receivers_inside": wording("Eigen netwerken die een abonnement mag bereiken"),
    "count_questions": wording("Tellen waarnaar gezocht wordt, nooit door wie"),
    "rate_limits": wording("Grenzen aan zoeken en aan de API"),
    "log_level": wording("Hoeveel er in het logboek komt"),
    "meaning_url": wording("Een dienst die de eerste zoekresultaten ook op betekenis ordent"),
    "meaning_model": wording("Het model van die dienst"),
    "meaning_key": wording("Sleutel van die dienst"),
    "embedder": wording("Het proces dat zinnen in getallen omzet"),
    "learn_from": wording("Antwoorden tot het groeperen opnieuw leert"),
    "objects_url": wording("Een opslag voor bestanden, buiten de database"),
    "objects_key": wording("Naam bij die opslag"),
    "objects_secret": wording("Geheime sleutel van die opslag"),
    "objects_region": wording("Regio van die opslag"),
    "otlp_url": wording("Waar metingen van het verkeer heen gaan"),
    "data_log_url": wording("Het logboek van verwerkingen van gegevens"),
    "metrics_port": wording("Poort van de meetgegevens"),
    "metrics_host": wording("Adres van de meetgegevens"),
}


class Shown(msgspec.Struct, frozen=True):
    """One setting. `value` '' when it is empty; of a secret no more than how many there are."""

    name: str
    purpose: str
    value: str
    secret: bool
    source: Source

    @property
    def source_label(self) -> str:
        return SOURCES[self.source]


def shown(settings: Settings, environ: Mapping[str, str]) -> tuple[Shown, ...]:
    """Every setting, in the order of `Settings`."""
    plain = Settings()
    return tuple(
        Shown(
            name=variable(field),
            purpose=PURPOSES.get(field, ""),
            value=_value(field, getattr(settings, field)),
            secret=bool(_SECRET.search(field)),
            source=_source(field, getattr(settings, field) == getattr(plain, field), environ),
        )
        for field in Settings.__slots__
    )


def _source(field: str, is_default: bool, environ: Mapping[str, str]) -> Source:
    if environ.get(variable(field), "").strip():
        return Source.ENVIRONMENT
    if field in _FILES and environ.get(_FILES[field], "").strip():
        return Source.FILE
    return Source.DEFAULT if is_default else Source.PROGRAM


def _value(field: str, value: object) -> str:
    """As text; '' for nothing, and of a secret no more than how many there are."""
    if _SECRET.search(field):
        return str(len(value) if isinstance(value, tuple) else int(bool(value))) if value else ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    text = str(value)
    return _without_password(text) if "://" in text else text


def _without_password(address: str) -> str:
    """The address without the name and password of who uses it, and without what stands behind a question mark."""
    parts = parts_of(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
