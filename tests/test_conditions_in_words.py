"""Conditions of the office in the words of readers, and nothing said where something wrong could be said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.locale import language
from pmo.render.views.conditions import condition_in_words

CRITICAL = (
    "issues | selectattr('severity', 'equalto', 'critical') | selectattr('status', 'eq', 'open') | list"
)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("status.overall == 'red'", "The health as reported is Red"),
        ("status.overall != 'green'", "The health as reported is not Green"),
        (
            "status.overall == 'red' and charter.size == 'large'",
            "The health as reported is Red, and the size of the project is large",
        ),
        ("status.health.cost == 'red'", "Cost as reported is Red"),
        ("health.schedule == 'amber'", "Schedule by the facts is Amber"),
        (f"{CRITICAL} | length > 0", "Issues (Severity: critical; Status: open): at least one"),
        (f"{CRITICAL} | count == 0", "Issues (Severity: critical; Status: open): none"),
        ("open_risks | length >= 10", "The number of Open risks is 10 or more"),
        ("overdue_actions | length >= 1", "Overdue actions: at least one"),
        ("budget.contingency < 1000.5", "Contingency (Budget) is below 1,000.5"),
        ("charter.category == 'a {b} c'", "Category (Project charter) is a {b} c"),
        ("milestones | selectattr('critical', '==', true) | length <= 2",
         "The number of Milestones (Critical: yes) is 2 or less"),
        ("not watermelon", "Not: something is declared green that is red by the facts"),
        (
            "days_late > 20 and (evm.cpi < 0.9 or evm.spi_t < 0.8)",
            "The delay in working days is above 20, and (the cost performance index is below 0.9, or the schedule "
            "performance index is below 0.8)",
        ),
        (
            "not (days_late > 20 and status_age_days > 40)",
            "Not: (the delay in working days is above 20, and the age of the last report in days is above 40)",
        ),
    ],
)  # fmt: skip
def test_in_words(condition: str, words: str) -> None:
    assert condition_in_words(condition, language("en")) == words


@pytest.mark.parametrize(
    "condition",
    [
        *("", "a +", "status.overall", "charter.state in ['active']", "status.overall == charter.size"),
        *("risks | map(attribute='id') | list | length > 0", "risks | length > 0.5 + 1", "1 < days_late < 5"),
        *("risks | selectattr('owner') | list | length > 0", "exposure > 10", "nothing.at.all == 1"),
        *("risks | selectattr('title', 'in', 'x') | length > 0", "(risks | first).title == 'x'"),
        *("status.overall is none", "quality | length > 0", "status.overall == none"),
    ],
)
def test_nothing_is_said_of_other_parts(condition: str) -> None:
    assert condition_in_words(condition, language("en")) is None


@given(st.text(max_size=60))
def test_no_text_is_too_much(text: str) -> None:
    said = condition_in_words(text, language("id"))
    assert said is None or said
