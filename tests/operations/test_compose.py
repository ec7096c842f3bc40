"""What is shipped to run it with, read as a file: roles, rights, limits, and no setting that does not exist."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from innovatie.settings import Settings, known_variables, load, mistaken, variable

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OURS = ("migrate", "web", "worker", "embedder", "backup")
OF_THE_OWNER = {"migrate", "backup"}
KNOWN = known_variables() | {"FORWARDED_ALLOW_IPS"}
ELSEWHERE = {
    "INNOVATIE_DATA": "of the image",
    "INNOVATIE_HOST": "of the image",
    "INNOVATIE_PORT": "the proxy asks 8000",
    "INNOVATIE_DEMO": "lets everybody in",
    "INNOVATIE_DATABASE_DIRECT_URL": "no pooler in this file",
    "INNOVATIE_DATABASE_READ_URL": "no replica in this file",
    "INNOVATIE_SECRET_FILE": "INNOVATIE_SECRET is a setting",
    "INNOVATIE_SECRET_OLD_FILE": "INNOVATIE_SECRET_OLD is a setting",
    "INNOVATIE_LIFELINE": "of the supervisor of a demo",
}
"""Settings that nobody gives to the Compose file, each with the reason."""


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))["services"]
    return found


def test_only_migrate_and_backup_have_the_role_that_makes_tables_and_nobody_of_ours_the_superuser(
    services: dict[str, Any],
) -> None:
    for name in OURS:
        told = services[name]["environment"]
        assert told["DATABASE_URL"].startswith("postgresql://innovatie_app:")
        assert ("INNOVATIE_MIGRATION_URL" in told) == (name in OF_THE_OWNER)
        assert "POSTGRES_PASSWORD" not in str(told)
        assert told.get("INNOVATIE_MIGRATION_URL", "postgresql://innovatie_owner:").startswith(
            "postgresql://innovatie_owner:"
        )


def test_nothing_of_ours_writes_to_its_root_or_gains_rights_and_everything_has_a_limit(
    services: dict[str, Any],
) -> None:
    for name in OURS:
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
    for name, service in services.items():
        limits = service["deploy"]["resources"]["limits"]
        assert limits["cpus"] and limits["memory"], name
        assert service["logging"]["options"]["max-size"], name


def test_every_setting_exists_and_every_variable_stands_in_the_example(services: dict[str, Any]) -> None:
    used = {name for service in OURS for name in services[service]["environment"]}
    assert used <= KNOWN | {"BACKUP_KEEP"}
    text = (DEPLOY / "compose.yml").read_text("utf-8")
    asked = set(re.findall(r"\$\{([A-Z_]+)", text))
    example = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "example.env").read_text("utf-8"), re.MULTILINE))
    assert asked == example


def test_every_setting_that_the_code_reads_can_be_given(services: dict[str, Any]) -> None:
    """Without INNOVATIE_SECRET_OLD nobody could change the secret as docs/running.md says."""
    told = {name for service in OURS for name in services[service]["environment"]}
    assert known_variables() - told == set(ELSEWHERE)


def test_a_setting_that_stays_empty_is_its_default(services: dict[str, Any]) -> None:
    told = services["web"]["environment"]
    empty = {name: "" for name, value in told.items() if value == f"${{{name}:-}}"}
    assert len(empty) == 20
    assert load(empty) == load({})


def test_the_embedder_and_who_asks_it_share_the_folder_of_its_socket(services: dict[str, Any]) -> None:
    told = services["embedder"]
    assert told["command"] == ["innovatie", "embedder"]
    folder = str(Path(told["environment"]["INNOVATIE_EMBEDDER"]).parent)
    for name in ("web", "worker", "embedder"):
        assert services[name]["environment"]["INNOVATIE_EMBEDDER"] == told["environment"]["INNOVATIE_EMBEDDER"]
        assert f"run:{folder}" in services[name]["volumes"]
    volume = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))["volumes"]["run"]
    uid = re.search(r"--uid (\d+)", (ROOT / "Dockerfile").read_text("utf-8"), re.ASCII)
    assert uid is not None and f"uid={uid[1]}" in volume["driver_opts"]["o"]
    unit = (DEPLOY / "systemd/innovatie-embedder.service").read_text("utf-8")
    assert "innovatie embedder\n" in unit and folder.endswith("/innovatie") and "RuntimeDirectory=innovatie\n" in unit


def test_a_collector_of_traces_is_a_setting_of_all_processes_and_the_image_can_hold_its_client(
    services: dict[str, Any],
) -> None:
    for name in ("web", "worker"):
        assert services[name]["environment"]["INNOVATIE_OTLP_URL"] == "${OTLP_URL:-}"
        assert services[name]["build"]["args"]["LOCK"] == "${LOCK:-run}"
    assert "opentelemetry" in (ROOT / "requirements/full.txt").read_text("utf-8")
    values = yaml.safe_load((DEPLOY / "helm/innovatie/values.yaml").read_text("utf-8"))
    assert 4318 in values["networkPolicy"]["egressPorts"]


def test_the_chart_names_settings_that_exist() -> None:
    values = yaml.safe_load((DEPLOY / "helm/innovatie/values.yaml").read_text("utf-8"))
    helpers = (DEPLOY / "helm/innovatie/templates/_helpers.tpl").read_text("utf-8")
    named = set(re.findall(r"\b(?:INNOVATIE_[A-Z_]+|DATABASE_URL|FORWARDED_ALLOW_IPS)\b", helpers))
    assert named | set(values["settings"]) | set(values["optionalSecretKeys"]) <= KNOWN


def test_what_is_secret_comes_from_the_secret_of_the_chart() -> None:
    values = yaml.safe_load((DEPLOY / "helm/innovatie/values.yaml").read_text("utf-8"))
    secret = {name for name in known_variables() if re.search(r"_(KEY|SECRET|PASSWORD|OLD)$", name)}
    database = {variable(field) for field in Settings.__slots__ if field.startswith("database_") or field == "secret"}
    always = {"DATABASE_URL", "INNOVATIE_SECRET"}
    assert set(values["optionalSecretKeys"]) | always == secret | database
    helpers = (DEPLOY / "helm/innovatie/templates/_helpers.tpl").read_text("utf-8")
    assert 'list "DATABASE_URL" "INNOVATIE_SECRET"' in helpers


def test_every_process_has_figures_that_a_machine_beside_it_can_read(services: dict[str, Any]) -> None:
    """In a container 127.0.0.1 is nobody else's; two processes of one machine have a port each."""
    for name in ("web", "worker"):
        told = services[name]["environment"]
        assert (told["INNOVATIE_METRICS_HOST"], told["INNOVATIE_METRICS_PORT"]) == ("0.0.0.0", "${METRICS_PORT:-9101}")
        assert "ports" not in services[name]
    helpers = (DEPLOY / "helm/innovatie/templates/_helpers.tpl").read_text("utf-8")
    assert {"INNOVATIE_METRICS_HOST", "INNOVATIE_METRICS_PORT"} <= set(re.findall(r"INNOVATIE_[A-Z_]+", helpers))
    for unit, port in (("web", "1%i"), ("worker", "910%i")):
        text = (DEPLOY / f"systemd/innovatie-{unit}@.service").read_text("utf-8")
        assert f"INNOVATIE_METRICS_PORT={port}\n" in text


def test_kubernetes_gives_no_pod_variables_that_look_like_settings() -> None:
    """Of a Service innovatie-web it makes INNOVATIE_WEB_PORT, and a name that looks like a setting stops every command."""
    assert mistaken({"INNOVATIE_WEB_PORT": "tcp://10.0.0.7:80"}) == {"INNOVATIE_WEB_PORT": "INNOVATIE_PORT"}
    pods = [
        text
        for file in (DEPLOY / "helm/innovatie/templates").glob("*.yaml")
        if "containers:" in (text := file.read_text("utf-8"))
    ]
    assert len(pods) == 4
    assert [text.count("enableServiceLinks: false") for text in pods] == [1] * 4


def test_back_ups_are_those_of_innovatie_and_older_ones_go(tmp_path: Path) -> None:
    """The script of compose.yml with the commands that it calls: fails as soon as the back-up does, and keeps the last."""
    programs, kept = tmp_path / "bin", tmp_path / "kept"
    programs.mkdir()
    kept.mkdir()
    for day in (1, 2, 3):
        (kept / f"innovatie-2026110{day}T020000Z").mkdir()
    (kept / "of-somebody-else").mkdir()
    for name, does in (("innovatie", 'mkdir "$2/innovatie-20261104T020000Z"'), ("sleep", "exit 9")):
        (programs / name).write_text(f"#!/bin/bash\n{does}\n")
        (programs / name).chmod(0o755)
    environ = {"PATH": f"{programs}:{os.defpath}", "BACKUP_KEEP": "2"}
    command = ["bash", str(DEPLOY / "backup.sh"), str(kept)]
    assert subprocess.run(command, env=environ, check=False).returncode == 9, "it sleeps until the next night"
    assert sorted(path.name for path in kept.iterdir()) == [
        "innovatie-20261103T020000Z",
        "innovatie-20261104T020000Z",
        "of-somebody-else",
    ]
    assert subprocess.run(command, env=environ, check=False, capture_output=True).returncode == 1
    assert len(list(kept.iterdir())) == 3, "a back-up that fails costs no older one"


def test_units_start_what_exists_as_nobody_special() -> None:
    for unit in (DEPLOY / "systemd").glob("*.service"):
        text = unit.read_text("utf-8")
        assert re.search(
            r"^ExecStart=/opt/innovatie/bin/innovatie (serve|worker|embedder|migrate|backup /var/backups/innovatie)$",
            text,
            re.MULTILINE,
        )
        assert "\nUser=innovatie\n" in text
        assert "\nNoNewPrivileges=yes\n" in text
        for name in re.findall(r"\b(?:INNOVATIE_[A-Z_]+|DATABASE_URL)\b", text):
            assert name in KNOWN
