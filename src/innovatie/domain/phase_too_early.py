"""Is a phase about to be opened before its time? What VNG looks at then, beside the checklist.

No part of the checklist itself: a phase that opens by itself does so on its day, and a warning of days before is about
that day.
"""

from datetime import date

from innovatie.domain.checklist import Item, Place, Weight
from innovatie.domain.dutch_dates import day_in_words
from innovatie.domain.phases import LABELS, Phase
from innovatie.domain.wording import wording


def before_its_day(*, today: date, planned: date | None, present: Phase | None) -> tuple[Item, ...]:
    """What asks for attention when the next phase would open today. `planned`: the last day of the open phase
    `present`, or the first day of a round in which no phase was opened; None when no phase is open, or it has no day.
    """
    if planned is None:
        return ()
    day = day_in_words(planned)
    if present is None:
        if today >= planned:
            return ()
        text = wording("Deze ronde begint volgens plan pas op %(dag)s.", dag=day)
        remedy = wording("Iedereen leest die dag in de kalender. Wacht tot dan, of wijzig de eerste dag.")
    else:
        if today > planned:
            return ()
        text = wording("De fase %(fase)s loopt nog tot en met %(dag)s.", fase=LABELS[present].lower(), dag=day)
        remedy = wording("Als u doorgaat, sluit die fase nu al. Wie nog bezig is, komt dan te laat.")
    return (Item(Weight.ATTENTION, text, remedy, Place.DAYS),)
