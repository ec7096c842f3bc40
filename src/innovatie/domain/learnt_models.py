"""What becomes of numbers of the pair model that were learnt from people."""

from enum import StrEnum


class ModelState(StrEnum):
    """Of numbers of the pair model that were learnt from people. One is offered and one in use at most."""

    OFFERED = "aangeboden"
    IN_USE = "in gebruik"
    REPLACED = "vervangen"
    TAKEN_BACK = "teruggenomen"
    REFUSED = "afgewezen"
    OVERTAKEN = "ingehaald"
