"""For the auditor: assignment and calibration on files, exactly as the platform does them, without a database."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from innovatie.domain.review_assignment import Outcome
    from innovatie.domain.review_calibration import Calibrated

T = TypeVar("T")
INCOMPLETE = 1
"""Exit code of an assignment that leaves a group short; what could be assigned is printed all the same."""

FILE = click.Path(path_type=Path)


@click.group()
def review() -> None:
    """Beoordelingen: toewijzen en ijken op bestanden."""


@review.command()
@click.option("--groups", "groups_file", type=FILE, required=True, help="CSV: group,size[,reviews][,kring]")
@click.option(
    "--reviewers", "reviewers_file", type=FILE, required=True, help="CSV: reviewer,municipality,kring,maximum"
)
@click.option(
    "--similarity", "similarity_file", type=FILE, required=True, help="CSV: group,reviewer,similarity (0 tot 1)"
)
@click.option("--conflicts", "conflicts_file", type=FILE, help="CSV: group,reviewer,reason")
@click.option("--seed", required=True, help="De openbaar gemaakte starttekst van de loting.")
@click.option("--reviews", type=click.IntRange(1, 20), default=3, show_default=True, help="Beoordelaars per groep.")
@click.option(
    "--ring/--no-ring", default=None, help="Ring van drie Kringen; standaard aan als groepen een kring hebben."
)
@click.option("--lot/--no-lot", default=True, show_default=True, help="Loten, of de best passende verdeling.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON.")
def assign(
    *,
    groups_file: Path,
    reviewers_file: Path,
    similarity_file: Path,
    conflicts_file: Path | None,
    seed: str,
    reviews: int,
    ring: bool | None,
    lot: bool,
    as_json: bool,
) -> None:
    """Wijs beoordelaars toe: het beste geheel, en daaruit een loting die iedereen kan nadoen."""
    from innovatie.domain.review_assignment import UnworkableError
    from innovatie.domain.review_assignment import assign as solve
    from innovatie.review.files import BadFile, read_problem

    gc.disable()  # a short process with millions of small values and no cycles: looking for those takes a third

    def work() -> Outcome:
        problem = read_problem(
            groups=groups_file,
            reviewers=reviewers_file,
            similarity=similarity_file,
            conflicts=conflicts_file,
            reviews=reviews,
            ring=ring,
            cap=0.5 if lot else 1.0,
        )
        return solve(problem, seed)

    outcome = _or_stop(work, BadFile, UnworkableError)
    if as_json:
        click.echo(json.dumps(_assignment_json(outcome), ensure_ascii=False, indent=1))
    else:
        _print_assignment(outcome)
    if outcome.short:
        click.echo(
            "Er is geen toewijzing waarin elke groep genoeg beoordelaars krijgt.\n"
            + "\n".join(f"{g.group}: {g.why}" for g in outcome.short),
            err=True,
        )
        sys.exit(INCOMPLETE)


def _assignment_json(outcome: Outcome) -> dict[str, object]:
    return {
        "assignments": [{"group": a.group, "reviewer": a.reviewer} for a in outcome.assignments],
        "total_similarity": outcome.total_similarity,
        "total_similarity_without_lot": outcome.without_lot,
        "price_of_lot": outcome.price_of_lot,
        "reviews_needed": outcome.needed,
        "reviews_possible": outcome.places,
        "seed": outcome.seed,
        "input_digest": outcome.input_digest,
        "worst": [
            {
                "group": w.group,
                "size": w.size,
                "mean_similarity": w.mean_similarity,
                "similarities": list(w.similarities),
                "candidates": w.candidates,
                "why": w.why,
            }
            for w in outcome.worst
        ],
        "short": [{"group": g.group, "missing": g.missing, "why": g.why} for g in outcome.short],
        "load": [{"reviews": k, "reviewers": n} for k, n in outcome.load.items()],
        "relaxed": outcome.relaxed,
        "solver": outcome.solver,
    }


def _print_assignment(outcome: Outcome) -> None:
    for a in outcome.assignments:
        click.echo(f"{a.group}\t{a.reviewer}\t{a.similarity:.4f}")
    click.echo(f"\nTotale verwantschap {outcome.total_similarity:.4f} over {len(outcome.assignments)} beoordelingen")
    price = f"{100 * outcome.price_of_lot:.1f}".replace(".", ",")
    click.echo(f"De loting kost {price} procent van de verwantschap.")
    click.echo(f"Starttekst {outcome.seed}\nInvoer {outcome.input_digest}\nMinst goed bediend:")
    for w in outcome.worst:
        click.echo(f"  {w.group}\t{w.mean_similarity:.4f}\t{w.why}")


@review.command()
@click.argument("reviews_file", metavar="REVIEWS.csv", type=FILE)
@click.option("--places", type=click.IntRange(1), default=24, show_default=True, help="Plaatsen op de shortlist.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON.")
def calibrate(*, reviews_file: Path, places: int, as_json: bool) -> None:
    """IJk scores: haal strengheid en toeval eruit, en zeg hoe zeker de uitkomst is."""
    from innovatie.domain.review_calibration import calibrate as run
    from innovatie.review.files import BadFile, read_reviews

    result = _or_stop(lambda: run(read_reviews(reviews_file), places=places), BadFile)
    if as_json:
        click.echo(json.dumps(_calibration_json(result), ensure_ascii=False, indent=1))
        return
    for g in result.groups:
        low, high = g.said_80
        click.echo(f"{g.group}\t{g.mean:.2f} ({low:.2f} tot {high:.2f})\t{g.reviews} beoordelingen\t{g.band.value}")


def _calibration_json(result: Calibrated) -> dict[str, object]:
    used = result.variances
    return {
        "groups": [
            {
                "group": g.group,
                "mean_raw": g.mean_raw,
                "mean": g.mean,
                "interval_80": list(g.interval_80),
                "reviews": g.reviews,
                "band": g.band.value,
            }
            for g in result.groups
        ],
        "reviewers": [{"reviewer": r.reviewer, "severity": r.severity, "reviews": r.reviews} for r in result.reviewers],
        "variances": {
            "group": used.tau**2,
            "reviewer": used.severity**2,
            "noise": used.noise**2,
            "source": used.source,
        },
        "threshold": result.threshold,
    }


def _or_stop(work: Callable[[], T], *expected: type[Exception]) -> T:
    """Run; an expected error becomes one sentence on stderr and exit code 2."""
    try:
        return work()
    except expected as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
