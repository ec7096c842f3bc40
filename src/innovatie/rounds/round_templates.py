"""What a new round may start from: settings as data. A round that starts from none keeps every usual rule."""

from innovatie.domain.winners import SecondWinner
from innovatie.domain.wording import wording
from innovatie.rounds.settings import FinalSettings, RoundSettings, VoteSettings

PROVEN_WORK = wording("Het werkt al bij ten minste één gemeente, en is niet ouder dan drie jaar.")

GEMEENTEDELERS = RoundSettings(
    template="gemeentedelers",
    proven=str(PROVEN_WORK),
    shortlist=30,
    vote=VoteSettings(final=FinalSettings(second_winner=SecondWinner.ONE_ONLY)),
)
"""After VNG's own prize: proven work, a long shortlist, finalists, one winner."""

TEMPLATES: dict[str, tuple[str, RoundSettings]] = {
    "innovatie": (wording("Innovatieronde: plannen kiezen en samen maken"), RoundSettings()),
    "gemeentedelers": (wording("Zoals de GemeenteDelers: bewezen werk delen, één winnaar"), GEMEENTEDELERS),
}
"""By name: what the form says, and the settings the round gets."""


def settings_of(name: str | None) -> RoundSettings:
    """The settings of a template; those of the usual round for none."""
    return TEMPLATES[name or "innovatie"][1]
