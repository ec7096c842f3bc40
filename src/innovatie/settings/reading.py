"""How a value of the environment is read: as text, a number, a switch, networks, one of a few words, or from a file."""

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from innovatie.domain.file_reasons import why_not


class SettingsError(Exception):
    """A setting is missing or wrong; the text is one Dutch sentence."""


_OTHER_NAMES: Final = {"database_url": "DATABASE_URL", "former_secrets": "INNOVATIE_SECRET_OLD"}


def variable(field: str) -> str:
    """The name in the environment of this field of Settings."""
    return _OTHER_NAMES.get(field, f"INNOVATIE_{field.upper()}")


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "\n".join(value) if isinstance(value, tuple) else str(value)


_SWITCHES: Final = {
    **dict.fromkeys(("0", "nee", "false", "no"), False),
    **dict.fromkeys(("1", "ja", "true", "yes"), True),
}


class Reader:
    """Reads one setting after the other; `defaults`: field -> value."""

    def __init__(self, environ: Mapping[str, str], defaults: Mapping[str, object]) -> None:
        self.environ = environ
        self.defaults = defaults

    def text(self, field: str) -> str:
        return self.environ.get(variable(field), "").strip() or str(self.defaults[field])

    def host(self, field: str) -> str:
        """An IPv6 address may stand between brackets, as in an address of the web."""
        text = self.text(field)
        return text[1:-1] if text.startswith("[") and text.endswith("]") else text

    def integer(self, field: str, least: int, most: int) -> int:
        text = self.text(field)
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise SettingsError(f"{variable(field)} moet een getal van {least} tot en met {most} zijn, niet '{text}'.")
        return int(text)

    def switch(self, field: str) -> bool:
        text = self.environ.get(variable(field), "").strip().lower()
        if not text:
            return bool(self.defaults[field])
        if text not in _SWITCHES:
            raise SettingsError(f"{variable(field)} moet 1 of 0 zijn, niet '{text}'.")
        return _SWITCHES[text]

    def networks(self, field: str) -> str:
        try:
            return " ".join(str(ipaddress.ip_network(one)) for one in self.text(field).split())
        except ValueError as error:
            raise SettingsError(f"{variable(field)} moet netwerken noemen als 10.0.0.0/8: {error}.") from None

    def one_of(self, field: str, choices: tuple[str, ...]) -> str:
        text = self.text(field)
        for choice in choices:
            if choice.lower() == text.lower():
                return choice
        raise SettingsError(f"{variable(field)} moet een van {', '.join(choices)} zijn, niet '{text}'.")


def secret(environ: Mapping[str, str]) -> str:
    """From INNOVATIE_SECRET, else from the file that INNOVATIE_SECRET_FILE names."""
    if value := environ.get("INNOVATIE_SECRET", "").strip():
        return value
    name = environ.get("INNOVATIE_SECRET_FILE", "").strip()
    return _read_secret(name, "INNOVATIE_SECRET_FILE") if name else ""


def former(environ: Mapping[str, str]) -> tuple[str, ...]:
    """From INNOVATIE_SECRET_OLD, else from the file that INNOVATIE_SECRET_OLD_FILE names (one secret a line)."""
    text = environ.get("INNOVATIE_SECRET_OLD", "")
    if not text.strip() and (name := environ.get("INNOVATIE_SECRET_OLD_FILE", "").strip()):
        text = _read_secret(name, "INNOVATIE_SECRET_OLD_FILE")
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _read_secret(name: str, variable: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"Het geheim in {name} ({variable}) is niet te lezen: {why_not(error)}.") from error
