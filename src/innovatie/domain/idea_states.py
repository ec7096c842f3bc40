"""How far a plan is (its stage) and what its municipality did with it here (its state)."""

from enum import StrEnum


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
    Stage.IDEA.value: "Idee",
    Stage.PLAN.value: "Plan",
    Stage.PILOT.value: "Pilot",
    Stage.IN_USE.value: "In gebruik",
    Stage.STOPPED.value: "Gestopt",
}

STAGE_HINTS: dict[str, str] = {
    Stage.IDEA.value: "Er is nog niets besloten.",
    Stage.PLAN.value: "Het is besloten of er is geld voor.",
    Stage.PILOT.value: "U probeert het uit.",
    Stage.IN_USE.value: "Inwoners of collega’s gebruiken het.",
    Stage.STOPPED.value: "Het is gebruikt of geprobeerd, nu niet meer.",
}

STATE_LABELS: dict[str, str] = {
    State.DRAFT.value: "Concept",
    State.SUBMITTED.value: "Ingediend",
    State.WITHDRAWN.value: "Ingetrokken",
}
