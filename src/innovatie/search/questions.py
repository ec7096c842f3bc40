"""What people search for, counted when the operator chose so: a list of work for VNG's list of words.

Never who asks: a row holds words and counts, no person, address, session or time of the day. What looks like a number
of a person or an address is not kept; what was asked once or twice is shown to nobody and goes after ninety days.
"""

import re
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec
import structlog

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.language import squash
from innovatie.domain.retention import Kind, expired_before
from innovatie.infra.connection_faults import TROUBLE
from innovatie.infra.database import execute, fetch_as
from innovatie.settings import current

LEAST: Final = 3
"""Times that something is asked before anybody sees it: what one person typed once may say something of that person."""
_LONGEST: Final = 100
_SHORTEST: Final = 2
_OF_A_PERSON: Final = re.compile(r"[0-9]{6}|@", re.ASCII)
"""What may be a number of a person, a telephone, or an address: not kept."""
_MOST: Final = 100
_log = structlog.get_logger()


class QuestionRow(msgspec.Struct, frozen=True):
    """A question with its counts. `unopened`: times that something was found and nothing of it opened."""

    id: int
    words: str
    asked: int
    found_nothing: int
    clicked: int

    @property
    def unopened(self) -> int:
        return max(self.asked - self.found_nothing - self.clicked, 0)


def is_counted() -> bool:
    """Whether the operator chose to count questions."""
    return current().count_questions


def words_of(question: str) -> str:
    """The words of a question as they are kept; empty when they are not."""
    if _OF_A_PERSON.search(question.replace(" ", "").replace("-", "").replace(".", "")):
        return ""
    words = squash(question)[:_LONGEST].strip()
    return words if len(words) >= _SHORTEST else ""


async def note_asked(question: str, *, found: int, now: datetime) -> None:
    """Count a question once more; `found` is how many results it had. Searching never fails by it."""
    await _count(question, now, asked=1, found_nothing=int(found == 0))


async def note_opened(question: str, *, now: datetime) -> None:
    """Count that a find of the question was opened."""
    await _count(question, now, clicked=1)


async def _count(question: str, now: datetime, *, asked: int = 0, found_nothing: int = 0, clicked: int = 0) -> None:
    words = words_of(question) if is_counted() else ""
    if not words:
        return
    try:
        await execute(
            "INSERT INTO search_question AS q (digest, words, asked, found_nothing, clicked, last_on)"
            " SELECT $1::text, $2::text, $3::int, $4::int, $5::int, $6::date"
            " WHERE $3::int > 0 OR EXISTS (SELECT FROM search_question WHERE digest = $1::text)"
            " ON CONFLICT (digest) DO UPDATE SET asked = q.asked + excluded.asked,"
            " found_nothing = q.found_nothing + excluded.found_nothing, clicked = q.clicked + excluded.clicked,"
            " last_on = greatest(q.last_on, excluded.last_on)",
            sha256(words.encode()).hexdigest(),
            words,
            asked,
            found_nothing,
            clicked,
            dutch_day(now),
        )
    except TROUBLE as error:
        _log.warning("question not counted", error=type(error).__name__)


async def found_nothing() -> list[QuestionRow]:
    """Questions to which nothing was found, the most asked first."""
    return await _rows("found_nothing > 0", "found_nothing")


async def opened_nothing() -> list[QuestionRow]:
    """Questions of which more than half of the times something was found and nothing of it opened."""
    unopened = "asked - found_nothing - clicked"
    return await _rows(f"2 * ({unopened}) > asked", unopened)


async def _rows(condition: str, order: str) -> list[QuestionRow]:
    return await fetch_as(
        QuestionRow,
        "SELECT id, words, asked, found_nothing, clicked FROM search_question"
        f" WHERE asked >= $1 AND {condition} ORDER BY {order} DESC, words LIMIT {_MOST}",
        LEAST,
    )


async def finish(*, actor: Actor, number: int) -> None:
    """The question is dealt with: it leaves the list until it is asked anew. One that is gone already is no fault."""
    authority.require(actor, Act.MANAGE_THESAURUS)
    await execute("DELETE FROM search_question WHERE id = $1", number)


async def let_go_of_questions(*, now: datetime) -> None:
    """Carry out the retention; all of it when questions are no longer counted. Run every night."""
    before = expired_before(Kind.QUESTION, now)
    if before is None or not is_counted():
        await execute("DELETE FROM search_question")
    else:
        await execute("DELETE FROM search_question WHERE last_on < $1", dutch_day(before))
