"""The command `innovatie`: collects the commands of all features and says what went wrong in one sentence."""

import os
import sys

import click

from innovatie.cli.database_errors import DATABASE_ERRORS, sentence_of
from innovatie.cli.registry import LazyGroup
from innovatie.cli.usage_errors import sentence_of as usage_error
from innovatie.domain.errors import DomainError, Invalid
from innovatie.infra.embedded_postgres import DatabaseError, running_dsn
from innovatie.settings import SettingsError, current, mistaken

BAD_INPUT = 2

# One thread for linear algebra, set before NumPy is imported: sums then have one order on every machine, and small
# matrices are quicker, most of all on a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

OWN = frozenset({"demo", "demo-plans", "demo-prepare", "serve", "worker", "migrate"})
"""Commands that arrange their database themselves."""


@click.group(cls=LazyGroup, subcommand_metavar="OPDRACHT", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="innovatie", message="%(prog)s %(version)s")
@click.pass_context
def innovatie(context: click.Context) -> None:
    """Gemeenten zien wie hetzelfde wiel uitvindt, kiezen samen het beste en volgen hoe het zich verspreidt."""
    for wrong, meant in mistaken(os.environ).items():
        raise SettingsError(f"De instelling {wrong} bestaat niet. Bedoelt u {meant}?")
    if context.invoked_subcommand in OWN or os.environ.get("DATABASE_URL"):
        return
    if dsn := running_dsn(current().data):  # a command beside a running demo works on that demo
        os.environ["DATABASE_URL"] = dsn
        current.cache_clear()


def main() -> None:
    """Run the command line; every expected failure is one sentence on standard error and exit code 2."""
    try:
        code = innovatie.main(prog_name="innovatie", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:  # an order of orders without one: its help is the answer
        error.show()
        code = BAD_INPUT
    except click.ClickException as error:
        code = _fail(usage_error(error))
    except (click.Abort, KeyboardInterrupt):
        code = 130
    except Invalid as error:
        code = _fail("\n".join([error.message, *(f"  {name}: {text}" for name, text in error.errors.items())]))
    except (DomainError, SettingsError, DatabaseError) as error:
        code = _fail(str(error))
    except BrokenPipeError:  # the reader of our output, such as `head`, has seen enough
        sys.stderr.close()
        code = 0
    except DATABASE_ERRORS as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        code = _fail(sentence)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(sentence: str) -> int:
    click.echo(sentence, err=True)
    return BAD_INPUT
