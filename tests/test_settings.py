import re
from pathlib import Path
from urllib.parse import quote

import pytest

from innovatie.insight.managing.settings_shown import PURPOSES
from innovatie.settings import Settings, SettingsError, known_variables, load
from tests.house.source import ROOT

SECRET = "x" * 32


def test_an_empty_environment_gives_the_defaults_with_an_absolute_data_folder() -> None:
    assert load({}) == Settings(data=Path(".innovatie").absolute())


def test_each_setting_is_read_from_its_own_variable_and_survives_the_way_to_a_child_process() -> None:
    environ = {
        "DATABASE_URL": "postgresql://db/innovatie",
        "INNOVATIE_DATA": "/srv/data",
        "INNOVATIE_HOST": "0.0.0.0",
        "INNOVATIE_PORT": "8080",
        "INNOVATIE_PUBLIC_URL": "https://innovatie.example.nl/",
        "INNOVATIE_SECRET": SECRET,
        "INNOVATIE_POOL_SIZE": "20",
        "INNOVATIE_MEILISEARCH_URL": "http://search:7700",
        "INNOVATIE_MEILISEARCH_KEY": "k",
        "INNOVATIE_SMTP_HOST": "mail",
        "INNOVATIE_SMTP_PORT": "465",
        "INNOVATIE_SMTP_USER": "u",
        "INNOVATIE_SMTP_PASSWORD": "p",
        "INNOVATIE_SMTP_SECURITY": "tls",
        "INNOVATIE_MAIL_FROM": "vng@example.nl",
        "INNOVATIE_SESSION_IDLE_MINUTES": "15",
        "INNOVATIE_SESSION_ABSOLUTE_HOURS": "10",
        "INNOVATIE_LOG_LEVEL": "warning",
        "INNOVATIE_METRICS_PORT": "9101",
    }
    settings = load(environ)
    assert settings == Settings(
        database_url="postgresql://db/innovatie",
        data=Path("/srv/data"),
        host="0.0.0.0",
        port=8080,
        public_url="https://innovatie.example.nl",
        secret=SECRET,
        pool_size=20,
        meilisearch_url="http://search:7700",
        meilisearch_key="k",
        smtp_host="mail",
        smtp_port=465,
        smtp_user="u",
        smtp_password="p",
        smtp_security="tls",
        mail_from="vng@example.nl",
        session_idle_minutes=15,
        session_absolute_hours=10,
        log_level="WARNING",
        metrics_port=9101,
    )
    assert load(settings.environment()) == settings
    assert settings.base_url == "https://innovatie.example.nl"
    assert settings.secure_cookies is True


def test_earlier_secrets_stand_each_on_a_line_of_their_own_in_a_variable_or_a_file(tmp_path: Path) -> None:
    first, second = "an earlier secret of 32 characters or more", "and one before that, of 32 characters or more"
    file = tmp_path / "old"
    file.write_text(f"{first}\n\n{second}\n")
    found = load({"INNOVATIE_SECRET_OLD_FILE": str(file)})
    assert found.former_secrets == (first, second)
    assert load(found.environment()).former_secrets == (first, second)
    with pytest.raises(SettingsError, match="Elk geheim in INNOVATIE_SECRET_OLD heeft ten minste 32 tekens"):
        load({"INNOVATIE_SECRET_OLD": f"{first}\nshort"})


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"INNOVATIE_PORT": "80a"}, "INNOVATIE_PORT moet een getal van 1 tot en met 65535 zijn, niet '80a'."),
        ({"INNOVATIE_PORT": "0"}, "INNOVATIE_PORT moet een getal van 1 tot en met 65535 zijn, niet '0'."),
        ({"INNOVATIE_DEMO": "misschien"}, "INNOVATIE_DEMO moet 1 of 0 zijn, niet 'misschien'."),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL moet met postgresql:// beginnen."),
        (
            {"INNOVATIE_LOG_LEVEL": "luid"},
            "INNOVATIE_LOG_LEVEL moet een van DEBUG, INFO, WARNING, ERROR zijn, niet 'luid'.",
        ),
        (
            {"INNOVATIE_PUBLIC_URL": "innovatie.nl"},
            "INNOVATIE_PUBLIC_URL moet een adres zijn dat met https:// of http:// begint, niet 'innovatie.nl'.",
        ),
    ],
)
def test_a_value_that_cannot_be_meant_gives_one_sentence(environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(environ)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "environ",
    [
        {"INNOVATIE_HOST": "0.0.0.0"},
        {"INNOVATIE_HOST": "::"},
        {"INNOVATIE_HOST": "10.0.0.5"},
        {"INNOVATIE_HOST": "innovatie.nl"},
        {"INNOVATIE_PUBLIC_URL": "https://innovatie.nl"},
    ],
)
def test_demo_mode_and_a_public_address_are_refused_together(environ: dict[str, str]) -> None:
    load(environ)
    with pytest.raises(SettingsError, match="openbaar adres"):
        load({**environ, "INNOVATIE_DEMO": "1"})
    with pytest.raises(SettingsError, match="openbaar adres"):
        load({"INNOVATIE_DEMO": "1"}).with_changes(host="0.0.0.0")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.53"])
def test_demo_mode_may_run_on_this_machine_only(host: str) -> None:
    assert load({"INNOVATIE_DEMO": "1", "INNOVATIE_HOST": host}).demo is True


def test_the_secret_may_come_from_a_file_and_a_short_one_is_refused_when_needed(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    assert load({"INNOVATIE_SECRET_FILE": str(file)}).required_secret() == SECRET
    with pytest.raises(SettingsError, match="ten minste 32 tekens"):
        load({"INNOVATIE_SECRET": "kort"}).required_secret()
    with pytest.raises(SettingsError, match=r"weg .* is niet te lezen: bestaat niet"):
        load({"INNOVATIE_SECRET_FILE": str(tmp_path / "weg")})
    file.write_bytes(b"\xff" * 40)
    with pytest.raises(SettingsError, match="is geen tekst in UTF-8"):
        load({"INNOVATIE_SECRET_FILE": str(file)})


def test_the_page_of_settings_is_what_the_code_says_and_each_has_a_meaning() -> None:
    from scripts import settings_table

    assert settings_table.DOCUMENT.read_text("utf-8") == settings_table.table(), "python -m scripts.settings_table"
    assert [name for name, told in settings_table.explanations().items() if not told] == []
    assert set(re.findall(r"^\| `(\w+)`", settings_table.table(), re.MULTILINE)) == (
        known_variables() - {"INNOVATIE_LIFELINE"} | {"FORWARDED_ALLOW_IPS"}
    )


def test_every_setting_that_the_manual_names_exists() -> None:
    manual = (ROOT / "docs" / "running.md").read_text("utf-8")
    assert set(re.findall(r"INNOVATIE_[A-Z_]*[A-Z]", manual)) - known_variables() == set()


def test_every_setting_says_what_it_is_for_to_the_administrator() -> None:
    assert set(PURPOSES) == set(Settings.__slots__), "add it to insight/managing/settings_shown.py"


def test_networks_that_subscriptions_may_reach_are_networks() -> None:
    assert load({"INNOVATIE_RECEIVERS_INSIDE": " 10.0.0.0/8  fd12::/16 "}).receivers_inside == "10.0.0.0/8 fd12::/16"
    with pytest.raises(SettingsError, match="INNOVATIE_RECEIVERS_INSIDE"):
        load({"INNOVATIE_RECEIVERS_INSIDE": "10.0.0.0/8,overal"})


@pytest.mark.parametrize("password", ["p@ss", "p/ss", "p#ss", "p?ss", "p[ss", "12/34", "12#34", "12?34"])
def test_a_sign_that_cuts_an_address_off_is_a_sentence_and_its_code_is_read(password: str) -> None:
    """They went on to the driver, which took half a password for a port: a traceback, or another server."""
    for name in ("DATABASE_URL", "INNOVATIE_MIGRATION_URL", "INNOVATIE_DATABASE_READ_URL"):
        with pytest.raises(SettingsError, match=rf"^{name} is geen adres .* @ als %40, / als %2F, .* % als %25"):
            load({name: f"postgresql://innovatie_app:{password}@db/innovatie"})
        load({name: f"postgresql://innovatie_app:{quote(password, safe='')}@db/innovatie"})


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://a:b@db1:5432,db2/innovatie?target_session_attrs=read-write",
        "postgresql://a:b@[::1]:5432/innovatie",
        "postgresql://a:b c%'\"@/innovatie?host=/run/postgresql&port=5433",
        "postgresql://a@%2Frun%2Fpostgresql/innovatie",
        "postgres:///innovatie",
    ],
)
def test_every_way_to_name_a_database_is_read(address: str) -> None:
    assert load({"DATABASE_URL": address}).database_url == address


@pytest.mark.parametrize(
    "address", ["postgresql://a:b@::1/x", "postgresql://a:b@db:poort/x", "postgresql://a:b@db:99999/x"]
)
def test_a_place_that_is_none_is_a_sentence(address: str) -> None:
    with pytest.raises(SettingsError, match="zet een IPv6-adres tussen"):
        load({"DATABASE_URL": address})


def test_the_site_is_a_server_and_nothing_more() -> None:
    for address in ("https://a.nl/pad", "https://a.nl?x=1", "https://u:p@a.nl"):
        with pytest.raises(SettingsError, match="is alleen de server"):
            load({"INNOVATIE_PUBLIC_URL": address})
    for address in ("https://[::1", "https://a:poort", "https://a b.nl"):
        with pytest.raises(SettingsError, match="moet een adres zijn"):
            load({"INNOVATIE_PUBLIC_URL": address})


def test_capitals_in_https_leave_cookies_safe() -> None:
    settings = load({"INNOVATIE_PUBLIC_URL": "HTTPS://innovatie.example"})
    assert (settings.base_url, settings.secure_cookies) == ("https://innovatie.example", True)


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_an_ipv6_host_is_an_address_with_brackets_and_only_this_machine(host: str) -> None:
    settings = load({"INNOVATIE_HOST": host})
    assert (settings.host, settings.base_url, settings.public_part) == ("::1", "http://[::1]:8000", "")


@pytest.mark.parametrize("variable", ["INNOVATIE_HOST", "INNOVATIE_SMTP_HOST", "INNOVATIE_METRICS_HOST"])
def test_a_host_is_a_name_or_an_ip_address_and_nothing_more(variable: str) -> None:
    for host in ("mail", "mail.example.nl", "smtp_1", "10.0.0.5", "::1", "mail.example.nl."):
        assert load({variable: host}).environment()[variable] == host
    assert load({variable: "[::1]"}).environment()[variable] == "::1"
    for host in (
        "mail:587",
        "https://mail.nl",
        "mail server",
        "a@b.nl",
        "-a.nl",
        "a..nl",
        "10.0.0.256",
        "[::1",
        "x" * 64,
    ):
        with pytest.raises(SettingsError, match=f"{variable} is alleen de naam of het IP-adres van een server"):
            load({variable: host})


@pytest.mark.parametrize("variable", ["INNOVATIE_MAIL_FROM", "INNOVATIE_HELP_EMAIL"])
def test_an_address_for_mail_is_one_bare_address(variable: str) -> None:
    for address in ("innovatie@example.nl", "no-reply+a.b@localhost", "o'neil@vng.example"):
        assert load({variable: address}).environment()[variable] == address
    for address in ("innovatie", "@a.nl", "a@", "Innovatie <a@b.nl>", "a@b.nl, c@d.nl", "a b@c.nl", "a@b@c.nl", "a..b@c.nl",
                    "mailto:a@b.nl", "é@b.nl", "a@b_.nl:25", "a" * 250 + "@b.nl"):  # fmt: skip
        with pytest.raises(SettingsError, match=f"{variable} moet een e-mailadres zijn"):
            load({variable: address})


def test_where_a_weakness_is_told_is_a_mail_or_a_page() -> None:
    for contact in ("mailto:lek@a.nl", "https://a.nl/lek", "mailto:lek@a.nl https://a.nl/lek", "tel:+31-70-1234567"):
        assert load({"INNOVATIE_SECURITY_CONTACT": contact}).security_contact == contact
    for contact in ("lek@a.nl", "mailto:lek", "http://a.nl", "https://", "mailto:lek@a.nl bel", "tel:06", "tel:+"):
        with pytest.raises(SettingsError, match="moet een adres zijn dat met mailto: of https:// begint"):
            load({"INNOVATIE_SECURITY_CONTACT": contact})


@pytest.mark.parametrize("sign", ["\n", "\r", "\t", "\0", "\u00a0", "\u200b"])
def test_a_sign_that_nobody_sees_is_told_in_each_setting_that_is_text(sign: str) -> None:
    texts = {
        name: getattr(Settings(), name) for name in Settings.__slots__ if isinstance(getattr(Settings(), name), str)
    }
    for field in texts.keys() - {"secret", "receivers_inside", "smtp_security", "log_level"}:
        with pytest.raises(SettingsError, match=rf"bevat een teken dat niet te zien is \(U\+{ord(sign):04X}\)"):
            Settings().with_changes(**{field: f"a{sign}b"})


def test_a_name_at_the_mail_server_goes_with_a_password() -> None:
    for half in ("INNOVATIE_SMTP_USER", "INNOVATIE_SMTP_PASSWORD"):
        with pytest.raises(SettingsError, match="allebei, of geen van beide"):
            load({half: "x"})
