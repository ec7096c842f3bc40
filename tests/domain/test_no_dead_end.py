"""Whatever VNG does in whatever order, a round can still be brought to its end.

The course of a round as a small machine: the checklist and what may be undone are the real rules, the acts of other
stages have the conditions that those stages have (a shortlist only while reviewing is open, a count only after it).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.admission import JUDGED_IN, Verdict, may_be_judged
from innovatie.domain.checklist import Place
from innovatie.domain.phase_readiness import blocking
from innovatie.domain.phase_undo import why_not_back, why_not_end, why_not_longer
from innovatie.domain.phases import ORDER, Phase, following
from innovatie.domain.round_facts import RoundFacts, VoteState

COUNTED = {VoteState.TIE, VoteState.COUNTED}


@dataclass
class Course:
    """A round: its last opened phase, whether that is open, and what the stages have."""

    outcome: VoteState = VoteState.COUNTED
    """How the final comes out of its count: decided, or with a tie."""
    finalists: int = 2
    """What the preselection yields."""
    winners: int = 1
    """What the final yields."""
    phase: Phase | None = None
    is_open: bool = False
    ended: bool = False
    reviewed: int = 0
    excluded: int = 0
    """Plans that VNG excluded, while nothing more was decided about them."""
    planned: bool = False
    """Two directors agreed on a moment of publication."""
    asked: bool = False
    """One director asked another to count."""
    facts: RoundFacts = field(default_factory=RoundFacts)

    def now(self, phase: Phase) -> bool:
        return self.phase is phase and self.is_open

    def put(self, **facts: object) -> bool:
        changed = replace(self.facts, **facts)  # type: ignore[arg-type]
        moved, self.facts = changed != self.facts, changed
        return moved

    # what VNG does with the round itself

    def open(self) -> bool:
        phase = following(self.phase)
        if phase is None or self.ended or blocking(phase, self.facts):
            return False
        self.phase, self.is_open = phase, True
        return True

    def close(self) -> bool:
        was, self.is_open = self.is_open, False
        return was

    def extend(self) -> bool:
        if self.phase is None or self.is_open or why_not_longer(self.phase, self.facts):
            return False
        self.is_open, self.asked = True, False
        return True

    def back(self) -> bool:
        if self.phase is None or why_not_back(self.phase, self.facts):
            return False
        position = ORDER.index(self.phase)
        self.phase, self.is_open = (ORDER[position - 1], False) if position else (None, False)
        return True

    def has_nothing_to_go_on_with(self) -> bool:
        """No finalists came out of the preselection, or no winner out of the final: the checklist says to end it."""
        phase = following(self.phase)
        stops = blocking(phase, self.facts) if phase else ()
        return [item.place for item in stops] == [Place.ROUND] and phase in {Phase.DEVELOP, Phase.ADOPT}

    def end(self) -> bool:
        if self.ended or self.phase is None or self.planned or why_not_end(self.facts):
            return False
        self.ended, self.is_open = True, False
        return True

    # what VNG does in the stages, and what people do there

    def enter(self) -> bool:
        return self.now(Phase.SUBMIT) and self.put(plans=2)

    def exclude(self) -> bool:
        may = may_be_judged(Verdict.EXCLUDED, settled=self.facts.groups > 0) and self.phase in JUDGED_IN
        if not may or self.facts.plans < 2:
            return False
        self.excluded += 1
        return self.put(plans=self.facts.plans - 1, may_appeal=self.facts.may_appeal + 1)

    def appeal(self) -> bool:
        if not self.excluded:
            return False
        self.excluded -= 1
        return self.put(appeals=self.facts.appeals + 1, may_appeal=self.facts.may_appeal - 1)

    def decide_appeal(self) -> bool:
        may = may_be_judged(Verdict.UPHELD, settled=self.facts.groups > 0)
        return may and bool(self.facts.appeals) and self.put(appeals=self.facts.appeals - 1)

    def settle_groups(self) -> bool:
        return self.phase in {Phase.GROUP, Phase.REVIEW} and bool(self.facts.plans) and self.put(groups=2)

    def assign(self) -> bool:
        settled = self.facts.shortlist is not None
        return self.now(Phase.REVIEW) and not settled and self.put(assignments=6)

    def review(self) -> bool:
        if not self.now(Phase.REVIEW) or not self.facts.assignments or self.reviewed:
            return False
        self.reviewed = 6
        return True

    def settle_shortlist(self) -> bool:
        may = self.now(Phase.REVIEW) and self.reviewed and self.facts.shortlist is None
        return bool(may) and self.put(shortlist=2)

    def open_preselection(self) -> bool:
        may = self.now(Phase.PRESELECT) and self.facts.shortlist and self.facts.preselection is VoteState.NONE
        return bool(may) and self.put(preselection=VoteState.OPEN)

    def count_preselection(self) -> bool:
        may = self.facts.preselection is VoteState.OPEN and not self.now(Phase.PRESELECT)
        return may and self.count() and self.put(preselection=VoteState.COUNTED, finalists=self.finalists)

    def count(self) -> bool:
        """Two directors: the first asks, the second counts. Who asked before the phase got more time asks again."""
        asked, self.asked = self.asked, False
        return asked

    def ask_count(self) -> bool:
        waits = {
            Phase.PRESELECT: self.facts.preselection is VoteState.OPEN,
            Phase.VOTE: self.facts.final is VoteState.OPEN,
        }
        if self.asked or not any(open_ and not self.now(phase) for phase, open_ in waits.items()):
            return False
        self.asked = True
        return True

    def elaborate(self) -> bool:
        return self.now(Phase.DEVELOP) and self.put(elaborations=1)

    def open_final(self) -> bool:
        may = self.now(Phase.VOTE) and self.facts.finalists and self.facts.final is VoteState.NONE
        return bool(may) and self.put(final=VoteState.OPEN)

    def count_final(self) -> bool:
        may = self.facts.final is VoteState.OPEN and not self.now(Phase.VOTE)
        return may and self.count() and self.put(final=self.outcome)

    def draw(self) -> bool:
        return self.facts.final is VoteState.TIE and self.put(final=VoteState.COUNTED)

    def vote_for_award(self) -> bool:
        return self.now(Phase.VOTE) and not self.facts.award_waits and self.put(award_waits=True)

    def publish_award(self) -> bool:
        return self.facts.award_waits and not self.now(Phase.VOTE) and self.put(award_waits=False)

    def may_publish(self) -> bool:
        reached = self.phase is not None and ORDER.index(self.phase) >= ORDER.index(Phase.RESULT)
        return reached and self.facts.final is VoteState.COUNTED

    def plan_publication(self) -> bool:
        if self.planned or self.facts.published or not self.may_publish():
            return False
        self.planned = True
        return True

    def withdraw_plan(self) -> bool:
        was, self.planned = self.planned, False
        return was

    def publish_at_its_moment(self) -> bool:
        return self.planned and self.withdraw_plan() and self.put(published=True, winners=self.winners)

    def publish(self) -> bool:
        return self.may_publish() and not self.planned and self.put(published=True, winners=self.winners)


ACTS: tuple[Callable[[Course], bool], ...] = (
    Course.open, Course.close, Course.extend, Course.back, Course.enter, Course.settle_groups, Course.assign,
    Course.review, Course.settle_shortlist, Course.open_preselection, Course.count_preselection, Course.elaborate,
    Course.open_final, Course.count_final, Course.draw, Course.publish, Course.exclude, Course.appeal,
    Course.decide_appeal, Course.ask_count, Course.vote_for_award, Course.publish_award, Course.plan_publication,
    Course.withdraw_plan, Course.publish_at_its_moment,
)  # fmt: skip
FORWARD = (
    Course.enter, Course.decide_appeal, Course.settle_groups, Course.assign, Course.review, Course.settle_shortlist,
    Course.open_preselection, Course.open_final, Course.ask_count, Course.count_preselection, Course.count_final,
    Course.draw, Course.publish_award, Course.publish_at_its_moment, Course.publish, Course.open,
)  # fmt: skip
"""What a sensible director and the people do, tried in this order; else they close or extend the phase."""


def bring_to_its_end(course: Course) -> list[str]:
    """The acts by which a round comes to its last phase; fails when none is left to do."""
    done: list[str] = []
    while course.phase is not Phase.ADOPT and not course.ended:
        assert len(done) < 100, done
        act = next((act for act in FORWARD if act(course)), None)
        if act is None:
            waits_for_count = {course.facts.preselection, course.facts.final} & {VoteState.OPEN}
            act = Course.close if waits_for_count and course.is_open else Course.extend
            if course.has_nothing_to_go_on_with():
                act = Course.end
            assert act(course), (course, done)
        done.append(act.__name__)
    return done


def act(course: Course, chance: int) -> Callable[[Course], bool]:
    """One thing that happens in the round: half of the time what brings it on, else any act that is possible now. Acts
    drawn from all there are would hardly ever come to a vote. Also what was done.
    """
    forward, pick = chance % 2, chance // 2
    possible = [one for one in (FORWARD if forward else ACTS) if one(replace(course))] or [Course.close, Course.extend]
    done = possible[0] if forward else possible[pick % len(possible)]
    done(course)
    return done


CHANCES = st.lists(st.integers(0, 1_000_000), max_size=90)


@given(CHANCES, st.sampled_from(sorted(COUNTED)), st.sampled_from((0, 1, 2)), st.sampled_from((0, 1)))
def test_after_any_acts_in_any_order_a_round_can_be_brought_to_its_end(
    chances: list[int], outcome: VoteState, finalists: int, winners: int
) -> None:
    course = Course(outcome=outcome, finalists=finalists, winners=winners)
    for chance in chances:
        act(course, chance)
    bring_to_its_end(course)
    assert course.ended is not bool(finalists and winners)
    assert course.facts.published is bool(finalists)
    assert course.ended or course.facts.winners, "no phase of adoption without something to adopt"


@given(CHANCES)
def test_no_phase_opens_without_what_it_needs_and_no_count_is_undone(chances: list[int]) -> None:
    course = Course()
    for chance in chances:
        before = course.facts
        done = act(course, chance)
        if course.phase in {Phase.PRESELECT, Phase.DEVELOP, Phase.VOTE, Phase.RESULT, Phase.ADOPT}:
            assert course.facts.shortlist
        if course.phase in {Phase.DEVELOP, Phase.VOTE, Phase.RESULT, Phase.ADOPT}:
            assert course.facts.preselection is VoteState.COUNTED
        if course.phase is Phase.ADOPT:
            assert course.facts.published
        assert not (before.final in COUNTED and course.now(Phase.VOTE) and done is Course.extend)


def test_the_orders_that_are_tried_reach_every_act_and_every_phase() -> None:
    """A property over orders that never come to a vote would say nothing of votes."""
    draw, seen, reached = random.Random(18), set(), set()
    for _ in range(30):
        course = Course(outcome=draw.choice(sorted(COUNTED)))
        for _ in range(90):
            seen.add(act(course, draw.randrange(1_000_000)))
            reached.add(course.phase)
    assert seen == set(ACTS)
    assert reached == {None, *Phase}


def test_a_round_that_was_opened_too_early_would_have_been_lost_without_the_checklist() -> None:
    """What once happened: voorselectie was opened while the shortlist was not settled."""
    lost = Course(phase=Phase.PRESELECT, is_open=True, facts=RoundFacts(plans=2, groups=2, assignments=6), reviewed=6)
    assert [act.__name__ for act in FORWARD if act(lost)] == []
    assert lost.back(), "even then there is a way back now"
    assert "settle_shortlist" in bring_to_its_end(lost)
    assert [item.place for item in blocking(Phase.PRESELECT, RoundFacts(groups=2))] == [Place.ASSIGNMENT]
