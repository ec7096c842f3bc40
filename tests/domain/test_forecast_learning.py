"""The mix: bursts are not drawn on for ever, weights are learned without the source that judges them, bands hold."""

import numpy as np
import pytest

from innovatie.domain.diffusion import Series, judge, learning
from innovatie.domain.diffusion.backtest import score
from innovatie.domain.diffusion.learned import RECIPES
from innovatie.domain.diffusion.learning import apart, learn, lessons_of
from innovatie.domain.diffusion.mixing import KINDS, is_fast, kind_of
from innovatie.domain.diffusion.model import bands_of
from innovatie.domain.diffusion.scoreboard import verdict_on_band
from innovatie.domain.diffusion.simple import HOLT, damped_holt, simple_forecasts
from tests.domain.test_diffusion import series, spread


def test_damped_holt_by_hand() -> None:
    """Level .9, trend .4, damped .85: totals 2, 5."""
    level = 0.9 * 5 + 0.1 * (2 + 0.85 * 3)
    trend = 0.4 * (level - 2) + 0.6 * 0.85 * 3
    ahead = [level + 0.85 * trend - 5, level + (0.85 + 0.85**2) * trend - 5]
    assert damped_holt((2, 3), 2) == pytest.approx(ahead)


def test_simple_forecasters_never_promise_more_than_are_left() -> None:
    assert simple_forecasts((1, 10, 30), 45, 5).max() == 4
    assert simple_forecasts((1, 0, 0), 45, 5)[:, 1:].max() == 0


def test_after_a_burst_that_stopped_little_more_is_expected_than_after_one_that_goes_on() -> None:
    """In November 2026 the middle after (3, 16, 2) was 31 of 50, the pace of the burst drawn on."""
    over, on = bands_of(series(3, 16, 2), 5)[-1], bands_of(series(3, 2, 16), 5)[-1]
    assert over.p50 - 21 <= 7
    assert on.p50 - 21 >= 2 * (over.p50 - 21)
    assert over.p10 - 21 <= 1


@pytest.mark.parametrize("new", [(3, 39, 84, 57, 39), (1, 9, 0, 0), (2, 0, 7, 1, 0, 0), (5, 5, 5, 5, 5, 5, 5, 5, 5)])
def test_a_fan_is_whole_ordered_and_rising_for_fast_starters(new: tuple[int, ...]) -> None:
    bands = bands_of(series(*new, population=400), 5)
    marks = np.array([(band.p10, band.p50, band.p90) for band in bands])
    assert (np.diff(marks, axis=1) >= 0).all()
    assert (np.diff(marks, axis=0) >= 0).all()
    assert (marks >= sum(new)).all()
    assert (marks <= 400).all()


def test_every_kind_of_start_has_weights() -> None:
    assert tuple(RECIPES) == KINDS
    assert [kind_of(new) for new in ((1, 4), (1, 5, 0), (9, 0, 0, 0), (1,) * 8, (0, 9) * 6)] == [
        (0, False), (0, True), (1, False), (2, False), (3, True),
    ]  # fmt: skip
    assert not is_fast((40, 4, 4))


def test_further_ahead_than_the_band_was_seen_to_hold_is_refused_with_the_reason() -> None:
    verdict = judge(series(9, 9, 9, 9), 12, dict.fromkeys(KINDS, (6, 6, 6)))
    assert (verdict.horizon, verdict.refused) == (6, False)
    assert verdict.reason == "We kijken hooguit 6 perioden vooruit; verder is de band niet betrouwbaar gebleken."


def made(source: int, count: int) -> list[Series]:
    return [spread(100 * source + number) for number in range(1, count + 1)]


def test_learning_needs_two_sources_and_never_sees_the_one_that_is_kept_apart() -> None:
    lessons = [one for source in (1, 2, 3) for some in made(source, 3) for one in lessons_of(f"bron {source}", some)]
    with pytest.raises(ValueError, match="at least two sources"):
        learn([one for one in lessons if one.source == "bron 1"])
    without = [one for one in lessons if one.source != "bron 2"]
    assert apart(lessons, "bron 2") == learn(without)
    assert apart(lessons, "bron 2") != apart(lessons, "bron 3")


def test_a_source_in_which_hundreds_were_expected_and_nobody_came_does_not_decide_for_others() -> None:
    """A fund that closed: by what came in alone it outweighed all others, and nobody was expected anywhere."""
    rest = [one for source in (1, 2) for some in made(source, 12) for one in lessons_of(f"bron {source}", some)]
    fund = Series("fonds", made(1, 1)[0].first, (40, 160, 220, 180, 0, 0, 0, 0, 0, 0), 1000, 1.0)
    closed = [one for _ in range(12) for one in lessons_of("fonds", fund)]
    with_it, without = learn([*rest, *closed]).recipes, learn(rest).recipes
    scores = [(score(some, 5, recipes=with_it), score(some, 5, recipes=without)) for some in made(3, 20)]
    both = [(one.error, other.error) for one, other in scores if one and other]
    assert sum(one for one, _ in both) < 1.1 * sum(other for _, other in both)


def test_with_six_to_eight_periods_damped_holt_counts_for_a_share_besides_what_was_learned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lessons = [one for source in (1, 2) for some in made(source, 4) for one in lessons_of(f"bron {source}", some)]
    with_share = learn(lessons).recipes
    monkeypatch.setattr(learning, "HOLT_SHARE", (0.0, 0.0, 0.0, 0.0))
    bare = learn(lessons).recipes
    for (group, fast), recipe in bare.items():
        learned = np.array(recipe.middle)
        shared = 0.7 * learned + 0.3 * np.eye(len(learned))[HOLT]
        found = with_share[group, fast].middle
        assert found == pytest.approx(shared if group == 2 else learned, abs=1e-4)


@pytest.mark.slow
def test_weights_learned_on_two_made_up_sources_hold_on_a_third() -> None:
    lessons = [one for source in (1, 2) for some in made(source, 25) for one in lessons_of(f"bron {source}", some)]
    recipes = learn(lessons).recipes
    for seen in (3, 5, 8):
        scores = [one for some in made(3, 40) if (one := score(some, seen, recipes=recipes)) is not None]
        error = sum(one.error for one in scores)
        assert error < 0.8 * sum(one.rivals["no_change"] for one in scores)
        assert error < 1.05 * sum(one.rivals["damped_holt"] for one in scores)
        assert 0.7 <= sum(one.covered for one in scores) / len(scores) <= 0.95


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ([(1, 5, 3)] * 36, "Onze band is te breed"),
        ([(1, 5, 3)] * 29 + [(1, 5, 6)] * 4 + [(1, 5, 0)] * 3, "Onze band klopt tot nu toe"),
        ([(1, 5, 3)] * 20 + [(1, 5, 9)] * 16, "Onze band is te smal: het werd vaak meer"),
        ([(1, 5, 3)] * 20 + [(1, 5, 0)] * 16, "Onze band is te smal: het werd vaak minder"),
        ([(1, 5, 3)] * 20 + [(1, 5, 0), (1, 5, 9)] * 8, "naar boven en naar beneden"),
        ([(1, 5, 3)] * 9, "Met minder dan 10 uitkomsten"),
    ],
)
def test_the_page_says_in_words_what_the_scoreboard_shows(outcomes: list[tuple[int, int, int]], words: str) -> None:
    assert words in verdict_on_band(outcomes)
