"""Completion of command lines: what is offered, to which shell, and what can never be."""

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.analysis.addresses import items, resolve
from pmo.commands import completing
from pmo.commands.candidates import Known, Register, addresses, noun_of
from pmo.commands.completing import answer, completion, main
from pmo.loading import load
from pmo.trees import WorkingTree, shipped
from tests.commands import pmo
from tests.portfolios import write

PMO = Path(sys.executable).parent / "pmo"


@pytest.fixture
def grammar(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Commands that take every kind of value, whatever the commands of today take."""
    content = json.loads(completing.USAGE.read_text("utf-8"))
    folder = {"flags": ["-C", "--portfolio"], "takes": True, "values": "folder", "help": "Its folder."}
    owner = {"flags": ["--owner"], "takes": True, "values": "person", "help": "Whose."}
    project = {
        "flags": ["--project"], "takes": True, "values": "project", "repeatable": True, "help": "Only these.",
    }  # fmt: skip
    form = {"flags": ["--format"], "takes": True, "values": ["text", "json"], "help": "How."}
    all_ = {"flags": ["--all"], "takes": False, "help": "Everything."}
    options = [folder, owner, project, form, all_]
    content["commands"] = {
        "show": {"summary": "One thing", "arguments": [{"values": "address"}], "options": options},
        "set": {
            "summary": "Change",
            "arguments": [{"values": "address"}, {"values": "field", "repeatable": True}],
            "options": [],
        },
        "move": {
            "summary": "Elsewhere",
            "arguments": [{"values": "address"}, {"values": "register"}],
            "options": [],
        },
        "list": {"summary": "Records", "arguments": [{"values": "kind"}], "options": []},
        "todo": {"summary": "Who owes what", "arguments": [], "options": options},
        "check": {"summary": "Files", "arguments": [{"values": "file", "repeatable": True}], "options": []},
        "explain": {"summary": "Rules", "arguments": [{"values": "rule"}], "options": []},
        "free": {"summary": "Anything", "arguments": [{}, {"values": ["a", "b"]}], "options": []},
        "help": {"summary": "How", "arguments": [{"values": ["show", "todo"]}], "options": []},
    }
    target = tmp_path_factory.mktemp("grammar") / "usage.json"
    target.write_text(json.dumps(content), "utf-8")
    monkeypatch.setattr(completing, "USAGE", target)


def offered(line: str) -> list[str]:
    """Words that may end ``line``; a trailing blank begins a new word."""
    how, *words = answer("bash", line.split(" ")).splitlines()
    assert how in ("words", "unfinished", "files", "folders")
    return words if how in ("words", "unfinished") else [f"<{how}>"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", ["show", "set", "move", "list", "todo", "check", "explain", "free", "help"]),
        ("sh", ["show"]),
        ("zz", []),
        ("-", ["--portfolio", "--version", "--help"]),
        ("help t", ["todo"]),
        ("show --", ["--portfolio", "--owner", "--project", "--format", "--all", "--help"]),
        ("show --all --", ["--portfolio", "--owner", "--project", "--format", "--help"]),
        ("show --project crm --pro", ["--project"]),
        ("show --owner ana --ow", []),
        ("show --format ", ["text", "json"]),
        ("show --format j", ["json"]),
        ("show --format=j", ["--format=json"]),
        ("show --format = j", ["json"]),
        ("show --format =", ["text", "json"]),
        ("show --all --format ", ["text", "json"]),
        ("show --unknown=x --format ", ["text", "json"]),
        ("show --unknown ", ["crm/", "data/", "office/", "people/", "programmes/", "strategy/"]),
        ("show --unknown=", []),
        ("todo --project ", ["crm", "data"]),
        ("todo --project c", ["crm"]),
        ("todo --project=d", ["--project=data"]),
        ("todo --owner ", ["ana", "budi", "cara"]),
        ("todo --owner=b", ["--owner=budi"]),
        ("todo ", ["--portfolio", "--owner", "--project", "--format", "--all", "--help"]),
        ("todo x ", ["--portfolio", "--owner", "--project", "--format", "--all", "--help"]),
        ("todo x", []),
        ("check ", ["<files>"]),
        ("check a b c", ["<files>"]),
        ("-C ", ["<folders>"]),
        ("explain PMO50", [f"PMO50{number}" for number in range(1, 10)]),
        ("free x", []),
        ("free x ", ["a", "b"]),
        ("free -- --x ", ["a", "b"]),
        ("nothing ", ["--help"]),
        ("show crm/ri", ["crm/risks/"]),
        ("show crm/risks/", ["crm/risks/vendor-late", "crm/risks/2", "crm/risks/vendor-gone"]),
        ("show crm/risks/vendor-l", ["crm/risks/vendor-late"]),
        ("show crm/vend", ["crm/vendor-late", "crm/vendor-gone"]),
        ("show 'crm/ri", ["crm/risks/"]),
        ('show "crm"/r\\i', ["crm/risks/"]),
        ("show nothing/", []),
        ("show ../", []),
        ("show strategy/", ["strategy/grow"]),
        ("show people/r", ["people/roles/"]),
        ("show people/roles/", ["people/roles/lead", "people/roles/analyst"]),
        ("set crm sta", ["state=", "stakeholders="]),
        ("set crm state=on", ["state=on-hold"]),
        ("set crm state = on", ["on-hold"]),
        ("set crm title=X state=on", ["state=on-hold"]),
        ("set crm/risks/vendor-late sta", ["status="]),
        ("set crm/vendor-late status=o", ["status=occurred"]),
        ("set crm/risks/vendor-late owner=b", ["owner=budi"]),
        ("set crm/risks/vendor-late title=b", []),
        ("set crm/risks/vendor-late none=b", []),
        ("set people/ana ema", ["email="]),
        ("set crm/nothing ", []),
        ("set vendor-late sta", []),
        ("set nothing sta", []),
        ("move crm/risks/vendor-late ", ["crm", "data", "programmes/big", "office"]),
        ("list ris", ["risks"]),
        ("set crm/x/y/z ", []),
        ("-C /nowhere show ", []),
        ("-C /nowhere todo --project ", []),
    ],
)
def test_what_is_offered(grammar, tmp_path, monkeypatch, line, words):
    monkeypatch.chdir(portfolio(tmp_path))
    assert offered(line) == words


def portfolio(folder: Path) -> Path:
    return write(
        folder,
        {
            "projects/crm/risks.yaml": """
                risks:
                  - {id: vendor-late, title: The vendor is late}
                  - {title: Without an id}
                  - {id: vendor-gone, title: The vendor is gone}
                """,
            "projects/data/charter.yaml": {"id": "data"},
            "programmes/big/risks.yaml": {"risks": []},
        },
    )


def test_words_that_may_go_on_are_not_followed_by_a_blank(grammar, tmp_path, monkeypatch):
    monkeypatch.chdir(portfolio(tmp_path))
    assert completion(["show", "c"]).how == "unfinished"
    assert completion(["show", "crm/risks/v"]).how == "words"
    assert completion(["show", "people/"]).how == "words"
    assert completion(["show", "people/ro"]).how == "unfinished"


def test_the_portfolio_of_the_option_the_variable_or_the_folder(grammar, tmp_path, monkeypatch):
    here, there, other = (write(tmp_path / name, {f"projects/{name}/charter.yaml": None}) for name in "abc")
    for folder, name in ((here, "here"), (there, "there"), (other, "other")):
        (folder / "projects" / name).mkdir(parents=True)
    (here / "sub").mkdir()
    monkeypatch.chdir(here / "sub")
    assert "here" in offered("todo --project ")
    monkeypatch.setenv("PMO_PORTFOLIO", str(other))
    assert "other" in offered("todo --project ")
    assert "there" in offered(f"todo -C {there} --project ")
    assert "there" in offered(f"todo --portfolio={there} --project ")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "there" in offered("-C ~/b todo --project ")


HOSTILE = [
    "$(touch pwned)", "`touch pwned`", "a;touch pwned", "a b", "-rf", "--all", "a'b", 'a"b', "a\\b", "a*", "[a]",
    "~", "..", "é", "\x1b[2J", "a\nb", "a\tb", "#a", "a$b", "a&b", "a|b", "<a", "{a,b}", "!a", ".hidden", "a.b",
]  # fmt: skip


def test_only_ids_are_offered_whatever_folders_are_called(grammar, tmp_path, monkeypatch):
    folder = write(tmp_path)
    for name in HOSTILE:
        (folder / "projects" / name).mkdir(exist_ok=True)
        (folder / "programmes" / name).mkdir(exist_ok=True, parents=True)
    monkeypatch.chdir(folder)
    assert offered("todo --project ") == ["crm"]
    assert offered("show programmes/") == ["programmes/renewal"]


def test_only_ids_are_offered_whatever_files_hold(grammar, tmp_path, monkeypatch):
    people = [{"id": name, "name": name} for name in HOSTILE]
    risks: list[object] = [{"id": name, "title": "\x1b[2J\n$(touch pwned)"} for name in ("ok", *HOSTILE)]
    risks += ["text", None, 7, ["list"], {"id": ["list"]}, {"id": {"a": 1}}]
    folder = write(tmp_path, {"people.yaml": {"people": people}, "projects/crm/risks.yaml": {"risks": risks}})
    monkeypatch.chdir(folder)
    assert offered("todo --owner ") == []
    words = offered("show crm/risks/")
    assert words[0] == "crm/risks/ok"
    assert all(re.fullmatch(r"crm/risks/[A-Za-z0-9-]+", word) for word in words)
    for shell in ("zsh", "fish"):
        text = answer(shell, ["show", "crm/risks/o"])
        assert text == "words\ncrm/risks/ok\t\\x1b[2J\\n$(touch pwned)\n"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"a: [", b"- list", b"", b"people: text", b"people: {a: 1}"]
)
def test_files_that_cannot_be_read_now_offer_nothing(grammar, tmp_path, monkeypatch, content):
    monkeypatch.chdir(write(tmp_path, {"people.yaml": content}))
    assert offered("todo --owner ") == []


@given(st.lists(st.text(), min_size=1, max_size=5), st.sampled_from(["bash", "zsh", "fish"]))
def test_whatever_is_typed_only_harmless_words_are_offered(words, shell):
    for line in answer(shell, words).splitlines()[1:]:
        assert re.fullmatch(r"[A-Za-z0-9._/=@:+-]+", line.partition("\t")[0])


def test_a_failure_is_never_told(capfdbinary, monkeypatch, tmp_path):
    monkeypatch.setattr(completing, "USAGE", tmp_path / "missing.json")
    main(["bash", "va"])
    main(["bash"])
    main([])
    assert capfdbinary.readouterr() == (b"", b"")


@cache
def known() -> Known:
    content = json.loads(completing.USAGE.read_text("utf-8"))
    return Known(re.compile(content["id"]), tuple(Register(*one) for one in content["registers"]))


def test_every_address_is_found_step_by_step_and_every_one_found_leads_somewhere(example):
    whole = load(WorkingTree(example)).portfolio
    found: set[str] = set()
    waiting = [""]
    while waiting:
        for one in addresses(example, waiting.pop(), known()):
            if one.word not in found:
                found.add(one.word)
                is_vendor = one.word.startswith("vendors/") and one.word.count("/") == 1
                waiting += [one.word] if one.word.endswith("/") else [f"{one.word}/"] if is_vendor else []
    for word in found:
        if not word.endswith("/"):
            assert resolve(whole, word).address == word
    assert {one.address for one in items(whole)} <= {word.rstrip("/") for word in found}


def test_what_every_address_leads_to(example):
    whole = load(WorkingTree(example)).portfolio
    fields = json.loads(completing.USAGE.read_text("utf-8"))["fields"]
    for one in items(whole):
        if one.noun in fields:
            found = noun_of(example, one.address, known())
            assert found == one.noun or {found, one.noun} == {"milestone", "sprint"}, one.address
    assert noun_of(example, "scada-renewal/engineers-away", known()) == "risk"


def test_completing_imports_no_command(example):
    code = (
        "import sys; sys.argv = ['pmo', '__complete', 'bash', 'validate', '--project', 's']\n"
        "from pmo.__main__ import main; main(); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=example
    )
    *words, modules = done.stdout.splitlines()
    assert words == ["words", "scada-renewal", "smart-meters-rollout", "solar-pumping"]
    assert not {"typer", "msgspec", "yaml", "rich", "jinja2", "pmo.cli"} & set(modules.split())


# real shells


def in_shell(shell: str, script: str, folder: Path) -> str:
    executable = shutil.which(shell)
    if executable is None:
        pytest.skip(f"{shell} is not installed")
    path = f"{PMO.parent}{os.pathsep}{os.environ['PATH']}"
    arguments = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [executable, *arguments, "-c", script],
        capture_output=True,
        text=True,
        cwd=folder,
        env=os.environ | {"PATH": path},
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    folder = write(tmp_path / "portfolio", {"projects/data/charter.yaml": {"id": "data"}})
    for name in HOSTILE:
        (folder / "projects" / name).mkdir(exist_ok=True)
    (folder / "notes.txt").write_text("")
    return folder


def test_bash(hostile):
    script = """
        eval "$(pmo completion bash)"
        complete -p pmo
        try() {
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
            _pmo_completion "$1"
            echo "${COMPREPLY[*]}"
        }
        try pmo valid
        try pmo validate --project ""
        try pmo validate --format = j
        try pmo validate --project \"'d"
        try pmo '$(touch pwned)' ""
        try pmo validate --project '$(touch pwned)'
        try /no/such/pmo valid
    """
    assert in_shell("bash", script, hostile).splitlines() == [
        "complete -F _pmo_completion pmo",
        "validate",
        "crm data",
        "json junit",
        "data",
        "--help",
        "",
        "validate",
    ]
    assert not (hostile / "pwned").exists()


def test_zsh(hostile):
    script = r"""
        compdef() { print "compdef $*" }
        compset() { PREFIX=${PREFIX#*=} }
        _files() { print "files $* $PREFIX" }
        _describe() { local name=$3; (( ${#${(P)name}} )) && print -rl -- $name "${(@P)name}" }
        eval "$(pmo completion zsh)"
        try() { words=("$@") CURRENT=$# PREFIX=$words[-1]; _pmo; print -- -- }
        try pmo valid
        try pmo validate --project ""
        try pmo validate --format=j
        try pmo validate -o no
        try pmo validate --output=no
        try pmo -C ""
        try pmo explain PMO503
        try /no/such/pmo explain PMO503
    """
    meaning = "The budget lines do not add up to the approved budget"
    assert in_shell("zsh", script, hostile).split("--\n") == [
        "compdef _pmo pmo\nfinished\nvalidate:Check files, schema, references and rules\n",
        "finished\ncrm\ndata\n",
        "finished\n--format=json\n--format=junit\n",
        "files  no\n",
        "files  no\n",
        "files -/ \n",
        f"finished\nPMO503:{meaning}\n",
        f"finished\nPMO503:{meaning}\n",
        "",
    ]
    assert not (hostile / "pwned").exists()


def test_fish(hostile):
    script = """
        pmo completion fish | source
        complete -C'pmo valid'
        complete -C'pmo validate --project '
        complete -C'pmo validate --format=j'
        complete -C'pmo validate -o no'
        complete -C'pmo explain PMO503'
    """
    assert in_shell("fish", script, hostile).splitlines() == [
        "validate\tCheck files, schema, references and rules",
        "crm",
        "data",
        "--format=json",
        "--format=junit",
        "notes.txt",
        "PMO503\tThe budget lines do not add up to the approved budget",
    ]
    assert not (hostile / "pwned").exists()


# the command


@pytest.mark.parametrize("shell", completing.SHELLS)
def test_the_script_of_a_shell(shell):
    outcome = pmo("completion", shell)
    assert outcome == (0, (shipped("completion") / f"pmo.{shell}").read_text("utf-8"), "")
    assert "completion" in pmo("completion", shell, terminal=True).err


PLACES = {
    "bash": ".local/share/bash-completion/completions/pmo",
    "zsh": ".local/share/zsh/site-functions/_pmo",
    "fish": ".config/fish/completions/pmo.fish",
}


@pytest.mark.parametrize(("shell", "place"), PLACES.items())
def test_it_is_installed_where_the_shell_looks(shell, place, monkeypatch):
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    target = Path.home() / place
    for _ in range(2):  # again, over the one that is there
        outcome = pmo("completion", "--install")
        assert outcome.code == 0
        assert outcome.out.startswith(f"written: {target}\n{shell} reads it in new terminals")
    assert target.read_text("utf-8") == (shipped("completion") / f"pmo.{shell}").read_text("utf-8")


def test_it_is_installed_where_the_user_keeps_such_files(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert str(tmp_path / "data") in pmo("completion", "bash", "--install").out
    assert str(Path.home() / ".config") in pmo("completion", "fish", "--install").out


def test_what_is_not_ours_is_left_alone(tmp_path):
    target = Path.home() / PLACES["bash"]
    target.parent.mkdir(parents=True)
    target.write_text("# somebody else's\n")
    outcome = pmo("completion", "bash", "--install")
    assert outcome.code == 2
    assert outcome.err == (
        f"pmo: {target} is there and not from pmo\n  remove it first, or leave out --install\n"
    )
    assert target.read_text() == "# somebody else's\n"
    target.unlink()
    target.symlink_to(tmp_path / "elsewhere")
    assert pmo("completion", "bash", "--install").code == 2
    assert not (tmp_path / "elsewhere").exists()


def test_where_it_cannot_be_installed(tmp_path, monkeypatch):
    (tmp_path / "data").write_text("a file")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert "cannot be written" in pmo("completion", "bash", "--install").err
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    assert pmo("completion") == (2, "", "pmo: which shell?\n  name one: bash, zsh, fish\n")
    assert pmo("completion", "tcsh").err.startswith("pmo: SHELL cannot be 'tcsh'")
