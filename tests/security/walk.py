"""One round walked from its preparation to its adoption with the real actions, with a stop at each moment that matters.

At each stop the routes of `phase_table` are asked. A phase in which more than one thing can be going on has more than
one stop: a review before and after the draw was sent, a vote before and after it was opened.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from innovatie.accounts.actions import start_session
from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import Actor, Role
from innovatie.domain.draws import DrawSource
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.phases import Phase, following
from innovatie.domain.vote_kinds import FINAL, PRESELECTION, VoteKind
from innovatie.domain.voters import OfMunicipality
from innovatie.grouping import actions as grouping
from innovatie.ideas import actions as ideas
from innovatie.infra.clock import Clock
from innovatie.infra.database import fetch, fetch_value
from innovatie.notifications.queries import EVERYBODY, people_of_audience
from innovatie.publication import actions as publication
from innovatie.publication.queries import draft_of
from innovatie.review import actions as review
from innovatie.review.actions import Expertise
from innovatie.rounds import actions as rounds
from innovatie.voting import actions as voting
from innovatie.voting import signing
from innovatie.voting.queries.votes import vote_by_id
from tests import factories
from tests.conftest import SECRET
from tests.review.world import judgement
from tests.security.people_of_routes import CHIEF_OWN, CIVIL_OTHER, CIVIL_OWN, REVIEWER, VNG_DIRECTOR, VOTER_OTHER
from tests.security.test_routes import people_of
from tests.voting.scene import EASY, EQUAL, WITNESSES, changed

EXTRA_TOWNS = 6
"""Their people review and vote."""


class Moment(StrEnum):
    PREPARED = "voorbereiding"
    SUBMIT = "inzenden"
    GROUP = "groeperen"
    SETTLED = "groeperen, groepen vastgesteld"
    REVIEW_DRAWN = "beoordelen, voorstel gemaakt"
    REVIEW_SENT = "beoordelen, verstuurd"
    REVIEW_SETTLED = "beoordelen, shortlist vast"
    PRESELECT_SHUT = "voorselectie, nog niet geopend"
    PRESELECT = "voorselectie, geopend"
    PRESELECT_CLOSED = "voorselectie, gesloten"
    DEVELOP = "uitwerken"
    VOTE_SHUT = "stemmen, nog niet geopend"
    VOTE = "stemmen, geopend"
    VOTE_CLOSED = "stemmen, gesloten"
    RESULT = "uitslag, voorbereid"
    ADOPT = "overname"


class Walk:
    """The world of the walk: `places` fill in what routes and forms name, `people` are those of the route table."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.places: dict[str, str] = {}
        self.people: dict[str, int] = {}
        self.secrets: dict[str, str] = {}
        self.towns: list[int] = []
        self.round = 0
        self.ideas: tuple[int, ...] = ()

    @classmethod
    async def begin(cls, clock: Clock) -> "Walk":
        """A round in preparation; two plans of "our" municipality and one of the other."""
        signing.configure(SECRET)
        walk = cls(clock.now())
        own, other = await factories.municipality("Eigenstad"), await factories.municipality("Anderdorp")
        walk.towns = [own, other, *[await factories.municipality() for _ in range(EXTRA_TOWNS)]]
        walk.people = await people_of(own, other)
        for number, town in enumerate(walk.towns[2:]):
            await factories.partnership(town, walk.towns[2 + (number + 1) % EXTRA_TOWNS])
        walk.round = await factories.round_in(None)
        await rounds.publish_round(actor=await factories.vng(), round_id=walk.round, now=walk.now)
        first, second = await factories.idea(own, title="Plan A"), await factories.idea(own, title="Plan B")
        third = await factories.idea(other, title="Plan C")
        walk.places = {
            "idee": str(first),
            "segment": f"{first}-plan-a",
            "los": f"{await factories.idea(own, title='Plan D')}-plan-d",
            "wachtende": str(walk.towns[2]),
            "code": await fetch_value("SELECT code FROM round WHERE id = $1", walk.round),
            "ronde": str(walk.round),
            "kring": str(await fetch_value("SELECT min(id) FROM partnership")),
            "nu": Phase.SUBMIT,
            "volgende": following(None),  # type: ignore[dict-item]
        }
        for name, town in (("gemeentecode", own), ("anderecode", other)):
            walk.places[name] = await fetch_value("SELECT code FROM municipality WHERE id = $1", town)
        walk.ideas = (first, second, third)
        await walk.enter_all()
        return walk

    async def enter_all(self) -> None:
        for name, person in self.people.items():
            self.secrets[name] = await start_session(person_id=person, device="proef", now=self.now, means="persona")

    async def as_(self, who: str) -> Actor:
        found = await actor_of(person_id=self.people[who], municipality_id=None, today=dutch_day(self.now))
        assert found is not None
        return found

    async def open(self) -> Phase:
        """The next phase, as VNG opens it."""
        phase = await rounds.open_next_phase(
            actor=await self.as_(VNG_DIRECTOR), round_id=self.round, deadline=None, now=self.now
        )
        self.places |= {"nu": phase, "volgende": following(phase) or Phase.SUBMIT}
        return phase

    async def count_people(self) -> None:
        """Who opens a phase types how many people hear of it."""
        self.places["mensen"] = str(len(await people_of_audience(EVERYBODY, today=dutch_day(self.now))))

    async def moments(self) -> AsyncIterator[Moment]:
        """Each stop of the walk; what is done to the world between two stops is done by who may do it."""
        vng = await self.as_(VNG_DIRECTOR)
        yield Moment.PREPARED
        await self.open()
        for idea in self.ideas[:2]:
            await ideas.enter_round(actor=await self.as_(CIVIL_OWN), idea_id=idea, round_id=self.round, now=self.now)
        await ideas.enter_round(
            actor=await self.as_(CIVIL_OTHER), idea_id=self.ideas[2], round_id=self.round, now=self.now
        )
        group = await grouping.form_group(
            actor=vng, idea_ids=self.ideas[:2], title="Groep A", reason="Hetzelfde.", now=self.now
        )
        self.places |= {"groep": str(group), "group": str(group), "tweede": str(self.ideas[1])}
        yield Moment.SUBMIT
        await self.open()
        yield Moment.GROUP
        await grouping.enter_round(actor=vng, round_id=self.round, now=self.now)
        yield Moment.SETTLED
        async for moment in self._review(vng):
            yield moment
        async for moment in self._votes(vng):
            yield moment
        await self.open()
        await self._prepare(await factories.vng())
        yield Moment.RESULT
        await publication.publish(actor=vng, round_id=self.round, now=self.now)
        await self.open()
        yield Moment.ADOPT

    async def _review(self, vng: Actor) -> AsyncIterator[Moment]:
        await self.open()
        reviewers = [await self._reviewer(town, vng) for town in self.towns[2:]]
        self.places["werver"] = str(await self._volunteer(self.towns[2]))
        run = await review.propose(actor=vng, round_id=self.round, seed="proef", ring=False, now=self.now)
        self.places |= {"voorstel": str(run), "reviewer": str(reviewers[0])}
        await review.set_rule(
            actor=vng, round_id=self.round, group_id=int(self.places["groep"]), reviewer_id=reviewers[0],
            kind="uitgesloten", reason="Proef.", now=self.now,
        )  # fmt: skip
        self.places["wens"] = str(await fetch_value("SELECT max(id) FROM pair_rule"))
        run = await review.propose(actor=vng, round_id=self.round, seed="proef", ring=False, now=self.now)
        self.places["voorstel"] = str(run)
        yield Moment.REVIEW_DRAWN
        await review.send(actor=vng, run_id=run, now=self.now)
        rows = await fetch(
            "SELECT a.id, r.person FROM assignment a JOIN reviewer r ON r.id = a.reviewer"
            ' WHERE a.round = $1 AND a."group" = $2 ORDER BY a.id', self.round, int(self.places["groep"])
        )  # fmt: skip
        self.people[REVIEWER] = rows[0]["person"]
        self.places |= {"taak": str(rows[0]["id"]), "ingeleverd": str(rows[1]["id"])}
        await self.enter_all()
        for row, score in zip(rows[1:], (1, 5, 1, 5), strict=False):
            actor = await actor_of(person_id=row["person"], municipality_id=None, today=dutch_day(self.now))
            assert actor is not None
            await review.hand_in(
                actor=actor, assignment_id=row["id"], judgement=judgement(score), draft=0, now=self.now
            )
        yield Moment.REVIEW_SENT
        await review.settle_shortlist(actor=vng, round_id=self.round, quota=False, without_judgement=True, now=self.now)
        yield Moment.REVIEW_SETTLED

    async def _volunteer(self, town: int) -> int:
        person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
        actor = await actor_of(person_id=person, municipality_id=None, today=dutch_day(self.now))
        assert actor is not None
        return await review.volunteer(
            actor=actor, expertise=Expertise(("dienstverlening",), "dienstverlening", 6), now=self.now
        )

    async def _reviewer(self, town: int, vng: Actor) -> int:
        number = await self._volunteer(town)
        await review.admit(actor=vng, reviewer_id=number, now=self.now)
        return number

    async def _votes(self, vng: Actor) -> AsyncIterator[Moment]:
        await self.open()
        yield Moment.PRESELECT_SHUT
        await voting.grant_mandate(
            actor=await self.as_(CHIEF_OWN), round_id=self.round, municipality_id=self.towns[0],
            partnership_id=int(self.places["kring"]), scope="ronde", starts=dutch_day(self.now), ends=None,
            document="Besluit 1", instruction="", now=self.now,
        )  # fmt: skip
        vote = await self._open_vote(vng, PRESELECTION, **EASY)
        await self._cast(vote, approved=[self.places["groep"]])
        yield Moment.PRESELECT
        await rounds.close_phase(actor=vng, round_id=self.round, reason="", now=self.now)
        await voting.ask_count(actor=await factories.vng(), vote_id=vote, now=self.now)
        yield Moment.PRESELECT_CLOSED
        await voting.close_and_count(actor=vng, vote_id=vote, now=self.now)
        await self.open()
        yield Moment.DEVELOP
        await self.open()
        yield Moment.VOTE_SHUT
        vote = await self._open_vote(vng, FINAL)
        await self._cast(vote, places={self.places["groep"]: 1, "geen": 2})
        yield Moment.VOTE
        await rounds.close_phase(actor=vng, round_id=self.round, reason="", now=self.now)
        await voting.ask_count(actor=await factories.vng(), vote_id=vote, now=self.now)
        yield Moment.VOTE_CLOSED
        await voting.close_and_count(actor=vng, vote_id=vote, now=self.now)

    async def _open_vote(self, vng: Actor, kind: VoteKind, **rules: Any) -> int:
        return await voting.open_vote(
            actor=vng, round_id=self.round, rules=changed(kind, rules), weighing=EQUAL,
            draw=DrawSource("De trekking", 5, dutch_day(self.now) + timedelta(days=365)), heads_to=WITNESSES, now=self.now,
        )  # fmt: skip

    async def _cast(self, vote_id: int, **chosen: Any) -> None:
        """Everybody votes but our own municipality."""
        vote = await vote_by_id(vote_id, now=self.now)
        for town in self.towns[1:]:
            actor = (
                await self.as_(VOTER_OTHER)
                if town == self.towns[1]
                else await factories.actor(Role.VOTER, municipality_id=town)
            )
            self.places["bewijs"] = str(
                await voting.cast_ballot(
                    actor=actor, vote_id=vote.id, voter=OfMunicipality(town), expected=None, now=self.now, **chosen
                )
            )

    async def _prepare(self, vng: Actor) -> None:
        """Another director writes the texts: who wrote them does not publish them."""
        await publication.prepare(
            actor=vng, round_id=self.round, decision="Besloten.", press="", correction="",
            reasons={self.places["groep"]: "Omdat het overal past."}, next_steps={}, now=self.now,
        )  # fmt: skip
        draft = await draft_of(self.round)
        assert draft is not None
        self.places["gelezen"] = draft.stand
