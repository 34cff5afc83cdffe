"""The formats of others hold, whatever the text of a portfolio is."""

import datetime
import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.findings import SEVERITIES, Finding, Message, Related, Where, fingerprints, message
from pmo.output.findings import FindingsContext, FindingsReport
from pmo.output.formats import FORMATS
from pmo.render.inert import escaped

DATA = Path(__file__).parent.parent / "data"


def validator(name: str) -> Any:
    schema = json.loads((DATA / name).read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


SARIF = validator("sarif-2.1.0.schema.json")
GITLAB = validator("gitlab-code-quality.schema.json")

HOSTILE = st.text(
    st.sampled_from("\x00\x1b\r\n\t\x85\u2028\u202e\u2066\udcff\uffff%:,]<>&\"'|`@#=/ a日e\u0301")
)
TEXT = st.text() | st.text(st.characters()) | HOSTILE
PLACES = st.builds(Where, TEXT.filter(bool), st.integers(1, 5), st.integers(1, 50))
MESSAGES = st.builds(lambda text: message("{text}", text=text), TEXT)
FINDINGS = st.builds(
    Finding,
    st.sampled_from(["PMO101", "PMO301", "PMO602"]),
    st.sampled_from(SEVERITIES),
    PLACES,
    MESSAGES,
    st.none() | MESSAGES,
    st.none() | TEXT,
    st.lists(st.builds(Related, PLACES, MESSAGES), max_size=2).map(tuple),
)
REPORTS = st.builds(
    FindingsReport, st.lists(FINDINGS, max_size=12).map(tuple), st.integers(0, 3), st.integers(0, 3)
)


@st.composite
def contexts(draw: st.DrawFn) -> FindingsContext:
    lines = draw(st.lists(TEXT, max_size=5))
    title, page, portfolio = draw(TEXT), draw(TEXT), draw(TEXT)
    return FindingsContext(
        portfolio=portfolio,
        as_of=datetime.date(2026, 11, 1),
        version="1.2.3",
        prefix=draw(st.sampled_from(["", "examples/portfolio"])),
        excerpt=lambda path: lines,
        titles={"PMO301": title},
        help={"PMO301": page},
        fail_on=draw(st.none() | st.sampled_from(SEVERITIES)),
        excerpts=draw(st.booleans()),
        width=draw(st.integers(0, 120)),
    )


def control_characters(text: str) -> set[str]:
    return {
        character
        for character in text
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in "\u202e\u2066"
    }


@settings(deadline=None)  # the first call imports the format
@given(st.sampled_from(sorted(FORMATS)), REPORTS, contexts())
def test_every_format_can_be_written_and_shown(
    name: str, report: FindingsReport, context: FindingsContext
) -> None:
    written = FORMATS[name](report, context)
    written.encode()
    assert control_characters(written) <= {"\n"}
    assert FORMATS[name](report, context) == written


@given(REPORTS, contexts())
def test_text_has_one_line_for_each_finding(report: FindingsReport, context: FindingsContext) -> None:
    lines = FORMATS["text"](report, replace(context, excerpts=False)).splitlines()
    assert len(lines) == len(report.findings) + (2 if report.findings else 1)


@given(REPORTS, contexts())
def test_json_holds_what_was_found(report: FindingsReport, context: FindingsContext) -> None:
    data = json.loads(FORMATS["json"](report, context))["data"]
    assert len(data["findings"]) == len(report.findings)
    assert data["summary"]["error"] == sum(finding.severity == "error" for finding in report.findings)
    for item, finding in zip(data["findings"], report.findings, strict=True):
        assert item["message"] == re.sub(
            "[\ud800-\udfff]", lambda half: escaped(half[0]), str(finding.message)
        )


@given(REPORTS, contexts())
def test_github_has_one_command_for_each_finding(report: FindingsReport, context: FindingsContext) -> None:
    lines = FORMATS["github"](report, context).splitlines()
    totals = [line for line in lines if line.startswith("::notice title=pmo::")]
    commands = [line for line in lines if line.startswith("::") and line not in totals]
    assert len(commands) == len(report.findings)
    assert len(lines) == len(commands) + len(totals) + 1
    for command, finding in zip(commands, report.findings, strict=True):
        name, properties, text = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", command).groups()  # type: ignore[union-attr]
        assert name == {"error": "error", "warning": "warning", "info": "notice"}[finding.severity]
        assert [pair.partition("=")[0] for pair in properties.split(",")] == ["file", "line", "col", "title"]
        assert not re.search("%(?!25|0A|0D)", text)


@settings(deadline=None)
@given(REPORTS, contexts())
def test_sarif_follows_its_schema(report: FindingsReport, context: FindingsContext) -> None:
    log = json.loads(FORMATS["sarif"](report, context))
    SARIF.validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(report.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[A-Za-z0-9_.~/-]|%[0-9A-F]{2})+", uri)
        assert "](" not in result["message"]["text"]


def test_sarif_takes_severities_of_rules_from_the_rules(
    report: FindingsReport, context: FindingsContext
) -> None:
    log = json.loads(FORMATS["sarif"](report, replace(context, severities={"PMO301": "warning"})))
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["warning", "warning", "note"]
    assert log["runs"][0]["results"][0]["level"] == "error"
    last = log["runs"][0]["results"][2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(last) == "examples/portfolio/projects/é, x/plan.yaml"


@settings(deadline=None)
@given(REPORTS, contexts())
def test_gitlab_follows_its_shape(report: FindingsReport, context: FindingsContext) -> None:
    context = replace(context, prefix="examples/portfolio")
    issues = json.loads(FORMATS["gitlab"](report, context))
    GITLAB.validate(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(report.findings)


@given(REPORTS, contexts())
def test_junit_can_be_parsed(report: FindingsReport, context: FindingsContext) -> None:
    root = ET.fromstring(FORMATS["junit"](report, context))
    (suite,) = root
    cases = suite.findall("testcase")
    assert len(cases) == len(report.findings) or (not report.findings and len(cases) == 1)
    failed = sum(map(context.fails, report.findings))
    assert len(suite.findall("testcase/failure")) == failed == int(suite.attrib["failures"])
    assert (
        len(suite.findall("testcase/skipped"))
        == len(report.findings) - failed
        == int(suite.attrib["skipped"])
    )
    assert len({(case.attrib["classname"], case.attrib["name"]) for case in cases}) == len(cases)


@given(REPORTS, contexts())
def test_markdown_has_one_row_for_each_finding(report: FindingsReport, context: FindingsContext) -> None:
    lines = FORMATS["markdown"](report, context).splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    tables = len({finding.severity for finding in report.findings})
    assert len(rows) == len(report.findings) + 2 * tables
    assert all(len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 5 for row in rows)


@pytest.mark.parametrize(("fail_on", "failures"), [("error", 1), ("warning", 2), ("info", 3), (None, 0)])
def test_junit_fails_as_the_check_does(
    fail_on: Any, failures: int, report: FindingsReport, context: FindingsContext
) -> None:
    root = ET.fromstring(FORMATS["junit"](report, replace(context, fail_on=fail_on)))
    assert (root.attrib["failures"], root.attrib["skipped"]) == (str(failures), str(3 - failures))


def test_junit_of_a_clean_portfolio_has_a_passed_case(
    clean: FindingsReport, context: FindingsContext
) -> None:
    root = ET.fromstring(FORMATS["junit"](clean, replace(context, revision=None)))
    assert (root.attrib["tests"], root.attrib["failures"]) == ("1", "0")
    (case,) = root.findall("testsuite/testcase")
    assert case.attrib == {"classname": "pmo validate", "name": "No findings in 1 project, 7 files"}


def finding(line: int, text: Message, address: str | None = None) -> Finding:
    return Finding("PMO501", "error", Where("a.yaml", line), text, None, address)


def test_fingerprints_last() -> None:
    late = message("{days} days late", days=3)
    first = fingerprints([finding(3, late), finding(4, late, "crm"), finding(5, late, "crm")])
    assert len(set(first)) == 3
    shifted = fingerprints([finding(13, late), finding(14, late, "crm"), finding(15, late, "crm")])
    assert shifted == first
    later = message("{days} days late", days=4)
    assert fingerprints([finding(4, later, "crm")]) == first[1:2]
    assert fingerprints([finding(3, later)]) != first[:1]
