"""The rows of help, themes, suggestions, and of the pictures and files by which pages are shared."""

from tests.security.people_of_routes import EVERYBODY, SIGNED_IN, Row, at

FACES: dict[str, frozenset[str] | Row] = {
    "GET /hulp": EVERYBODY,
    "POST /opmaak": at(SIGNED_IN, body={"tekst": "**vet**"}),
    "GET /groepen/{segment}/afbeelding.png": EVERYBODY,
    "GET /zoeken/suggesties": EVERYBODY,
    "GET /themas/{slug}": at(EVERYBODY, slug="veiligheid"),
    "GET /themas/{slug}/afbeelding.png": at(EVERYBODY, slug="veiligheid"),
    "GET /themas/{slug}/atom.xml": at(EVERYBODY, slug="veiligheid"),
    "GET /qr.svg": at(EVERYBODY, query="pad=/over"),
    "GET /omslagen/{drawing}/{name}": at(EVERYBODY, drawing="1", name="7-veiligheid.svg"),
    "GET /winnaars/{segment}/vierkant.png": EVERYBODY,
    "GET /winnaars/{segment}/oorkonde.pdf": EVERYBODY,
    "GET /winnaars/{segment}/persbericht.txt": EVERYBODY,
    "GET /ideeen/{segment}/afbeelding.png": EVERYBODY,
}
