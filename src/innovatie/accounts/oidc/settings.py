"""The identity providers of this installation, read from one TOML file named by the environment.

    [[aanbieder]]
    code = "utrecht"                     # in our own addresses: /inloggen/oidc/utrecht
    naam = "Gemeente Utrecht"            # on the sign-in button
    gemeente = "GM0344"                  # the municipality of everybody who signs in here; "VNG" for VNG itself
    issuer = "https://login.example.nl"
    client_id = "innovatie"
    sleutel_bestand = "/run/secrets/utrecht.pem"   # private_key_jwt; or: geheim_bestand = "..." (client secret)
    acr_vereist = "urn:etoegang:core:assurance-class:loa3"
    acr_volgorde = ["urn:etoegang:core:assurance-class:loa2", "urn:etoegang:core:assurance-class:loa3"]
    adressen_binnen = ["https://sleutels.binnen.example"]   # where it keeps keys and tokens in a network of ours, if so

Secrets stand in files of their own, so that this file may be shown to anybody.
"""

import re
import tomllib
from pathlib import Path

import msgspec

from innovatie.domain.file_reasons import why_not
from innovatie.domain.municipal_table import CODE
from innovatie.domain.web_addresses import parts_of
from innovatie.infra.secret import Secret

VNG = "VNG"
ALGORITHMS = ("RS256", "RS384", "RS512")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class ProviderFileError(Exception):
    """The file with providers cannot be used; the message names the provider and the field."""


class Provider(msgspec.Struct, frozen=True, kw_only=True):
    """One identity provider. Durations are in seconds."""

    code: str
    name: str
    municipality: str
    issuer: str
    client_id: str
    client_secret: Secret | None = None
    private_key: Secret | None = None
    private_key_id: str | None = None
    signing_algorithm: str = "RS256"
    algorithms: tuple[str, ...] = ("RS256",)
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    known_audiences: tuple[str, ...] = ()
    subject_claims: tuple[str, ...] = ("sub",)
    acr_required: str | None = None
    acr_order: tuple[str, ...] = ()
    acr_absent_because: str | None = None
    max_age: int | None = None
    leeway: int = 30
    oldest_token: int = 600
    second_factor_at_provider: bool = False
    inside: tuple[str, ...] = ()
    """Sites beside the issuer's that need not be on the public internet: its keys or tokens are there."""

    @property
    def for_vng(self) -> bool:
        return self.municipality == VNG

    @property
    def uses_key(self) -> bool:
        return self.private_key is not None


_NAMES = {
    "code": "code", "naam": "name", "gemeente": "municipality", "issuer": "issuer", "client_id": "client_id",
    "sleutel_id": "private_key_id", "ondertekening": "signing_algorithm", "algoritmen": "algorithms",
    "scopes": "scopes", "bekende_afnemers": "known_audiences", "persoon_velden": "subject_claims",
    "acr_vereist": "acr_required", "acr_volgorde": "acr_order", "acr_niet_vereist_omdat": "acr_absent_because",
    "hoogste_leeftijd": "max_age", "speling": "leeway", "oudste_token": "oldest_token",
    "tweede_factor_bij_aanbieder": "second_factor_at_provider",
    "adressen_binnen": "inside",
}  # fmt: skip
_FILES = {"geheim_bestand": "client_secret", "sleutel_bestand": "private_key"}


def secure_address(address: str) -> bool:
    """True for https, and for plain http on this very machine (tests)."""
    parts = parts_of(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def _check(provider: Provider) -> str | None:
    problems = {
        "code: alleen kleine letters, cijfers en streepjes": not re.fullmatch(
            r"[a-z0-9][a-z0-9-]{0,39}", provider.code
        ),
        'gemeente: een CBS-code zoals "GM0344", of "VNG"': provider.municipality != "VNG"
        and not CODE.fullmatch(provider.municipality),
        "issuer: een https-adres zonder vraagteken of hekje": not secure_address(provider.issuer)
        or "?" in provider.issuer
        or "#" in provider.issuer,
        "geef precies een van sleutel_bestand en geheim_bestand": (provider.client_secret is None)
        == (provider.private_key is None),
        f"algoritmen: alleen {', '.join(ALGORITHMS)}": not provider.algorithms
        or not set(provider.algorithms) <= set(ALGORITHMS)
        or provider.signing_algorithm not in ALGORITHMS,
        "acr_volgorde: het vereiste niveau moet erin staan": provider.acr_required is not None
        and provider.acr_required not in provider.acr_order,
        "zonder acr_vereist is acr_niet_vereist_omdat nodig (een reden)": provider.acr_required is None
        and not provider.acr_absent_because,
        "scopes: openid ontbreekt": "openid" not in provider.scopes,
        "persoon_velden: minstens een veld": not provider.subject_claims,
        "adressen_binnen: https-adressen": not all(map(secure_address, provider.inside)),
        "speling: tussen 0 en 120 seconden": not 0 <= provider.leeway <= 120,
    }
    return next((problem for problem, wrong in problems.items() if wrong), None)


def _read(entry: dict[str, object], folder: Path) -> Provider:
    unknown = set(entry) - set(_NAMES) - set(_FILES)
    if unknown:
        raise ProviderFileError(f"onbekend veld: {', '.join(sorted(unknown))}")
    fields = {_NAMES[key]: value for key, value in entry.items() if key in _NAMES}
    for key, field in _FILES.items():
        if key in entry:
            path = folder / str(entry[key])
            try:
                fields[field] = Secret(path.read_text(encoding="utf-8").strip())
            except OSError as error:
                raise ProviderFileError(f"{key}: {path} is niet te lezen ({why_not(error)})") from None
    try:
        provider = msgspec.convert(fields, Provider)
    except msgspec.ValidationError as error:
        raise ProviderFileError(str(error)) from None
    problem = _check(provider)
    if problem:
        raise ProviderFileError(problem)
    return provider


def load_providers(path: Path) -> dict[str, Provider]:
    """Providers by code. Raises ProviderFileError with one clear sentence that never holds a secret."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProviderFileError(f"{path}: niet te lezen ({why_not(error)})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProviderFileError(f"{path}: {error}") from None
    if set(document) - {"aanbieder"} or not isinstance(document.get("aanbieder", []), list):
        raise ProviderFileError(f"{path}: verwacht alleen blokken [[aanbieder]]")
    providers: dict[str, Provider] = {}
    for number, entry in enumerate(document.get("aanbieder", []), start=1):
        try:
            provider = _read(entry, path.parent)
        except ProviderFileError as error:
            raise ProviderFileError(f"{path}: aanbieder {number}: {error}") from None
        if provider.code in providers:
            raise ProviderFileError(f"{path}: aanbieder {number}: code {provider.code} staat er twee keer in")
        providers[provider.code] = provider
    return providers
