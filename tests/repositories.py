"""Real git repositories for tests."""

import datetime
import subprocess
from pathlib import Path


def git(folder: Path, *arguments: str) -> str:
    """Output of a git command in ``folder``."""
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path, subject: str, day: str = "2026-10-15") -> str:
    """Commit everything in ``folder``, as of a day at noon UTC; the full id of the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    seconds = int(datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp())
    stamp = f"@{seconds} +0000"  # git takes no days after 2099
    subprocess.run(
        ["env", f"GIT_AUTHOR_DATE={stamp}", f"GIT_COMMITTER_DATE={stamp}", "git", "-C", str(folder), "commit",
         "-q", "--allow-empty", "-m", subject],
        check=True,
    )  # fmt: skip
    return git(folder, "rev-parse", "HEAD")
