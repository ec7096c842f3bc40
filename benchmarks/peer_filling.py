"""Fill a pretalx with proposals. Run by the Python of an environment that has pretalx, never by ours.

Reads JSON Lines `{"title", "text", "town"}` from standard input, makes one event with them, and prints as JSON the
cookie of an organiser who is signed in and the code of one proposal.
"""

import datetime as dt
import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretalx.settings")
django.setup()

from django.conf import settings  # noqa: E402 -- Django must be set up first
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.utils.timezone import now  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402
from pretalx.event.models import Event  # noqa: E402
from pretalx.event.utils import create_organiser_with_team  # noqa: E402
from pretalx.person.models import SpeakerProfile, User  # noqa: E402
from pretalx.submission.models import Submission  # noqa: E402

EVENT = "ronde"


def fill() -> dict[str, str]:
    begin = (now() + dt.timedelta(days=60)).date()
    with scopes_disabled():
        organiser = User.objects.create_user(email="vng@example.org", name="VNG", password=None, is_administrator=True)
        owner, team = create_organiser_with_team(name="VNG", slug="vng", users=[organiser])
        event = Event.objects.create(
            name="Ronde", slug=EVENT, organiser=owner, is_public=True, date_from=begin, date_to=begin,
            timezone="Europe/Amsterdam", email="vng@example.org", locale_array="nl", locale="nl",
        )  # fmt: skip
    with scope(event=event):
        event.build_initial_data()
        team.limit_events.add(event)
        speakers: dict[str, User] = {}
        code = ""
        for line in sys.stdin:
            plan = json.loads(line)
            town = plan["town"]
            if town not in speakers:
                speakers[town] = User.objects.create_user(
                    email=f"{len(speakers)}@example.org", name=town, password=None
                )
                SpeakerProfile.objects.create(user=speakers[town], event=event, biography="")
            made = Submission.objects.create(
                event=event, title=plan["title"][:200], abstract=plan["text"][:300], description=plan["text"],
                submission_type=event.cfp.default_type, content_locale="nl",
            )  # fmt: skip
            made.speakers.add(speakers[town])
            code = made.code
    session = SessionStore()
    session[SESSION_KEY] = str(organiser.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = organiser.get_session_auth_hash()
    session.create()
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}", "code": code}


if __name__ == "__main__":
    print(json.dumps(fill()))
