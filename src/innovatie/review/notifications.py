"""The messages of a review phase that go to many, in words, and the same to look at before they go."""

import msgspec

from innovatie.domain.wording import counted, wording
from innovatie.infra.database import fetch_as, fetch_values
from innovatie.notifications.kinds import Kind
from innovatie.notifications.previews import Message, Preview, preview
from innovatie.review.queries.desk import RunRow


def assigned(round_name: str, number: int) -> Message:
    """To a reviewer of a draw, who got so many groups."""
    return Message(
        counted(
            wording("U hebt 1 groep te beoordelen"), wording("U hebt %(n)s groepen te beoordelen", n=number), number
        ),
        wording(
            "Het lot heeft u aangewezen in %(ronde)s. Lukt een beoordeling niet? Geef haar terug.", ronde=round_name
        ),
    )


def feedback(group_title: str) -> Message:
    """To whoever wrote a plan in this group."""
    return Message(
        wording("De beoordeling van uw plan is klaar"),
        wording(
            "Lees wat collega’s van andere gemeenten van ‘%(groep)s’ vinden, en wat het sterker maakt.",
            groep=group_title,
        ),
    )


class Writer(msgspec.Struct, frozen=True):
    """Who wrote a plan, with a group (`id`, `title`) it is in."""

    person: int
    id: int
    title: str


async def writers(round_id: int) -> list[Writer]:
    """Who wrote a plan in this round, with each group (`id`, `title`) it is in."""
    return await fetch_as(
        Writer,
        """
        SELECT DISTINCT i.created_by AS person, g.id, g.title
          FROM round_group rg JOIN idea_group g ON g.id = rg."group" JOIN group_member gm ON gm."group" = g.id
          JOIN idea i ON i.id = gm.idea WHERE rg.round = $1 AND i.created_by IS NOT NULL ORDER BY 1, 2
        """,
        round_id,
    )


async def preview_of_assignment(run: RunRow | None, round_name: str) -> Preview | None:
    """What the reviewers of a proposal get when it is sent; the number is that of the first."""
    if run is None or run.state != "voorstel" or not run.pairs:
        return None
    numbers: dict[int, int] = {}
    for pair in run.pairs:
        numbers[pair.reviewer] = numbers.get(pair.reviewer, 0) + 1
    people = await fetch_values(int, "SELECT person FROM reviewer WHERE id = ANY ($1)", list(numbers))
    message = assigned(round_name, next(iter(numbers.values())))
    return await preview(people, kind=Kind.ASKED, message=message)


async def preview_of_feedback(round_id: int) -> Preview | None:
    """What the writers of plans get when the shortlist is settled; the group is that of the first."""
    rows = await writers(round_id)
    if not rows:
        return None
    people = {row.person for row in rows}
    return await preview(people, kind=Kind.FOLLOWED, message=feedback(rows[0].title))
