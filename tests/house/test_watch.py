"""`make watch` finds the tests of what was changed."""

import watch


def found(*changed: str) -> set[str]:
    tests = watch.tests_of([watch.ROOT / name for name in changed], watch.saved())
    return {test.relative_to(watch.ROOT).as_posix() for test in tests}


def test_a_change_of_a_rule_runs_the_tests_that_reach_it_or_where_those_are_many_those_that_import_it() -> None:
    assert {"tests/domain/test_voting_ballots.py", "tests/domain/test_voting_winners.py"} <= found(
        "src/innovatie/domain/ties.py"
    )
    assert found("tests/domain/review_worlds.py") == {
        f"tests/domain/test_review_{name}.py"
        for name in ("assignment", "candidates", "optimum", "outcome", "problem", "stakes")
    }


def test_a_change_of_a_template_runs_the_tests_of_its_feature_and_of_the_house() -> None:
    tests = found(next((watch.ROOT / "templates/rounds").glob("*.html")).relative_to(watch.ROOT).as_posix())
    assert "tests/rounds/test_pages_of_rounds.py" in tests
    assert "tests/house/test_templates.py" in tests
    assert "tests/voting/test_recount.py" not in tests


def test_a_test_that_changed_is_run_itself() -> None:
    assert found("tests/domain/test_hexmap.py") == {"tests/domain/test_hexmap.py"}
