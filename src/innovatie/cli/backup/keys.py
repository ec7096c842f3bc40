"""The secrets of the installation in a back-up: encrypted with a password kept elsewhere (scrypt, AES-256-GCM)."""

import secrets
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from innovatie.domain.file_reasons import why_not
from innovatie.infra.embedded_postgres import DatabaseError

_SALT: Final = 16
_NONCE: Final = 12
_WORK: Final = 2**15
_LEAST: Final = 12
_PURPOSE: Final = b"innovatie keys v1"


class Keys(msgspec.Struct, frozen=True):
    """What signs and seals: the secret of now and the earlier ones."""

    secret: str
    former: tuple[str, ...]


def password_in(file: Path) -> bytes:
    """The password in this file; DatabaseError when it cannot be read or is too short to protect anything."""
    try:
        password = file.read_bytes().strip()
    except OSError as error:
        raise DatabaseError(f"Het wachtwoord in {file} is niet te lezen: {why_not(error)}.") from error
    if len(password) < _LEAST:
        raise DatabaseError(f"Het wachtwoord in {file} is te kort: neem er een van ten minste {_LEAST} tekens.")
    return password


def lock(keys: Keys, password: bytes) -> bytes:
    """The keys, readable with this password only."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    return salt + nonce + _cipher(password, salt).encrypt(nonce, msgspec.json.encode(keys), _PURPOSE)


def unlock(locked: bytes, password: bytes) -> Keys:
    """The keys again; DatabaseError with another password."""
    salt, nonce, text = locked[:_SALT], locked[_SALT : _SALT + _NONCE], locked[_SALT + _NONCE :]
    try:
        return msgspec.json.decode(_cipher(password, salt).decrypt(nonce, text, _PURPOSE), type=Keys)
    except (InvalidTag, ValueError) as error:
        raise DatabaseError("Met dit wachtwoord gaan de sleutels van de back-up niet open.") from error


def _cipher(password: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=_WORK, r=8, p=1).derive(password))
