"""Web and figures listen on IPv4 and IPv6, and say what is wrong with an address that is not ours."""

import socket

import pytest

from innovatie.cli.listening import listen, listen_for_figures
from innovatie.settings import Settings, SettingsError
from tests.serving import free_port


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6")


@needs_ipv6
@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_web_and_figures_answer_on_ipv6(host: str) -> None:
    port = free_port()
    figures = listen_for_figures(Settings(metrics_host=host, metrics_port=port))
    assert figures is not None
    with listen(host, 0) as web, figures:
        for listener in (web, figures):
            socket.create_connection(("::1", listener.getsockname()[1]), timeout=5).close()


@needs_ipv6
def test_all_addresses_of_ipv6_are_those_of_ipv4_too() -> None:
    with listen("::", 0) as listener:
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, listener.getsockname()[1]), timeout=5).close()


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "nergens.invalid"])
def test_an_address_of_another_machine_is_not_called_a_busy_port(host: str) -> None:
    with pytest.raises(SettingsError, match=f"^Op {host} kan deze machine niet luisteren"):
        listen(host, free_port())
    with pytest.raises(SettingsError, match=rf"^Op {host} \(INNOVATIE_METRICS_HOST\)"):
        listen_for_figures(Settings(metrics_host=host, metrics_port=free_port()))


def test_a_busy_port_is_called_so() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match="is bezet: er draait al een programma op"):
            listen("127.0.0.1", port)
        with pytest.raises(SettingsError, match="INNOVATIE_METRICS_PORT"):
            listen_for_figures(Settings(metrics_host="127.0.0.1", metrics_port=port))
