"""Every setting of Innovatie: one frozen `Settings`, read from the environment, with each default in sight.

Names in the environment are `INNOVATIE_` plus the field's name in capitals, except `DATABASE_URL`. A wrong
value raises `SettingsError` with one Dutch sentence for whoever starts the program.
"""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from innovatie.settings.addresses import (
    check_contacts,
    check_database,
    check_host,
    check_mail,
    check_site,
    check_visible,
    check_web,
    in_an_address,
    with_plain_scheme,
)
from innovatie.settings.reading import Reader, SettingsError, as_text, former, secret, variable

__all__ = [
    "MINIMUM_SECRET_LENGTH",
    "Settings",
    "SettingsError",
    "current",
    "known_variables",
    "load",
    "mistaken",
    "variable",
]

MINIMUM_SECRET_LENGTH = 32
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SMTP_SECURITY = ("starttls", "tls", "geen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    database_url: str = ""
    """postgresql://... ; empty: `innovatie demo` starts an embedded one and tells its children where."""
    database_direct_url: str = ""
    """The same database past a pooler in transaction mode (PgBouncer), when DATABASE_URL is that pooler's address."""
    database_read_url: str = ""
    """A streaming replica that serves public pages; empty: the primary does."""
    data: Path = Path(".innovatie")
    """Folder of the embedded database and the secret of the demo."""
    host: str = "127.0.0.1"
    """Address on which the web process listens."""
    port: int = 8000
    """Port of the web process."""
    public_url: str = ""
    """The address people type, without a final slash; empty: http://host:port."""
    demo: bool = False
    """Sign in by choosing a persona. Refused together with a public address."""
    secret: str = ""
    """Signs cookies and tokens; at least 32 characters. Also from the file named by INNOVATIE_SECRET_FILE."""
    former_secrets: tuple[str, ...] = ()
    """Earlier secrets, the latest first, each on its own line, until `innovatie reseal` says that they may go."""
    pool_size: int = 10
    """Largest number of database connections of one process."""
    embedder: str = ""
    """Socket of the process that turns sentences into vectors for all others of this machine; empty: the web
    process, or who first needs one, starts it, and the web processes and workers of one user share it."""
    meilisearch_url: str = ""
    """Address of the second search engine; empty: PostgreSQL searches."""
    meilisearch_key: str = ""
    """Key of Meilisearch that may read and write its indexes."""
    meaning_url: str = ""
    """Address of a server with the embeddings of the OpenAI interface (up to and including /v1), which orders the first
    page of results by meaning too: it is told the question and public texts, never a draft. Empty: our own order."""
    meaning_model: str = "default"
    """Name of the model that this server is asked for."""
    meaning_key: str = ""
    """Key that goes with it."""
    smtp_host: str = ""
    """The mail server; empty: mail is kept in the outbox and not sent."""
    smtp_port: int = 587
    """Port of the mail server."""
    smtp_user: str = ""
    """Name with which we sign in at the mail server; empty: we do not."""
    smtp_password: str = ""
    """Password that goes with it."""
    smtp_security: str = "starttls"
    """How the line to the mail server is made safe: starttls, tls or geen."""
    mail_from: str = "innovatie@example.nl"
    """Sender of every mail."""
    session_idle_minutes: int = 30
    """Minutes after which somebody who does nothing is signed out."""
    session_absolute_hours: int = 8
    """Hours after which everybody signs in again."""
    oidc_file: str = ""
    """TOML file with the identity providers (docs/security.md); empty: none."""
    migration_url: str = ""
    """Address with the role that owns the tables, for `innovatie migrate`; empty: DATABASE_URL."""
    security_contact: str = "mailto:security@innovatie.example"
    """Where to report a weakness: a mailto: or https: address, shown in /.well-known/security.txt."""
    help_email: str = "hulp@innovatie.example"
    """Where people ask for help and report a problem with a page; shown on /hulp."""
    receivers_inside: str = ""
    """Networks of one's own, such as 10.0.0.0/8, that subscriptions may reach; otherwise only the public internet."""
    count_questions: bool = False
    """Count what people search for, never who asks: a list of work for the list of words (/zoeken/vragen)."""
    learn_from: int = 50
    """Answers and decisions of people about groups since the last time, after which the night learns a model from them
    and offers it to VNG (/vng/groeperen); 0: never."""
    rate_limits: bool = True
    """Limits on searching and on the API; those on signing in always hold."""
    log_level: str = "INFO"
    """The least of what is written in the log: DEBUG, INFO, WARNING or ERROR."""
    metrics_port: int = 0
    """Port of the figures (/metrics) of a web process or worker, apart from the site; 0: none."""
    metrics_host: str = "127.0.0.1"
    """Address on which the figures are served; keep it within the inner network."""
    objects_url: str = ""
    """A bucket of an S3-compatible store for files: https://host/bucket; empty: files stand in PostgreSQL."""
    objects_key: str = ""
    """Name (access key) with which we sign in at that store."""
    objects_secret: str = ""
    """Secret key that goes with it."""
    objects_region: str = "us-east-1"
    """Region of the bucket, where the store has regions."""

    otlp_url: str = ""
    """A collector of OpenTelemetry for traces and figures, such as http://127.0.0.1:4318; empty: none."""
    data_log_url: str = ""
    """A log of data processing (Logboek dataverwerkingen) that takes OTLP over HTTP; empty: none."""

    @property
    def direct_url(self) -> str:
        """Where a connection that outlasts a transaction goes: past the pooler, if there is one."""
        return self.database_direct_url or self.database_url

    @property
    def base_url(self) -> str:
        """The address to put in mails, feeds and redirects, without a final slash."""
        return self.public_url or f"http://{in_an_address(self.host)}:{self.port}"

    @property
    def secure_cookies(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def public_part(self) -> str:
        """The host that others than this machine could reach, or an empty string."""
        hosts = (self.host, urlsplit(self.public_url).hostname or "127.0.0.1")
        return next((host for host in hosts if not _is_loopback(host)), "")

    def with_changes(self, **changes: object) -> "Settings":
        """A copy with `changes`, checked again."""
        changed = replace(self, **changes)  # type: ignore[arg-type]
        _check(changed)
        return changed

    def required_secret(self) -> str:
        """The secret, or SettingsError: whoever signs something calls this, not `.secret`."""
        if len(self.secret) < MINIMUM_SECRET_LENGTH:
            least = f"van ten minste {MINIMUM_SECRET_LENGTH} tekens"
            raise SettingsError(f"Zet INNOVATIE_SECRET (of INNOVATIE_SECRET_FILE) op een geheim {least}.")
        return self.secret

    def environment(self) -> dict[str, str]:
        """The same settings as environment variables, for child processes."""
        text = {variable(name): as_text(getattr(self, name)) for name in self.__slots__}
        return {name: value for name, value in text.items() if value != ""}


def load(environ: Mapping[str, str]) -> Settings:
    """Settings from `environ`; raises SettingsError at the first value that cannot be meant."""
    defaults = Settings()
    read = Reader(environ, asdict(defaults))
    settings = Settings(
        database_url=read.text("database_url"),
        database_direct_url=read.text("database_direct_url"),
        database_read_url=read.text("database_read_url"),
        data=Path(read.text("data") or defaults.data).absolute(),
        host=read.host("host"),
        port=read.integer("port", 1, 65535),
        public_url=with_plain_scheme(read.text("public_url").rstrip("/")),
        demo=read.switch("demo"),
        secret=secret(environ),
        former_secrets=former(environ),
        pool_size=read.integer("pool_size", 1, 200),
        embedder=read.text("embedder"),
        meilisearch_url=read.text("meilisearch_url").rstrip("/"),
        meilisearch_key=read.text("meilisearch_key"),
        meaning_url=read.text("meaning_url").rstrip("/"),
        meaning_model=read.text("meaning_model"),
        meaning_key=read.text("meaning_key"),
        smtp_host=read.host("smtp_host"),
        smtp_port=read.integer("smtp_port", 1, 65535),
        smtp_user=read.text("smtp_user"),
        smtp_password=read.text("smtp_password"),
        smtp_security=read.one_of("smtp_security", SMTP_SECURITY),
        mail_from=read.text("mail_from"),
        session_idle_minutes=read.integer("session_idle_minutes", 1, 24 * 60),
        session_absolute_hours=read.integer("session_absolute_hours", 1, 7 * 24),
        oidc_file=read.text("oidc_file"),
        migration_url=read.text("migration_url"),
        security_contact=read.text("security_contact"),
        help_email=read.text("help_email"),
        receivers_inside=read.networks("receivers_inside"),
        count_questions=read.switch("count_questions"),
        learn_from=read.integer("learn_from", 0, 1_000_000),
        rate_limits=read.switch("rate_limits"),
        log_level=read.one_of("log_level", LOG_LEVELS),
        metrics_port=read.integer("metrics_port", 0, 65535),
        metrics_host=read.host("metrics_host"),
        objects_url=read.text("objects_url").rstrip("/"),
        objects_key=read.text("objects_key"),
        objects_secret=read.text("objects_secret"),
        objects_region=read.text("objects_region"),
        otlp_url=read.text("otlp_url").rstrip("/"),
        data_log_url=read.text("data_log_url").rstrip("/"),
    )
    _check(settings)
    return settings


ELSEWHERE = frozenset({"INNOVATIE_SECRET_FILE", "INNOVATIE_SECRET_OLD_FILE", "INNOVATIE_LIFELINE"})
"""Variables of ours that are no setting of their own."""


def known_variables() -> frozenset[str]:
    """Every variable that means something to us."""
    return frozenset(variable(field) for field in Settings.__slots__) | ELSEWHERE


def mistaken(environ: Mapping[str, str]) -> dict[str, str]:
    """Variables that look like one of ours and are not, each with the one that was probably meant."""
    known = known_variables()
    strange = (name for name in environ if name.startswith("INNOVATIE_") and name not in known)
    nearest = {name: get_close_matches(name, known, n=1, cutoff=0.85) for name in sorted(strange)}
    return {name: found[0] for name, found in nearest.items() if found}


@cache
def current() -> Settings:
    """The settings of this process. Read once; a test that needs others passes its own Settings."""
    return load(os.environ)


def _check(settings: Settings) -> None:
    for field, value in asdict(settings).items():
        if isinstance(value, str | Path) and field != "secret":  # those were made in many ways, with lines among them
            check_visible(variable(field), str(value))
    for field in ("host", "smtp_host", "metrics_host"):
        check_host(variable(field), getattr(settings, field))
    for field in ("mail_from", "help_email"):
        check_mail(variable(field), getattr(settings, field))
    check_contacts(variable("security_contact"), settings.security_contact)
    if bool(settings.smtp_user) != bool(settings.smtp_password):
        raise SettingsError("Zet INNOVATIE_SMTP_USER en INNOVATIE_SMTP_PASSWORD allebei, of geen van beide.")
    for field in ("database_url", "database_direct_url", "database_read_url", "migration_url"):
        check_database(variable(field), getattr(settings, field))
    for field in ("meilisearch_url", "objects_url", "meaning_url", "otlp_url", "data_log_url"):
        check_web(variable(field), getattr(settings, field))
    check_site(variable("public_url"), settings.public_url)
    if settings.objects_url and not urlsplit(settings.objects_url).path.strip("/"):
        raise SettingsError(f"INNOVATIE_OBJECTS_URL moet ook de bucket noemen, zoals {settings.objects_url}/innovatie.")
    if settings.objects_url and not (settings.objects_key and settings.objects_secret):
        raise SettingsError("Zet bij INNOVATIE_OBJECTS_URL ook INNOVATIE_OBJECTS_KEY en INNOVATIE_OBJECTS_SECRET.")
    if any(len(secret) < MINIMUM_SECRET_LENGTH for secret in settings.former_secrets):
        raise SettingsError(
            f"Elk geheim in INNOVATIE_SECRET_OLD heeft ten minste {MINIMUM_SECRET_LENGTH} tekens; zet elk op een "
            "eigen regel."
        )
    public = settings.public_part
    if settings.demo and public:
        raise SettingsError(
            "De demo laat iedereen zonder wachtwoord binnen en start daarom niet op een openbaar adres "
            f"({public}); gebruik 127.0.0.1 of zet INNOVATIE_DEMO uit."
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
