"""What a browser may send about reviewers, reviews and the desk of VNG."""

from collections.abc import Iterable

from innovatie.domain.review_rubric import CONFIDENCE, HIGHEST, LOWEST, TOTAL, Answer, Criterion, Judgement
from innovatie.domain.themes import THEMES
from innovatie.domain.whole_numbers import whole
from innovatie.review.actions import Expertise
from innovatie.web.forms import Form
from innovatie.web.i18n import _

UNABLE = "weet-niet"
SCORES: dict[str, str] = {**{str(n): str(n) for n in range(LOWEST, HIGHEST + 1)}, UNABLE: ""}


def read_judgement(form: Form, criteria: Iterable[Criterion]) -> Judgement:
    """A review as it stands in the form; what is missing is judged by the rubric, not here."""
    return Judgement(
        answers={c.key: _answer(form, c) for c in criteria},
        total=_answer(form, TOTAL),
        confidence=_number(form.choice("zekerheid", label=_("Zekerheid"), options={str(n): "" for n in CONFIDENCE})),
        advice=form.text("advies", label=_("Wat zou dit plan sterker maken?"), multiline=True, max_length=10_000),
    )


def _answer(form: Form, criterion: Criterion) -> Answer:
    score: str | None = form.choice(f"score_{criterion.key}", label=criterion.name, options=SCORES)
    comment = form.text(f"toelichting_{criterion.key}", label=_("Toelichting"), multiline=True, max_length=10_000)
    return Answer(_number(None if score == UNABLE else score), comment, score == UNABLE)


def _number(value: str | None) -> int | None:
    return int(value) if value else None


def judgement_form(judgement: Judgement) -> Form:
    """The form filled with a stored review."""
    values: dict[str, object] = {"advies": judgement.advice, "zekerheid": _text(judgement.confidence)}
    for key, answer in (*judgement.answers.items(), ("totaal", judgement.total)):
        values[f"score_{key}"] = UNABLE if answer.unable else _text(answer.score)
        values[f"toelichting_{key}"] = answer.comment
    return Form.filled({name: value for name, value in values.items() if value not in (None, "")})


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def read_draft_number(form: Form) -> int:
    """The number of the draft this form started from; nonsense counts as none."""
    text = form.value("concept")
    return whole(text) or 0


def read_expertise(form: Form, towns: Iterable[int]) -> Expertise:
    """Themes, free words, maximum and declared interests of a reviewer."""
    themes = form.many("themas", label=_("Thema’s"), options={t.slug: t.label for t in THEMES})
    words = form.text("woorden", label=_("Waar weet u veel van?"), multiline=True, max_length=2_000)
    most = form.choice("maximum", label=_("Aantal"), options={str(n): "" for n in range(1, 13)}, required=True)
    suppliers = form.text("leveranciers", label=_("Leveranciers"), multiline=True, max_length=2_000)
    employers = form.many("werkgevers", label=_("Vroegere werkgevers"), options={str(n): "" for n in towns})
    return Expertise(
        themes=tuple(themes),
        words=words,
        maximum=int(most or 0),
        suppliers=suppliers,
        employers=tuple(sorted(map(int, employers))),
    )


def read_rows(form: Form, name: str, rows: Iterable[int]) -> list[int]:
    """The ticked rows of a table; what is no row of it is refused."""
    return [int(n) for n in form.many(name, label=_("Beoordelingen"), options={str(n): "" for n in rows})]


def read_number(form: Form, name: str, *, label: str) -> int:
    """One number out of a list; 0 with an error when nothing was chosen."""
    value = form.value(name)
    if value.isascii() and value.isdigit() and len(value) < 9:
        return int(value)
    form.fail(name, _("Maak een keuze bij ‘%(veld)s’.", veld=label))
    return 0
