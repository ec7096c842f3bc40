"""Passkeys (WebAuthn, level 2): what a browser is asked for, and whether its answer is right. Knows no database.

The library checks the kind of ceremony, origin, challenge, the digest of the site's name, presence and verification of
the user, and the signature. What it leaves to us: that a challenge is used once and soon, whose passkey it is, and the
counter (`went_back`).
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Sequence
from typing import Final

import msgspec
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from innovatie.domain.web_addresses import parts_of

LONGEST_ANSWER: Final = 12_000
"""Characters of JSON: an answer with every transport and a certificate is about 3,000."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "0.0.0.0", "localhost"})  # noqa: S104 -- compared, never bound to
_TRANSPORTS: Final = ("ble", "hybrid", "internal", "nfc", "smart-card", "usb")

logging.getLogger("fido2").setLevel(logging.WARNING)  # it would write who has which passkey


class Refused(Exception):
    """The answer is not one of this person's passkeys to this question at this site."""


class Site(msgspec.Struct, frozen=True):
    """`name` is what passkeys are bound to, `origin` the only address whose pages may ask for them."""

    name: str
    origin: str


class Held(msgspec.Struct, frozen=True):
    """A passkey as we keep it: `credential` in the form of the standard (AAGUID, id, public key)."""

    credential: bytes
    transports: tuple[str, ...]


class Made(msgspec.Struct, frozen=True):
    """A passkey that was just made."""

    identifier: bytes
    held: Held
    count: int


class Shown(msgspec.Struct, frozen=True):
    """Which of the passkeys was shown, and its counter."""

    identifier: bytes
    count: int


def site_of(address: str) -> Site:
    """From the configured address. A browser makes no passkeys for a number, so this machine is called localhost."""
    parts = parts_of(address)
    host = (parts.hostname or "localhost").lower()
    name = "localhost" if host in _LOOPBACK else host
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return Site(name=name, origin=f"{parts.scheme}://{name}{port}")


def question_for_new(
    *, site: Site, challenge: bytes, person_id: int, person: str, key: str, held: Sequence[Held]
) -> str:
    """What the browser is asked when a passkey is made, as JSON. The number of the person does not stand in it."""
    handle = hmac.new(key.encode(), f"passkey of {person_id}".encode(), hashlib.sha256).digest()
    options, _ = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=person, display_name=person),
        credentials=[_descriptor(one) for one in held],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge,
    )
    return json.dumps(dict(options.public_key))


def question_for_known(*, site: Site, challenge: bytes, held: Sequence[Held]) -> str:
    """What the browser is asked when a passkey is shown, as JSON."""
    options, _ = _server(site).authenticate_begin(
        credentials=[_descriptor(one) for one in held],
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge,
    )
    return json.dumps(dict(options.public_key))


def made(answer: str, *, site: Site, challenge: bytes) -> Made:
    """The passkey in a browser's answer to `question_for_new`. Raises Refused."""
    try:
        fields = _read(answer)
        read = RegistrationResponse.from_dict(fields)
        data = _server(site).register_complete(_state(challenge), read)
        credential = data.credential_data
        assert credential is not None
        told = _transports(fields)
        return Made(
            identifier=bytes(credential.credential_id),
            held=Held(credential=bytes(credential), transports=tuple(name for name in _TRANSPORTS if name in told)),
            count=data.counter,
        )
    except Exception as error:  # whatever a parser of bytes from outside stumbles on is no passkey
        raise Refused from error


def shown(answer: str, *, site: Site, challenge: bytes, held: Sequence[Held]) -> Shown:
    """Which of `held` signed a browser's answer to `question_for_known`. Raises Refused."""
    try:
        read = AuthenticationResponse.from_dict(_read(answer))
        credentials = [AttestedCredentialData(one.credential) for one in held]
        found = _server(site).authenticate_complete(_state(challenge), credentials, read)
        return Shown(identifier=bytes(found.credential_id), count=read.response.authenticator_data.counter)
    except Exception as error:  # as above
        raise Refused from error


def went_back(*, before: int, count: int) -> bool:
    """Whether a counter shows that the passkey was copied. Passkeys that do not count stay at 0."""
    return (before > 0 or count > 0) and count <= before


def _server(site: Site) -> Fido2Server:
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=site.name, name="Innovatie"), verify_origin=lambda origin: origin == site.origin
    )


def _state(challenge: bytes) -> dict[str, object]:
    """What the library would have us keep of its question."""
    return {"challenge": websafe_encode(challenge), "user_verification": UserVerificationRequirement.REQUIRED}


def _transports(fields: dict[str, object]) -> frozenset[str]:
    """How the passkey says it can be reached: a hint for the browser, next time."""
    response = fields.get("response")
    told = response.get("transports") if isinstance(response, dict) else None
    return frozenset(str(name) for name in told) if isinstance(told, list) else frozenset()


def _read(answer: str) -> dict[str, object]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("too long")
    return msgspec.json.decode(answer, type=dict[str, object])


def _descriptor(one: Held) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        type=PublicKeyCredentialType.PUBLIC_KEY,
        id=AttestedCredentialData(one.credential).credential_id,
        transports=[AuthenticatorTransport(name) for name in one.transports] or None,
    )
