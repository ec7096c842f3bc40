"""How long things are kept."""

from datetime import UTC, datetime, timedelta

from innovatie.domain.retention import RULES, WARN_INACTIVE_AFTER, Kind, expired_before

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_every_kind_has_a_rule_with_a_reason() -> None:
    assert set(RULES) == set(Kind)
    assert all(rule.reason for rule in RULES.values())


def test_decisions_are_kept_for_good_and_mail_for_ninety_days() -> None:
    assert expired_before(Kind.DECISION, NOW) is None
    assert expired_before(Kind.MAIL, NOW) == NOW - timedelta(days=90)


def test_nobody_is_emptied_without_a_warning_of_three_months() -> None:
    keep = RULES[Kind.INACTIVE_PERSON].keep
    assert keep is not None and keep - WARN_INACTIVE_AFTER == timedelta(days=90)
