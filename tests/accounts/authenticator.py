"""A passkey in software, as a browser and a security key together: answers that are right, or wrong in one respect."""

import hashlib
import json
from dataclasses import dataclass, field
from secrets import token_bytes

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    """One passkey; `count` goes up by one at each use."""

    origin: str
    site: str
    identifier: bytes = field(default_factory=lambda: token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    count: int = 0
    flags: int = PRESENT | VERIFIED

    def credential(self) -> bytes:
        """Its id and public key, in the form of the standard."""
        public = ES256.from_cryptography_key(self.key.public_key())
        return bytes(AttestedCredentialData.create(b"\0" * 16, self.identifier, public))

    def make(self, question: str) -> str:
        """The answer to being asked for a new passkey."""
        credential = AttestedCredentialData(self.credential())
        data = AuthenticatorData.create(self._digest(), self.flags | ATTESTED, self.count, credential)
        attestation = AttestationObject.create("none", data, {})
        client = self._client("webauthn.create", question)
        told = {"attestationObject": websafe_encode(bytes(attestation)), "transports": ["internal", "verzonnen"]}
        return self._answer(client, told)

    def show(self, question: str) -> str:
        """The answer to being asked for a known passkey."""
        self.count += 1
        data = bytes(AuthenticatorData.create(self._digest(), self.flags, self.count))
        client = self._client("webauthn.get", question)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(client, {"authenticatorData": websafe_encode(data), "signature": websafe_encode(signature)})

    def _digest(self) -> bytes:
        return hashlib.sha256(self.site.encode()).digest()

    def _client(self, kind: str, question: str) -> bytes:
        asked = {"type": kind, "challenge": json.loads(question)["challenge"], "origin": self.origin}
        return json.dumps(asked | {"crossOrigin": False}).encode()

    def _answer(self, client: bytes, response: dict[str, object]) -> str:
        name = websafe_encode(self.identifier)
        response["clientDataJSON"] = websafe_encode(client)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
