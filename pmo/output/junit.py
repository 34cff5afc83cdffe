"""Findings as JUnit XML, which every CI server can show."""

import re
from collections import Counter
from xml.etree import ElementTree as ET

from pmo.findings import Finding
from pmo.output.findings import FindingsContext, FindingsReport, place
from pmo.render.inert import for_terminal

_SUITE = "pmo validate"
_NOT_IN_XML = re.compile("[\ufffe\uffff]")


def render(report: FindingsReport, context: FindingsContext) -> str:
    """A suite with a case for each finding: failed when it fails the check, else skipped; one passed case when clean."""
    failures = sum(map(context.fails, report.findings))
    totals = {
        "name": _SUITE,
        "tests": str(len(report.findings) or 1),
        "failures": str(failures),
        "errors": "0",
        "skipped": str(len(report.findings) - failures),
    }
    root = ET.Element("testsuites", totals)
    suite = ET.SubElement(root, "testsuite", totals)
    properties = ET.SubElement(suite, "properties")
    origin = {
        "portfolio": context.portfolio,
        "revision": context.revision,
        "as_of": context.as_of.isoformat(),
    }
    for name, value in origin.items():
        if value is not None:
            ET.SubElement(properties, "property", name=name, value=_legal(value))
    names = Counter[tuple[str, str]]()
    for finding in report.findings:
        suite.append(_case(finding, names, context))
    if not report.findings:
        ET.SubElement(suite, "testcase", classname=_SUITE, name=_legal(context.summary(report)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _case(finding: Finding, names: Counter[tuple[str, str]], context: FindingsContext) -> ET.Element:
    """A case that keeps its name as lines shift, so that servers see what is new."""
    message = _legal(context.text(finding.message))
    path = _legal(finding.where.path)
    name = _legal(f"{finding.code} {message}")
    names[path, name] += 1
    if names[path, name] > 1:
        name = f"{name} ({names[path, name]})"
    case = ET.Element("testcase", classname=path, name=name, file=path, line=str(finding.where.line))
    outcome = ET.SubElement(case, "failure" if context.fails(finding) else "skipped", message=message)
    if outcome.tag == "failure":
        outcome.set("type", finding.severity)
    related = [f"{place(other.where)} {context.text(other.message)}" for other in finding.related]
    details = [f"{place(finding.where)} {finding.code} {finding.severity}", context.hint(finding), *related]
    outcome.text = "\n".join(_legal(detail) for detail in details if detail)
    return case


def _legal(text: str) -> str:
    return _NOT_IN_XML.sub("", for_terminal(text))
