"""What a finding or a topic means, why it matters, how to fix it, with an example.

CODE is a rule's code or name (PMO503, lines-differ-from-approved); topics: expressions, addresses, suppressions.

Examples:
    pmo explain PMO503       a rule: why it matters, how to follow it
    pmo explain expressions  the language of --where, policies and checks
    pmo explain              the topics
"""

import sys
from typing import Annotated

import typer

from pmo.output.explanation import page_of, pages


def explain(
    subject: Annotated[
        str | None, typer.Argument(metavar="CODE|TOPIC", help="A rule's code or name, or a topic.")
    ] = None,
) -> int:
    text = pages() if subject is None else page_of(subject)
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(text))
    else:
        sys.stdout.write(text)
    return 0
