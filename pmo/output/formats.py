"""The formats of findings by name; each is imported when it is asked for."""

from collections.abc import Callable
from importlib import import_module

from pmo.output.findings import FindingsContext, FindingsReport

Render = Callable[[FindingsReport, FindingsContext], str]


def _from_module(name: str) -> Render:
    def render(report: FindingsReport, context: FindingsContext) -> str:
        text: str = import_module(f"pmo.output.{name}").render(report, context)
        return text

    return render


FORMATS: dict[str, Render] = {
    "text": _from_module("text"),
    "json": _from_module("json"),
    "github": _from_module("github"),
    "gitlab": _from_module("gitlab"),
    "sarif": _from_module("sarif"),
    "junit": _from_module("junit"),
    "markdown": _from_module("markdown"),
}
