"""The routes of indicators: everybody reads them; who makes the solution chooses, who uses it measures."""

from tests.security.people_of_routes import EVERYBODY, NOBODY, VNG, Row, at

INDICATORS: dict[str, frozenset[str] | Row] = {
    "GET /overname/{slug}/indicatoren": at(EVERYBODY, slug="{oplossing}"),
    "GET /overname/{slug}/raadsrapport.pdf": at(EVERYBODY, slug="{oplossing}"),
    "GET /overname/{slug}/indicatoren/nieuw": at(VNG, slug="{oplossing}"),
    "POST /overname/{slug}/indicatoren/nieuw": at(VNG, slug="{oplossing}"),
    "POST /overname/{slug}/indicatoren/{number}/weghalen": at(VNG, slug="{oplossing}", number="1"),
    "GET /overname/{slug}/indicatoren/meten": at(NOBODY, slug="{oplossing}"),  # nobody uses it: tests/indicators
    "POST /overname/{slug}/indicatoren/meten": at(NOBODY, slug="{oplossing}"),
    "GET /finalisten/{code}/{group}/indicatoren": at(EVERYBODY, group="1"),  # no finalist: 404 for all
    "POST /finalisten/{code}/{group}/indicatoren": at(EVERYBODY - {"bezoeker"}, group="1"),
    "POST /finalisten/{code}/{group}/indicatoren/{number}/weghalen": at(
        EVERYBODY - {"bezoeker"}, group="1", number="1"
    ),
    "GET /api/v1/indicatoren": EVERYBODY,
    "GET /api/v1/indicatoren/{nummer}": at(EVERYBODY, nummer="1"),
    "GET /api/v1/metingen": EVERYBODY,
    "GET /api/v1/metingen/{nummer}": at(EVERYBODY, nummer="1"),
}
