"""Similar plans for programs: the same engine as beside the form, asked with any text."""

from typing import Annotated, Final

import msgspec
from litestar import Controller, post
from litestar.params import JSONBody
from msgspec import Meta

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid
from innovatie.domain.typed_values import clean
from innovatie.domain.wording import wording
from innovatie.grouping.similar_plans import LONGEST, similar_plans
from innovatie.ideas.api.shapes import VergelijkbaarUit
from innovatie.municipalities.queries import acting_municipality
from innovatie.web.handlers import Now
from innovatie.web.openapi_bounds import text
from innovatie.web.throttle import SIMILAR

LARGEST: Final = 100_000
"""Bytes of one request: the longest text, with every sign written as `\\u00e9`."""
_TOO_LONG: Final = wording("Stuur hooguit %(n)s tekens.", n=LONGEST)
_EMPTY: Final = wording("Schrijf in een paar zinnen wat u van plan bent.")


class TekstIn(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Waarmee vergeleken wordt. Met `gemeentecode` blijven plannen van die gemeente zelf weg."""

    tekst: Annotated[str, text(LONGEST, "Wat iemand van plan is, in gewone zinnen.", needed=True)]
    titel: Annotated[str, text(LONGEST, "De titel, als die er is.")] = ""
    gemeentecode: Annotated[str | None, Meta(description="De CBS-code van de gemeente die het van plan is.")] = None


class VergelijkingUit(msgspec.Struct, frozen=True, rename="camel"):
    """Plannen die op de tekst lijken, het zekerste eerst, van elke groep één."""

    resultaten: Annotated[
        list[VergelijkbaarUit] | None, Meta(description="De plannen, met waarom; null als zoeken even niet lukte.")
    ]


class SimilarApi(Controller):
    path = SIMILAR.removeprefix("/api/v1")
    tags = ("Groepen",)

    @post(
        operation_id="vergelijkbaar",
        summary="Plannen die op een tekst lijken",
        description="Wie is met hetzelfde bezig? Uw tekst wordt vergeleken met alle plannen en niet bewaard. Een token"
        " is niet nodig.",
        status_code=200,
        request_max_body_size=LARGEST,
    )
    async def similar(self, data: JSONBody[TekstIn], now: Now) -> VergelijkingUit:
        """The plans that are alike, with why. Nothing is kept of the text."""
        wrong = {}
        for name, sent in (("titel", data.titel), ("tekst", data.tekst)):
            if "\x00" in sent:
                wrong[name] = "Een nulteken kan niet."
            elif len(sent) > LONGEST:
                wrong[name] = _TOO_LONG
        if not clean(data.tekst).strip():
            wrong["tekst"] = _EMPTY
        if wrong:
            raise Invalid(wrong)
        town = None
        if data.gemeentecode is not None:
            town = await acting_municipality(data.gemeentecode, default=None, day=dutch_day(now))
        return VergelijkingUit(await similar_plans(data.titel, data.tekst, town))
