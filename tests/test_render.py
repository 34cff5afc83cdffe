"""Templates: user text is inert wherever it is shown, and a template of the portfolio can do no harm."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pmo.analysis.money import Money
from pmo.errors import PmoError
from pmo.locale import Language
from pmo.model.scalars import Measure, Period
from pmo.render.environment import Renderer, render
from pmo.render.inert import HAZARDS, for_markdown, for_markdown_code

HOSTILE = "A|b *x* <script>"
INERT = r"A\|b \*x\* &lt;script&gt;"
ENGLISH = Language("en")


NOVEMBER = Period("2026-11")
GOOD = Measure("good")


@dataclass(frozen=True)
class Row:
    title: str
    day: datetime.date | None = None
    money: Money | None = None


@dataclass(frozen=True)
class View:
    name: str
    rows: tuple[Row, ...] = ()
    day: datetime.date = datetime.date(2026, 11, 1)
    amount: Decimal = Decimal("1234.5")
    period: Period = NOVEMBER
    measure: Measure = GOOD
    nothing: None = None
    mapping: tuple[tuple[str, int], ...] = (("a", 1),)


VIEW = View(HOSTILE, (Row("pi|pe", datetime.date(2026, 11, 1), Money(Decimal(5), "EUR")), Row("b`x`")))


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., str]:
    """Renders a template that lies in a portfolio."""

    def rendered(
        source: str, view: object = VIEW, language: Language = ENGLISH, name: str = "x.md.jinja"
    ) -> str:
        path = tmp_path / "templates" / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, "utf-8")
        return render(name, view, language, tmp_path)

    return rendered


# What users wrote stays text


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ name }}", INERT),
        ("**{{ name }}**", f"**{INERT}**"),
        ("{{ name ~ '|' ~ name }}", f"{INERT}|{INERT}"),
        ("{{ '**yes** ' if day else name }}{{ '' or '<br>' }}{{ name or '*' }}", f"**yes** <br>{INERT}"),
        ("{{ name if day else '*' }}", INERT),
        ("{{ name ~ day|day }}", f"{INERT}1 Nov 2026"),
        ("{{ name + (day|day) }}", f"{INERT}1 Nov 2026"),
        ("{{ (day|day) + name }}", f"1 Nov 2026{INERT}"),
        ("{{ name|upper ~ day|day }}", r"A\|B \*X\* &lt;SCRIPT&gt;1 Nov 2026"),
        ("{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(name) }}", f"[{INERT}]"),
        ("{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(name) + name }}", f"[{INERT}]{INERT}"),
        ("{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}{{ name }}{% endcall %}", f"[{INERT}]"),
        ("{% set x %}<{{ name }}>{% endset %}{{ x }}{{ x ~ name }}", f"<{INERT}><{INERT}>{INERT}"),
        ("{% set ns = namespace() %}{% set ns.x = name %}{{ ns.x }}", INERT),
        ("{{ rows|map(attribute='title')|join(', ') }}", r"pi\|pe, b\`x\`"),
        ("{{ rows|join(' * ', attribute='title') }}", r"pi\|pe * b\`x\`"),
        ("{{ _('<b>{x}</b>', x=name) }}", f"<b>{INERT}</b>"),
        ("{{ _n('{n} day {x}', '{n} days {x}', 3, x=name) }}", f"3 days {INERT}"),
        ("{% autoescape false %}{{ name }}{{ name ~ name }}{% endautoescape %}", INERT * 3),
        ("{{ name|label('state') }}", INERT),
        ("{{ name|health }}", INERT),
        ("{{ [name]|labels('state')|join }}", INERT),
        ("{{ nothing|label('state') }} {{ nothing|health }}", "\N{EN DASH} \N{EN DASH}"),
        ("{% filter upper %}{{ name }}{% endfilter %}", r"A\|B \*X\* &LT;SCRIPT&GT;"),
    ],
)
def test_text_of_users_is_inert(page: Callable[..., str], template: str, expected: str) -> None:
    assert page(template) == f"{expected}\n"


@given(st.text(max_size=40))
def test_text_of_users_comes_out_as_it_was_escaped_once(text: str) -> None:
    renderer = Renderer(ENGLISH)
    environment = renderer._environment
    for template in ("{{ name }}", "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(name) }}", "{{ name ~ '' }}"):
        assert str(environment.from_string(template).render(name=text)).strip() == for_markdown(text).strip()


@pytest.mark.parametrize(
    "template", ["{{ _(name) }}", "{{ _('a' ~ name) }}", "{{ _n('a', name, 2) }}", "{{ _() }}"]
)
def test_a_text_to_translate_is_written_in_the_template(page: Callable[..., str], template: str) -> None:
    with pytest.raises(PmoError, match="takes the text itself"):
        page(template)


# Values


@pytest.mark.parametrize(
    ("template", "english", "indonesian"),
    [
        ("{{ day }} {{ day|day }}", "1 November 2026 1 Nov 2026", "1 November 2026 1 Nov 2026"),
        ("{{ amount }} {{ amount|number }}", "1,234.5 1,235", "1.234,5 1.235"),
        ("{{ amount|number(99) }}", "1,234.5", "1.234,5"),
        ("{{ 0.125|percent }} {{ 0.125|percent(1) }}", "13% 12.5%", "13% 12,5%"),
        ("{{ rows[0].money }} {{ rows[0].money|amount }}", "EUR\xa05 5", "EUR\xa05 5"),
        ("{{ rows[0].money|money(compact=true) }}", "EUR\xa05", "EUR\xa05"),
        ("{{ period }} {{ period|period(short=true) }}", "November 2026 Nov 2026", "November 2026 Nov 2026"),
        ("{{ measure }} {{ 5 }} {{ 2.5 }}", "good 5 2.5", "good 5 2,5"),
        ("{{ true }} {{ 1 > 2 }}", "yes no", "ya tidak"),
        (
            "{{ nothing }} {{ rows[1].day|date }} {{ nothing|money }}",
            "\N{EN DASH} \N{EN DASH} \N{EN DASH}",
            "\N{EN DASH} \N{EN DASH} \N{EN DASH}",
        ),
        ("{{ 'red'|health }} {{ 'on-hold'|label('state') }}", "🔴 Red On hold", "🔴 Merah Ditunda"),
        ("{{ 5|working_days }}", "5 working days", "5 hari kerja"),
        ("{{ rows|length }} {{ rows|first|attr }}", None, None),
        (
            "{% for x in rows %}{{ loop.index }}/{{ loop.length }}{{ ', ' if not loop.last }}{% endfor %}",
            "1/2, 2/2",
            "1/2, 2/2",
        ),
        ("{{ name.startswith('A') }} {{ day.year }}", "yes 2026", "ya 2026"),
        ("{% for key, value in mapping|sort %}{{ key }}{{ value }}{% endfor %}", "a1", "a1"),
        (
            "{% for key, value in {'a': 1}.items() %}{{ key }}{{ value + 1 }}{% endfor %} {{ [1] + [2] }}",
            None,
            None,
        ),
    ],
)
def test_values_are_written_for_readers(
    page: Callable[..., str], template: str, english: str | None, indonesian: str | None
) -> None:
    if english is None:
        with pytest.raises(PmoError):
            page(template)
    else:
        assert page(template) == f"{english}\n"
        assert page(template, language=Language("id")) == f"{indonesian}\n"


def test_a_page_is_tidy(page: Callable[..., str]) -> None:
    assert page("\n\na  \n\n\n\nb\n{% if true %}\n  c\n{% endif %}\n\n\n") == "a\n\nb\n  c\n"
    assert page("") == "\n"


def test_html_is_escaped_for_html(page: Callable[..., str]) -> None:
    assert page("<p>{{ name }}</p>{{ name ~ name }}", name="x.html.jinja") == (
        "<p>A|b *x* &lt;script&gt;</p>A|b *x* &lt;script&gt;A|b *x* &lt;script&gt;\n"
    )


# Mistakes in a template


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("\n\n{{ foo.bar }}", "line 3: there is no 'foo'"),
        (
            "{% for r in rows %}\n{{ r.titel }}{% endfor %}",
            "line 2: there is no 'titel' in Row; did you mean 'title'?",
        ),
        ("{{ rows[7] }}", "line 1: there is no item 7"),
        ("{{ foo|money }}", "line 1: there is no 'foo'"),
        ("{{ foo|label('state') }}", "line 1: there is no 'foo'"),
        ("a\n{% if %}", "line 2: Expected an expression, got 'end of statement block'"),
        ("{{ rows }}", "line 1: a tuple cannot be written as it is; name one of its fields"),
        ("{{ day + 1 }}", "line 1: unsupported operand type(s) for +: 'datetime.date' and 'int'"),
        ("{{ day|money }}", "line 1: this filter cannot write a date"),
        ("{{ 1 / 0 }}", "line 1: division by zero"),
        ("{{ name|safe }}", "line 1: No filter named 'safe'."),
        ("{% include 'nope.md.jinja' %}", "line 1: there is no template 'nope.md.jinja'"),
        ("{% extends '../x.md.jinja' %}", "line 1: there is no template '../x.md.jinja'"),
    ],
)
def test_a_mistake_is_named_with_its_line(page: Callable[..., str], template: str, reason: str) -> None:
    with pytest.raises(PmoError) as caught:
        page(template)
    assert caught.value.reason == f"the template templates/reports/x.md.jinja, {reason}"
    assert caught.value.advice


def test_a_mistake_in_an_included_template_is_named_there(page: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "templates" / "reports").mkdir(parents=True)
    (tmp_path / "templates" / "reports" / "_part.md.jinja").write_text("\n{{ foo }}")
    with pytest.raises(PmoError, match=r"templates/reports/_part\.md\.jinja, line 2: there is no 'foo'"):
        page("{% include '_part.md.jinja' %}")


def test_a_view_is_a_dataclass(page: Callable[..., str]) -> None:
    with pytest.raises(TypeError, match="a view is a dataclass"):
        page("x", view={"name": "x"})


# What a template may not do


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ rows.__len__() }}",
        "{{ _.__globals__ }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ name.format(1) }}",
        "{{ name.format_map({}) }}",
        "{{ name.upper() }}",
        "{{ day.replace(year=1) }}",
        "{{ amount.scaleb(9999999) }}",
        "{{ (rows|list).append(1) }}",
        "{{ rows|attr('__class__') }}",
        "{{ lipsum() }}",
        "{{ cycler }}",
        "{{ dict(a=1) }}",
        "{% include '/etc/passwd' %}",
        "{% include ['../../../etc/passwd', '/etc/passwd'] %}",
        "{% import 'os' as os %}",
        "{% include 'pmo/../../../pyproject.toml' %}",
        "{{ rows|random }}",
        "{{ range(1)|pprint }}",
    ],
)
def test_there_is_no_way_out(page: Callable[..., str], template: str) -> None:
    with pytest.raises(PmoError, match=r"the template templates/reports/x\.md\.jinja, line 1"):
        page(template)


BIG = "y" * 10_000


@pytest.mark.parametrize(
    "template",
    [
        "{{ 9 ** 99999999 }}",
        "{{ 'a' * 999999999 }}",
        "{{ [1] * 999999999 }}",
        "{{ '%999999999s' % name }}",
        "{{ range(999999999) }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        f"{{% for a in range(99999) %}}{BIG}{{% endfor %}}",
        f"{{% set x %}}{{% for a in range(99999) %}}{BIG}{{% endfor %}}{{% endset %}}",
        f"{{% macro f(n) %}}{BIG}{{% if n %}}{{{{ f(n - 1) }}}}{{{{ f(n - 1) }}}}{{% endif %}}{{% endmacro %}}{{{{ f(40) }}}}",
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% block a %}{{ self.a() }}{% endblock %}",
        "{% include 'x.md.jinja' %}",
        "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=2) %}{% for i in range(99) %}{% set ns.x = ns.x * ns.x %}{% endfor %}",
        "{% for a in range(9) recursive %}{{ loop(range(9)) }}{% endfor %}",
        "{{ rows|join('y' ~ 'y') " + "|join('" + "y" * 100 + "')" * 20 + " }}",
        "{{ 1|number(99999999) }}{{ 1|round(999999999, 'ceil') }}",
    ],
)
def test_nothing_runs_for_ever(page: Callable[..., str], template: str) -> None:
    with pytest.raises(PmoError):
        page(template)


def test_a_template_has_a_size(page: Callable[..., str]) -> None:
    with pytest.raises(PmoError, match="it has more than 131,072 characters"):
        page("x" * 131_073)


def test_counting_begins_anew_for_every_page() -> None:
    renderer = Renderer(ENGLISH)
    renderer._environment.charge(1_999_999, 0)
    renderer._environment.start_counting()
    renderer._environment.charge(1_999_999, 0)


# Where templates come from


def test_a_portfolios_template_comes_before_ours_and_can_extend_it(page: Callable[..., str]) -> None:
    with pytest.raises(PmoError, match=r"pmo/status\.md\.jinja, line 4: there is no 'project'"):
        page('{% extends "pmo/status.md.jinja" %}', name="status.md.jinja")
    assert page("ours is replaced", name="status.md.jinja") == "ours is replaced\n"


def test_a_template_that_is_not_text_is_refused(page: Callable[..., str], tmp_path: Path) -> None:
    page("x")
    (tmp_path / "templates" / "reports" / "x.md.jinja").write_bytes(b"\xff\xfe")
    with pytest.raises(PmoError, match="it is not UTF-8 text"):
        render("x.md.jinja", VIEW, ENGLISH, tmp_path)


@pytest.mark.parametrize("where", ["file", "folder"])
def test_a_link_out_of_the_portfolio_is_not_followed(tmp_path: Path, where: str) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "portfolio"
    outside.mkdir()
    (outside / "x.md.jinja").write_text("secret")
    folder = inside / "templates" / "reports"
    if where == "file":
        folder.mkdir(parents=True)
        (folder / "x.md.jinja").symlink_to(outside / "x.md.jinja")
    else:
        folder.parent.mkdir(parents=True)
        folder.symlink_to(outside)
    with pytest.raises(PmoError, match=r"x\.md\.jinja is a link out of the portfolio"):
        render("x.md.jinja", VIEW, ENGLISH, inside)


def test_without_a_portfolio_there_are_only_ours() -> None:
    with pytest.raises(PmoError, match=r"there is no template 'x\.md\.jinja'"):
        render("x.md.jinja", VIEW, ENGLISH)


def test_what_is_inert_reads_as_it_was_written() -> None:
    page_ = MarkdownIt().enable("table").render(f"| a |\n| - |\n| {for_markdown(HOSTILE)} |\n")
    assert "<td>A|b *x* &lt;script&gt;</td>" in page_


# Templates of YAML


@pytest.fixture
def data(page: Callable[..., str]) -> Callable[..., str]:
    def rendered(source: str, view: object = VIEW, language: Language = ENGLISH) -> str:
        return page(source, view, language, "x.yaml.jinja").rstrip("\n")

    return rendered


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a: {{ name }}", "a: A|b *x* <script>"),
        ("a: {{ day }}", "a: 2026-11-01"),
        ("a: {{ amount }}", "a: 1234.5"),
        ("a: {{ period }}", "a: 2026-11"),
        ("a: {{ measure }}", "a: good"),
        ("a: {{ nothing }}", "a: null"),
        ("a: {{ true }}", "a: true"),
        ("a: {{ rows[0].money }}", "a: 5"),
        ("a: {{ ['x', 'y, z', 1] }}", "a: [x, 'y, z', 1]"),
        ("a: {{ {'b': day} }}", "a: {b: 2026-11-01}"),
        ("a: {{ 'no' if day else 1 }}", "a: no"),  # what the template itself says stands as it is
        ("a: {{ rows[1].title + ': ' + 'x' }}", "a: 'b`x`: x'"),
        ("a: {{ rows[1].title ~ ': ' ~ day }}", "a: 'b`x`: 2026-11-01'"),
        ("a: {{ ['x', day] | join(': ') }}", "a: 'x: 2026-11-01'"),
        ("a: {{ rows | join('; ', 'title') }}", "a: pi|pe; b`x`"),
        ("a: {{ _('new project, {state}', state=name) }}", "a: 'new project, A|b *x* <script>'"),
        ("a: {{ _n('{n} project', '{n} projects', 2) }}", "a: 2 projects"),
        ("a: {{ day | date }}", "a: 1 November 2026"),
        ("a: {{ 'red' | health }}", "a: 🔴 Red"),
        ("a: {{ nothing | label('state') }}", "a: \N{EN DASH}"),
        ("{{ name | field('a') }}", "a: A|b *x* <script>"),
        ("- {{ rows[1].title | item(2) }}", "- - b`x`"),
        ("{{ _('On hold') | comment }}", "# On hold"),
        ("{{ (name + '\n- x: y') | comment }}", "# A|b *x* <script> - x: y"),
    ],
)
def test_whatever_is_shown_in_yaml_is_one_value(
    data: Callable[..., str], template: str, expected: str
) -> None:
    assert data(template) == expected


def test_long_texts_are_folded_and_long_comments_broken(data: Callable[..., str]) -> None:
    long = View("word " * 40 + "end")
    assert data("{{ name | field('a') }}", long).splitlines()[:2] == [
        "a: >-",
        "  " + "word " * 18 + "word word"[:4],
    ]
    lines = data("x:\n  {{ name | comment(2) }}", long).splitlines()
    assert len(lines) == 4
    assert all(line.startswith("  # word") for line in lines[1:])


def test_a_missing_name_or_an_unknown_thing_is_refused_in_yaml(data: Callable[..., str]) -> None:
    with pytest.raises(PmoError, match=r"there is no 'nam'"):
        data("a: {{ rows[0].nam }}")
    with pytest.raises(PmoError, match=r"a Row cannot be written as it is"):
        data("a: {{ rows[0] }}")


@given(st.text(max_size=80), st.text(max_size=20))
def test_no_text_changes_the_structure_of_yaml(text: str, other: str) -> None:
    from pmo.documents import parse
    from pmo.render.environment import _as_data, _comment, _field, _item

    source = f"{_comment(text)}\na: {_as_data(text)}\nb: [{_as_data(text)}, {_as_data(other)}]\n"
    source += f"{_field(text, 'c')}\nd:\n  {_item(other, 2)}\n"
    try:
        content = source.encode()
    except UnicodeEncodeError:
        return
    assert parse(content, "x.yaml").data == {"a": text, "b": [text, other], "c": text, "d": [other]}


@given(st.text(max_size=30), st.text(alphabet="`|\\\\ a<&@\n", max_size=20))
def test_code_in_a_cell_reads_as_it_was_written(any_text: str, marks: str) -> None:
    for text in (any_text, marks):
        wanted = " ".join(HAZARDS.sub("", text).split())
        if HAZARDS.search(" ".join(text.split())) or not wanted:
            continue
        tokens = (
            MarkdownIt("commonmark")
            .enable("table")
            .parse(f"| a | b |\n| --- | --- |\n| {for_markdown_code(text)} | end |\n")
        )
        first, last = [one for one in tokens if one.type == "inline"][2:]
        (code,) = first.children or ()
        assert (code.type, last.content) == ("code_inline", "end")
        assert code.content.replace(" ", "") == wanted.replace(" ", "")
