"""Suggestions while writing: which plans are probably the same, overlap or are related, each with its reason."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import msgspec

from innovatie.domain.similarity import Profile, Reason, Statistics, Tier, build, reason, tasks_besides
from innovatie.domain.size_classes import size_class
from innovatie.domain.slugs import numbered
from innovatie.grouping.candidates import Candidate, find
from innovatie.grouping.model import model_in_use, pair_model
from innovatie.infra.database import fetch_as, fetch_one_value
from innovatie.search import statistics
from innovatie.search.language import concept_kinds, is_dutch, naming_of

FEWEST_WORDS = 2
"""Content words that a draft needs before anything is suggested."""
SHOWN = 5
NEAR = 0.4
"""Cosine of the sentence vectors from which a plan is related to a text in another language (docs/quality-tried.md)."""


class Judged(msgspec.Struct, frozen=True):
    """A candidate with its chance."""

    candidate: Candidate
    chance: float


class Headline(msgspec.Struct, frozen=True):
    """The group behind a suggestion: how many municipalities work on it, and in how many it is in use."""

    group: int | None
    group_title: str
    municipality: str
    municipality_id: int
    stage: str
    theme: str
    municipalities: int
    in_use: int
    people: int | None

    @property
    def size_class(self) -> str:
        """By the number of inhabitants of the municipality."""
        return size_class(self.people)

    @property
    def group_address(self) -> str:
        """The path of the group's page."""
        return f"/groepen/{numbered(self.group, self.group_title)}" if self.group else ""


class _OfIdea(Headline, frozen=True):
    """The headline behind the idea with this number."""

    id: int


class _Grouped(msgspec.Struct, frozen=True):
    """An idea and its group."""

    id: int
    group: int | None


class _Answer(msgspec.Struct, frozen=True):
    """What was said of a suggested plan."""

    other: int
    answer: str
    reason: str


class Suggestion(msgspec.Struct, frozen=True):
    """One suggestion to show."""

    idea: int
    title: str
    body: str
    tier: Tier
    chance: float
    reason: Reason
    headline: Headline
    others_in_group: int
    made: Profile
    besides: tuple[str, ...] = ()
    """What the other plan does that this text does not speak of: names of tasks."""
    own: tuple[str, ...] = ()
    """And what this text does that the other plan does not speak of."""

    @property
    def address(self) -> str:
        """The path of the idea's page."""
        return f"/ideeen/{numbered(self.idea, self.title)}"


async def chances(made: Profile, candidates: Sequence[Candidate]) -> list[float]:
    """The chance that each candidate is the same task as the text of `made`."""
    if not candidates:
        return []
    known = await statistics.known()
    return await asyncio.to_thread(_chances, made, [candidate.profile for candidate in candidates], known.statistics)


def _chances(made: Profile, others: Sequence[Profile], known: Statistics) -> list[float]:
    """Some ten milliseconds of processor time: in a thread, so that fifty people who type do not hold up the rest."""
    space = build([made, *others], known, concept_kinds())
    return [float(chance) for chance in pair_model().chance(space.features_of(0)[1:])]


async def judge(title: str, text: str, *, owner: str = "", exclude: Sequence[int] = ()) -> tuple[Profile, list[Judged]]:
    """All candidates with their chances, best first. `owner` is the name of the municipality that has the text."""
    await model_in_use()
    made, candidates = await find(title, text, owner=owner, exclude=exclude)
    judged = [
        Judged(candidate, chance) for candidate, chance in zip(candidates, await chances(made, candidates), strict=True)
    ]
    return made, sorted(judged, key=lambda one: (-one.chance, one.candidate.idea))


async def suggest(
    title: str, text: str, *, owner: str = "", exclude: Sequence[int] = (), most: int = SHOWN
) -> list[Suggestion]:
    """The best suggestions, at most one of each group, tiers in order. Nothing for a text of almost no words, and no
    plans of the writer's own municipality. A text in another language is compared by meaning as well.
    """
    made, judged = await judge(title, text, owner=owner, exclude=exclude)
    judged = [one for one in judged if not owner or one.candidate.profile.owner != owner]
    if len(made.stems) < FEWEST_WORDS:
        return []
    known, foreign = await statistics.known(), not is_dutch(f"{title}. {text}")
    usable = _usable(made, judged, foreign=foreign)
    groups = await _groups_of([one.candidate.idea for one, _ in usable])
    first: dict[object, tuple[Judged, Tier]] = {}
    sizes: Counter[object] = Counter()
    for one, tier in usable:
        if one.candidate.idea in groups:
            own = groups[one.candidate.idea] or f"idea {one.candidate.idea}"
            first.setdefault(own, (one, tier))
            sizes[own] += 1
    shown = list(first.items())[:most]
    headlines = await headlines_of([one.candidate.idea for _, (one, _) in shown])
    return [
        Suggestion(
            one.candidate.idea,
            one.candidate.title,
            one.candidate.body,
            tier,
            one.chance,
            reason(made, one.candidate.profile, known.statistics, naming_of),
            headlines[one.candidate.idea],
            sizes[own] - 1,
            made,
            tasks_besides(made, one.candidate.profile, known.statistics, naming_of),
            tasks_besides(one.candidate.profile, made, known.statistics, naming_of),
        )
        for own, (one, tier) in shown
        if one.candidate.idea in headlines
    ]


def _usable(made: Profile, judged: Sequence[Judged], *, foreign: bool) -> list[tuple[Judged, Tier]]:
    """Those that are worth showing with their tiers, the surest tier first, in each the best first.

    Of a `foreign` text the words say nothing, so what is near in meaning is related.
    """
    model, tiers = pair_model(), list(Tier)
    found = [
        (one, *suggested)
        for one in judged
        if (
            suggested := model.suggested(
                one.chance, one.candidate.near, brief=made.brief and one.candidate.profile.brief
            )
        )
    ]
    if foreign:
        told = {one.candidate.idea for one, _, _ in found}
        found += [
            (one, Tier.RELATED, one.candidate.near)
            for one in judged
            if one.candidate.near >= NEAR and one.candidate.idea not in told
        ]
    found.sort(key=lambda each: (tiers.index(each[1]), -each[2]))
    return [(one, tier) for one, tier, _ in found]


async def _groups_of(ideas: Sequence[int]) -> dict[int, int | None]:
    """The group of each idea that is still there to see."""
    found = await fetch_as(
        _Grouped,
        'SELECT i.id, m."group" FROM idea i LEFT JOIN group_member m ON m.idea = i.id'
        " WHERE i.id = ANY($1) AND i.state <> 'concept'",
        list(ideas),
    )
    return {one.id: one.group for one in found}


async def headlines_of(ideas: Sequence[int]) -> dict[int, Headline]:
    """The headline behind each idea that is still there to see."""
    found = await fetch_as(
        _OfIdea,
        """
        SELECT i.id, i.stage, i.theme, n.name AS municipality, n.id AS municipality_id, g.id AS "group",
               coalesce(g.title, i.title) AS group_title,
               (SELECT h.number FROM inhabitants h WHERE h.municipality = n.id ORDER BY h.year DESC LIMIT 1) AS people,
               c.municipalities, c.in_use
          FROM idea i JOIN municipality n ON n.id = i.municipality
          LEFT JOIN group_member m ON m.idea = i.id LEFT JOIN idea_group g ON g.id = m."group"
          CROSS JOIN LATERAL (
            SELECT coalesce((SELECT array_agg(o.idea) FROM group_member o WHERE o."group" = g.id), ARRAY[i.id]) AS ideas
          ) a
          CROSS JOIN LATERAL (
            SELECT count(*) AS municipalities, count(*) FILTER (WHERE in_use) AS in_use FROM (
                SELECT p.municipality, bool_or(j.stage = 'in_gebruik') AS in_use
                  FROM idea j JOIN idea_participant p ON p.idea = j.id
                 WHERE j.id = ANY(a.ideas) AND p.idea = ANY(a.ideas) AND p.left_at IS NULL AND j.state = 'ingediend'
                 GROUP BY p.municipality
            ) t
          ) c
         WHERE i.id = ANY($1) AND i.state <> 'concept'
        """,
        list(ideas),
    )
    return {one.id: one for one in found}


async def name_of(municipality_id: int) -> str:
    """The name of a municipality, as the search index has it for an owner; empty when unknown."""
    return await fetch_one_value(str, "SELECT name FROM municipality WHERE id = $1", municipality_id) or ""


async def size_class_of(municipality_id: int) -> str:
    """The size class of a municipality; empty when unknown."""
    return size_class(
        await fetch_one_value(
            int, "SELECT number FROM inhabitants WHERE municipality = $1 ORDER BY year DESC LIMIT 1", municipality_id
        )
    )


async def answers_of(form_token: str, person_id: int) -> dict[int, tuple[str, str]]:
    """What this person answered while writing in this form: per plan the last answer and its reason."""
    found = await fetch_as(
        _Answer,
        "SELECT other, answer, reason FROM similarity_answer WHERE form_token = $1 AND by = $2 ORDER BY id",
        form_token,
        person_id,
    )
    return {one.other: (one.answer, one.reason) for one in found}
