"""Compute again what a decision rests on: `pmo rank --check`."""

from pmo.analysis.addresses import resolve
from pmo.analysis.decided import again, differences
from pmo.commands.session import Session
from pmo.errors import UsageError
from pmo.model.decisions import Decision
from pmo.trees import RevisionTree


def check_decision(session: Session, address: str) -> int:
    """Say whether the ranking or selection of a decision is the same again; 1 where it is not."""
    from pmo.output import basis_check as output

    if session.format not in ("text", "json"):
        raise UsageError(f"--check does not go with --format {session.format}", "use text or json")
    item = resolve(session.portfolio, address)
    decision = item.record
    if not isinstance(decision, Decision) or decision.basis is None:
        raise UsageError(
            f"{item.address} rests on no ranking or selection that was kept",
            "`pmo new decision --from ranking` records one that does",
        )
    basis, loaded = decision.basis, session.loaded
    if basis.revision is not None:
        tree = RevisionTree(session.root, basis.revision)
        loaded = session.at(tree)
        session.refuse_unreadable(loaded)
    found = output.data(item.address, basis, differences(basis, again(basis, loaded.portfolio)))
    if session.format == "json":
        session.write_json(found)
    else:
        width = session.room
        session.write(output.text(found, session.language, width=width, colour=session.colour))
    return int(not found.same)
