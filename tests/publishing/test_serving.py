"""The server of `pmo serve`: what it answers, to whom, and when pages load again."""

import http.client
from collections.abc import Iterator
from http import HTTPStatus
from threading import Thread

import pytest

from pmo.errors import PmoError
from pmo.publishing.serving import SiteServer

FILES = {
    "index.html": b"<!doctype html><body>Portfolio</body>",
    "projects/crm.html": b"<body>CRM</body></html>",
    "assets/site.css": b"a{}",
    "data": b"\x00",
}


@pytest.fixture
def server() -> Iterator[SiteServer]:
    with SiteServer(0) as one:
        one.show(FILES)
        yield one


def ask(
    server: SiteServer, path: str, host: str | None = None, method: str = "GET"
) -> tuple[int, str, bytes]:
    netloc = server.url.removeprefix("http://").rstrip("/")
    connection = http.client.HTTPConnection(netloc, timeout=30)
    try:
        connection.request(method, path, headers={"Host": host or netloc})
        response = connection.getresponse()
        return response.status, response.headers["Content-Type"], response.read()
    finally:
        connection.close()


def test_pages_ask_for_the_script_that_reloads_them(server: SiteServer) -> None:
    expected = b'<!doctype html><body>Portfolio<script src="/.pmo/reload.js"></script></body>'
    assert ask(server, "/") == (200, "text/html; charset=utf-8", expected)
    assert ask(server, "/index.html?x=1")[2] == expected
    assert (
        ask(server, "/projects/crm.html")[2]
        == b'<body>CRM<script src="/.pmo/reload.js"></script></body></html>'
    )


def test_other_files_are_as_they_are(server: SiteServer) -> None:
    assert ask(server, "/assets/site.css") == (200, "text/css; charset=utf-8", b"a{}")
    assert ask(server, "/data") == (200, "application/octet-stream", b"\x00")
    assert ask(server, "/assets/site.css", method="HEAD") == (200, "text/css; charset=utf-8", b"")


@pytest.mark.parametrize(
    "path", ["/nothing.html", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/projects"]
)
def test_nothing_else_is_there(server: SiteServer, path: str) -> None:
    status, kind, _ = ask(server, path)
    assert (status, kind) == (404, "text/plain; charset=utf-8")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example:80"])
def test_a_name_that_is_not_this_machines_is_refused(server: SiteServer, host: str) -> None:
    assert ask(server, "/", host)[0] == 403


def test_this_machine_has_two_names(server: SiteServer) -> None:
    port = server.url.rpartition(":")[2].rstrip("/")
    assert ask(server, "/", f"localhost:{port}")[0] == 200


def test_a_browser_leaves_out_port_80(server: SiteServer) -> None:
    assert [ask(server, "/", host)[0] for host in ("localhost", "127.0.0.1", "example.org")] == [
        200,
        200,
        403,
    ]


def test_half_an_address_is_answered(server: SiteServer) -> None:
    assert ask(server, "http://[/")[0] == HTTPStatus.BAD_REQUEST


def test_only_reading_is_answered(server: SiteServer) -> None:
    assert ask(server, "/", method="POST")[0] == HTTPStatus.NOT_IMPLEMENTED


def _version(server: SiteServer) -> str:
    script = server.answer("/.pmo/reload.js")[2].decode()
    return script.partition("version=")[2].partition('"')[0]


def _waiting(server: SiteServer, version: str) -> tuple[Thread, list[str]]:
    said: list[str] = []
    thread = Thread(target=lambda: said.append(server.answer(f"/.pmo/wait.js?version={version}")[2].decode()))
    thread.start()
    return thread, said


def test_a_page_loads_again_once_the_site_changed(server: SiteServer) -> None:
    thread, said = _waiting(server, _version(server))
    thread.join(0.05)
    assert said == []
    server.show(FILES | {"index.html": b"<body>New</body>"})
    thread.join(10)
    assert said == ["location.reload();\n"]
    assert b"New" in ask(server, "/")[2]


def test_a_page_of_an_earlier_server_loads_again_at_once(server: SiteServer) -> None:
    assert server.answer("/.pmo/wait.js?version=1")[2] == b"location.reload();\n"
    assert server.answer("/.pmo/wait.js")[2] == b"location.reload();\n"


def test_trouble_is_told_and_the_last_good_site_stays(server: SiteServer) -> None:
    thread, said = _waiting(server, _version(server))
    server.warn("charter.yaml:3: </script><script>alert(1)</script>")
    thread.join(10)
    assert "</script>" not in said[0]
    assert "charter.yaml:3: \\u003c/script>" in said[0]
    assert _version(server) in said[0]
    assert b"Portfolio" in ask(server, "/")[2]


def test_a_page_asks_again_after_a_while(server: SiteServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmo.publishing.serving._WAIT_SECONDS", 0.01)
    version = _version(server)
    assert f"wait.js?version={version}" in server.answer(f"/.pmo/wait.js?version={version}")[2].decode()


def test_a_port_that_is_taken_is_refused(server: SiteServer) -> None:
    port = int(server.url.rpartition(":")[2].rstrip("/"))
    with pytest.raises(PmoError, match=f"port {port} cannot be used"):
        SiteServer(port)
    with pytest.raises(PmoError, match="port 99999 cannot be used"):
        SiteServer(99999)
