"""Adds a decision to a register, also one that rests on the ranking or selection; part of `pmo new`."""

import datetime
import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, get_args

import typer

from pmo.analysis.decided import Source, basis_of
from pmo.commands.field_options import option, signature
from pmo.commands.making_records import help_of, make, parameters_of, where_of
from pmo.commands.writing import Writing, writing_command
from pmo.documents import Plain
from pmo.editing.plain import as_plain
from pmo.editing.scaffolds.kinds import RECORD_KINDS
from pmo.editing.scaffolds.records import Home
from pmo.errors import PmoError, UsageError
from pmo.loading import Loaded, load
from pmo.render.views.recorded_decision import decision_texts
from pmo.trees import RevisionTree

_FROM = (
    "With --from it is a decision of the board, at office level: its texts are filled in from the ranking or the "
    "selection, and it keeps the revision and the figures that it rests on, so that `pmo rank --check ADDRESS` can "
    "compute them again. With --by it is taken, else asked for."
)


def command_for(noun: str, summary: str) -> tuple[Callable[..., int], str]:
    """The function behind `pmo new decision`, and its help."""
    kind = RECORD_KINDS[noun]

    def new(
        session: Writing,
        source: Source | None,
        at: str | None,
        force: bool,
        **values: Any,
    ) -> int:
        if source is None:
            if at is not None or force:
                used = "--at" if at is not None else "--force"
                raise UsageError(f"{used} goes with --from", "give --from ranking or --from selection")
            return make(session, kind, values)
        if values.get("in_project") or values.get("in_programme"):
            raise UsageError(
                "a ranking or selection is about the whole portfolio, so its decision is the office's",
                "leave out --project and --programme",
            )
        filled = _filled(session, source, at, values, force=force)
        return make(session, kind, values, filled=filled, place=Home("office"))

    words = ", ".join(get_args(Source))
    source_option = typer.Option(
        "--from", metavar="SOURCE", help=f"What it rests on: {words}.", show_default=False
    )
    own = [
        inspect.Parameter(
            "source",
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[Literal["ranking", "selection"] | None, source_option],
        ),
        option("at", "REV|DATE", "With --from: as it stood then.", "--at"),
        inspect.Parameter(
            "force",
            inspect.Parameter.KEYWORD_ONLY,
            default=False,
            annotation=Annotated[
                bool, typer.Option("--force", help="With --from: also from files that are not committed.")
            ],
        ),
    ]
    new.__signature__ = signature([*parameters_of(kind), *own])  # type: ignore[attr-defined]
    example = f"{kind.example}\n    pmo new decision --from ranking --body portfolio-board --force"
    return writing_command()(new), help_of(summary, example, where_of(kind), _FROM)


def _filled(
    session: Writing, source: Source, at: str | None, values: Mapping[str, Any], *, force: bool
) -> dict[str, Plain]:
    """The fields that follow from the ranking or selection."""
    loaded, as_of = _looked_at(session, at)
    revision = loaded.tree.revision
    if revision is None and not force:
        raise PmoError(
            "the portfolio has changes that are not committed, so nobody could check the figures later",
            "commit them first, name a revision with --at REV, or go on with --force",
        )
    basis = basis_of(loaded.portfolio, source, as_of, revision)
    texts = decision_texts(basis, session.language(session.loaded))
    filled: dict[str, Plain] = {
        "title": texts.title,
        "context": texts.context,
        "options": list(texts.options),
        "basis": as_plain(basis),
    }
    status = values.get("field_status")
    if status == "decided" or (status is None and values.get("field_by") is not None):
        filled |= {"status": "decided", "date": session.as_of.isoformat(), "decision": texts.decision}
    return filled


def _looked_at(session: Writing, at: str | None) -> tuple[Loaded, datetime.date]:
    """The portfolio that the figures are of, and the day that counts as today."""
    if at is None:
        return session.loaded, session.as_of
    tree = RevisionTree(session.root, at)
    loaded = load(tree, session.loaded.cache, like=session.loaded, progress=session.progress)
    return loaded, session.as_of if session.is_day_given else tree.day
