"""What a mail says, in which language."""

import json

import asyncpg
import pyotp
import pytest

from innovatie.accounts import actions as accounts
from innovatie.domain.authority import Role
from innovatie.infra.database import fetch_row
from innovatie.notifications import composing
from innovatie.web import i18n
from tests import factories
from tests.conftest import SECRET
from tests.factories import NOW

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("language", "subject"),
    [("nl", "U hebt een tweede factor ingesteld"), ("en", "You have set up a second factor")],
)
async def test_what_happened_to_an_account_is_told_in_the_language_of_the_catalogue(
    db: asyncpg.Connection, language: i18n.Language, subject: str
) -> None:
    actor = await factories.actor(Role.VOTER, municipality_id=await factories.municipality())
    key = await accounts.begin_enrolment(actor=actor, key=SECRET, now=NOW)
    code = pyotp.TOTP(key.reveal()).at(NOW)
    await accounts.finish_enrolment(actor=actor, code=code, key=SECRET, now=NOW)
    kind, details = await fetch_row("SELECT kind, details FROM queued_mail ORDER BY id DESC LIMIT 1")  # type: ignore[misc]
    i18n.use(language)
    try:
        mail = composing.write(kind, json.loads(details), home="https://innovatie.nl", person_id=None, key=SECRET)
    finally:
        i18n.use(i18n.DEFAULT)
    assert (mail.subject, mail.paragraphs[0]) == (subject, f"{subject}.")
