"""How long a text may be, by its kind: what a form takes and what the database keeps are one number.

In characters (code points). A page may ask for less than its kind allows; none takes more.
"""

from typing import Final

LINE: Final = 200
"""One line of a form, where the page does not say less."""
REASON: Final = 4_000
"""Why somebody did something, or a note beside it."""
TEXT: Final = 20_000
"""What somebody writes in one field of a form: a message, a judgement, a letter."""
PLAN: Final = 150_000
"""One text of a plan or a group: 100 KB in any script fits, for what registers bring in."""
RECORD: Final = 1_000_000
"""What the platform itself writes down: the rules of a vote, a row of a log."""
