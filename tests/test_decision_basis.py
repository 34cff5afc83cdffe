"""Decisions that rest on a ranking or selection: what they record, and that it can be computed again."""

import hashlib
import json
from pathlib import Path

import pytest
import yaml

from pmo.model.decisions import Decision
from pmo.model.fingerprints import record_fingerprint
from tests import portfolios
from tests.commands import pmo
from tests.repositories import commit, git

DAY = ("--as-of", "2026-11-01")


def scored(project: str, score: int | None, cost: int, value: int, **more: object) -> dict:
    scores = {} if score is None else {"scores": {"value": score}}
    selection = {"cost": [{"period": 2027, "amount": cost}], "value": value, **more}
    return portfolios.charter(project, selection=selection, **scores)


FILES = {
    "pmo.yaml": portfolios.office(
        prioritisation={
            "criteria": [{"id": "value", "title": "Value", "scale": {"min": 0, "max": 3}}],
            "constraints": {"budget": [{"period": 2027, "amount": 100}]},
        }
    ),
    "projects/crm/charter.yaml": scored("crm", 1, 50, 7),
    "projects/one/charter.yaml": scored("one", 2, 60, 8),
    "projects/two/charter.yaml": scored("two", None, 40, 5),
    "projects/law/charter.yaml": scored("law", 3, 0, 1, mandatory=True),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = portfolios.write(tmp_path / "office", FILES)
    commit(root, "Proposals", "2026-10-15")
    return root


def recorded(root: Path) -> dict:
    return yaml.safe_load((root / "decisions.yaml").read_text())["decisions"][-1]


def test_a_decision_on_the_ranking(root):
    revision = git(root, "rev-parse", "HEAD")
    outcome = pmo("-C", root, "new", "decision", "--from", "ranking", "--by", "cara", *DAY)
    assert (outcome.code, outcome.err) == (0, "")
    found = recorded(root)
    short = revision[:12]
    assert found["id"] == "order-proposed-projects"
    assert (found["status"], str(found["date"]), found["by"]) == ("decided", "2026-11-01", "cara")
    assert (
        found["decision"]
        == "In this order: law (mandatory), 1. one (66.7), 2. crm (33.3), two (without a score)"
    )
    assert found["options"] == [found["decision"], "In another order, for reasons to be written down"]
    command = f"pmo rank --at {short} --as-of 2026-11-01"
    assert found["context"] == (
        f"Ranking by weighted scoring, at revision {short} as of 1 November 2026: law (mandatory), 1. one (66.7), "
        f"2. crm (33.3), two (without a score). `{command}` computes it again."
    )
    assert found["basis"] | {"as_of": "2026-11-01"} == {
        "source": "ranking",
        "command": command,
        "revision": revision,
        "as_of": "2026-11-01",
        "method": "weighted",
        "figures": [
            {"project": "law", "score": 1, "mandatory": True},
            {"project": "one", "rank": 1, "score": 0.666667},
            {"project": "crm", "rank": 2, "score": 0.333333},
            {"project": "two"},
        ],
    }
    assert pmo("-C", root, "validate", *DAY, "--select", "PMO1,PMO2,PMO3").code == 0
    ranking = json.loads(pmo("-C", root, *command.split()[1:], "--format", "json").out)["data"]["ranking"]
    assert [one["project"] for one in ranking] == [one["project"] for one in found["basis"]["figures"]]


def check(root: Path, *arguments: object) -> tuple[int, dict]:
    outcome = pmo("-C", root, "rank", "--check", *arguments, "--format", "json")
    assert outcome.err == ""
    return outcome.code, json.loads(outcome.out)["data"]


def test_a_later_change_of_the_files_does_not_change_the_proof(root):
    assert pmo("-C", root, "new", "decision", "Order", "--from", "ranking", *DAY).code == 0
    assert pmo("-C", root, "set", "crm", "scores.value=3").code == 0
    commit(root, "Later")
    code, found = check(root, "order")
    assert (code, found["same"], found["differences"], found["decision"]) == (
        0,
        True,
        [],
        "office/decisions/order",
    )
    text = pmo("-C", root, "rank", "--check", "office/decisions/order").out
    assert "It rests on the ranking at revision " in text
    assert "Computed again, it is the same." in text


def test_figures_that_somebody_changed_are_found(root):
    assert pmo("-C", root, "new", "decision", "Order", "--from", "ranking", *DAY).code == 0
    file = root / "decisions.yaml"
    file.write_text(file.read_text().replace("rank: 1", "rank: 9").replace("project: crm", "project: gone"))
    code, found = check(root, "office/decisions/order")
    rows = {(one["what"], one["field"]): (one["recorded"], one["now"]) for one in found["differences"]}
    assert code == 1
    assert rows["one", "rank"] == ("9", "1")
    assert rows["gone", "score"] == ("0.333333", None)
    assert rows["crm", "rank"] == (None, "2")
    outcome = pmo("-C", root, "rank", "--check", "order", terminal=True)
    assert outcome.code == 1
    assert "Computed again, it is not the same:" in outcome.out


def test_a_decision_on_the_selection(root):
    outcome = pmo("-C", root, "new", "decision", "--from", "selection", *DAY)
    assert (outcome.code, outcome.err) == (0, "")
    found = recorded(root)
    revision = git(root, "rev-parse", "HEAD")
    assert found["id"] == "choice-among-proposed-projects"
    assert (found["status"], "decision" in found) == ("requested", False)
    assert found["options"][0] == "We do law, one, two, worth 14; not now: crm"
    assert "Used with work under way: 100 of 100 (budget 2027)" in found["context"]
    assert found["basis"]["command"] == f"pmo select --at {revision[:12]} --as-of 2026-11-01"
    assert found["basis"]["value"] == 14
    assert found["basis"]["figures"][-1] == {"project": "crm", "selected": False, "value": 7}
    assert found["basis"]["limits"] == [{"kind": "budget", "period": 2027, "used": 100, "limit": 100}]
    assert check(root, "choice-among-proposed-projects")[0] == 0
    file = root / "decisions.yaml"
    file.write_text(file.read_text().replace("used: 100", "used: 90"))
    code, data = check(root, "choice-among-proposed-projects")
    assert (code, data["differences"]) == (
        1,
        [{"what": "budget 2027", "field": "used", "recorded": "90", "now": "100"}],
    )


def test_what_is_not_committed_proves_nothing(root):
    assert pmo("-C", root, "set", "crm", "unit=x").code == 0
    outcome = pmo("-C", root, "new", "decision", "--from", "ranking", *DAY)
    assert (outcome.code, outcome.out) == (2, "")
    assert "nobody could check the figures later" in outcome.err
    assert not (root / "decisions.yaml").exists()
    earlier = pmo("-C", root, "new", "decision", "Earlier", "--from", "ranking", "--at", "2026-10-20", *DAY)
    assert (earlier.code, recorded(root)["basis"]["revision"]) == (0, git(root, "rev-parse", "HEAD"))
    forced = pmo("-C", root, "new", "decision", "Forced", "--from", "ranking", "--force", *DAY)
    assert forced.code == 0
    found = recorded(root)
    assert "revision" not in found["basis"]
    assert found["basis"]["command"] == "pmo rank --as-of 2026-11-01"
    assert "of files that were not committed, as of 1 November 2026" in found["context"]
    assert check(root, "forced")[0] == 0
    assert "the files as they are now are compared" in pmo("-C", root, "rank", "--check", "forced").out
    assert pmo("-C", root, "set", "crm", "scores.value=3").code == 0
    assert check(root, "forced")[0] == 1


def test_the_day_of_a_revision_counts_unless_another_is_given(root):
    assert pmo("-C", root, "new", "decision", "Then", "--from", "ranking", "--at", "HEAD").code == 0
    assert str(recorded(root)["basis"]["as_of"]) == "2026-10-15"


def test_what_is_given_stands_over_what_is_filled_in(root):
    given = ("--status", "decided", "--decision", "None of them", "--context", "Talked", "--body", "board")
    assert pmo("-C", root, "new", "decision", "No", "--from", "ranking", *given, *DAY).code == 0
    found = recorded(root)
    assert (found["decision"], found["context"], found["body"]) == ("None of them", "Talked", "board")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("X", "--at", "HEAD"), "--at goes with --from"),
        (("X", "--force"), "--force goes with --from"),
        (("--from", "ranking", "--project", "crm"), "its decision is the office's"),
        (("--from", "ranking", "--at", "nope"), "does not know the revision"),
        (("--from", "guess",), "ranking"),
    ],
)  # fmt: skip
def test_what_does_not_go_together(root, arguments, words):
    outcome = pmo("-C", root, "new", "decision", *arguments, *DAY)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


def test_nothing_to_decide_on(tmp_path):
    running = portfolios.charter(state="active")
    root = portfolios.write(tmp_path, FILES | {f"projects/{one}/charter.yaml": running | {"id": one} for one in ("crm", "one", "two", "law")})  # fmt: skip
    outcome = pmo("-C", root, "new", "decision", "--from", "ranking", "--force", *DAY)
    assert "there is nothing to rank" in outcome.err
    tight = FILES | {"projects/law/charter.yaml": scored("law", 3, 101, 1, mandatory=True)}
    root = portfolios.write(tmp_path / "tight", tight)
    outcome = pmo("-C", root, "new", "decision", "--from", "selection", "--force", *DAY)
    assert "no selection satisfies all constraints" in outcome.err


def test_a_selection_that_was_not_found_in_time_proves_nothing(root, monkeypatch):
    from pmo.analysis import decided

    real = decided.select

    def hurried(*arguments: object, **options: object) -> object:
        from dataclasses import replace

        return replace(real(*arguments, **options), status="feasible")  # type: ignore[arg-type]

    monkeypatch.setattr(decided, "select", hurried)
    outcome = pmo("-C", root, "new", "decision", "--from", "selection", *DAY)
    assert "was not found in time" in outcome.err


def test_checks_that_cannot_be(root):
    assert pmo("-C", root, "new", "decision", "Plain", *DAY).code == 0
    outcome = pmo("-C", root, "rank", "--check", "office/decisions/plain")
    assert (outcome.code, "rests on no ranking or selection" in outcome.err) == (2, True)
    assert "rests on no ranking" in pmo("-C", root, "rank", "--check", "crm").err
    assert "use text or json" in pmo("-C", root, "rank", "--check", "plain", "--format", "csv").err
    assert pmo("-C", root, "new", "decision", "Order", "--from", "ranking", "--at", "HEAD", *DAY).code == 0
    file = root / "decisions.yaml"
    revision = git(root, "rev-parse", "HEAD")
    file.write_text(file.read_text().replace(f"revision: {revision}", f"revision: {'f' * 40}"))
    assert "does not know the revision" in pmo("-C", root, "rank", "--check", "order").err


def test_an_old_fingerprint_stays_what_it_was():
    plain = Decision(id="a", title="A", status="requested")
    assert (
        record_fingerprint(plain)
        == hashlib.sha256(b'{"id":"a","status":"requested","title":"A"}').hexdigest()
    )
