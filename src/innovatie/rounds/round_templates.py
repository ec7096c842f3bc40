"""What a new round may start from: settings as data. A round that starts from none keeps every usual rule."""

from innovatie.domain.winners import SecondWinner
from innovatie.domain.wording import wording
from innovatie.rounds.settings import CriterionSettings, FinalSettings, RoundSettings, VoteSettings

PROVEN_WORK = wording("Het werkt al bij ten minste één gemeente, en is niet ouder dan drie jaar.")

SHARED_WORK = (
    (
        wording("Succesvol"),
        wording("Wat leverde het op, en hoe is dat gemeten?"),
        wording("nog niet te zien"),
        wording("aannemelijk"),
        wording("gemeten"),
    ),
    (
        wording("Waardevol"),
        wording("Welk probleem van inwoners of gemeenten wordt kleiner, en speelt dat overal?"),
        wording("klein of plaatselijk"),
        wording("op veel plaatsen"),
        wording("groot en overal"),
    ),
    (
        wording("Herbruikbaar"),
        wording("Kan een andere gemeente dit morgen overnemen, met haar mensen, geld en ICT?"),
        wording("alleen hier"),
        wording("met hulp"),
        wording("ja, alles ligt klaar"),
    ),
)
"""Name, question and the meaning of 1, 3 and 5 of what proven work is judged by."""

GEMEENTEDELERS = RoundSettings(
    template="gemeentedelers",
    proven=str(PROVEN_WORK),
    shortlist=30,
    audience=14,
    criteria=tuple(
        CriterionSettings(
            name=str(name), question=str(question), lowest=str(lowest), middle=str(middle), highest=str(highest)
        )
        for name, question, lowest, middle, highest in SHARED_WORK
    ),
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
