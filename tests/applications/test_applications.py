"""A system of a municipality proves with its own key who it is, works for an hour at a time, and outlives people."""

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwt

from innovatie.applications.actions import forget_assertions
from innovatie.domain.authority import Role
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch, fetch_row, fetch_value
from tests import factories
from tests.conftest import SignIn

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

BASE = "http://127.0.0.1:8000"
HERE = "/mijn-gemeente/koppelingen"
PLAN = {
    "titel": "Een plan uit het zaaksysteem", "samenvatting": "Kort.", "probleem": "Iets.", "thema": "dienstverlening",
    "contact": "Team Zaken",
}  # fmt: skip


@cache
def pair(name: str, bits: int = 2048) -> tuple[str, str]:
    """A private and a public key, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


@dataclass
class System:
    """An application that was registered on the page."""

    client: httpx.AsyncClient
    clock: Clock
    number: int
    client_id: str
    town: int
    turn: int = 0

    def assertion(self, key: str = "own", *, headers: dict[str, str] | None = None, **claims: object) -> str:
        self.turn += 1
        now = int(self.clock.now().timestamp())
        told: dict[str, object] = {
            "iss": self.client_id, "sub": self.client_id, "aud": f"{BASE}/oauth/token", "iat": now, "exp": now + 60,
            "jti": f"aanmelding-{self.turn}",
        } | claims  # fmt: skip
        told = {name: value for name, value in told.items() if value is not None}
        return str(jwt.encode(told, pair(key)[0], algorithm="RS256", headers=headers))

    async def ask(self, assertion: str, **more: str) -> httpx.Response:
        form = {
            "grant_type": "client_credentials", "client_assertion": assertion,
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        } | more  # fmt: skip
        return await self.client.post("/oauth/token", data=form)

    async def bearer(self, **more: str) -> dict[str, str]:
        answer = await self.ask(self.assertion(), **more)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    async def post(self, bearer: dict[str, str], **changes: object) -> httpx.Response:
        return await self.client.post("/api/v1/ideeen", json=PLAN | changes, headers=bearer)


@pytest.fixture
async def system(client: httpx.AsyncClient, sign_in: SignIn, clock: Clock) -> System:
    town = await factories.municipality("Eigenstad")
    await sign_in(client, await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town, name="Chef"))
    await execute("UPDATE session SET factor_at = $1", clock.now())
    form = {"naam": "Zaaksysteem", "leverancier": "Bouwer BV", "doelen": ["ideeen"], "sleutel": pair("own")[1]}
    made = await client.post(HERE, data=form)
    assert made.status_code == 303, made.text
    row = await fetch_row("SELECT id, client_id FROM application")
    assert row is not None
    return System(client, clock, row["id"], row["client_id"], town)


async def test_a_system_posts_for_its_municipality_and_the_trail_names_it(system: System) -> None:
    answer = await system.ask(system.assertion())
    told = answer.json()
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 3600, "ideeen")
    assert answer.headers["cache-control"] == "no-store"
    posted = await system.post(await system.bearer(), gemeentecode=None)
    assert posted.status_code == 201, posted.text
    row = await fetch_row("SELECT * FROM audit_event WHERE act = 'idee plaatsen'")
    assert row is not None
    assert (row["actor"], row["on_behalf_of"], row["origin"]) == (None, system.town, "token")
    assert json.loads(row["details"])["koppeling"] == system.number
    trail = (await system.client.get("/mijn-gemeente/spoor")).text
    assert ">Zaaksysteem</td>" in trail
    page = (await system.client.get(f"{HERE}/{system.number}")).text
    assert system.client_id in page and "nog niet<" not in page  # both the key and the application were used


async def test_it_survives_whoever_registered_it_and_goes_on_for_the_municipality_that_took_over(
    system: System, sign_in: SignIn
) -> None:
    await execute("UPDATE role_grant SET revoked_at = now()")
    await execute("UPDATE person SET active = false")
    assert (await system.post(await system.bearer())).status_code == 201
    heir = await factories.municipality("Nieuwstad")
    await execute(
        "INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, '2026-01-01')", system.town, heir
    )
    bearer = await system.bearer()
    posted = await system.post(bearer)
    assert posted.status_code == 201, posted.text
    assert await fetch_value("SELECT municipality FROM idea WHERE id = $1", posted.json()["nummer"]) == heir
    await sign_in(system.client, await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=heir, name="Opvolger"))
    await execute("UPDATE session SET factor_at = $1", system.clock.now())
    assert "Zaaksysteem" in (await system.client.get(HERE)).text
    assert (await system.client.post(f"{HERE}/{system.number}/einde")).status_code == 303
    assert (await system.post(bearer)).status_code == 401


async def test_it_does_nothing_for_others_nor_outside_its_purposes_and_its_hour(system: System) -> None:
    other = await factories.municipality("Anderdorp")
    code = await fetch_value("SELECT code FROM municipality WHERE id = $1", other)
    bearer = await system.bearer()
    assert (await system.post(bearer, gemeentecode=code)).status_code == 403
    report = {"stap": "verkenning"}
    assert (await system.client.post("/api/v1/overname/1/meldingen", json=report, headers=bearer)).status_code in {
        403,
        404,
    }
    assert (await system.ask(system.assertion(), scope="overname")).json() == {"error": "invalid_scope"}
    system.client.cookies.clear()
    assert (await system.client.get("/mijn-werk", headers=bearer)).status_code == 303
    system.clock.shift = timedelta(minutes=59)
    assert (await system.post(bearer)).status_code == 201
    system.clock.shift = timedelta(minutes=61)
    assert (await system.post(bearer)).status_code == 401


def unsigned(system: System) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    return f"{head}.{system.assertion().split('.')[1]}."


def with_public_key_as_secret(system: System) -> str:
    """The old trick: the public key, which everybody knows, taken for a shared secret."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()
    signed = f"{head}.{system.assertion().split('.')[1]}"
    mark = hmac.digest(pair("own")[1].encode(), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def by_hand(header: str, claims: str) -> str:
    """A JWT that no library makes; its signature is of no key."""
    return ".".join(base64.urlsafe_b64encode(one.encode()).rstrip(b"=").decode() for one in (header, claims, "xxx"))


def jwk_of(modulus: int, exponent: int, **more: str) -> str:
    """A key as JSON."""
    text = {
        name: base64.urlsafe_b64encode(number.to_bytes(1024, "big").lstrip(b"\0")).rstrip(b"=").decode()
        for name, number in (("n", modulus), ("e", exponent))
    }
    return json.dumps({"kty": "RSA"} | text | more)


BAD: dict[str, Callable[[System], str]] = {
    "of another's key": lambda s: s.assertion("strange"),
    "another audience": lambda s: s.assertion(aud="https://elders.example/oauth/token"),
    "one strange audience among ours": lambda s: s.assertion(aud=[BASE, "https://elders.example"]),
    "no audience": lambda s: s.assertion(aud=None),
    "expired": lambda s: s.assertion(exp=int(s.clock.now().timestamp()) - 60),
    "living for hours": lambda s: s.assertion(exp=int(s.clock.now().timestamp()) + 7200),
    "made in the future": lambda s: s.assertion(iat=int(s.clock.now().timestamp()) + 600),
    "without iat": lambda s: s.assertion(iat=None),
    "without exp": lambda s: s.assertion(exp=None),
    "not yet": lambda s: s.assertion(nbf=int(s.clock.now().timestamp()) + 600),
    "without jti": lambda s: s.assertion(jti=None),
    "another issuer": lambda s: s.assertion(iss="koppeling-anders"),
    "an unknown client": lambda s: s.assertion(iss="koppeling-x", sub="koppeling-x"),
    "an unknown kid": lambda s: s.assertion(headers={"kid": "anders"}),
    "crit": lambda s: s.assertion(headers={"crit": "b64"}),
    "alg none": unsigned,
    "HS256 with the public key": with_public_key_as_secret,
    "claims of thousands of brackets": lambda s: by_hand('{"alg":"RS256"}', "[" * 5_000),
    "half a sign as client": lambda s: by_hand('{"alg":"RS256"}', '{"sub":"\\ud800"}'),
    "a zero byte as client": lambda s: by_hand('{"alg":"RS256"}', '{"sub":"koppeling\\u0000"}'),
    "half a sign as kid": lambda s: by_hand('{"alg":"RS256","kid":"\\ud800"}', json.dumps({"sub": s.client_id})),
    "half a sign as jti": lambda s: s.assertion(jti="aanmelding\ud800"),
    "no JWT": lambda s: "onzin",
    "endless": lambda s: "a" * 20_000,
}


TOLD = {
    "another audience": "aud moet", "one strange audience among ours": "aud moet", "no audience": "aud moet",
    "expired": "verlopen", "living for hours": "300 seconden", "made in the future": "klok", "without iat": "iat moet",
    "without exp": "exp ontbreekt", "not yet": "nbf", "without jti": "jti ontbreekt", "another issuer": "iss en sub",
    "half a sign as jti": "jti ontbreekt",
}  # fmt: skip
"""What whoever holds the key hears of what is wrong; nobody else hears anything."""


async def test_no_other_assertion_gives_a_token(system: System) -> None:
    for name, made in BAD.items():
        answer = await system.ask(made(system))
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client"), name
        told = answer.json().get("error_description", "")
        assert TOLD.get(name, "") in told and bool(told) == (name in TOLD), (name, told)
        assert all(sign.isascii() and sign not in '"\\' for sign in told)
    assert (await system.ask(system.assertion())).status_code == 200  # the right one among them
    assert await fetch_value("SELECT count(*) FROM used_assertion") == 1


async def test_an_assertion_works_once_until_it_expires_by_itself(system: System) -> None:
    assertion = system.assertion()
    assert [(await system.ask(assertion)).status_code for _ in range(2)] == [200, 401]
    assert "al eens gebruikt" in (await system.ask(assertion)).json()["error_description"]
    same_jti = system.assertion(jti="aanmelding-1")
    assert (await system.ask(same_jti)).status_code == 401
    await forget_assertions(now=system.clock.now())
    assert await fetch_value("SELECT count(*) FROM used_assertion") == 1
    await forget_assertions(now=system.clock.now() + timedelta(minutes=62))
    assert await fetch_value("SELECT count(*) FROM used_assertion") == 0


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_assertion_type": "geheim"}, "invalid_client"),
        ({"client_assertion": ""}, "invalid_client"),
    ],
)
async def test_another_way_of_asking_is_refused(system: System, form: dict[str, str], error: str) -> None:
    answer = await system.ask(system.assertion(), **form)
    assert (answer.status_code in {400, 401}, answer.json()) == (True, {"error": error})


async def test_keys_rotate_without_a_gap_and_an_ended_key_takes_its_tokens_along(system: System) -> None:
    old = await system.bearer()
    added = await system.client.post(f"{HERE}/{system.number}/sleutels", data={"sleutel": pair("next")[1]})
    assert added.status_code == 303
    first, second = await kids(system)
    assert (await system.ask(system.assertion())).status_code == 200  # it names no key: a second one changes nothing
    assert (await system.ask(system.assertion("next", headers={"kid": second[1]}))).status_code == 200
    assert (await system.ask(system.assertion(headers={"kid": first[1]}))).status_code == 200
    assert (await system.post(old)).status_code == 201
    ended = await system.client.post(f"{HERE}/{system.number}/sleutels/{first[0]}/einde")
    assert ended.status_code == 303
    assert (await system.post(old)).status_code == 401
    assert (await system.ask(system.assertion(headers={"kid": first[1]}))).status_code == 401
    assert (await system.ask(system.assertion("next"))).status_code == 200
    back = await system.client.post(f"{HERE}/{system.number}/sleutels", data={"sleutel": pair("own")[1]})
    assert (back.status_code, "al eens gebruikt" in back.text) == (422, True)


async def kids(system: System) -> list[tuple[int, str]]:
    rows = await fetch("SELECT id, kid FROM application_key WHERE application = $1 ORDER BY id", system.number)
    return [(row["id"], row["kid"]) for row in rows]


async def test_an_ended_system_is_out_at_once(system: System) -> None:
    bearer = await system.bearer()
    assert (await system.client.post(f"{HERE}/{system.number}/einde")).status_code == 303
    assert (await system.post(bearer)).status_code == 401
    assert (await system.ask(system.assertion())).status_code == 401
    assert (await system.client.post(f"{HERE}/{system.number}/einde")).status_code == 409
    acts = await fetch_value(
        "SELECT string_agg(act, ', ' ORDER BY id) FROM audit_event WHERE object_kind = 'koppeling'"
    )
    assert acts == "koppeling aanmelden, koppeling beëindigen"


async def test_only_a_public_rsa_key_of_enough_bits_is_taken_and_a_private_one_is_not_shown_again(
    system: System,
) -> None:
    form = {"naam": "Ander", "doelen": ["ideeen"]}
    private, small = pair("own")[0], pair("small", 1024)[1]
    jwk = {"kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "AQAB"}
    odd = (1 << 2047) + 1
    unusable = [jwk_of(odd, 2**3000 + 1), jwk_of(odd, 2**64 + 1), jwk_of(odd - 1, 65537), jwk_of(odd, 65537, p="AQAB")]
    for key in (private, small, "onzin", "", "{", json.dumps(jwk), '{"kty":"EC"}', "[" * 5000, *unusable):
        answer = await system.client.post(HERE, data=form | {"sleutel": key})
        assert answer.status_code == 422, key[:30]
        assert private.splitlines()[1] not in answer.text
    assert await fetch_value("SELECT count(*) FROM application") == 1
