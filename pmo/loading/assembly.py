"""Puts documents together to a portfolio."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, cast

from pmo.model.base import Record
from pmo.model.kinds import Place
from pmo.model.meeting import Meeting
from pmo.model.method import Method, inheriting
from pmo.model.portfolio import Document, Holder, Portfolio, Project
from pmo.model.status import Status


class Assembly:
    """Collects documents and makes the portfolio of them at the end."""

    def __init__(self) -> None:
        self._single: dict[tuple[str, str], dict[str, Document]] = defaultdict(dict)
        self._series: dict[tuple[str, str], dict[str, list[Document]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._unread: dict[str, frozenset[str]] = {}
        self._unread_paths: set[str] = set()

    def add(self, document: Document) -> None:
        holder = (document.level, document.holder)
        if document.kind in ("status", "meeting", "method", "assessment"):
            self._series[holder][document.kind].append(document)
        else:
            self._single[holder][document.kind] = document

    def leave_out(self, path: str, place: Place, data: Any) -> None:
        """Remember a document with errors; ``data`` is what could be parsed of it."""
        _ = self._single[place.level, place.holder]
        self._unread_paths.add(path)
        if data is not None:
            self._unread[path] = frozenset(_ids_in(data))

    def portfolio(self, shipped_method: Callable[[str], Record | None]) -> Portfolio:
        """The portfolio; ``shipped_method`` gives the method pack of an id, or None."""
        office = self._series["office", ""]
        ids = sorted(self._single.keys() | self._series.keys())
        projects = {holder: self._project(holder) for level, holder in ids if level == "project"}
        return Portfolio(
            Holder("", "office", self._single["office", ""], _by_date(office["meeting"])),
            projects,
            {
                holder: Holder(
                    holder,
                    "programme",
                    self._single["programme", holder],
                    _by_date(self._series["programme", holder]["meeting"]),
                )
                for level, holder in ids
                if level == "programme"
            },
            self._methods(projects, office["method"], shipped_method),
            tuple(office["method"]),
            tuple(office["assessment"]),
            self._unread,
            frozenset(self._unread_paths),
        )

    def _project(self, holder: str) -> Project:
        series = self._series["project", holder]
        return Project(
            holder,
            "project",
            self._single["project", holder],
            _by_date(series["meeting"]),
            status_documents=_by_date(series["status"]),
        )

    @staticmethod
    def _methods(
        projects: dict[str, Project], own: list[Document], shipped_method: Callable[[str], Record | None]
    ) -> dict[str, Method]:
        """Every method that is used, own ones before packs, with what they extend filled in."""
        raw = {document.name.lower(): cast(Method, document.record) for document in own}

        def find(method_id: str) -> Method | None:
            key = method_id.lower()
            if key not in raw and key.replace("-", "").isalnum():
                pack = shipped_method(key)
                if isinstance(pack, Method):
                    raw[key] = pack
            return raw.get(key)

        used = {
            project.charter.method
            for project in projects.values()
            if project.charter and project.charter.method
        }
        for method_id in sorted(used):
            find(method_id)
        extending = list(raw.values())
        while extending:  # packs that are only extended
            base = extending.pop().extends
            if base and base.lower() not in raw and (pack := find(base)) is not None:
                extending.append(pack)
        return {key: inheriting(method, find) for key, method in sorted(raw.items())}


def _by_date(documents: list[Document]) -> tuple[Document, ...]:
    return tuple(
        sorted(
            documents, key=lambda document: (cast("Status | Meeting", document.record).date, document.path)
        )
    )


def _ids_in(data: Any) -> set[str]:
    """All ids in plain data, in lower case."""
    if isinstance(data, dict):
        found = {data["id"].lower()} if isinstance(data.get("id"), str) else set()
        return found.union(*(_ids_in(value) for value in data.values()))
    if isinstance(data, list):
        return set().union(*(_ids_in(value) for value in data))
    return set()
