"""Show the web site of the portfolio in a browser, and let open pages load again when a file changes.

On this machine only: nobody else reaches it. While a file cannot be read, the site stays as it was last, and every
page says what stands in the way. Ctrl-C ends it. `pmo site DIR` writes the same site into a folder.

Examples:
    pmo serve --open           in your browser, while you edit the files
    pmo serve --port 0 --lang id --project 's*'
                               at any free port, in Indonesian, some projects
"""

import webbrowser
from typing import Annotated

import typer

from pmo.commands.scopes import scope_of
from pmo.commands.session import Session, portfolio_command
from pmo.commands.watching import after_a_change
from pmo.errors import PmoError


@portfolio_command("text")
def serve(
    session: Session,
    port: Annotated[
        int, typer.Option(min=0, max=65535, metavar="N", help="Port; 0 for any that is free.")
    ] = 8765,
    open_: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
) -> int:
    from pmo.publishing.serving import SiteServer

    with SiteServer(port) as server:
        server.show(_built(session))
        session.write(session.language.text("The site is at {url}. Ctrl-C ends it.", url=server.url))
        if open_:
            webbrowser.open(server.url)
        while True:
            session = after_a_change(session)
            try:
                session.refuse_unreadable(session.loaded)
                server.show(_built(session))
            except (PmoError, OSError) as error:
                server.warn(_in_words(error, session))


def _built(session: Session) -> dict[str, bytes]:
    from pmo.publishing.site.building import build

    return dict(build(scope_of(session), session.root))


def _in_words(error: PmoError | OSError, session: Session) -> str:
    if isinstance(error, PmoError):
        return "\n".join(error.said(session.language.text))
    return str(error)
