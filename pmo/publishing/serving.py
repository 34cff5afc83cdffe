"""Shows a web site on this machine alone, and lets its pages load again when they have changed.

The site lies in memory. A page asks for a script that is answered only once there is something to say: no more is
needed than that pages may load scripts of their own site.
"""

import json
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from types import TracebackType
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from pmo.errors import PmoError
from pmo.findings import message

HOST: Final = "127.0.0.1"
_NAMES: Final = ("127.0.0.1", "localhost")
"""What a browser may call this machine; another name is a page elsewhere that was led here."""
_WAIT_SECONDS: Final = 20.0
_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ics": "text/calendar; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
_RELOADING: Final = "/.pmo/reload.js"
_WAITING: Final = "/.pmo/wait.js"
_ASK_AGAIN: Final = """\
(function () {
  var next = document.createElement("script");
  next.src = "%s?version=%s";
  next.onerror = function () { setTimeout(function () { location.reload(); }, 2000); };
  document.head.append(next);
})();
"""
_SAY: Final = """\
(function () {
  var banner = document.getElementById("pmo-trouble") || document.createElement("div");
  banner.id = "pmo-trouble";
  banner.setAttribute("role", "alert");
  banner.style.cssText = "position:fixed;inset:auto 0 0 0;padding:1rem;background:#7a1f1f;color:#fff;" +
    "font:1rem/1.4 monospace;white-space:pre-wrap;z-index:9999";
  banner.textContent = %s;
  document.body.append(banner);
})();
"""


class SiteServer:
    """Serves the files of a site on loopback; `with` starts it and ends it."""

    def __init__(self, port: int) -> None:
        """Take a port; 0 for any that is free. A PmoError where it is taken."""
        self._news = Condition()
        self._files: Mapping[str, bytes] = {}
        self._trouble: str | None = None
        self._version = time.monotonic_ns()
        try:
            self._server = ThreadingHTTPServer((HOST, port), self._handler())
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise PmoError(
                message("port {port} cannot be used: {reason}", port=port, reason=reason),
                message("choose another with --port, or --port 0 for any that is free"),
            ) from None
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        """Where a browser finds the site."""
        return f"http://{HOST}:{self._server.server_address[1]}/"

    def __enter__(self) -> "SiteServer":
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def show(self, files: Mapping[str, bytes]) -> None:
        """From now on this is the site; pages that are open load again."""
        self._tell(files, None)

    def warn(self, trouble: str) -> None:
        """Say on every page why the site is not what the files say now."""
        self._tell(self._files, trouble)

    def _tell(self, files: Mapping[str, bytes], trouble: str | None) -> None:
        with self._news:
            self._files, self._trouble = files, trouble
            self._version += 1
            self._news.notify_all()

    def answer(self, target: str) -> tuple[HTTPStatus, str, bytes]:
        """Status, type and content of what a browser asks for by its path and query."""
        try:
            split = urlsplit(target)
        except ValueError:  # an address with half a host
            return HTTPStatus.BAD_REQUEST, _TYPES["txt"], b"This is no address.\n"
        if split.path == _RELOADING:
            return self._script(_ASK_AGAIN % (_WAITING, self._version))
        if split.path == _WAITING:
            return self._script(self._after(parse_qs(split.query).get("version", [""])[0]))
        path = unquote(split.path).lstrip("/")
        if path == "" or path.endswith("/"):
            path += "index.html"
        content = self._files.get(path)
        if content is None:
            return HTTPStatus.NOT_FOUND, _TYPES["txt"], b"There is no such page on this site.\n"
        kind = _TYPES.get(path.rpartition(".")[2], "application/octet-stream")
        if kind == _TYPES["html"]:
            before, end, after = content.rpartition(b"</body>")
            content = b"".join((before, f'<script src="{_RELOADING}"></script>'.encode(), end, after))
        return HTTPStatus.OK, kind, content

    @staticmethod
    def _script(text: str) -> tuple[HTTPStatus, str, bytes]:
        return HTTPStatus.OK, _TYPES["js"], text.encode()

    def _after(self, version: str) -> str:
        """What a page of that version is to do, once there is something, or after a while."""
        with self._news:
            self._news.wait_for(lambda: str(self._version) != version, _WAIT_SECONDS)
            if str(self._version) == version:
                return _ASK_AGAIN % (_WAITING, version)
            if self._trouble is None:
                return "location.reload();\n"
            said = json.dumps(self._trouble).replace("<", "\\u003c")
            return _SAY % said + _ASK_AGAIN % (_WAITING, self._version)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 60

            def do_GET(self) -> None:
                name = self.headers.get("Host", "").partition(":")[0]  # browsers leave out port 80
                if name in _NAMES:
                    status, kind, content = site.answer(self.path)
                else:
                    status, kind, content = HTTPStatus.FORBIDDEN, _TYPES["txt"], b"Not this machine's name.\n"
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("X-Content-Type-Options", "nosniff")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_HEAD = do_GET  # noqa: N815 - the library's name

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the library's name
                """Nothing: a page asks all the time."""

            def handle(self) -> None:
                try:
                    super().handle()
                except (ConnectionError, TimeoutError):
                    self.close_connection = True

        return Handler
