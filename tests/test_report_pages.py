"""`pmo report`: pages as they should look, inert whatever the files say, and where they go."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from pmo.loading import load
from pmo.locale import language
from pmo.model.portfolio import Portfolio
from pmo.output.drawing import drawn
from pmo.output.envelope import plain
from pmo.render.context import type_named
from pmo.render.environment import GIVEN, Renderer, render
from pmo.render.reports import REPORTS
from pmo.render.views import portfolio as whole
from pmo.render.views import status as single
from pmo.render.views.parts import Heading
from pmo.trees import WorkingTree
from tests import golden
from tests.commands import pmo
from tests.portfolios import AS_OF, charter, office, people, write

PAGES = (
    "billing-renewal",
    "contact-centre",
    "customer-portal",
    "demand-response",
    "field-tablets",
    "fleet-electrification",
    "nis2-compliance",
    "scada-renewal",
    "smart-meters-rollout",
)
REVISION = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture(scope="module")
def story() -> Portfolio:
    return load(WorkingTree(Path(__file__).parent.parent / "examples" / "portfolio")).portfolio


def heading(portfolio: Portfolio, revision: str | None = REVISION) -> Heading:
    assert portfolio.office is not None
    return Heading(portfolio.office.office.name, revision, AS_OF)


def status_page(portfolio: Portfolio, project: str, code: str = "en") -> str:
    words = language(code)
    view = single.status_view(portfolio, portfolio.projects[project], heading(portfolio), words)
    return render(single.TEMPLATE, view, words)


def portfolio_page(portfolio: Portfolio, code: str = "en") -> str:
    words = language(code)
    view = whole.portfolio_view(portfolio, portfolio.projects.values(), heading(portfolio), words)
    return render(whole.TEMPLATE, view, words)


def parsed(markdown: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)


# As they should look


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("project", PAGES)
def test_status_page(request: pytest.FixtureRequest, story: Portfolio, project: str, code: str) -> None:
    golden.check(request, f"reports/status-{project}.{code}.md", status_page(story, project, code))


@pytest.mark.parametrize("code", ["en", "id"])
def test_portfolio_page(request: pytest.FixtureRequest, story: Portfolio, code: str) -> None:
    golden.check(request, f"reports/portfolio.{code}.md", portfolio_page(story, code))


def test_pages_do_not_depend_on_the_machine(story: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    before = portfolio_page(story, "id")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert portfolio_page(story, "id") == before


def test_every_table_has_as_many_cells_in_each_row(story: Portfolio) -> None:
    pages = [status_page(story, project, code) for project in story.projects for code in ("en", "id")]
    for page in [*pages, portfolio_page(story)]:
        for lines in _tables(page):
            widths = {line.replace(r"\|", "").count("|") for line in lines}
            assert len(widths) == 1, lines


def _tables(page: str) -> Iterator[list[str]]:
    for block in page.split("\n\n"):
        lines = [line for line in block.split("\n") if line.startswith("|")]
        if lines:
            yield lines


def test_nothing_is_shown_in_colour_alone(story: Portfolio) -> None:
    pages = [portfolio_page(story), *(status_page(story, project) for project in PAGES)]
    for sign, word in (("🔴", "Red"), ("🟡", "Amber"), ("🟢", "Green"), ("⚪", "Grey"), ("🔵", "Blue")):
        for page in pages:
            assert page.count(sign) == page.count(f"{sign} {word}")


# What the files say stays text

ATTACKS = [
    "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) ![x](https://example.org/x.png) <https://example.org>",
    "a | b \\| c\n\n# Heading\n\n- item\n1. one\n> quote\n---",
    "`code` ``` ~~~ **bold** _em_ ~~gone~~ &lt; \\",
    "{{ 7 * 7 }} {% raw %} {# no #} {name} %(x)s",
    "@everyone #1 !2 GH-3 www.example.org https://example.org",
    "\x1b[31mred\x1b[0m \u202egnp.exe",
]


def hostile(root: Path, attack: str) -> Portfolio:
    """A portfolio in whose reports every text is ``attack``."""
    text = attack.replace(
        "\x1b", "\u009b"
    )  # YAML has no escape character; this one begins a sequence as well
    milestone = {
        "title": text,
        "owner": "ana",
        "baseline": "2026-10-01",
        "forecast": "2027-10-01",
        "weight": 100,
    }
    risk = {"title": text, "owner": "ana", "status": "assessed", "probability": 5, "impact": 5}
    crm: dict[str, Any] = {
        "charter": charter(
            title=text, state="active", purpose=text, phase=text, method="own", programme="renewal"
        )
        | {"body": "board"},
        "plan": {
            "milestones": [
                milestone | {"id": "a"},
                milestone | {"id": "b", "after": [{"milestone": "erp/a", "agreed": False}]},
            ]
        },
        "budget": {"approved": 100, "contingency": 10, "forecast": [{"period": "2026-12", "cost": 200}]},
        "risks": {
            "risks": [
                risk | {"id": "a", "response": {"strategy": "reduce", "plan": text}},
                risk | {"id": "b", "type": "opportunity"},
            ]
        },
        "issues": {
            "issues": [
                {"id": "a", "title": text, "severity": "high", "owner": "ana", "status": "escalated"}
                | {"raised": "2026-10-01", "due": "2026-10-02", "escalation": {"to": "board"}}
            ]
        },
        "changes": {
            "changes": [
                {"id": "a", "title": text, "raised_by": "ana", "raised": "2026-10-01", "status": "submitted"}
            ]
        },
        "decisions": {
            "decisions": [{"id": "a", "title": text, "status": "requested", "by": "ana", "consequence": text}]
        },
        "actions": {"actions": [{"text": text, "owner": "ana", "due": "2026-10-01"}]},
        "allocations": {
            "allocations": [
                {"role": "lead", "load": 1, "from": "2026-12-01", "to": "2026-12-31", "task": text}
            ]
        },
        "benefits": {
            "benefits": [
                {"id": "a", "title": text, "owner": "ana", "unit": text, "baseline": text, "target": text}
                | {"measurements": [{"date": "2026-10-01", "value": text}]}
            ]
        },
        "gates": {"reviews": [{"gate": text, "held": "2026-10-01"}, {"gate": text, "planned": "2027-10-01"}]},
        "status/2026-10-30": {"date": "2026-10-30", "author": "ana", "headline": text, "overall": "red"}
        | {"health": {"cost": "red"}, "comments": {"cost": text}, "done": [text], "next": [text]}
        | {"override": [{"dimension": "cost", "reason": text, "by": "ana", "until": "2027-01-01"}]}
        | {
            "decisions_needed": [{"what": f"{text} 2", "by": "ana", "due": "2026-10-01", "consequence": text}]
        },
    }
    files: dict[str, Any] = {f"projects/crm/{name}.yaml": content for name, content in crm.items()}
    files |= {
        "pmo.yaml": office(
            office={"name": text}, governance={"bodies": [{"id": "board", "name": text, "members": ["cara"]}]}
        ),
        "strategy.yaml": {"programmes": [{"id": "renewal", "title": text}]},
        "people.yaml": people(roles=[{"id": "lead", "title": text}])
        | {"people": [{"id": name, "name": text, "role": "lead"} for name in ("ana", "budi", "cara")]},
        "methods/own.yaml": {"id": "own", "title": text, "phases": []},
        "projects/erp/charter.yaml": charter("erp", title=text, state="active"),
        "projects/erp/plan.yaml": {"milestones": [milestone | {"id": "a"}]},
        "projects/old/charter.yaml": charter("old", title=text, state="completed"),
    }
    written = yaml.safe_load(yaml.safe_dump(files, allow_unicode=True))
    loaded = load(WorkingTree(write(root, written)))
    assert not loaded.findings, loaded.findings
    return loaded.portfolio


def shape(markdown: str) -> list[str]:
    """Everything in a page but its texts."""
    found = []
    for token in parsed(markdown):
        found.append(token.type)
        found += [child.type for child in token.children or () if child.type not in ("text", "text_special")]
    return found


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("code", ["en", "id"])
def test_an_attack_changes_nothing_but_texts(tmp_path: Path, attack: str, code: str) -> None:
    harmless, attacked = hostile(tmp_path / "a", "harmless"), hostile(tmp_path / "b", attack)
    for project in ("crm", "erp"):
        page = status_page(attacked, project, code)
        assert shape(page) == shape(status_page(harmless, project, code))
        assert not {"html_inline", "html_block", "link_open", "image", "code_inline"} & set(shape(page))
        assert "\u009b" not in page
        assert "\u202e" not in page
    assert shape(portfolio_page(attacked, code)) == shape(portfolio_page(harmless, code))


def test_an_attack_can_be_read(tmp_path: Path) -> None:
    page = status_page(hostile(tmp_path, ATTACKS[0]), "crm")
    texts = [
        child.content
        for token in parsed(page)
        for child in token.children or ()
        if child.type.startswith("text")
    ]
    assert "<script>alert(1)</script>" in "".join(texts)


def test_a_page_drawn_on_a_terminal_cannot_steer_it(tmp_path: Path) -> None:
    shown = drawn(status_page(hostile(tmp_path, ATTACKS[-1]), "crm"), width=80, colour=False)
    assert not {character for character in shown if ord(character) < 32 or 127 <= ord(character) < 160} - {
        "\n"
    }
    assert max(map(len, shown.splitlines())) <= 80


# Little to go on


def test_an_empty_project_is_said_to_be_empty(tmp_path: Path) -> None:
    root = write(tmp_path)
    page = pmo("report", "status", "crm", "-C", root, "--as-of", AS_OF).out
    assert "Nothing open: actions, decisions." in page
    assert (
        "Not recorded, which is not the same as none: plan, budget, risks, issues, changes, resources, benefits."
        in page
    )
    assert "## " not in page


def test_an_empty_portfolio(tmp_path: Path) -> None:
    root = write(tmp_path, {"projects/crm/charter.yaml": None})
    done = pmo("report", "portfolio", "-C", root, "--as-of", AS_OF)
    assert done.code == 0
    assert "| Projects | 0 |" in done.out
    assert pmo("report", "status", "--all", "-C", root).code == 0


def test_a_project_with_an_unreadable_charter_can_be_forced(tmp_path: Path) -> None:
    root = write(tmp_path, {"projects/crm/charter.yaml": b"title: ["})
    assert pmo("report", "status", "crm", "-C", root).code == 2
    done = pmo("report", "status", "crm", "-C", root, "--force", "--as-of", AS_OF)
    assert done.code == 0
    assert done.out.startswith("# crm: status report\n")


def test_every_field_of_a_view_is_documented() -> None:
    for module in (single, whole):
        source = Path(module.__file__ or "").read_text("utf-8")
        for name, kind in vars(module).items():
            if (
                is_dataclass(kind)
                and isinstance(kind, type)
                and kind.__module__ == module.__name__
                and name[0] != "_"
            ):
                for field in fields(kind):
                    described = (
                        source.split(f"class {name}:")[1].split(f"    {field.name}: ")[1].split("\n", 1)[1]
                    )
                    assert described.lstrip().startswith('"""'), f"{name}.{field.name}"


# Where they go


def test_one_page_to_a_pipe_a_file_and_a_terminal(tmp_path: Path, example: Path) -> None:
    call = ("report", "status", "scada-renewal", "-C", example, "--as-of", AS_OF)
    piped = pmo(*call)
    assert piped.code == 0
    assert piped.err == ""
    assert piped.out.startswith("# Renewal of the control system")
    assert pmo(*call, "-o", tmp_path / "page.md").out == ""
    assert (tmp_path / "page.md").read_text("utf-8") == piped.out
    assert pmo(*call, "--format", "markdown", terminal=True).out == piped.out
    person = pmo(*call, "--color", "never", terminal=True)
    assert "| --- |" not in person.out
    assert "Decisions needed" in person.out
    assert "With -o FILE" in person.err


def test_all_pages_into_a_folder(tmp_path: Path, example: Path) -> None:
    call = ("report", "status", "--all", "-C", example, "--as-of", AS_OF)
    assert pmo(*call, "-o", tmp_path / "new" / "folder").code == 0
    written = sorted(path.name for path in (tmp_path / "new" / "folder").iterdir())
    assert written == sorted(f"{folder.name}.md" for folder in (example / "projects").iterdir())
    one = pmo("report", "status", "solar-pumping", "-C", example, "--as-of", AS_OF).out
    assert (tmp_path / "new" / "folder" / "solar-pumping.md").read_text("utf-8") == one
    together = pmo(*call, "--project", "solar-*", "--project", "scada-*").out
    assert together.count("\n---\n\n# ") == 1
    assert together.endswith(one)


def test_pages_as_data(tmp_path: Path, example: Path) -> None:
    call = ("report", "status", "-C", example, "--as-of", AS_OF, "--format", "json")
    data = json.loads(pmo(*call, "scada-renewal").out)
    assert (data["command"], data["as_of"], data["data"]["project"]["id"]) == (
        "report",
        "2026-11-01",
        "scada-renewal",
    )
    assert data["data"]["money"]["approved"] == {"amount": "3250000", "currency": "EUR"}
    assert data["data"]["money"]["overrun_share"] == pytest.approx(0.1323, abs=1e-4)
    assert data["data"]["schedule"]["weight_done"] == 0.5
    assert [one["project"]["id"] for one in json.loads(pmo(*call, "--project", "s*").out)["data"]] == [
        "scada-renewal",
        "smart-meters-rollout",
        "solar-pumping",
    ]
    assert pmo(*call, "--project", "solar*", "-o", tmp_path / "data").code == 0
    assert (
        json.loads((tmp_path / "data" / "solar-pumping.json").read_text())["data"]["declared"]["health"]
        == "green"
    )


def test_the_portfolio_report_as_data(example: Path) -> None:
    done = pmo("report", "portfolio", "-C", example, "--as-of", AS_OF, "--format", "json")
    data = json.loads(done.out)["data"]
    assert data["states"][0] == {"word": "active", "projects": 8}
    assert data["totals"]["overrun"]["currency"] == "EUR"
    assert plain(data) == data


def test_a_part_of_the_portfolio(example: Path) -> None:
    call = (
        "report",
        "portfolio",
        "-C",
        example,
        "--as-of",
        AS_OF,
        "--format",
        "json",
        "--project",
        "scada-renewal",
    )
    data = json.loads(pmo(*call).out)["data"]
    assert data["projects"] == 1
    assert {one["where"] for one in data["decisions"]} == {
        "Renewal of the control system of the pumping stations"
    }
    assert {one["address"].partition("/")[0] for one in data["threats"]} == {"scada-renewal"}


@pytest.mark.parametrize(
    ("arguments", "reason", "advice"),
    [
        (("status",), "which project?", "name one project, or give --all"),
        (("status", "scada-renewal", "--all"), "which project?", "name one project, or give --all"),
        (("status", "scada-renewl"), "there is no project 'scada-renewl'", "did you mean scada-renewal?"),
        (
            ("portfolio", "scada-renewal"),
            "the portfolio report is about all projects",
            "narrow it with --project",
        ),
        (("portfolio", "--all"), "the portfolio report is about all projects", "narrow it with --project"),
        (("status", "--all", "-o", __file__), f"{__file__} is a file", "with --all, -o names a folder"),
        (("status", "--all", "-o", "/proc/nope"), "the folder /proc/nope cannot be made", "permissions"),
        (("annual",), "there is no report 'annual'", "`pmo report` lists the kinds"),
        (("financ",), "there is no report 'financ'", "did you mean `pmo report finance`?"),
        (("status", "--since", "HEAD"), "the status report compares with nothing earlier", "--at"),
        (("status", "scada-renewal", "--template", "page.md"), "page.md does not say", ".md.jinja"),
        (("status", "scada-renewal", "--template", "no.md.jinja"), "no template no.md.jinja", "--describe"),
    ],
)
def test_calls_that_make_no_sense(
    example: Path, arguments: tuple[str, ...], reason: str, advice: str
) -> None:
    done = pmo("report", *arguments, "-C", example)
    assert (done.code, done.out) == (2, "")
    assert reason in done.err
    assert advice in done.err


def test_a_portfolio_may_have_a_template_of_its_own(tmp_path: Path) -> None:
    root = write(tmp_path)
    folder = root / "templates" / "reports"
    folder.mkdir(parents=True)
    (folder / "status.md.jinja").write_text(
        '{% extends "pmo/status.md.jinja" %}\n{% block title %}\n# Our {{ project.title }}\n{% endblock %}\n'
    )
    page = pmo("report", "status", "crm", "-C", root).out
    assert page.startswith("# Our Project crm\n\n| | |\n")
    (folder / "status.md.jinja").write_text("{{ project.titel }}")
    done = pmo("report", "status", "crm", "-C", root)
    assert done.code == 2
    assert (
        "templates/reports/status.md.jinja, line 1: there is no 'titel' in ProjectHead; did you mean 'title'?"
        in done.err
    )


# The kinds, and what their templates see


def test_without_a_kind_the_kinds_are_listed(example: Path) -> None:
    done = pmo("report", "-C", example)
    assert done.code == 0
    listed = [line.split()[0] for line in done.out.splitlines() if line]
    assert listed[listed.index("Kind") + 1 :] == list(REPORTS)


@pytest.mark.parametrize("kind", REPORTS)
def test_what_a_template_sees_is_described_field_by_field(example: Path, kind: str) -> None:
    data = json.loads(pmo("report", kind, "--describe", "-C", example, "--format", "json").out)["data"]
    view = type_named(REPORTS[kind].view)
    assert data["types"][0]["name"] == view.__name__
    assert [one["name"] for one in data["types"][0]["variables"]][: len(fields(view))] == [
        one.name for one in fields(view)
    ]
    without = [
        f"{one['name']}.{variable['name']}"
        for one in data["types"]
        for variable in one["variables"]
        if not variable["meaning"] or not variable["type"]
    ]
    assert without == []


@pytest.mark.parametrize("arguments", [("report",), ("report", "status", "--describe"), ("chart",)])
def test_the_kinds_are_known_without_a_portfolio(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: Path, arguments: tuple[str, ...]
) -> None:
    within = pmo(*arguments, "-C", example)
    (tmp_path / "projects" / "crm").mkdir(parents=True)
    (tmp_path / "projects" / "crm" / "charter.yaml").write_text("title: [")
    monkeypatch.chdir(tmp_path)
    assert pmo(*arguments) == within
    envelope = json.loads(pmo(*arguments, "--format", "json").out)
    assert (envelope["portfolio"], envelope["revision"]) == (None, None)
    (tmp_path / "pmo.yaml").write_text("office: [")  # one that cannot be read does not stand in the way
    assert pmo(*arguments) == within
    for named in (("-C", tmp_path / "elsewhere"), ("--at", "HEAD")):
        assert pmo(*arguments, *named).code == 2
    monkeypatch.chdir(tmp_path.parent)
    assert "there is no pmo.yaml" in pmo(*arguments, "--at", "HEAD").err
    assert pmo("report", "portfolio").code == pmo("chart", "roadmap").code == 2


def test_a_description_says_types_in_words(example: Path) -> None:
    done = pmo("report", "status", "--describe", "-C", example)
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in done.out.splitlines() if line.split()}
    assert rows["milestones"].startswith("list of MilestoneRow ")
    assert rows["as_of"] == "day Day that counts as today."
    assert rows["revision"].startswith("text or nothing Commit that the facts are exactly those of")
    words = " ".join(done.out.split())
    assert '{% extends "pmo/status.md.jinja" %}, then replace blocks: title, ' in words


# A template that is given


@pytest.mark.parametrize(
    ("name", "template", "page"),
    [
        ("one.md.jinja", "{{ project.title }}", "R\\|D &lt;b&gt; \\*\n"),
        ("one.html.jinja", "<p>{{ project.title }}</p>", "<p>R|D &lt;b&gt; *</p>\n"),
    ],
)
def test_a_given_template_renders_inertly(tmp_path: Path, name: str, template: str, page: str) -> None:
    root = write(tmp_path / "portfolio", {"projects/crm/charter.yaml": charter("crm", title="R|D <b> *")})
    given = tmp_path / name
    given.write_text(template, encoding="utf-8")
    done = pmo("report", "status", "crm", "--template", given, "-C", root)
    assert (done.code, done.out) == (0, page)


def test_a_given_template_extends_ours_and_writes_many(tmp_path: Path, example: Path) -> None:
    given = tmp_path / "ours.md.jinja"
    given.write_text('{% extends "pmo/status.md.jinja" %}{% block title %}# T\n{% endblock %}', "utf-8")
    folder = tmp_path / "pages"
    assert pmo("report", "status", "--all", "--template", given, "-C", example, "-o", folder).code == 0
    pages = sorted(folder.glob("*.md"))
    assert len(pages) == 16
    assert all(page.read_text("utf-8").startswith("# T\n") for page in pages)


def test_a_mistake_in_a_given_template_names_it(tmp_path: Path, example: Path) -> None:
    given = tmp_path / "ours.md.jinja"
    given.write_text("Fine.\n{{ titel }}\n", "utf-8")
    done = pmo("report", "status", "scada-renewal", "--template", given, "-C", example)
    assert (done.code, done.out) == (2, "")
    assert f"the template {given}, line 2: there is no 'titel'" in done.err


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (
            {"status": '{% extends "pmo/status.md.jinja" %}\n{% block benefit %}{% endblock %}'},
            "templates/reports/status.md.jinja, line 2: nothing shows the block 'benefit', for pmo/status.md.jinja "
            "has none of that name; did you mean 'benefits'? (it has: title, ",
        ),
        (  # through a template of their own, which may have blocks of its own
            {
                "status": '{% extends "ours.md.jinja" %}{% block closing %}{% endblock %}\n\n{% block xyz %}{% endblock %}',
                "ours": '{% extends "pmo/status.md.jinja" %}{% block title %}{% block closing %}{% endblock %}{% endblock %}',
            },
            "templates/reports/status.md.jinja, line 3: nothing shows the block 'xyz', for ours.md.jinja has none",
        ),
        (  # the mistake is in the one between
            {
                "status": '{% extends "ours.md.jinja" %}{% block title %}{% endblock %}',
                "ours": '{% extends "pmo/status.md.jinja" %}{% block ttle %}{% endblock %}',
            },
            "templates/reports/ours.md.jinja, line 1: nothing shows the block 'ttle'",
        ),
        (
            {
                "status": '{% extends "ours.md.jinja" %}{% block title %}{% endblock %}',
                "ours": "Nothing but this.",
            },
            "templates/reports/status.md.jinja, line 1: nothing shows the block 'title', for ours.md.jinja has none "
            "of that name (it has: none)",
        ),
    ],
)
def test_a_block_that_nothing_shows_is_refused(tmp_path: Path, files: dict[str, str], reason: str) -> None:
    root = write(tmp_path / "portfolio")
    folder = root / "templates" / "reports"
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / f"{name}.md.jinja").write_text(content, "utf-8")
    done = pmo("report", "status", "crm", "-C", root)
    assert (done.code, done.out) == (2, "")
    assert reason in done.err
    given = tmp_path / "given.md.jinja"
    given.write_text(files["status"], "utf-8")
    done = pmo("report", "status", "crm", "-C", root, "--template", given)
    assert (done.code, done.out) == (2, "")
    assert reason.replace("templates/reports/status.md.jinja", str(given)) in done.err


def test_templates_that_extend_in_a_circle_or_by_a_variable_are_told_as_before(tmp_path: Path) -> None:
    root = write(tmp_path)
    folder = root / "templates" / "reports"
    folder.mkdir(parents=True)
    status = folder / "status.md.jinja"
    status.write_text('{% extends "status.md.jinja" %}{% block any %}{% endblock %}')
    assert "line 1: it writes more than" in pmo("report", "status", "crm", "-C", root).err
    status.write_text(
        '{% set which = "pmo/status.md.jinja" %}{% extends which %}{% block any %}{% endblock %}'
    )
    assert pmo("report", "status", "crm", "-C", root).code == 0


# Links and pictures


@pytest.mark.parametrize(
    ("ending", "plain", "linked", "picture"),
    [
        ("md", "Grid \\| &lt;Power&gt;", "[Grid \\| &lt;Power&gt;](a.md)", "![A picture](p.svg)"),
        (
            "html",
            "Grid | &lt;Power&gt;",
            '<a href="a.md">Grid | &lt;Power&gt;</a>',
            '<img src="p.svg" alt="A picture">',
        ),
    ],
)
def test_links_and_pictures_are_there_only_where_pages_have_them(
    tmp_path: Path, ending: str, plain: str, linked: str, picture: str
) -> None:
    given = tmp_path / f"page.{ending}.jinja"
    given.write_text(
        "{{ portfolio | link('a') }}/{{ portfolio | link('b') }}/{{ portfolio | link(narrowed) }}/{{ picture('p') }}",
        "utf-8",
    )
    renderer = Renderer(language("en"), ending, given=given)
    view = Heading("Grid | <Power>", None, AS_OF)
    assert renderer.render(GIVEN, view) == f"{plain}/{plain}/{plain}/\n"
    page = renderer.render(GIVEN, view, {"a": "a.md"}.get, {"p": picture}.get)
    assert page == f"{linked}/{plain}/{plain}/{picture}\n"


# A portfolio's own templates


def _story_with(folder: Path, example: Path, kind: str, template: str) -> Path:
    """A copy of the example portfolio with a template of its own for one report."""
    root = folder / "portfolio"
    shutil.copytree(example, root, ignore=shutil.ignore_patterns(".git"))
    own = root / "templates" / "reports" / f"{kind}.md.jinja"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(template, encoding="utf-8")
    return root


def _own_page(root: Path, kind: str) -> Any:
    if kind == "selection":
        pytest.importorskip("highspy")
    subject = {"project": ["scada-renewal"], "programme": ["customer-first"]}.get(REPORTS[kind].about, [])
    return pmo("-C", str(root), "report", kind, *subject, "--as-of", str(AS_OF))


@pytest.mark.parametrize("kind", REPORTS)
def test_each_report_can_have_a_template_that_uses_our_macros(
    tmp_path: Path, example: Path, kind: str
) -> None:
    template = '{% import "pmo/_parts.md.jinja" as parts with context %}\nOurs: {{ parts.days(30) }}\n'
    result = _own_page(_story_with(tmp_path, example, kind, template), kind)
    assert (result.code, result.out) == (0, "Ours: +30\n")


@pytest.mark.parametrize("kind", REPORTS)
def test_a_mistake_in_the_template_of_each_report_is_named(tmp_path: Path, example: Path, kind: str) -> None:
    result = _own_page(_story_with(tmp_path, example, kind, "Fine.\n{{ titel }}\n"), kind)
    assert result.code == 2
    assert result.out == ""
    assert f"templates/reports/{kind}.md.jinja, line 2: there is no 'titel'" in " ".join(result.err.split())
