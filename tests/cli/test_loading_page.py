"""While the demo is being loaded its address answers, says what is going on, and refuses nobody afterwards."""

import socket
from pathlib import Path

from innovatie.cli.loading_page import LoadingPage


def ask(listener: socket.socket, question: bytes = b"GET /rondes HTTP/1.1\r\nHost: x\r\n\r\n") -> str:
    with socket.create_connection(listener.getsockname(), timeout=10) as visitor:
        visitor.sendall(question)
        return b"".join(iter(lambda: visitor.recv(4096), b"")).decode()


def test_it_says_what_is_being_loaded_and_asks_to_come_back(tmp_path: Path) -> None:
    told = tmp_path / "loading.txt"
    with socket.create_server(("127.0.0.1", 0)) as listener, LoadingPage(listener, told):
        assert "Nu bezig: starten." in ask(listener)
        told.write_text("Plannen <b>", encoding="utf-8")
        answer = ask(listener)
    assert answer.startswith("HTTP/1.1 503 ")
    assert "\r\nRetry-After: 2\r\n" in answer
    assert "Nu bezig: Plannen &lt;b&gt;." in answer
    assert not told.exists()


def test_a_head_request_gets_no_body_and_a_visitor_who_says_nothing_stops_nobody(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, LoadingPage(listener, tmp_path / "told"):
        socket.create_connection(listener.getsockname()).close()
        assert ask(listener, b"HEAD / HTTP/1.1\r\n\r\n").endswith("\r\n\r\n")


def test_who_knocks_after_it_closed_waits_for_the_site_itself(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with LoadingPage(listener, tmp_path / "told"):
            ask(listener)
        with socket.create_connection(listener.getsockname(), timeout=10) as visitor:
            site, _ = listener.accept()
            with site:
                site.sendall(b"the site")
            assert visitor.recv(100) == b"the site"
