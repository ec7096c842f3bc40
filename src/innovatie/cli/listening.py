"""Sockets that a process listens on, of IPv4 or IPv6, or a sentence that says why not."""

import errno
import socket

from innovatie.settings import Settings, SettingsError


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on `host`:`port`; raises SettingsError when that port is taken or not ours to use."""
    try:
        return _socket(host, port, backlog=2048)
    except PermissionError as error:
        raise SettingsError(f"Poort {port} mag deze gebruiker niet gebruiken; kies een poort vanaf 1024.") from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise SettingsError(
                f"Op {host} kan deze machine niet luisteren: {error.strerror}. Kies een adres van deze machine "
                "(INNOVATIE_HOST of --host)."
            ) from error
        raise SettingsError(
            f"Poort {port} op {host} is bezet: er draait al een programma op. Kies een andere met --port."
        ) from error


def listen_for_figures(settings: Settings) -> socket.socket | None:
    """Where the figures are asked for; None when they are off."""
    if not settings.metrics_port:
        return None
    try:
        return _socket(settings.metrics_host, settings.metrics_port)
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise SettingsError(
                f"Op {settings.metrics_host} (INNOVATIE_METRICS_HOST) kan deze machine niet luisteren: "
                f"{error.strerror}."
            ) from error
        raise SettingsError(
            f"Poort {settings.metrics_port} op {settings.metrics_host} (INNOVATIE_METRICS_PORT) is bezet of mag niet; "
            "geef elk proces op deze machine een eigen poort."
        ) from error


def _socket(host: str, port: int, backlog: int | None = None) -> socket.socket:
    """`::` is every address of this machine, those of IPv4 too."""
    place = (host.removeprefix("[").removesuffix("]"), port)
    if ":" not in host:
        return socket.create_server(place, backlog=backlog)
    both = place[0] == "::" and socket.has_dualstack_ipv6()
    return socket.create_server(place, family=socket.AF_INET6, backlog=backlog, dualstack_ipv6=both)
