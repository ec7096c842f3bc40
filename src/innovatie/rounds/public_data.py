"""The public collection of rounds."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from innovatie.changes.collection import Collection, Order, Wanted
from innovatie.domain.phases import Phase
from innovatie.domain.vocabulary import PublicResource
from innovatie.domain.wording import wording


class RondeUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een ronde waarin gemeenten samen kiezen."""

    code: Annotated[str, Meta(description="De code van de ronde; verandert nooit.")]
    naam: Annotated[str, Meta(description="De naam.")]
    omschrijving: Annotated[str, Meta(description="Waar de ronde over gaat.")]
    fase: Annotated[Phase | None, Meta(description="De laatste fase die is geopend.")]
    fase_is_open: Annotated[bool, Meta(description="Of in die fase nu iets kan.")]
    is_beeindigd: Annotated[bool, Meta(description="Of VNG de ronde eerder heeft beëindigd.")]
    href: Annotated[str, Meta(description="Het adres in de API, met alle fasen.")]


ROUNDS: Final = Collection(
    name="rondes",
    title=wording("Rondes"),
    one_title="Eén ronde",
    description=wording("De rondes waarin gemeenten samen kiezen welke plannen het verder brengen."),
    item=RondeUit,
    resource=PublicResource.ROUND,
    tag="Rondes",
    keywords=("rondes", "innovatie", "gemeenten"),
    key="code",
    key_type="text",
    key_in_address="code",
    orders={"-code": Order((("code", "text"),), descending=True), "code": Order((("code", "text"),))},
    filters={"fase": Wanted("c.fase = {}", "De laatste fase die is geopend.", choices=tuple(Phase))},
    sql="""
        SELECT r.code::text AS code, r.name AS naam, r.description AS omschrijving, r.phase::text AS fase,
               coalesce(w.opened_at <= {now} AND (w.closed_at IS NULL OR {now} < w.closed_at)
                        AND (w.deadline IS NULL OR {now} < w.deadline), false) AS fase_is_open,
               r.ended_at IS NOT NULL AS is_beeindigd, '/api/v1/rondes/' || r.code AS href
          FROM round r LEFT JOIN phase_window w ON w.round = r.id AND w.phase = r.phase
         WHERE r.published_at IS NOT NULL
    """,
)
