"""What each format writes, whole."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from pmo.findings import Finding, Where, message
from pmo.output import github, markdown
from pmo.output.findings import FindingsContext, FindingsReport
from pmo.output.formats import FORMATS

FINGERPRINT = "d73d113accfbaa8716178204c12f7b9be5cfd3c5cd5ad43568f1d87cf0be397d"

TEXT = r"""projects/crm/charter.yaml:4:10 PMO301 error no person 'anna'
  4 | sponsor:    anna  # 日本
    |             ^
  help: did you mean 'ana'?
  see people.yaml:2:7 the people are listed here

projects/crm/risks.yaml:2:10 PMO602 warning \x1b[2J\u202e<b>@ana|[x](https://x.test)\n::error::`a`: 100%, see #1
  2 |   title: \x1b]0;owned\x07
    |          ^

projects/é, x/plan.yaml:1:1 PMO901 info a note

1 error, 1 warning, 1 note in 16 projects, 112 files
Run `pmo explain PMO301` to read why it matters and how to fix it.
"""

COMPACT = r"""projects/crm/charter.yaml:4:10 PMO301 error no person 'anna'
projects/crm/risks.yaml:2:10 PMO602 warning \x1b[2J\u202e<b>@ana|[x](https://x.test)\n::error::`a`: 100%, see #1
projects/é, x/plan.yaml:1:1 PMO901 info a note
1 error, 1 warning, 1 note in 16 projects, 112 files
Run `pmo explain PMO301` to read why it matters and how to fix it.
"""

GITHUB = r"""::error file=examples/portfolio/projects/crm/charter.yaml,line=4,col=10,title=PMO301 unknown person::no person 'anna'%0Adid you mean 'ana'?%0Apeople.yaml:2:7 the people are listed here
::warning file=examples/portfolio/projects/crm/risks.yaml,line=2,col=10,title=PMO602::\x1b[2J\u202e<b>@ana|[x](https://x.test)%0A::error::`a`: 100%25, see #1
::notice file=examples/portfolio/projects/é%2C x/plan.yaml,line=1,col=1,title=PMO901::a note
1 error, 1 warning, 1 note in 16 projects, 112 files
"""

MARKDOWN = r"""### pmo validate: Acme

**1 error, 1 warning, 1 note in 16 projects, 112 files** · As of 2026-11-01 (0123456789ab)

#### 1 error

| Where | Code | What is wrong | What to do |
| --- | --- | --- | --- |
| projects/crm/charter.yaml:4:10 | PMO301 | no person 'anna' | did you mean 'ana'? |

#### 1 warning

| Where | Code | What is wrong | What to do |
| --- | --- | --- | --- |
| projects/crm/risks.yaml:2:10 | PMO602 | \\x1b\[2J\\u202e&lt;b&gt;@&#8203;ana\|\[x\](https:&#47;&#47;x.test) ::error::\`a\`: 100%, see #&#8203;1 |  |

#### 1 note

| Where | Code | What is wrong | What to do |
| --- | --- | --- | --- |
| projects/é, x/plan.yaml:1:1 | PMO901 | a note |  |
"""

JUNIT = r"""<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="pmo validate" tests="3" failures="1" errors="0" skipped="2">
  <testsuite name="pmo validate" tests="3" failures="1" errors="0" skipped="2">
    <properties>
      <property name="portfolio" value="Acme" />
      <property name="revision" value="0123456789abcdef0123456789abcdef01234567" />
      <property name="as_of" value="2026-11-01" />
    </properties>
    <testcase classname="projects/crm/charter.yaml" name="PMO301 no person 'anna'" file="projects/crm/charter.yaml" line="4">
      <failure message="no person 'anna'" type="error">projects/crm/charter.yaml:4:10 PMO301 error
did you mean 'ana'?
people.yaml:2:7 the people are listed here</failure>
    </testcase>
    <testcase classname="projects/crm/risks.yaml" name="PMO602 \x1b[2J\u202e&lt;b&gt;@ana|[x](https://x.test)\n::error::`a`: 100%, see #1" file="projects/crm/risks.yaml" line="2">
      <skipped message="\x1b[2J\u202e&lt;b&gt;@ana|[x](https://x.test)\n::error::`a`: 100%, see #1">projects/crm/risks.yaml:2:10 PMO602 warning</skipped>
    </testcase>
    <testcase classname="projects/é, x/plan.yaml" name="PMO901 a note" file="projects/é, x/plan.yaml" line="1">
      <skipped message="a note">projects/é, x/plan.yaml:1:1 PMO901 info</skipped>
    </testcase>
  </testsuite>
</testsuites>
"""

GITLAB = r"""[
  {
    "check_name": "PMO301",
    "description": "PMO301: no person 'anna' — did you mean 'ana'?",
    "fingerprint": "FINGERPRINT",
    "location": {
      "lines": {
        "begin": 4
      },
      "path": "examples/portfolio/projects/crm/charter.yaml"
    },
    "severity": "critical"
  }
]
"""

JSON = r"""{
  "as_of": "2026-11-01",
  "command": "validate",
  "data": {
    "findings": [
      {
        "address": "crm",
        "code": "PMO301",
        "column": 10,
        "hint": "did you mean 'ana'?",
        "line": 4,
        "message": "no person 'anna'",
        "path": "projects/crm/charter.yaml",
        "related": [
          {
            "column": 7,
            "line": 2,
            "message": "the people are listed here",
            "path": "people.yaml"
          }
        ],
        "severity": "error"
      },
      {
        "address": "crm/risks/r1",
        "code": "PMO602",
        "column": 10,
        "hint": null,
        "line": 2,
        "message": "\u001b[2J\u202e<b>@ana|[x](https://x.test)\n::error::`a`: 100%, see #1",
        "path": "projects/crm/risks.yaml",
        "related": [],
        "severity": "warning"
      },
      {
        "address": null,
        "code": "PMO901",
        "column": 1,
        "hint": null,
        "line": 1,
        "message": "a note",
        "path": "projects/é, x/plan.yaml",
        "related": [],
        "severity": "info"
      }
    ],
    "summary": {
      "error": 1,
      "files": 112,
      "info": 1,
      "projects": 16,
      "warning": 1
    }
  },
  "format": 1,
  "portfolio": "Acme",
  "revision": "0123456789abcdef0123456789abcdef01234567"
}
"""

SARIF = r"""{
  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
  "runs": [
    {
      "columnKind": "unicodeCodePoints",
      "originalUriBaseIds": {
        "%SRCROOT%": {
          "description": {
            "text": "The root of the git repository."
          }
        }
      },
      "properties": {
        "as_of": "2026-11-01",
        "portfolio": "Acme",
        "revision": "0123456789abcdef0123456789abcdef01234567"
      },
      "results": [
        {
          "level": "error",
          "locations": [
            {
              "logicalLocations": [
                {
                  "fullyQualifiedName": "crm"
                }
              ],
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "examples/portfolio/projects/crm/charter.yaml",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startColumn": 10,
                  "startLine": 4
                }
              }
            }
          ],
          "message": {
            "text": "no person 'anna' — did you mean 'ana'?"
          },
          "partialFingerprints": {
            "pmoFinding/v1": "FINGERPRINT"
          },
          "relatedLocations": [
            {
              "id": 1,
              "message": {
                "text": "the people are listed here"
              },
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "examples/portfolio/people.yaml",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startColumn": 7,
                  "startLine": 2
                }
              }
            }
          ],
          "ruleId": "PMO301",
          "ruleIndex": 0
        }
      ],
      "tool": {
        "driver": {
          "name": "pmo",
          "rules": [
            {
              "defaultConfiguration": {
                "level": "error"
              },
              "help": {
                "markdown": "# Unknown person\n\nAdd it to `people.yaml`.",
                "text": "# Unknown person\n\nAdd it to `people.yaml`."
              },
              "id": "PMO301",
              "name": "UnknownPerson",
              "shortDescription": {
                "text": "unknown person"
              }
            }
          ],
          "semanticVersion": "1.2.3"
        }
      }
    }
  ],
  "version": "2.1.0"
}
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [("text", TEXT), ("github", GITHUB), ("markdown", MARKDOWN), ("junit", JUNIT), ("json", JSON)],
)
def test_whole_output(name: str, expected: str, report: FindingsReport, context: FindingsContext) -> None:
    assert FORMATS[name](report, context) == expected


@pytest.mark.parametrize(("name", "expected"), [("gitlab", GITLAB), ("sarif", SARIF)])
def test_whole_output_of_one_finding(
    name: str, expected: str, report: FindingsReport, context: FindingsContext
) -> None:
    first = replace(report, findings=report.findings[:1])
    assert FORMATS[name](first, context) == expected.replace("FINGERPRINT", FINGERPRINT)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("text", "No findings in 1 project, 7 files\n"),
        ("github", "No findings in 1 project, 7 files\n"),
        ("gitlab", "[]\n"),
        (
            "markdown",
            "### pmo validate: Acme\n\n"
            "**No findings in 1 project, 7 files** · As of 2026-11-01 (0123456789ab)\n",
        ),
    ],
)
def test_nothing_found(name: str, expected: str, clean: FindingsReport, context: FindingsContext) -> None:
    assert FORMATS[name](clean, context) == expected


def test_one_line_for_each_finding(report: FindingsReport, context: FindingsContext) -> None:
    assert FORMATS["text"](report, replace(context, excerpts=False)) == COMPACT


def test_color_changes_nothing_else(report: FindingsReport, context: FindingsContext) -> None:
    colored = FORMATS["text"](report, replace(context, color=True))
    assert colored.startswith(
        "\x1b[1mprojects/crm/charter.yaml:4:10\x1b[0m PMO301 \x1b[1;31merror\x1b[0m no person 'anna'\n"
        "\x1b[2m  4 |\x1b[0m sponsor:    anna  # 日本\n"
        "\x1b[2m    |\x1b[0m             \x1b[1;31m^\x1b[0m\n"
    )
    for style in ("0", "1", "2", "1;31", "1;33", "1;36"):
        colored = colored.replace(f"\x1b[{style}m", "")
    assert colored == TEXT


def test_readers_language(report: FindingsReport, context: FindingsContext) -> None:
    words = {
        "no person {id!r}": "orang {id!r} tidak ada",
        "{findings} in {projects}, {files}": "{findings} dalam {projects}, {files}",
        "help": "saran",
        "see": "lihat",
    }
    forms = {"{count} error": "{count} kesalahan", "{count} project": "{count} proyek"}
    context = replace(
        context,
        translate=lambda text: words.get(text, text),
        plural=lambda one, many, count: forms.get(one, many),
    )
    text = FORMATS["text"](report, context)
    assert "PMO301 error orang 'anna' tidak ada\n" in text
    assert "\n  saran: did you mean 'ana'?\n  lihat people.yaml:2:7" in text
    assert "\n1 kesalahan, 1 warnings, 1 notes dalam 16 proyek, 112 files\n" in text
    assert json.loads(FORMATS["json"](report, context))["data"]["findings"][0]["message"].startswith("orang")


def test_portfolio_at_the_root_of_the_repository(report: FindingsReport, context: FindingsContext) -> None:
    context = replace(context, prefix="")
    assert "::error file=projects/crm/charter.yaml," in FORMATS["github"](report, context)
    assert '"uri": "projects/%C3%A9%2C%20x/plan.yaml"' in FORMATS["sarif"](report, context)


def many(count: int) -> FindingsReport:
    findings = [
        Finding("PMO101", "error", Where("a.yaml", line), message("x")) for line in range(1, count + 1)
    ]
    return FindingsReport((*findings, Finding("PMO901", "info", Where("b.yaml"), message("y"))), 1, 2)


def test_github_says_that_it_leaves_findings_out(context: FindingsContext) -> None:
    assert not github.render(many(github.SHOWN), context).startswith("::notice title=pmo")
    assert github.render(many(github.SHOWN + 1), context).startswith(
        "::notice title=pmo::11 errors, 1 note in 1 project, 2 files. "
        "GitHub shows 10 of each kind; the log has all of them.\n::error "
    )


def test_markdown_says_what_it_leaves_out(context: FindingsContext) -> None:
    text = markdown.render(many(markdown.ROWS + 12), context)
    assert text.count("\n| a.yaml") == markdown.ROWS
    assert "\n\n… and 12 errors more\n\n… and 1 note more\n" in text


def test_markdown_shortens_long_cells(context: FindingsContext) -> None:
    finding = Finding("PMO101", "error", Where("a.yaml"), message("{text}", text="x" * 1000))
    text = markdown.render(FindingsReport((finding,), 1, 1), replace(context, revision=None))
    assert f"| {'x' * 299}… |" in text
    assert "As of 2026-11-01\n" in text


def test_formats_are_imported_when_asked_for() -> None:
    code = (
        "import sys; from pmo.output.formats import FORMATS; "
        "print(sorted(FORMATS), sorted(name for name in sys.modules if name.startswith('pmo.output.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == (
        "['github', 'gitlab', 'json', 'junit', 'markdown', 'sarif', 'text'] "
        "['pmo.output.findings', 'pmo.output.formats']\n"
    )
