"""The routes by which people hear and reach one another: notices, following. Whose they are is tested apart."""

from tests.security.people_of_routes import EVERYBODY, MUNICIPAL, MUNICIPAL_OWN, NOBODY, SIGNED_IN, VNG, Row, at

TALK: dict[str, frozenset[str] | Row] = {
    "GET /berichten": SIGNED_IN,
    "GET /berichten/{number}": at(NOBODY, hidden=True, number="999999"),  # one's own: tests/notifications
    "POST /berichten/gelezen": SIGNED_IN,
    "GET /volgen": SIGNED_IN,
    "GET /volgen/{kind}/{key}": at(SIGNED_IN, kind="thema", key="dienstverlening"),
    "POST /volgen/{kind}/{key}": at(SIGNED_IN, kind="thema", key="dienstverlening"),
    # writing to the people of a plan, and what they say: tests/contact
    "GET /contact-met/{kind}/{key}": at(EVERYBODY, kind="plan", key="{idee}"),
    "POST /contact-met/{kind}/{key}": at(MUNICIPAL | VNG, kind="plan", key="{idee}", body={"bericht": "Hallo."}),
    "GET /contact-met/{kind}/{key}/wijzigen": at(MUNICIPAL_OWN, kind="plan", key="{idee}"),
    "POST /contact-met/{kind}/{key}/wijzigen": at(MUNICIPAL_OWN, kind="plan", key="{idee}"),
    # what people say in public about a plan or group: tests/contact/test_discussion.py
    "GET /gesprek-over/{kind}/{key}": at(EVERYBODY, kind="plan", key="{idee}"),
    "POST /gesprek-over/{kind}/{key}": at(MUNICIPAL | VNG, kind="plan", key="{idee}", body={"reactie": "Hallo."}),
    "GET /gesprek-over/reacties/{number}": at(NOBODY, hidden=True, number="999999"),
    "GET /gesprek-over/reacties/{number}/wijzigen": at(NOBODY, hidden=True, number="999999"),
    "POST /gesprek-over/reacties/{number}/wijzigen": at(NOBODY, hidden=True, number="999999"),
    "POST /gesprek-over/reacties/{number}/melden": at(NOBODY, hidden=True, number="999999"),
    "POST /gesprek-over/reacties/{number}/bezwaar": at(NOBODY, hidden=True, number="999999"),
    "GET /gesprekken": SIGNED_IN,
    "GET /gesprekken/{number}": at(NOBODY, hidden=True, number="999999"),
    "POST /gesprekken/{number}": at(NOBODY, hidden=True, number="999999"),
    "POST /gesprekken/{number}/blokkeren": at(NOBODY, hidden=True, number="999999"),
    "POST /gesprekken/berichten/{number}/melden": at(NOBODY, hidden=True, number="999999"),
    "POST /gesprekken/berichten/{number}/bezwaar": at(NOBODY, hidden=True, number="999999"),
    # pictures of a plan
    "GET /beelden/{kind}/{key}": at(EVERYBODY, kind="plan", key="{idee}"),
    "POST /beelden/{kind}/{key}": at(MUNICIPAL_OWN | VNG, kind="plan", key="{idee}"),
    "POST /beelden/{number}/wijzigen": at(NOBODY, hidden=True, number="999999"),
    "POST /beelden/{number}/verwijderen": at(NOBODY, hidden=True, number="999999"),
    "GET /beeld/{name}": at(EVERYBODY, name="0-1.jpg"),
    "GET /vng/meldingen": VNG,
    "POST /vng/meldingen/{number}": VNG,
}
