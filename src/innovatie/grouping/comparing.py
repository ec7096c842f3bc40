"""What is shown beside a text that somebody writes: the plans that look like it, each with its reason in a sentence."""

import asyncio

import msgspec
import structlog

from innovatie.domain.authority import Act, Actor, Context, may
from innovatie.domain.excerpts import plain
from innovatie.domain.language import Kind
from innovatie.domain.similarity import Piece, Statistics, Tier, excerpt, marked, own_sentence, sentences
from innovatie.grouping.suggesting import Suggestion, answers_of, name_of, size_class_of, suggest
from innovatie.infra.connection_faults import TROUBLE
from innovatie.search import statistics
from innovatie.search.language import analyser, is_dutch, naming_of

TIER_KEYS = {Tier.SAME: "zelfde", Tier.OVERLAP: "overlappend", Tier.RELATED: "verwant"}
TIMEOUT_SECONDS = 8.0
"""Seconds after which the writer is told that comparing does not work now."""
READ = 4_000
"""Characters of a draft that are compared."""
TELLING, RARE = 5, 12
"""Letters of a shared word that is named as what two texts are about, and reference texts that hold it at most."""
USUAL = 60
"""A stem that more of the reference texts hold makes no sentence special."""
_OF_BOTH = (Kind.TASK, Kind.LAW, Kind.SYSTEM)
_log = structlog.get_logger()


class Shown(msgspec.Struct, frozen=True):
    """A suggestion with the pieces of its title and text, the shared words marked.

    `both` are words that say what the two are about when they name no task; `only_there` is a sentence of the other
    plan of which this text has nothing, when no task tells them apart.
    `same_size`: of a municipality as large as one's own; `answer` and `why`: what this writer said of it already.
    """

    suggestion: Suggestion
    tier: str
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    both: tuple[str, ...]
    only_there: str
    may_join: bool
    same_size: bool
    answer: str
    why: str


class Comparison(msgspec.Struct, frozen=True):
    """`own` is the draft with the shared words marked; `failed` when the search is down; `asked` when it was asked;
    `foreign` when it is not Dutch.
    """

    shown: tuple[Shown, ...]
    own: tuple[Piece, ...]
    failed: bool
    asked: bool
    may_answer: bool
    foreign: bool = False


class _Reader(msgspec.Struct, frozen=True):
    """Who writes: the municipality acted for, and what this person answered in this form before."""

    municipality: int | None = None
    name: str = ""
    may_answer: bool = False
    size_class: str = ""
    answers: dict[int, tuple[str, str]] = {}


async def compare(
    actor: Actor, *, title: str, text: str, form_token: str = "", exclude: tuple[int, ...] = ()
) -> Comparison:
    """The plans that look like this text. Never an error: a writer goes on when comparing does not work."""
    shown: tuple[Shown, ...] = ()
    failed = may_answer = False
    asked = bool(title.strip() or text.strip())
    if asked:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                reader = await _reader(actor, form_token)
                found = await suggest(title, text[:READ], owner=reader.name, exclude=exclude)
            known = await statistics.known()
            shown = tuple(_shown(one, reader, known) for one in found)
            may_answer = reader.may_answer
        except TROUBLE as error:
            _log.warning("suggestions", error=type(error).__name__)
            failed = True
    words = {word for one in shown for word in one.suggestion.reason.words}
    concepts = {number for one in shown for number in one.suggestion.reason.concepts}
    own = (
        excerpt(marked(plain(f"{title}. {text}", 1_000), analyser(), list(words), list(concepts)), 260) if shown else []
    )
    foreign = asked and not is_dutch(f"{title}. {text}")
    return Comparison(shown, tuple(own), failed, asked, may_answer, foreign)


def _shown(one: Suggestion, reader: _Reader, known: statistics.Known) -> Shown:
    analyse = analyser()
    answer, why = reader.answers.get(one.idea, ("", ""))
    return Shown(
        one,
        TIER_KEYS[one.tier],
        tuple(marked(one.title, analyse, one.reason.words, one.reason.concepts)),
        tuple(excerpt(marked(plain(one.body, 2_000), analyse, one.reason.words, one.reason.concepts), 160)),
        _both(one, known),
        "" if one.besides or one.own else _only_there(one, known.statistics),
        reader.may_answer and one.headline.municipality_id != reader.municipality,
        bool(reader.size_class) and one.headline.size_class == reader.size_class,
        answer,
        why,
    )


def _both(one: Suggestion, known: statistics.Known) -> tuple[str, ...]:
    """At most two words that both texts have and few others: nouns of some length, as people write them."""
    if one.reason.tasks:
        return ()
    background, surfaces = known.statistics.background, known.vocabulary.surfaces
    words = [word for word in one.reason.words if len(word) >= TELLING and background.get(word, 0) <= RARE]
    return tuple(surfaces.get(word, word) for word in words[:2])


def _only_there(one: Suggestion, known: Statistics) -> str:
    """Never a sentence about a task, law or system of both, in whatever words: marked above, it is not only there."""
    shared = {number for number in one.reason.concepts if naming_of(number).kind in _OF_BOTH}
    sentence = [each for each in sentences(one.body, analyser()) if shared.isdisjoint(each.concepts)]
    told = {stem for each in sentence for stem in each.stems}
    rare = {
        stem: known.stem_weight(stem) for stem in told - one.made.stems.keys() if known.background.get(stem, 0) <= USUAL
    }
    return own_sentence(sentence, rare)


async def _reader(actor: Actor, form_token: str) -> _Reader:
    here = actor.municipality_id
    if here is None or actor.person_id is None:
        return _Reader()
    return _Reader(
        here,
        await name_of(here),
        bool(may(actor, Act.JOIN_IDEA, Context(municipality_id=here))),
        await size_class_of(here),
        await answers_of(form_token, actor.person_id) if form_token else {},
    )
