"""Whether an address in a setting can be read as it was meant, with signs in a password for one."""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from innovatie.settings.reading import SettingsError

_PLACE: Final = re.compile(r"(?:\[[0-9A-Za-z:.%]+\]|[^:\[\]\s]*)(?::([0-9]{1,5}))?", re.ASCII)
"""A host and perhaps its port: a name, a number, an address of IPv6 in brackets, or the folder of a socket."""
_CODES: Final = ", ".join(f"{sign} als %{ord(sign):02X}" for sign in "@/?#[%")

_HOST: Final = re.compile(r"(?=.{1,253}\Z)\w(?:[\w-]{,61}\w)?(?:\.\w(?:[\w-]{,61}\w)?)*\.?")
_TELEPHONE: Final = re.compile(r"\+[0-9](?:-?[0-9]){6,14}")
_MAILBOX: Final = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)


def check_host(name: str, host: str) -> None:
    """SettingsError when `host` is more or less than a name or an IP address: no port, no address of the web."""
    if host and not _is_host(host):
        raise SettingsError(
            f"{name} is alleen de naam of het IP-adres van een server, zoals server.example, niet '{host}'. Een poort "
            "heeft een instelling van zichzelf."
        )


def check_mail(name: str, address: str) -> None:
    """SettingsError when `address` is not one bare mail address."""
    if not _is_mail(address):
        raise SettingsError(f"{name} moet een e-mailadres zijn, zoals naam@innovatie.example, niet '{address}'.")


def check_contacts(name: str, contacts: str) -> None:
    """SettingsError when one of `contacts` is no address that security.txt may name."""
    for contact in contacts.split():
        scheme, _, rest = contact.partition(":")
        parts = _split(contact) if scheme == "https" else None
        called = (scheme == "mailto" and _is_mail(rest)) or (scheme == "tel" and _TELEPHONE.fullmatch(rest))
        if not called and (parts is None or not _is_web(parts)):
            raise SettingsError(
                f"{name} moet een adres zijn dat met mailto: of https:// begint, of een nummer als tel:+31-70-1234567, "
                f"niet '{contact}'."
            )


def check_visible(name: str, text: str) -> None:
    """SettingsError when `text` has a sign that nobody sees: a line that ends, a blank that does not break."""
    if strange := next((sign for sign in text if not sign.isprintable()), None):
        raise SettingsError(
            f"{name} bevat een teken dat niet te zien is (U+{ord(strange):04X}). "
            "Schrijf de waarde opnieuw, op één regel."
        )


def check_database(name: str, address: str) -> None:
    """SettingsError when `address` is not of PostgreSQL, or a sign in it cuts it off where that was not meant."""
    if not address:
        return
    if address.partition("://")[0] not in {"postgresql", "postgres"}:
        raise SettingsError(f"{name} moet met postgresql:// beginnen.")
    parts = _split(address)
    if parts is None or not _is_whole(parts):
        raise SettingsError(
            f"{name} is geen adres zoals postgresql://rol:wachtwoord@server:5432/innovatie. Schrijf in een wachtwoord "
            f"{_CODES}, en zet een IPv6-adres tussen [ en ]."
        )


def check_web(name: str, address: str) -> None:
    """SettingsError when `address` is not one of the web with a host."""
    parts = _split(address)
    if address and (parts is None or not _is_web(parts)):
        raise SettingsError(f"{name} moet een adres zijn dat met https:// of http:// begint, niet '{address}'.")


def check_site(name: str, address: str) -> None:
    """As `check_web`, and nothing behind the host: all pages of the site begin there."""
    check_web(name, address)
    parts = urlsplit(address)
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise SettingsError(f"{name} is alleen de server, zoals https://innovatie.example, niet '{address}'.")


def with_plain_scheme(address: str) -> str:
    """HTTPS:// is https://, also for who compares letters."""
    scheme, sign, rest = address.partition("://")
    return f"{scheme.lower()}{sign}{rest}"


def in_an_address(host: str) -> str:
    """An IPv6 host needs brackets there."""
    return f"[{host}]" if ":" in host else host


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:  # half a pair of brackets
        return None


def _is_web(parts: SplitResult) -> bool:
    place = parts.netloc.rpartition("@")[2]
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and _is_place(place)


def _is_whole(parts: SplitResult) -> bool:
    who, _, where = parts.netloc.rpartition("@")
    return (
        "@" not in who + parts.path
        and not parts.fragment
        and all(map(_is_place, where.split(",")))
        and all("=" in option and "@" not in option.partition("=")[0] for option in parts.query.split("&") if option)
    )


def _is_place(place: str) -> bool:
    found = _PLACE.fullmatch(place)
    return found is not None and int(found[1] or 1) in range(1, 65536)


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _HOST.fullmatch(host) is not None and not re.fullmatch(r"[0-9.]+", host)
    return True


def _is_mail(address: str) -> bool:
    mailbox, _, host = address.rpartition("@")
    return len(address) <= 254 and address.isascii() and bool(_MAILBOX.fullmatch(mailbox)) and _is_host(host)
