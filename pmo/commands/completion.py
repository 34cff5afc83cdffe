"""Let a shell complete commands, options, project ids and addresses with the TAB key.

Without --install it prints the script of a shell, to be read by it at every start. --install puts it where the
shell looks for such scripts, and changes no other file.

Examples:
    pmo completion bash              the script; in ~/.bashrc: eval "$(pmo completion bash)"
    pmo completion --install         for the shell that you use
    pmo completion fish --install    for fish
"""

import os
import sys
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from pmo.commands.completing import SHELLS
from pmo.errors import PmoError, UsageError
from pmo.trees import shipped

Shell = Literal["bash", "zsh", "fish"]
_SIGN = "ompletion of pmo for "
"""What every script of ours says in its first lines."""


def completion(
    shell: Annotated[
        Shell | None, typer.Argument(metavar="SHELL", help="The shell (default: the one of SHELL).")
    ] = None,
    install: Annotated[
        bool, typer.Option("--install", help="Write the script to where the shell looks for it.")
    ] = False,
) -> int:
    chosen = shell or _own_shell()
    script = (shipped("completion") / f"pmo.{chosen}").read_text("utf-8")
    if not install:
        sys.stdout.write(script)
        if sys.stdout.isatty() and sys.stderr.isatty():
            sys.stderr.write(f"\n{_HOW[chosen]}\n")
        return 0
    target = _place(chosen)
    _write(target, script)
    sys.stdout.write(f"written: {target}\n{_AFTER[chosen].format(folder=target.parent)}\n")
    return 0


_HOW = {
    "bash": 'In ~/.bashrc: eval "$(pmo completion bash)"; or once: pmo completion bash --install',
    "zsh": 'In ~/.zshrc, behind compinit: eval "$(pmo completion zsh)"; or once: pmo completion zsh --install',
    "fish": "Once: pmo completion fish --install",
}
_AFTER = {
    "bash": "bash reads it in new terminals where the package bash-completion is installed; "
    'without it put this into ~/.bashrc: eval "$(pmo completion bash)"',
    "zsh": "zsh reads it in new terminals once ~/.zshrc has, before compinit: fpath+=({folder})",
    "fish": "fish reads it in new terminals.",
}


def _own_shell() -> Shell:
    name = Path(os.environ.get("SHELL", "")).name
    if name in SHELLS:
        return cast(Shell, name)
    raise UsageError("which shell?", f"name one: {', '.join(SHELLS)}")


def _place(shell: Shell) -> Path:
    """Where a shell looks for the scripts of its user."""
    data = _folder("XDG_DATA_HOME", ".local/share")
    match shell:
        case "bash":
            return data / "bash-completion" / "completions" / "pmo"
        case "zsh":
            return data / "zsh" / "site-functions" / "_pmo"
        case "fish":
            return _folder("XDG_CONFIG_HOME", ".config") / "fish" / "completions" / "pmo.fish"


def _folder(variable: str, otherwise: str) -> Path:
    named = os.environ.get(variable)
    if named and Path(named).is_absolute():
        return Path(named)
    try:
        return Path.home() / otherwise
    except RuntimeError:
        raise PmoError("you have no home folder", "leave out --install, and keep what is printed") from None


def _write(target: Path, script: str) -> None:
    try:
        if target.is_symlink() or (
            target.exists() and _SIGN not in target.read_text("utf-8", "replace")[:200]
        ):
            raise PmoError(f"{target} is there and not from pmo", "remove it first, or leave out --install")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(script, "utf-8", newline="\n")
    except OSError as error:
        raise PmoError(
            f"{target} cannot be written: {error.strerror}", "check the folder and its permissions"
        ) from None
