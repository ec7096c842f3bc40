"""Codes of the app: each valid in its time, and once."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.accounts.second_factor import (
    STEP,
    accepted_step,
    enrolment_address,
    new_recovery_codes,
    new_secret,
    recovery_digest,
)  # fmt: skip
from innovatie.infra.secret import Secret

SECRET = Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")  # "12345678901234567890", the secret of RFC 6238
NOW = datetime(2026, 11, 21, 12, 0, 5, tzinfo=UTC)
STEP_NOW = int(NOW.timestamp()) // STEP


def code(shift: int = 0) -> str:
    return pyotp.TOTP(SECRET.reveal()).at((STEP_NOW + shift) * STEP)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_are_those_of_rfc_6238(moment: int, expected: str) -> None:
    now = datetime.fromtimestamp(moment, UTC)
    assert accepted_step(SECRET, expected, now=now, last_step=None) == moment // STEP


def test_a_code_of_the_half_minute_before_or_after_will_do_and_no_other() -> None:
    accepted = [accepted_step(SECRET, code(shift), now=NOW, last_step=None) for shift in (-2, -1, 0, 1, 2)]
    assert accepted == [None, STEP_NOW - 1, STEP_NOW, STEP_NOW + 1, None]


def test_a_code_works_once_and_no_older_one_after_it() -> None:
    assert accepted_step(SECRET, code(), now=NOW, last_step=STEP_NOW) is None
    assert accepted_step(SECRET, code(-1), now=NOW, last_step=STEP_NOW) is None
    assert accepted_step(SECRET, code(1), now=NOW, last_step=STEP_NOW) == STEP_NOW + 1


def test_blanks_in_what_was_typed_do_not_matter() -> None:
    spaced = f" {code()[:3]} {code()[3:]} "
    assert accepted_step(SECRET, spaced, now=NOW, last_step=None) == STEP_NOW


@given(st.text(max_size=12))
def test_whatever_is_typed_there_is_an_answer(typed: str) -> None:
    expected = {code(shift): STEP_NOW + shift for shift in (-1, 0, 1)}.get("".join(typed.split()))
    assert accepted_step(SECRET, typed, now=NOW, last_step=None) == expected


def test_secrets_are_long_and_different_and_not_printed() -> None:
    first, second = new_secret(), new_secret()
    assert len(first.reveal()) == 32 and first.reveal() != second.reveal()
    assert f"{first}" == repr(first) == "***"
    assert enrolment_address(SECRET, account="jan@a.nl", issuer="Innovatie").startswith(
        "otpauth://totp/Innovatie:jan%40a.nl?secret="
    )


def test_recovery_codes_are_ten_different_ones_and_may_be_typed_loosely() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    loose = codes[0].upper().replace("-", " ")
    assert recovery_digest(loose, person_id=1) == recovery_digest(codes[0], person_id=1)
    assert recovery_digest(codes[0], person_id=2) != recovery_digest(codes[0], person_id=1)


def test_a_code_is_gone_after_a_minute() -> None:
    assert accepted_step(SECRET, code(), now=NOW + timedelta(seconds=61), last_step=None) is None
