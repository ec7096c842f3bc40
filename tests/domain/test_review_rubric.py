"""The rubric and the fit: what must still be done, when to discuss, and who knows a subject."""

import pytest

from innovatie.domain.review_affinity import content_words, fit
from innovatie.domain.review_rubric import Answer, Judgement, calls_for_discussion, faults, weak_corners

LONG = "Dit is lang genoeg om iets uit te leggen."


def whole(**changes: Answer) -> Judgement:
    answers = {"waarde": Answer(3), "steun": Answer(4), "uitvoering": Answer(2)} | changes
    total = answers.pop("totaal", Answer(3))
    return Judgement(answers=answers, total=total, confidence=2)


def test_a_whole_review_has_no_faults_and_comments_are_asked_only_at_one_and_five() -> None:
    assert faults(whole()) == {}
    assert faults(whole(waarde=Answer(5, LONG), totaal=Answer(1, LONG))) == {}
    assert list(faults(whole(waarde=Answer(5), steun=Answer(1, "kort"), totaal=Answer(4)))) == [
        "toelichting_waarde", "toelichting_steun",
    ]  # fmt: skip


def test_unable_is_a_full_answer_and_missing_or_impossible_scores_are_faults() -> None:
    assert faults(whole(steun=Answer(unable=True), totaal=Answer(unable=True))) == {}
    empty = faults(Judgement(answers={}, total=Answer(), confidence=None))
    assert list(empty) == ["score_waarde", "score_steun", "score_uitvoering", "score_totaal", "zekerheid"]
    assert faults(whole(waarde=Answer(6))) == {"score_waarde": "Kies een score van 1 tot en met 5."}


@pytest.mark.parametrize(
    ("totals", "discuss"), [((5, 2), True), ((5, 3), False), ((1, None, 4), True), ((4,), False), ((), False)]
)
def test_totals_three_apart_call_for_discussion(totals: tuple[int | None, ...], discuss: bool) -> None:
    assert calls_for_discussion(totals) is discuss


def test_a_mean_below_two_and_a_half_is_a_weak_corner_and_nothing_is_weighed() -> None:
    assert weak_corners({"waarde": 2.4, "steun": 2.5, "uitvoering": None}) == ("waarde",)


def test_plural_and_singular_meet_and_words_that_say_nothing_fall_away() -> None:
    assert content_words("De vergunningen van gemeenten") == content_words("vergunning")
    assert content_words("Fietsen, fiets!") == content_words("FIETS")


def test_the_fit_grows_with_meaning_theme_and_words_and_stays_between_zero_and_one() -> None:
    words = content_words("fietsen parkeren station binnenstad deelvervoer")

    def value(cosine: float, themes: set[str], own: frozenset[str]) -> float:
        return fit(cosine=cosine, theme="mobiliteit", reviewer_themes=themes, group_words=words, reviewer_words=own)

    nothing = value(-0.3, set(), frozenset())
    theme = value(-0.3, {"mobiliteit"}, frozenset())
    both = value(0.2, {"mobiliteit"}, frozenset())
    all_of_it = value(0.9, {"mobiliteit"}, words)
    assert (nothing, theme, both, all_of_it) == (0.0, 0.3, 0.55, 1.0)
