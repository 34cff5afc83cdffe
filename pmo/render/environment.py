"""Renders a view with a template: the portfolio's own, else ours.

Templates are Jinja. A portfolio may put `templates/reports/<name>` beside its `pmo.yaml` to replace ours of
that name; it can extend or include ours as `pmo/<name>`. Its template is the one that lies there now, also
when the facts are those of an earlier revision. What a template may do is limited, see `sandbox.py`.

A template sees the fields of its view as variables, `_("text {place}", place=value)` and `_n(one, many, n)` for
translated texts, and these filters: `date`, `day` (short), `period`, `number(digits)`, `percent(digits)`,
`money(compact)`, `amount` (without the currency), `health`, `label(group)`, `labels(group)`, `working_days`.
`text | code` writes an expression as code in a cell of a table. `title | link(address)` leads to the page about a
project, a risk, ... where the page is one of many that are published together, and `picture(name)` is the place of a
picture; alone and without pictures, both leave the text as it is.

In templates of YAML (`<name>.yaml.jinja`) whatever is shown becomes one value of YAML, quoted where it must be: text,
also a translated one, a date, a number, a list. `value | field(key, indent)` writes a whole field, folded where its
text is long, `value | item(indent)` an item of a list, and `_("...") | comment(indent)` a comment.
"""

import datetime
import re
import textwrap
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.loaders import BaseLoader
from markupsafe import Markup, escape

from pmo.analysis.money import Money
from pmo.documents import Plain
from pmo.documents.writing import WIDTH, field, flow, item
from pmo.errors import PmoError
from pmo.locale import Language
from pmo.model.scalars import Measure, Period
from pmo.render.blocks import MOST_EXTENDED, Outline, outlined, unknown_block
from pmo.render.inert import for_markdown, for_markdown_code, for_terminal
from pmo.render.sandbox import MAX_TEMPLATE, DataSandbox, TemplateSandbox, TooMuchError
from pmo.trees import shipped

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = "reports"
"""The folder of report templates: ours, and below `templates/` that of a portfolio."""
NOTHING = "\N{EN DASH}"
"""What stands for a value that is not recorded."""
SYMBOLS = {"green": "🟢", "amber": "🟡", "red": "🔴", "grey": "⚪", "blue": "🔵"}
"""A sign beside the word of a health; never instead of it."""

GIVEN = "given template"
"""Name of the template that somebody gave by its path."""

_NAME = re.compile(r"(?:pmo/)?(?:[A-Za-z0-9_-]+/){0,3}[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")


@dataclass(frozen=True)
class OutputFormat:
    """How the text of users is made inert, and how a finished page is tidied."""

    inert: Callable[[str], str]
    tidy: Callable[[str], str]
    code: Callable[[str], str] = str
    """A text as code, in a cell of a table."""
    linked: Callable[[str, str], str] = "{0}".format
    """A finished text that leads to a URL."""
    is_data: bool = False
    """Whether values are written for programs, and translated texts are values like others."""


def _tidy_markdown(page: str) -> str:
    """No trailing blanks, at most one empty line in a row, one line break at the end."""
    lines = "\n".join(line.rstrip() for line in page.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"


FORMATS: Mapping[str, OutputFormat] = {
    "md": OutputFormat(for_markdown, _tidy_markdown, for_markdown_code, "[{0}]({1})".format),
    "html": OutputFormat(
        lambda text: str(escape(for_terminal(" ".join(text.split())))),
        lambda page: page.strip("\n") + "\n",
        lambda text: f"<code>{escape(for_terminal(' '.join(text.split())))}</code>",
        lambda text, url: f'<a href="{escape(url)}">{text}</a>',
    ),
    "yaml": OutputFormat(lambda text: flow(text), _tidy_markdown, is_data=True),
}


Links = Callable[[str], str | None]
"""The URL of the page about an address, as it leads there from the page that is rendered; None where there is none."""
Pictures = Callable[[str], str | None]
"""A picture of that name, finished as the page's format shows it; None where the page has none."""


class Renderer:
    """Renders views of one kind of page; templates are compiled once.

    ``ending`` is the format of the pages. ``portfolio`` is the folder whose own templates come before ours;
    none are looked for without it. ``folder`` is the one of the templates below `templates/`. ``given`` is a template
    that somebody named by its path, rendered as ``GIVEN``.
    """

    def __init__(
        self,
        language: Language,
        ending: str = "md",
        portfolio: Path | None = None,
        folder: str = FOLDER,
        given: Path | None = None,
    ) -> None:
        self._portfolio = portfolio
        self._given = given
        self._format = FORMATS[ending]
        self._links: Links | None = None
        self._pictures: Pictures | None = None
        self._checked: set[str] = set()
        self._loader = loader = _Loader(portfolio, folder, given)
        self._environment: TemplateSandbox
        if self._format.is_data:
            self._environment = DataSandbox(loader, _as_data, self._format.inert)
            self._environment.filters |= _filters(language, str) | _DATA_FILTERS
            self._environment.globals |= _plain_texts(language)
        else:
            self._environment = TemplateSandbox(loader, _Shower(language), self._format.inert)
            self._environment.filters |= _filters(language, Markup)
            self._environment.globals |= _texts(self._environment, language) | {"picture": self._picture}
            self._environment.filters |= {"link": self._link, "code": self._code}

    def render(
        self, name: str, view: object, links: Links | None = None, pictures: Pictures | None = None
    ) -> str:
        """The page that the template ``name`` makes of ``view``, a dataclass whose fields are its variables."""
        if not is_dataclass(view):
            raise TypeError("a view is a dataclass")
        self._links, self._pictures = links, pictures
        context = {one.name: getattr(view, one.name) for one in fields(view)}
        try:
            self._environment.start_counting()
            self._refuse_unknown_blocks(name)
            return self._format.tidy("".join(self._environment.get_template(name).generate(context)))
        except TemplateSyntaxError as error:
            path = self._shown_path(error.filename or name)
            raise _failure(path, error.lineno, error.message or "") from None
        except TemplateNotFound as error:
            place = (name, None) if error.name == name else self._place(error, name)
            raise _failure(*place, f"there is no template {error.name!r}") from None
        except RecursionError as error:
            raise _failure(*self._place(error, name), "it calls itself without end") from None
        except _MISTAKES as error:
            raise _failure(*self._place(error, name), str(error) or type(error).__name__) from None

    def _place(self, error: BaseException, name: str) -> tuple[str, int | None]:
        """The template and line where an error arose: the innermost frame that is a template's."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename.endswith(".jinja"):
                return self._shown_path(frame.filename), frame.lineno
        return name, None

    def _refuse_unknown_blocks(self, name: str) -> None:
        """Refuse a block that what the template extends does not have: Jinja would leave it out without a word."""
        if name in self._checked or not self._loader.has_others:
            return
        self._checked.add(name)
        chain: list[Outline] = []
        above: str | None = name
        while above is not None and len(chain) < MOST_EXTENDED:
            try:
                chain.append(self._outline(above))
            except TemplateError:
                return  # the rendering says what is wrong, and where
            above = chain[-1].extends
        for own, *extended in (chain[index:] for index in range(len(chain) - 1)):
            known = list(dict.fromkeys(block for one in extended for block in one.blocks))
            for block, line in own.outer if not own.is_ours else ():
                if block not in known:
                    raise _failure(own.path, line, unknown_block(block, own.extends or "", known))

    def _outline(self, name: str) -> Outline:
        source, path, _ = self._loader.get_source(self._environment, name)
        is_ours = Path(path) == self._loader.ours(name)
        return outlined(self._environment.parse(source, name, path), self._shown_path(path), is_ours)

    def _shown_path(self, filename: str) -> str:
        """A template's path as users know it."""
        path = Path(filename)
        if self._given is not None and (path == self._given or filename == GIVEN):
            return str(self._given)
        if self._portfolio is not None and path.is_relative_to(self._portfolio):
            return path.relative_to(self._portfolio).as_posix()
        return f"pmo/{path.name}"

    def _link(self, value: object, address: object) -> Markup:
        """A value that leads to the page about an address, where there is one."""
        text = self._environment.shown(value)
        url = self._links(address) if self._links is not None and isinstance(address, str) else None
        return text if url is None else Markup(self._format.linked(text, url))

    def _code(self, text: str) -> Markup:
        """An expression or a command, as code in a cell of a table."""
        return Markup(self._format.code(text))

    def _picture(self, name: str) -> Markup:
        """The picture of that name; nothing where the page has none."""
        return Markup((self._pictures(name) if self._pictures is not None else None) or "")


_MISTAKES = (
    *(TemplateError, TooMuchError, TypeError, ValueError),
    *(ArithmeticError, LookupError, AttributeError),
)
"""What goes wrong when a template runs."""


def render(
    name: str, view: object, language: Language, portfolio: Path | None = None, *, folder: str = FOLDER
) -> str:
    """One page; see :class:`Renderer`. The name ends in the format: `status.md.jinja`."""
    ending = name.removesuffix(".jinja").rpartition(".")[2]
    return Renderer(language, ending, portfolio, folder).render(name, view)


def _failure(path: str, line: int | None, reason: str) -> PmoError:
    where = f"{path}, line {line}" if line else path
    return PmoError(
        f"the template {where}: {reason}",
        "correct the template; `pmo report KIND --describe` prints what the template of a report sees",
    )


class _Loader(BaseLoader):
    """Templates of the portfolio, then ours; `pmo/<name>` is always ours."""

    def __init__(self, portfolio: Path | None, folder: str, given: Path | None) -> None:
        self._portfolio = portfolio
        self._folder = folder
        self._given = given
        own = portfolio / "templates" / folder if portfolio is not None else None
        self.has_others = given is not None or (own is not None and own.is_dir())
        """Whether there are templates beside ours."""

    def get_source(self, environment: "Environment", template: str) -> tuple[str, str, Callable[[], bool]]:
        path = self._path(template)
        try:
            source = path.read_bytes()[: MAX_TEMPLATE + 1].decode("utf-8")
        except OSError:
            raise TemplateNotFound(template) from None
        except UnicodeDecodeError:
            raise TemplateSyntaxError("it is not UTF-8 text", 1, template, str(path)) from None
        if len(source) > MAX_TEMPLATE:
            raise TemplateSyntaxError(f"it has more than {MAX_TEMPLATE:,} characters", 1, template, str(path))
        return source, str(path), lambda: True

    def _path(self, template: str) -> Path:
        if template == GIVEN and self._given is not None:
            return self._given
        if not _NAME.fullmatch(template):
            raise TemplateNotFound(template)
        name = template.removeprefix("pmo/")
        own = self._own(name) if name == template else None
        return own if own is not None else self.ours(name)

    def ours(self, template: str) -> Path:
        """The template of that name that comes with pmo."""
        return shipped(self._folder) / template.removeprefix("pmo/")

    def _own(self, name: str) -> Path | None:
        """The portfolio's template, if it is a file that lies inside the portfolio."""
        if self._portfolio is None:
            return None
        path = self._portfolio / "templates" / self._folder / name
        if not path.is_file():
            return None
        if not path.resolve().is_relative_to(self._portfolio.resolve()):
            raise PmoError(
                f"the template templates/{self._folder}/{name} is a link out of the portfolio; it is not followed",
                "put the template itself there",
            )
        return path


class _Shower:
    """Writes a value for readers; text comes back as plain text, everything else as finished."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, value: object) -> str | Markup:
        match value:
            case str():
                return value
            case None:
                return Markup(NOTHING)
            case bool():
                return Markup(self._language.text("yes") if value else self._language.text("no"))
            case int():
                return Markup(value)
            case Decimal() | float():
                return Markup(self._language.number(value, 2))
            case datetime.date():
                return Markup(self._language.date(value))
            case Money():
                return Markup(self._language.money(value.amount, value.currency))
            case Period():
                return Markup(self._language.period(value))
            case Measure():
                return self(value.value)
        if hasattr(value, "_undefined_message"):  # a name that is not there: says so
            return str(value)
        raise TypeError(f"a {type(value).__name__} cannot be written as it is; name one of its fields")


def _as_data(value: object) -> Markup:
    """A value on one line of YAML, as it may stand anywhere in a document."""
    return Markup(flow(_plain(value)))


def _plain(value: object) -> Plain:
    match value:
        case bool() | int() | str() | None:
            return value
        case Decimal():
            return Decimal(value)
        case datetime.date():
            return value.isoformat()
        case Money():
            return _plain(value.amount)
        case Measure():
            return _plain(value.value)
        case Period():
            return str(value)
        case list() | tuple():
            return [_plain(one) for one in value]
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
    if hasattr(value, "_undefined_message"):  # a name that is not there: says so
        return str(value)
    raise TypeError(f"a {type(value).__name__} cannot be written as it is; name one of its fields")


def _comment(text: str, indent: int = 0) -> Markup:
    """A text as a comment of YAML: on several lines where it is long, each behind ``indent`` blanks but the first."""
    start = " " * min(max(indent, 0), 40) + "# "
    words = for_terminal(" ".join(str(text).split()))
    lines = textwrap.wrap(
        *(words, WIDTH),
        initial_indent=start,
        subsequent_indent=start,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return Markup("\n".join(lines).lstrip(" "))


def _field(value: object, key: str, indent: int = 0) -> Markup:
    """A field with its value as this project writes it: folded where it is long, lists item by item."""
    return Markup("\n".join(field(key, _plain(value), min(max(indent, 0), 40))))


def _item(value: object, indent: int = 0) -> Markup:
    """The same for an item of a list."""
    return Markup("\n".join(item(_plain(value), min(max(indent, 0), 40))))


_DATA_FILTERS: dict[str, Callable[..., Any]] = {"comment": _comment, "field": _field, "item": _item}


def _plain_texts(language: Language) -> dict[str, Callable[..., str]]:
    """`_` and `_n` where translated texts are values like others."""

    def filled(values: Mapping[str, object]) -> dict[str, object]:
        show = _Shower(language)
        return {name: str(show(value)) for name, value in values.items()}

    def text(msgid: str, /, **values: object) -> str:
        return language.text(msgid, **filled(values))

    def plural(singular: str, plural: str, n: int, /, **values: object) -> str:
        return language.plural(singular, plural, n, **filled(values))

    return {"_": text, "_n": plural}


_KEPT_TEXTS = 1024
"""Translated texts that stay as they are; our templates have fewer."""


def _texts(environment: TemplateSandbox, language: Language) -> dict[str, Callable[..., Markup]]:
    """`_` and `_n`: translated texts are trusted, what is filled in is not."""

    def filled(values: Mapping[str, object]) -> dict[str, object]:
        return {name: environment.shown(value) for name, value in values.items()}

    @lru_cache(_KEPT_TEXTS)
    def whole(msgid: str) -> Markup:
        return Markup(language.text(msgid))

    def text(msgid: str, /, **values: object) -> Markup:
        return Markup(language.text(str(msgid), **filled(values))) if values else whole(str(msgid))

    def plural(singular: str, plural: str, n: int, /, **values: object) -> Markup:
        return Markup(language.plural(str(singular), str(plural), n, **filled(values)))

    return {"_": text, "_n": plural}


def _filters(language: Language, finished: type[str]) -> dict[str, Callable[..., Any]]:
    """The filters for readers; what they write is of the type ``finished``."""

    def of(kind: type | tuple[type, ...], write: Callable[..., str]) -> Callable[..., str]:
        """A filter for values of one kind; nothing recorded is shown as such."""

        def filter_(value: Any, *arguments: Any, **options: Any) -> str:
            if value is None:
                return finished(NOTHING)
            if not isinstance(value, kind):
                raise TypeError(f"this filter cannot write {_named(value)}")
            return finished(write(value, *arguments, **options))

        return filter_

    def label(value: str | None, group: str) -> str:
        return finished(NOTHING) if value is None else language.label(group, _word(value))

    def labels(values: Iterable[str], group: str) -> list[str]:
        return [label(value, group) for value in values]

    def health(value: str | None) -> str:
        if value is None:
            return finished(NOTHING)
        word = _word(value)
        return f"{SYMBOLS[word]} {language.label('health', word)}" if word in SYMBOLS else word

    def money(value: Money, compact: bool = False) -> str:
        return language.money(value.amount, value.currency, compact=compact)

    def number(value: Decimal | float, digits: int = 0) -> str:
        return language.number(value, min(max(digits, 0), 9))

    def percent(value: Decimal | float, digits: int = 0) -> str:
        return language.percent(value, min(max(digits, 0), 9))

    numbers = (int, float, Decimal)
    return {
        "date": of(datetime.date, language.date),
        "day": of(datetime.date, lambda value: language.date(value, short=True)),
        "period": of((Period, str), language.period),
        "number": of(numbers, number),
        "percent": of(numbers, percent),
        "working_days": of((int, Decimal), lambda days: language.working_days(int(days))),
        "money": of(Money, money),
        "amount": of(Money, lambda value: language.number(value.amount)),
        "health": health,
        "label": label,
        "labels": labels,
    }


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"this filter cannot write {_named(value)}")
    return value


def _named(value: object) -> str:
    """What a value is; a name that is not there says so itself."""
    return str(value) if hasattr(value, "_undefined_message") else f"a {type(value).__name__}"
