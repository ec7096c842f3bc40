"""An idea as the API shows it."""

from datetime import UTC, datetime

from innovatie.domain.errors import NotFound
from innovatie.domain.whole_numbers import LARGEST
from innovatie.ideas import queries
from innovatie.ideas.api.shapes import DeelnemerUit, IdeeMetInhoudUit, VersieUit
from innovatie.web.listing import Reference


def utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


def numbered(number: int) -> int:
    """The number of an address, if an idea can have it; NotFound otherwise."""
    if not 0 < number <= LARGEST:
        raise NotFound("Dit plan bestaat niet.")
    return number


async def whole(idea: queries.IdeaDetail) -> IdeeMetInhoudUit:
    """Everything that may be told of a submitted or withdrawn idea."""
    content = idea.content
    return IdeeMetInhoudUit(
        nummer=idea.id,
        titel=content.title,
        samenvatting=content.summary,
        probleem=content.problem,
        aanpak=content.approach,
        publieke_waarde=content.public_value,
        thema=content.theme,
        stadium=content.stage,
        status=idea.state,
        geplande_start_datum=content.planned_start,
        kosten_euro=content.cost_euro,
        uren=content.effort_hours,
        contact=content.contact,
        links=list(content.links),
        gemeentecode=idea.municipality_code,
        gemeente=idea.municipality,
        provincie=idea.province,
        samenwerkingsverband=idea.partnership,
        ronde=idea.round_code,
        ingediend_op=utc(idea.submitted_at),
        gewijzigd_op=idea.updated_at.astimezone(UTC),
        ingetrokken_op=utc(idea.withdrawn_at),
        reden_van_intrekking=idea.withdraw_reason,
        bron=idea.source or None,
        bronnummer=idea.source_number,
        versie=idea.version,
        deelnemers=[DeelnemerUit(one.code, one.name, one.role, one.joined_at.astimezone(UTC)) for one in idea.active],
        versies=[
            VersieUit(one.version, one.saved_at.astimezone(UTC), one.note) for one in await queries.versions(idea.id)
        ],
        webpagina=Reference(idea.address),
    )
