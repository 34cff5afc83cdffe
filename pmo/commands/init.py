"""Make a portfolio repository that works at once: empty, or with the example portfolio in it.

It holds the office and its house rules, a strategy and people to fill, checks for GitHub, GitLab and pre-commit,
settings that let an editor complete and check the files, and a README for the team. Nothing that is there already is
written over. At a terminal it leads through the set-up of an office; elsewhere, and with --no-input, what is not
given takes its default. The folder becomes a git repository unless it lies in one; the first commit is yours.

Examples:
    pmo init ../office            step by step, at a terminal
    pmo init ../pmo --sponsor "Ana Pereira" --head "Budi Santoso"
                                  with what is given, and defaults for the rest
    pmo init ../demo --example    the example portfolio, to look around
"""

import datetime
import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import typer

from pmo.commands import options
from pmo.commands.asking import Asker, Choice
from pmo.commands.options import ColourChoice
from pmo.commands.session import is_coloured
from pmo.documents import Plain
from pmo.editing.scaffolds.measures import DEFAULT, MEASURES
from pmo.editing.scaffolds.offices import (
    CiService,
    NewOffice,
    OfficeRequest,
    prepared,
    prepared_example,
    write,
)
from pmo.errors import PmoError, UsageError
from pmo.locale import Language, installed, is_installed, language
from pmo.model.office import GovernanceModel
from pmo.output import offices as output
from pmo.output.width import width_of_output
from pmo.trees import make_repository

_Cycle = Literal["weekly", "fortnightly", "monthly", "quarterly"]
_SHARED = {
    "dry_run": options.DRY_RUN,
    "no_input": options.NO_INPUT,
    "format": options.format_of("text", "json"),
    "lang": options.LANGUAGE,
    "color": options.COLOUR,
}
_CURRENCIES = ("EUR", "USD", "GBP", "IDR", "CHF", "SGD", "AUD")


@dataclass(frozen=True)
class Setting:
    """How the command speaks, and whether it may ask."""

    dry_run: bool
    no_input: bool
    format: Literal["text", "json"]
    lang: str | None
    colour: bool

    @property
    def may_ask(self) -> bool:
        return not self.no_input and self.format == "text" and sys.stdin.isatty() and sys.stdout.isatty()


def _setting_up(command: Callable[..., int]) -> Callable[..., int]:
    """Give the command the options that commands share, though there is no portfolio yet."""

    @functools.wraps(command)
    def wrapper(context: typer.Context, **values: Any) -> int:
        shared = {name: values.pop(name) for name in _SHARED}
        colour = is_coloured(cast(ColourChoice, shared.pop("color")))
        return command(Setting(**shared, colour=colour), **values)

    options.sign(wrapper, command, _SHARED)
    return wrapper


@_setting_up
def init(
    setting: Setting,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder of the new portfolio.")] = Path(),
    name: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Name of the office. Default: the folder's.")
    ] = None,
    purpose: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why the office exists. Default: To be written.")
    ] = None,
    sponsor: Annotated[
        str | None, typer.Option(metavar="NAME", help="Executive who answers for the office, by full name.")
    ] = None,
    head: Annotated[
        str | None, typer.Option(metavar="NAME", help="Head of the office, by full name.")
    ] = None,
    model: Annotated[
        GovernanceModel | None,
        typer.Option(metavar="MODEL", help="How strictly it governs (default: controlling)"),
    ] = None,
    role: Annotated[
        Literal["repository", "coach", "enterprise"] | None,
        typer.Option(metavar="ROLE", help="What the office is for the organisation"),
    ] = None,
    sourcing: Annotated[
        Literal["internal", "external"] | None,
        typer.Option(metavar="SOURCING", help="Whether it is staffed from inside or bought"),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help="Its currency (ISO 4217). Default: EUR.")
    ] = None,
    locale: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help="Language of what readers see. Default: en.", autocompletion=installed
        ),
    ] = None,
    country: Annotated[
        str | None, typer.Option(metavar="CODE", help="Country whose public holidays count (ISO 3166).")
    ] = None,
    fiscal_year_start: Annotated[
        int, typer.Option(metavar="MONTH", min=1, max=12, help="Month in which the fiscal year begins.")
    ] = 1,
    cycle: Annotated[
        _Cycle | None, typer.Option(metavar="CYCLE", help="How often projects report (default: monthly)")
    ] = None,
    grace_days: Annotated[
        int, typer.Option(metavar="DAYS", min=0, help="Working days a report may be late.")
    ] = 5,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help=f"Success measure of the office (repeatable). Default: {', '.join(DEFAULT)}.",
            autocompletion=lambda: list(MEASURES),
        ),
    ] = None,
    example: Annotated[bool, typer.Option("--example", help="Begin with the example portfolio.")] = False,
    ci: Annotated[CiService, typer.Option(metavar="SERVICE", help="Checks for which CI service")] = "both",
) -> int:
    given = {
        "name": name,
        "purpose": purpose,
        "sponsor": sponsor,
        "head": head,
        "model": model,
        "role": role,
        "sourcing": sourcing,
        "currency": currency.upper() if currency else None,
        "locale": locale,
        "country": country.upper() if country else None,
        "fiscal_year_start": fiscal_year_start,
        "cycle": cycle,
        "grace_days": grace_days,
        "measures": tuple(measure) if measure else None,
    }
    said: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    if locale is not None and not is_installed(locale):
        language(locale)  # refuses it, and says which there are
    today = datetime.date.today()
    if example:
        made, reader = _example(setting, folder, said, ci, today)
    else:
        made, reader = _empty(setting, folder, said, ci, today)
    if not setting.dry_run:
        write(made)
    repository = _under_git(made, dry_run=setting.dry_run)
    shown = output.NewOfficeView(made, repository, example, setting.dry_run)
    if setting.format == "json":
        sys.stdout.write(output.as_json(shown, today))
    else:
        width = width_of_output(to_terminal=sys.stdout.isatty(), otherwise=100)
        sys.stdout.write(output.text(shown, reader, width=width, colour=setting.colour))
    return 0


def _empty(
    setting: Setting, folder: Path, said: dict[str, Any], ci: CiService, today: datetime.date
) -> tuple[NewOffice, Language]:
    named: dict[str, Any] = {"name": folder.absolute().resolve().name or "office"}
    if setting.may_ask:
        prepared(folder, OfficeRequest(**named), language("en"), today)  # refuses before it asks
        said |= _guided(setting, said, named["name"])
        sys.stderr.write("\n")
    request = OfficeRequest(**(named | said), ci=ci)
    of_office = language(request.locale)
    reader = language(setting.lang) if setting.lang else of_office
    return prepared(folder, request, of_office, today), reader


def _example(
    setting: Setting, folder: Path, said: dict[str, Any], ci: CiService, today: datetime.date
) -> tuple[NewOffice, Language]:
    defaults = {"fiscal_year_start": 1, "grace_days": 5}
    wrong = [key for key in said if key not in ("name", "model", "locale") and said[key] != defaults.get(key)]
    if wrong:
        flag = f"--{wrong[0].removesuffix('s') if wrong[0] == 'measures' else wrong[0].replace('_', '-')}"
        raise UsageError(
            f"{flag} does not go with --example", "leave it out; the example has an office of its own"
        )
    changes: dict[tuple[str, ...], Plain] = {}
    for key, keys in (("name", ("office", "name")), ("model", ("office", "model")), ("locale", ("locale",))):
        if key in said:
            changes[keys] = said[key]
    reader = language(setting.lang or said.get("locale") or "en")
    return prepared_example(folder, changes, ci, reader, today), reader


def _guided(setting: Setting, said: dict[str, Any], folder_name: str) -> dict[str, Any]:
    """The answers of somebody at the terminal to what was not given."""
    found: dict[str, Any] = {}
    asker = Asker(language(setting.lang or said.get("locale") or "en"), setting.colour)
    if "locale" not in said:
        asker.heading("Language / Bahasa")
        chosen = asker.choice("en / id", [Choice("en", "English"), Choice("id", "Bahasa Indonesia")], "en")
        found["locale"] = chosen
        asker = Asker(language(setting.lang or chosen), setting.colour)
    _ = asker.language.text
    if "name" not in said:
        asker.heading(_("The office"))
        asker.say(_("Enter takes what stands in brackets; Ctrl-C ends, and nothing is written."))
        found["name"] = asker.text(_("Name of the office or portfolio"), folder_name)
    if "purpose" not in said:
        asker.say(_("Why does the office exist? One sentence that the executive sponsor would say as well."))
        found["purpose"] = asker.text(_("Purpose"), "", needed=False) or None
    if "model" not in said:
        asker.heading(_("How strictly does it govern?"))
        models = (
            ("supportive", _("advises and offers templates; findings about governance are warnings")),
            ("controlling", _("sets rules and checks them; findings about governance are errors")),
            ("directive", _("decides as well; gates and changes also need the office's approval")),
        )
        found["model"] = asker.choice(_("Model"), [Choice(*one) for one in models], "controlling")
    if "sponsor" not in said or "head" not in said:
        asker.heading(_("Who answers for it?"))
        asker.say(_("Full names; Enter leaves it open."))
    if "sponsor" not in said:
        found["sponsor"] = asker.text(_("Executive sponsor"), "", needed=False) or None
    if "head" not in said:
        found["head"] = asker.text(_("Head of the office"), "", needed=False) or None
    if "currency" not in said:
        asker.heading(_("Money and reports"))
        found["currency"] = asker.checked(
            _("Currency"), _currency, "IDR" if asker.language.code == "id" else "EUR"
        )
    if "cycle" not in said:
        words = ("weekly", "fortnightly", "monthly", "quarterly")
        choices = [Choice(word, asker.language.label("cycle", word)) for word in words]
        found["cycle"] = asker.choice(_("How often does a project report?"), choices, "monthly")
    if "measures" not in said:
        asker.heading(_("How is the success of the office measured?"))
        measures = [Choice(one.id, _(one.title)) for one in MEASURES.values()]
        found["measures"] = asker.many(
            _("Measures: numbers or words with commas between, or -"), measures, DEFAULT
        )
    return found


def _currency(answer: str) -> str:
    code = answer.strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise PmoError(f"{answer!r} is no currency", f"three letters: {', '.join(_CURRENCIES)}, ...")
    return code


def _under_git(made: NewOffice, *, dry_run: bool) -> output.Repository:
    """Make a repository where there is none; without git the portfolio is there all the same."""
    if made.in_repository:
        return "there"
    if dry_run:
        return "made"
    try:
        make_repository(made.folder)
    except PmoError:
        return "none"
    return "made"
