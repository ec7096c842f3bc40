"""What is shipped to run it with, read as a file: roles, rights, limits, and no setting that does not exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from innovatie.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OURS = ("migrate", "web", "worker")
KNOWN = {f"INNOVATIE_{name.upper()}" for name in Settings.__slots__} | {"DATABASE_URL", "FORWARDED_ALLOW_IPS"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))["services"]
    return found


def test_only_migrate_has_the_role_that_makes_tables_and_nobody_of_ours_the_superuser(services: dict[str, Any]) -> None:
    for name in OURS:
        told = services[name]["environment"]
        assert told["DATABASE_URL"].startswith("postgresql://innovatie_app:")
        assert ("INNOVATIE_MIGRATION_URL" in told) == (name == "migrate")
        assert "POSTGRES_PASSWORD" not in str(told)
    assert services["migrate"]["environment"]["INNOVATIE_MIGRATION_URL"].startswith("postgresql://innovatie_owner:")


def test_nothing_of_ours_writes_to_its_root_or_gains_rights_and_everything_has_a_limit(
    services: dict[str, Any],
) -> None:
    for name in (*OURS, "backup"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
    for name, service in services.items():
        limits = service["deploy"]["resources"]["limits"]
        assert limits["cpus"] and limits["memory"], name
        assert service["logging"]["options"]["max-size"], name


def test_every_setting_exists_and_every_variable_stands_in_the_example(services: dict[str, Any]) -> None:
    used = {name for service in OURS for name in services[service]["environment"]}
    assert used <= KNOWN
    text = (DEPLOY / "compose.yml").read_text("utf-8")
    asked = set(re.findall(r"\$\{([A-Z_]+)", text))
    example = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "example.env").read_text("utf-8"), re.MULTILINE))
    assert asked == example


def test_the_chart_names_settings_that_exist() -> None:
    values = yaml.safe_load((DEPLOY / "helm/innovatie/values.yaml").read_text("utf-8"))
    helpers = (DEPLOY / "helm/innovatie/templates/_helpers.tpl").read_text("utf-8")
    named = set(re.findall(r"\b(?:INNOVATIE_[A-Z_]+|DATABASE_URL|FORWARDED_ALLOW_IPS)\b", helpers))
    assert named | set(values["settings"]) | set(values["optionalSecretKeys"]) <= KNOWN


def test_units_start_what_exists_as_nobody_special() -> None:
    for unit in (DEPLOY / "systemd").glob("*.service"):
        text = unit.read_text("utf-8")
        assert re.search(r"^ExecStart=/opt/innovatie/bin/innovatie (serve|worker|migrate)$", text, re.MULTILINE)
        assert "\nUser=innovatie\n" in text
        assert "\nNoNewPrivileges=yes\n" in text
        for name in re.findall(r"\b(?:INNOVATIE_[A-Z_]+|DATABASE_URL)\b", text):
            assert name in KNOWN
