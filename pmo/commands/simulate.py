"""Monte Carlo simulation of what projects cost and when they finish, over their risks and the milestone network.

Each open risk with a likelihood happens or not; its cost and working days are drawn from its three points. Days move
the milestones that it affects, and all that waits for them. Percentiles do not add up: the portfolio is simulated
as one. The same seed gives the same figures.

Examples:
    pmo simulate                                P50, P80 and P90 of every project and of the portfolio
    pmo simulate --confidence 0.9               the contingency needed to be 90% sure
    pmo simulate --project scada-renewal        one project, with what drives it
    pmo simulate --seed 7 --runs 50000 --format csv
                                                more runs, for a spreadsheet
"""

from typing import Annotated

import typer

from pmo.commands.pages import heading, write_view
from pmo.commands.session import Session, portfolio_command
from pmo.errors import UsageError


@portfolio_command(
    "text",
    "markdown",
    "json",
    "csv",
    reads=("office", "strategy", "people", "charter", "plan", "budget", "risks"),
)
def simulate(
    session: Session,
    runs: Annotated[int, typer.Option(min=1, max=1_000_000, help="How often everything is drawn.")] = 10_000,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="Repeats the same draws.")] = 1,
    confidence: Annotated[
        float, typer.Option(min=0.01, max=0.999, help="How sure the contingency is to make you.")
    ] = 0.8,
    correlation: Annotated[
        float, typer.Option(min=0, max=0.99, help="Between risks of several projects that share a cause.")
    ] = 0.5,
) -> int:
    try:
        import numpy as _  # noqa: F401 - the extra is asked for here
    except ImportError:
        raise UsageError(
            "simulate needs numpy, which is not installed",
            "install it: pip install 'pmo-toolkit[simulation]'",
        ) from None
    from pmo.analysis.simulation import MEMORY, TooManyRuns
    from pmo.output import simulation as output
    from pmo.render.views.simulation import simulation_view

    try:
        view = simulation_view(
            session.portfolio,
            session.selected,
            heading(session),
            session.language,
            seed=seed,
            runs=runs,
            confidence=confidence,
            correlation=correlation,
        )
    except TooManyRuns as error:
        raise UsageError(
            f"{runs} runs of these projects need more than {MEMORY >> 20} MiB",
            f"--runs {error.at_most} fits; --project simulates fewer of them at a time",
        ) from None
    write_view(session, view, output)
    return 0
