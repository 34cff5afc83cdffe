"""Pictures: what they show and say, that nothing in them can act, and that they stay legible."""

import copy
import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmo.errors import PmoError, UsageError
from pmo.model.portfolio import Portfolio
from pmo.render.charts import CHARTS, album, album_of, in_html, in_markdown
from pmo.render.charts.drawing import compiled, png, refuse_outside, svg
from pmo.render.charts.layers import layered
from pmo.render.charts.picture import PIXELS, WIDTH, Picture, columns, in_the_dark, labels, plain, shortened
from pmo.render.charts.placing import Spot, placed
from pmo.render.mermaid import DRAWN
from pmo.render.reports import REPORTS, Page
from tests import golden
from tests.charts.drawn import EXAMPLE, all_pictures, assert_inert, loaded, scope_of
from tests.portfolios import charter, portfolio, write

SUBJECTS = {"burn-up": "leak-detection"}
"""Projects that a picture is drawn of; else of scada-renewal."""
ATTACK = (
    '</svg></title><script>alert(1)</script>"\'{{7*7}} {"signal": "alert(1)"} javascript:alert(1) '
    "]]> &lt;b&gt; <!-- $unit $title datum.title \u202e \ufffe"
)


@pytest.fixture(scope="module")
def story() -> Portfolio:
    return loaded(EXAMPLE)


def drawn_of(story: Portfolio, name: str, code: str = "en") -> Picture:
    project = story.projects[SUBJECTS.get(name, "scada-renewal")]
    picture = CHARTS[name].build(scope_of(story, code), project if CHARTS[name].about == "project" else None)
    assert picture is not None
    return picture


# As they should be


@pytest.mark.parametrize("code", ["en", "id"])
@pytest.mark.parametrize("name", CHARTS)
def test_specification(request: pytest.FixtureRequest, story: Portfolio, name: str, code: str) -> None:
    picture = drawn_of(story, name, code)
    text = f"{picture.title}\n\n{picture.alternative}\n\n"
    text += json.dumps(picture.specification, ensure_ascii=False, allow_nan=False, indent=1)
    golden.check(request, f"charts/{name}.{code}.txt", text + "\n")


@pytest.mark.parametrize("name", CHARTS)
def test_what_a_pointer_is_told_can_stand_in_a_table(story: Portfolio, name: str) -> None:
    """The site makes tables of it: every text is finished, and belongs to data of a name."""
    specification = drawn_of(story, name).specification
    parts = [specification, *specification.get("layer", ())]
    told = [one for one in parts if one.get("encoding", {}).get("tooltip") is not None]
    assert told
    for one in told:
        rows = specification["datasets"][(one.get("data") or specification["data"])["name"]]
        for tip in one["encoding"]["tooltip"]:
            assert tip.keys() == {"field", "title"}
            assert all(isinstance(row[tip["field"]], str | None) for row in rows)


@pytest.mark.parametrize("name", CHARTS)
def test_drawn(story: Portfolio, name: str) -> None:
    picture = drawn_of(story, name)
    drawn = svg(picture)
    root = assert_inert(drawn)
    assert root.attrib["role"] == "img"
    assert [element.text for element in root[:2]] == [picture.title, picture.alternative]
    assert float(root.attrib["width"]) <= WIDTH
    fonts = {element.attrib.get("font-family") for element in root.iter()} - {None}
    assert fonts == {"Liberation Sans, Arial, Helvetica, sans-serif"}
    assert svg(picture) == drawn
    assert png(picture, 1).startswith(b"\x89PNG\r\n")


def test_in_indonesian(story: Portfolio) -> None:
    drawn = svg(drawn_of(story, "capacity", "id"))
    assert "Des 2026" in drawn
    assert "Jan 2027" in drawn
    assert ">0,5<" in svg(drawn_of(story, "s-curve", "id"))


def test_the_font_is_one_that_vl_convert_carries(story: Portfolio) -> None:
    """Other fonts of the same name on a machine must not move anything: widths are those of Liberation Sans."""
    import vl_convert

    rows = [{"text": "Meter contract signed 0123456789"}]
    specification = {
        "data": {"values": rows},
        "mark": "bar",
        "encoding": {"y": {"field": "text", "type": "nominal"}},
    }
    widths = []
    for font in ("Liberation Sans", "Liberation Sans, Arial, Helvetica, sans-serif"):
        drawn = vl_convert.vegalite_to_svg({**specification, "config": {"font": font}}, allowed_base_urls=[])
        widths.append(drawn.split('width="')[1].split('"')[0])
    assert widths[0] == widths[1]


def test_in_the_dark(story: Portfolio) -> None:
    picture = drawn_of(story, "roadmap")
    dark = in_the_dark(picture)
    assert dark["config"]["text"]["color"] != picture.specification["config"]["text"]["color"]
    assert dark["config"]["font"] == picture.specification["config"]["font"]
    assert dark["datasets"] == picture.specification["datasets"]


# Nothing to draw, little, much


def test_nothing_to_draw(tmp_path: Path) -> None:
    scope = scope_of(portfolio(tmp_path))
    assert all_pictures(scope) == []
    assert [chart.build(scope) for chart in CHARTS.values() if chart.about == "project"] == [None] * 4
    assert album(scope)("nonsense") is None


def _files(count: int, title: str) -> dict[str, Any]:
    files: dict[str, Any] = {}
    months = [f"2026-{month:02}" for month in range(1, 13)]
    for number in range(count):
        key = f"p{number:02}"
        milestones = [
            {
                "id": f"m{step}",
                "title": f"{title} {number} {step}",
                "baseline": f"2026-{3 * step + 2:02}-15",
                "forecast": f"2027-{3 * step + 2:02}-01",
                "weight": 1,
            }
            for step in range(4)
        ]
        if number:
            milestones[3]["after"] = [{"milestone": f"p{number - 1:02}/m1", "agreed": number % 2 == 0}]
        folder = f"projects/{key}"
        files[f"{folder}/charter.yaml"] = charter(
            key,
            title=f"{title} {number}",
            state="active",
            business_case={
                "discount_rate": 0.05,
                "cash_flows": [
                    {"period": "2026", "cost": 1000 + number},
                    {"period": "2027", "benefit": 1500},
                ],
            },
        )
        sprints = [
            {
                "id": f"s{step}",
                "start": f"2026-0{step}-01",
                "finish": f"2026-0{step}-20",
                "scope": 90,
                "done": 10,
            }
            for step in range(1, 9)
        ]
        files[f"{folder}/plan.yaml"] = {"milestones": milestones, "sprints": sprints}
        files[f"{folder}/budget.yaml"] = {
            "approved": 1200,
            "earned_by": "sprints",
            "plan": [{"period": one, "planned": 100} for one in months],
            "actuals": [{"period": one, "cost": 110} for one in months[:10]],
            "forecast": [{"period": one, "cost": 100} for one in months[10:]],
        }
        files[f"{folder}/risks.yaml"] = {
            "risks": [
                {"id": kind, "type": kind, "title": f"{title} {kind}", "owner": "budi", "status": "assessed"}
                | {"probability": number % 5 + 1, "impact": 3}
                for kind in ("threat", "opportunity")
            ]
        }
        files[f"{folder}/allocations.yaml"] = {
            "allocations": [
                {"id": "a", "person": "budi", "load": 0.3, "from": "2026-10-01", "to": "2027-03-31"}
            ]
        }
        files[f"{folder}/status/2026-10-20.yaml"] = {
            "date": "2026-10-20",
            "author": "budi",
            "headline": title,
            "overall": "amber",
            "health": {"schedule": "red"},
        }
    return files


@pytest.mark.parametrize("count", [1, 60])
def test_few_and_many(tmp_path: Path, count: int) -> None:
    """Rows stay at a number that can be read, and what is left out is said."""
    scope = scope_of(loaded(write(tmp_path, _files(count, "Long title that no label has room for, number"))))
    first = scope.portfolio.projects["p00"]
    pictures = {
        name: chart.build(scope, first if chart.about == "project" else None)
        for name, chart in CHARTS.items()
    }
    missing = [name for name, picture in pictures.items() if picture is None]
    assert missing == ([] if count > 1 else ["dependencies"])
    for picture in pictures.values():
        if picture is None:
            continue
        root = assert_inert(svg(picture))
        assert float(root.attrib["width"]) <= WIDTH
        assert float(root.attrib["height"]) < 1100
    if count > 1:
        history, graph = pictures["health-history"], pictures["dependencies"]
        assert history is not None
        assert history.alternative.endswith("Shown are the worst 30.")
        assert "and 30 more" in history.specification["title"]["subtitle"]
        assert graph is not None
        assert graph.alternative.endswith("36 projects are not shown.")
        names = [row["row"] for row in history.specification["datasets"]["cells"]]
        assert len(set(names)) == 30


def test_extreme_days(tmp_path: Path) -> None:
    files = {
        "projects/crm/charter.yaml": charter(state="active"),
        "projects/crm/plan.yaml": {
            "milestones": [
                {"id": "a", "title": "A", "baseline": "0001-01-01"},
                {"id": "b", "title": "B", "baseline": "9999-12-31", "forecast": "9999-12-31"},
            ]
        },
    }
    found = loaded(write(tmp_path, files))
    for day in (datetime.date(2026, 11, 1), datetime.date.min, datetime.date.max):
        for picture in all_pictures(scope_of(found, as_of=day)):
            svg(picture)


# Safe


def _expressions(value: Any, is_expression: bool = False) -> Iterator[str]:
    """Every text in a specification of Vega that it evaluates."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _expressions(one, key in ("signal", "expr", "test", "update", "init"))
    elif isinstance(value, list):
        for one in value:
            yield from _expressions(one, is_expression)
    elif is_expression and isinstance(value, str):
        yield value


def test_texts_of_users_are_inert(tmp_path: Path) -> None:
    scope = scope_of(loaded(write(tmp_path, _files(3, ATTACK))))
    pictures = all_pictures(scope)
    assert {picture.name for picture in pictures} == set(CHARTS)
    for picture in pictures:
        root = assert_inert(svg(picture))
        texts = " ".join(root.itertext())
        assert "\u202e" not in texts
        vega = compiled(picture)
        assert not [one for one in _expressions({**vega, "data": []}) if "alert" in one]
        assert "alert" not in "".join(in_markdown(picture, "x.svg").split("<")[1:])
        assert "<script" not in in_html(picture, "x.svg")[4:]


@settings(max_examples=8, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip() != ""))
def test_any_text_is_inert(story: Portfolio, text: str) -> None:
    """A title of any signs gives a picture that can be parsed, and says no less."""
    project = story.projects["leak-detection"]
    assert project.plan is not None
    scope = scope_of(story)
    milestones = tuple(msgspec.structs.replace(one, title=text) for one in project.plan.milestones)
    changed = copy.copy(project)
    vars(changed)["plan"] = msgspec.structs.replace(project.plan, milestones=milestones)
    picture = CHARTS["milestones"].build(scope, changed)
    assert picture is not None
    rows = picture.specification["datasets"]["milestones"]
    assert len({row["row"] for row in rows}) == len(rows)
    assert_inert(svg(picture))


@pytest.mark.parametrize(
    "part",
    [
        {"data": {"url": "https://example.org/data.json"}},
        {"layer": [{"mark": {"type": "image"}}]},
        {"mark": "image"},
        {"encoding": {"href": {"field": "title"}}},
        {"title": {"text": {"signal": "1"}}},
        {"usermeta": {"embedOptions": {}}},
    ],
)
def test_what_leads_outside_is_refused(story: Portfolio, part: dict[str, Any]) -> None:
    with pytest.raises(PmoError, match="it could lead out of the page"):
        refuse_outside({**drawn_of(story, "roadmap").specification, **part})


def test_without_the_extra(story: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(UsageError, match="pictures need vl-convert") as caught:
        svg(drawn_of(story, "roadmap"))
    assert str(caught.value.advice) == "install it: pip install 'pmo-toolkit[charts]'"


def test_what_cannot_be_drawn_is_told(story: Portfolio) -> None:
    picture = Picture("roadmap", "Roadmap", "", {"mark": "nonsense", "data": {"values": []}})
    with pytest.raises(PmoError, match="the picture roadmap cannot be drawn"):
        svg(picture)


# Parts


@given(st.text(max_size=80), st.integers(4, 40))
def test_shortened(text: str, longest: int) -> None:
    found = shortened(text, longest)
    assert columns(found) <= longest
    assert found == plain(text) or found.endswith("…")


@given(st.lists(st.tuples(st.text("ab", min_size=1, max_size=3), st.text("xy ", max_size=50)), max_size=8))
def test_labels_tell_apart(named: list[tuple[str, str]]) -> None:
    found = labels(named)
    assert len(set(found.values())) == len(dict(named))


def test_pictures_of_a_page(story: Portfolio) -> None:
    scope = scope_of(story)
    whole = album_of(REPORTS["portfolio"], scope, Page("portfolio", "", None))
    single = album_of(REPORTS["status"], scope, Page("scada-renewal", "", None))
    programme = album_of(REPORTS["programme"], scope, Page("smart-networks", "", None))("risk-matrix")
    assert programme is not None
    titles = [row["title"] for row in programme.specification["datasets"]["list"]]
    assert "Shortage of radio modules on the world market" in titles  # of the programme's own register
    assert "Facturio charges for each answer" not in titles
    assert whole("roadmap") is whole("roadmap")
    assert whole("milestones") is None
    found = single("milestones")
    assert found is not None
    assert found.title == "Milestones: Renewal of the control system of the pumping stations"


def test_mermaid_holds_no_notation_of_users(tmp_path: Path) -> None:
    scope = scope_of(loaded(write(tmp_path, _files(3, ATTACK))))
    first = scope.portfolio.projects["p00"]
    for name, build in DRAWN.items():
        chart = build(scope, first if name == "milestones" else None)
        assert chart is not None
        assert not set("<>{}`'") & set(chart.replace(".->", "").replace("-->", ""))
        assert "javascript:" not in chart
    empty = scope_of(portfolio(tmp_path / "none"))
    assert [build(empty, empty.projects[0]) for build in DRAWN.values()] == [None] * 3
    assert DRAWN["milestones"](scope, None) is None


# Where things stand


_EDGES = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=14, unique=True)


@given(_EDGES)
def test_layers_hold_every_node_once_and_lead_right(edges: list[tuple[str, str]]) -> None:
    pairs = [edge for edge in edges if edge[0] != edge[1]]
    columns_ = layered("abcdef", pairs)
    place = {node: number for number, column in enumerate(columns_) for node in column}
    assert sorted(place) == list("abcdef")
    assert all(columns_)
    order = "abcdef"
    onward = [edge for edge in pairs if order.index(edge[0]) < order.index(edge[1])]
    if onward == pairs:  # no circle
        assert all(place[first] < place[second] for first, second in pairs)


@given(
    st.lists(
        st.tuples(
            st.floats(0, 600), st.floats(0, 380), st.floats(3, 17), st.text("abc ", min_size=1, max_size=30)
        ),
        max_size=25,
    )
)
def test_names_cover_nothing(points: list[tuple[float, float, float, str]]) -> None:
    spots = [Spot(str(number), *point) for number, point in enumerate(points)]
    boxes = []
    for place in placed(spots, 600, 380):
        wide = columns(place.name) * PIXELS * 0.92
        left = place.x if place.side == "right" else place.x - wide
        boxes.append((left, place.y - 7, left + wide, place.y + 7))
    for number, one in enumerate(boxes):
        assert one[0] >= 0
        assert one[2] <= 600
        for other in boxes[:number]:
            assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


def test_a_name_without_room_beside_its_sign_stands_farther_away_at_the_end_of_a_line() -> None:
    crowd = [
        Spot(str(number), 100 + 18 * number, 150 + 5 * (number % 3), 7, f"Project {number}")
        for number in range(6)
    ]
    found = placed(crowd, 600, 380)
    assert [one.key for one in found] == [one.key for one in crowd]
    assert 0 < sum(one.lead is not None for one in found) < len(found)
    for place, spot in zip(found, crowd, strict=True):
        if place.lead is not None:
            assert abs(place.lead - spot.y) < abs(place.y - spot.y)  # it ends at the edge of the name


def test_every_project_of_the_story_is_named(story: Portfolio) -> None:
    picture = drawn_of(story, "value-cost")
    rows = picture.specification["datasets"]
    assert len(rows["left"]) + len(rows["right"]) == len(rows["projects"]) == 12
    assert rows["lines"]
