"""What a mail says, in which language."""

import json

import asyncpg
import pyotp
import pytest

from innovatie.accounts import actions as accounts
from innovatie.domain.authority import Role
from innovatie.domain.kept_wording import kept
from innovatie.domain.wording import Wording, as_written, sentences, wording
from innovatie.infra.database import fetch_row
from innovatie.infra.rows import as_json
from innovatie.notifications import composing, letters
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


@pytest.mark.parametrize("what", ["Er is iets gebeurd", "Er is iets gebeurd. Kijk ernaar."])
def test_what_happened_to_an_account_ends_in_one_full_stop(what: str) -> None:
    mail = composing.write(
        "accountbericht", {"naam": "An", "wat": what}, home="https://x.example", person_id=None, key=SECRET
    )
    assert mail.paragraphs[0] == what.removesuffix(".") + "."


def overview(language: i18n.Language, **texts: Wording) -> letters.ComposedMail:
    """An overview of one message, as the queue keeps it."""
    words = json.loads(as_json(kept(texts)))
    item = {"onderwerp": texts["onderwerp"], "tekst": texts["tekst"], "pad": "/x", "woorden": words}
    with i18n.in_language(language):
        return composing.write(
            "overzicht", {"naam": "An", "berichten": [item]}, home="https://x.example", person_id=1, key=SECRET
        )


@pytest.mark.parametrize(
    ("language", "phase"), [("nl", "R: de fase inzenden is open"), ("en", "R: the phase submission is open")]
)
def test_what_stands_in_small_letters_does_so_in_the_overview_too(language: i18n.Language, phase: str) -> None:
    about = wording("%(ronde)s: de fase %(fase)s is open", ronde="R", fase=wording("Inzenden").lower())
    assert overview(language, onderwerp=wording("Post"), tekst=about).items[0][1] == phase


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_message_without_words_leaves_the_overview_whole(language: i18n.Language) -> None:
    letter = overview(language, onderwerp=wording("Post"), tekst=sentences(as_written(" "), as_written("**")))
    assert letter.items == (("Post", "", "https://x.example/x"),)
    assert "https://x.example/x" in letters.as_html(letter)
