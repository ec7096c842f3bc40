"""The theme that is guessed for a plan from elsewhere."""

from innovatie.domain import theme_guess
from innovatie.domain.themes import THEMES


def test_a_theme_is_only_guessed_among_the_themes() -> None:
    assert set(theme_guess._WORDS) <= {theme.slug for theme in THEMES}


def test_words_of_the_title_weigh_more_and_no_words_lead_to_the_fallback() -> None:
    assert theme_guess.guess_theme("Xqz", "qqq") == theme_guess.FALLBACK
    first, second = (
        "".join(theme_guess._WORDS[slug].split()[:1]) for slug in ("jeugd-en-onderwijs", "dienstverlening")
    )
    assert theme_guess.guess_theme(first, second) == "jeugd-en-onderwijs"
