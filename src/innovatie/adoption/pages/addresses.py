"""Reading addresses of solutions: the number decides, the words are for people."""

import re
from datetime import date

from litestar import Response

from innovatie.adoption import queries
from innovatie.domain.diffusion import Period, PeriodLength
from innovatie.domain.errors import NotFound
from innovatie.web.handlers import AnyRequest


def number_of(slug: str) -> int:
    """12 from 12-brieven-in-duidelijke-taal; NotFound when there is no number."""
    match = re.fullmatch(r"([0-9]{1,9})(-.*)?", slug)
    if match is None:
        raise NotFound("Van deze oplossing volgen we de overname niet.")
    return int(match[1])


async def full_address(request: AnyRequest, number: int) -> Response[str] | None:
    """The way to the present address of a solution for whoever came by its number or by old words, else None."""
    address = f"/overname/{(await queries.solution(number)).slug}"
    if request.scope["path"] == address:
        return None
    asked = request.scope.get("query_string", b"").decode("latin-1")
    return Response("", status_code=301, headers={"Location": f"{address}?{asked}" if asked else address})


def day_of(text: str | None, today: date) -> date:
    """The last day of a quarter such as 2025-K2 (never after today), or of a date; today for anything else."""
    if text and (match := re.fullmatch(r"([0-9]{4})-K([1-4])", text)):
        quarter = Period(int(match[1]) * 4 + int(match[2]) - 1, PeriodLength.QUARTER)
        if 1991 <= int(match[1]) <= today.year + 1:
            return min(date.fromordinal(quarter.next().starts.toordinal() - 1), today)
    return today
