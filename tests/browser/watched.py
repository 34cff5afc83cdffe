"""A browser that keeps what a page says and asks for; nothing of it may pass unseen."""

from pathlib import Path
from types import TracebackType
from typing import Any


class Watched:
    """Opens pages; at the end there was no word on the console, no error, no dialog, no request beyond the site."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._contexts: list[Any] = []
        self.trouble: list[str] = []
        self.requests: list[str] = []

    def open(self, page: Path, query: str = "", width: int = 1280, **options: Any) -> Any:
        """A page of a site, as a reader with this window sees it."""
        context = self._browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        opened = context.new_page()
        opened.on("console", lambda said: self.trouble.append(f"{said.type}: {said.text}"))
        opened.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        opened.on("dialog", self._refuse)
        opened.on("request", lambda request: self.requests.append(request.url))
        opened.goto(page.as_uri() + query)
        return opened

    def _refuse(self, dialog: Any) -> None:
        self.trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def __enter__(self) -> "Watched":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for context in self._contexts:
            context.close()
        if kind is None:
            assert not self.trouble, self.trouble
            assert [url for url in self.requests if not url.startswith("file:")] == []
