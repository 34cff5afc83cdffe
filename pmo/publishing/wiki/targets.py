"""What somebody named as the place to publish to: a folder, or a git repository, and which wiki it is."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pmo.errors import UsageError
from pmo.findings import Message, message
from pmo.publishing.wiki.flavours import Name
from pmo.publishing.wiki.menus import MKDOCS, docs_folder

SCHEMES: Final = ("https", "http", "ssh", "git", "file")
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?P<user>[^/@]*)@)?(?P<host>[^/:]*)(?P<rest>.*)")
_SHORT = re.compile(r"(?:(?P<user>[\w.+-]+)@)?(?P<host>[\w][\w.-]+):(?!//)(?P<rest>[^\\].*)")
_LOOKS_SHORT = re.compile(r"[^/\\:]*@[^/\\:]*:")
_HELPER = re.compile(r"[A-Za-z0-9+.-]+::")
_WIKI = re.compile(r"(?:.*[./\\])?wiki(?:\.git)?/*")


@dataclass(frozen=True, slots=True)
class Target:
    """Where pages are published to."""

    folder: Path | None
    """The folder; None for a repository."""
    url: str | None
    """The repository; None for a folder."""
    shown: str
    """What readers are told: without a password."""
    hint: Name | None = None
    """The wiki that the name speaks of."""
    prefix: str = ""
    """Folder of the pages inside the place, with ``/`` at its end."""

    @property
    def is_remote(self) -> bool:
        """Whether it is a git repository that is cloned and pushed to."""
        return self.url is not None


def target(text: str, named: Name | None) -> Target:
    """What a name on the command line stands for; refuses what git could take for an option or a program."""
    if not text.strip() or text.startswith("-") or any(ord(character) < 32 for character in text):
        raise _unknown(text, message("name a folder, or the address of a git repository"))
    if _HELPER.match(text):
        raise _unknown(text, message("helpers of git are not run; name an address with https:// or ssh://"))
    if found := _URL.fullmatch(text):
        return _of_url(text, found, named)
    path = Path(text)
    if not path.exists() and (found := _SHORT.fullmatch(text)):
        return Target(None, text, text, _hint(found["host"], found["rest"], named))
    if not path.exists() and _LOOKS_SHORT.match(text):
        raise _unknown(text, message("name the host of the repository"))
    if _is_repository(path):
        return Target(None, str(path.absolute()), text, _hint("", text.rstrip("/"), named))
    return _of_folder(path, text, named)


def _of_url(text: str, found: re.Match[str], named: Name | None) -> Target:
    scheme, host = found["scheme"].lower(), found["host"].lower()
    if scheme not in SCHEMES:
        raise _unknown(text, message("name an address with https:// or ssh://"))
    if host.startswith("-") or (found["user"] or "").startswith("-") or (not host and scheme != "file"):
        raise _unknown(text, message("name the host of the repository"))
    user = (found["user"] or "").partition(":")[0]
    secret = ":" in (found["user"] or "")
    who = f"{user}:***@" if secret else f"{user}@" if user else ""
    shown = f"{scheme}://{who}{text[found.start('host') :]}"
    return Target(None, text, shown, _hint(host, found["rest"], named))


def _hint(host: str, path: str, named: Name | None) -> Name | None:
    """The wiki of an address; refuses the repository of a forge that is no wiki, unless its kind was named."""
    host, path = host.lower(), path.lower()
    is_wiki = _WIKI.fullmatch(path) is not None
    if host.endswith(("dev.azure.com", "visualstudio.com")):
        return "azure"
    if host.endswith(("github.com", "gitlab.com")) and not is_wiki and named is None:
        raise UsageError(
            message("this is the repository itself and not its wiki"),
            message("the address of a wiki ends in .wiki.git; --for folder publishes into the repository"),
        )
    if not is_wiki:
        return None
    return "gitlab" if "gitlab" in host else "github"


def _is_repository(path: Path) -> bool:
    """Whether a folder is a bare repository, which stands for a wiki elsewhere."""
    return (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()


def _of_folder(path: Path, text: str, named: Name | None) -> Target:
    if path.exists() and not path.is_dir():
        raise UsageError(
            message("{path} is a file", path=text),
            message("name a folder, or the address of a git repository"),
        )
    folder = path.absolute()
    if named in (None, "mkdocs"):
        for project in (folder, *folder.parents):
            configuration = project / MKDOCS
            if not configuration.is_file():
                continue
            docs = docs_folder(configuration.read_text("utf-8", errors="replace"))
            inside = docs if project == folder else folder.relative_to(project).as_posix()
            if inside == docs or inside.startswith(f"{docs}/") or docs == ".":
                prefix = "" if inside == "." else f"{inside}/"
                return Target(project, None, text, "mkdocs", prefix)
            break
    return Target(folder, None, text, "github" if folder.name.endswith(".wiki") else None)


def _unknown(text: str, advice: Message) -> UsageError:
    return UsageError(message("{text!r} is no place to publish to", text=text), advice)
