"""How slides look that follow no template: part of the door to python-pptx."""

from typing import TYPE_CHECKING, Any, Final

from pmo.publishing.documents.document import ACCENT, INK, QUIET
from pmo.publishing.documents.slides import TEXT_SIZE

if TYPE_CHECKING:
    from pptx.presentation import Presentation

FONT: Final = "Arial"
"""One that is on every machine, or one just as wide."""


def give_look(deck: "Presentation") -> None:
    """The look of slides without a template: wide, titles on the left, a line of colour at the top."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn
    from pptx.util import Inches

    old = deck.slide_width
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    master = deck.slide_master
    parts = [master._element, *(layout._element for layout in deck.slide_layouts)]
    for part in parts:
        for element in part.iter(qn("a:off"), qn("a:ext")):
            for name in ("x", "cx"):
                if element.get(name) is not None:
                    element.set(name, str(int(int(element.get(name)) * deck.slide_width / old)))
    for one in master.placeholders:
        _move(one)
    for part in parts:
        for one in part.iter(qn("p:sp")):
            kind = one.find(f".//{qn('p:ph')}")
            if kind is not None and kind.get("type") == "ftr":
                for level in one.iter(qn("a:lvl1pPr")):
                    level.set("algn", "l")
            if kind is not None and kind.get("type") in ("ftr", "title"):
                one.txBody.bodyPr.set("lIns", "0")
    for style, size in (("titleStyle", 2600), ("bodyStyle", TEXT_SIZE * 100)):
        for level in master._element.find(f".//{qn('p:' + style)}"):
            if not level.tag.endswith("pPr"):
                continue
            properties = level.find(qn("a:defRPr"))
            properties.set("sz", str(size))
            if style == "titleStyle":
                level.set("algn", "l")
                properties.set("b", "1")
                properties.find(f".//{qn('a:schemeClr')}").set("val", "accent1")
    _theme(master)
    title = deck.slide_layouts[0]
    for one, (top, height, size) in zip(
        title.placeholders, ((2.1, 1.7, 3800), (3.95, 1.2, 1800)), strict=False
    ):
        one.left, one.width, one.top, one.height = Inches(0.9), Inches(11.5), Inches(top), Inches(height)
        for level in one._element.iter(qn("a:lvl1pPr")):
            level.set("algn", "l")
        one.text_frame._txBody.bodyPr.set("anchor", "b" if size > 2000 else "t")
        style = one._element.find(f".//{qn('a:lstStyle')}")
        level = style.find(qn("a:lvl1pPr"))
        if level is None:
            level = style.makeelement(qn("a:lvl1pPr"), {"algn": "l"})
            style.insert(0, level)
        run = level.find(qn("a:defRPr"))
        if run is None:
            run = level.makeelement(qn("a:defRPr"), {})
            level.append(run)
        run.set("sz", str(size))
    bar = parse_xml(
        f"<p:sp {nsdecls('p', 'a')}><p:nvSpPr><p:cNvPr id='99' name='Line'/><p:cNvSpPr/><p:nvPr userDrawn='1'/></p:nvSpPr>"
        f"<p:spPr><a:xfrm><a:off x='0' y='0'/><a:ext cx='{deck.slide_width}' cy='{Inches(0.12)}'/></a:xfrm>"
        "<a:prstGeom prst='rect'><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val='accent1'/></a:solidFill>"
        "<a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr lang='en-GB'/></a:p></p:txBody></p:sp>"
    )
    master.shapes._spTree.insert(2, bar)
    package = deck.part.package
    for id_, relationship in list(package._rels.items()):
        if relationship.reltype.endswith("/thumbnail"):
            package._rels.pop(id_)


def _move(placeholder: Any) -> None:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND
    from pptx.util import Inches

    places = {
        KIND.TITLE: (0.6, 0.35, 12.13, 0.85),
        KIND.BODY: (0.6, 1.35, 12.13, 5.5),
        KIND.FOOTER: (0.6, 6.98, 10.5, 0.35),
        KIND.SLIDE_NUMBER: (11.53, 6.98, 1.2, 0.35),
    }
    where = places.get(placeholder.placeholder_format.type)
    if where is not None:
        placeholder.left, placeholder.top, placeholder.width, placeholder.height = map(Inches, where)


def _theme(master: Any) -> None:
    """Fonts and colours of the theme."""
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.opc.oxml import serialize_part_xml
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import qn

    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = parse_xml(part.blob)
    for font in theme.iter(qn("a:latin")):
        font.set("typeface", FONT)
    for name, colour in (("dk1", INK), ("dk2", QUIET), ("accent1", ACCENT), ("hlink", ACCENT)):
        for place in theme.iter(qn(f"a:{name}")):
            for old in list(place):
                place.remove(old)
            place.append(place.makeelement(qn("a:srgbClr"), {"val": colour}))
    part._blob = serialize_part_xml(theme)
