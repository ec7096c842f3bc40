"""abcvoting on approval ballots: `.venv-oracles/bin/python scripts/abcvoting_driver.py`, a line of JSON for each vote.

In: {"candidates": 4, "seats": 2, "ballots": [[[0, 2], 3], ...]}, the second number of a ballot being its weight.
Out: all committees that win by Proportional Approval Voting, [[0, 2], ...]. abcvoting has an environment of its own,
which `make proofs` fills from requirements/oracles.txt: it brings 900 MB of solvers along for this one question.
"""

import json
import sys
import warnings

warnings.simplefilter("ignore")  # of the solvers that it looks for

from abcvoting import abcrules, preferences  # noqa: E402

for line in sys.stdin:
    vote = json.loads(line)
    profile = preferences.Profile(vote["candidates"])
    for approved, weight in vote["ballots"]:
        profile.add_voter(preferences.Voter(approved, weight=weight))
    found = abcrules.compute("pav", profile, vote["seats"], algorithm="branch-and-bound")
    print(json.dumps(sorted(sorted(committee) for committee in found)))
