"""What a browser sent, field by field: all errors at once, in Dutch, each saying what to do.

A feature's `forms.py` reads its fields with one `Form` and looks at `form.ok` at the end. What was typed stays in
`form.values`, so that the same form can be shown again with nothing lost.
"""

from innovatie.domain.web_addresses import is_web_address
from innovatie.web.forms.attempt import done, refusals_in
from innovatie.web.forms.form import Form, is_mail_address

__all__ = ["Form", "done", "is_mail_address", "is_web_address", "refusals_in"]
