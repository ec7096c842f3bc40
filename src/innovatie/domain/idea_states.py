"""How far a plan is (its stage) and what its municipality did with it here (its state)."""

from enum import StrEnum

from innovatie.domain.wording import wording


class Stage(StrEnum):
    """How far the municipality itself is with it."""

    IDEA = "idee"
    PLAN = "plan"
    PILOT = "pilot"
    IN_USE = "in_gebruik"
    STOPPED = "gestopt"


class State(StrEnum):
    """Whether others see it: a draft is its municipality's own; a withdrawn idea stays readable with the reason."""

    DRAFT = "concept"
    SUBMITTED = "ingediend"
    WITHDRAWN = "ingetrokken"


class Part(StrEnum):
    """What a municipality is in an idea."""

    SUBMITTER = "indiener"
    CO_SUBMITTER = "mede-indiener"
    JOINED = "aangehaakt"


STAGE_LABELS: dict[str, str] = {
    Stage.IDEA.value: wording("Idee"),
    Stage.PLAN.value: wording("Plan"),
    Stage.PILOT.value: wording("Pilot"),
    Stage.IN_USE.value: wording("In gebruik"),
    Stage.STOPPED.value: wording("Gestopt"),
}

STAGE_HINTS: dict[str, str] = {
    Stage.IDEA.value: wording("Er is nog niets besloten."),
    Stage.PLAN.value: wording("Het is besloten of er is geld voor."),
    Stage.PILOT.value: wording("U probeert het uit."),
    Stage.IN_USE.value: wording("Inwoners of collega’s gebruiken het."),
    Stage.STOPPED.value: wording("Het is gebruikt of geprobeerd, nu niet meer."),
}

STATE_LABELS: dict[str, str] = {
    State.DRAFT.value: wording("Concept"),
    State.SUBMITTED.value: wording("Ingediend"),
    State.WITHDRAWN.value: wording("Ingetrokken"),
}
