"""HTML read strictly: every element closed where it should be, and what is in it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "br", "hr", "img", "link", "input", "base", "source"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(one if isinstance(one, str) else one.text for one in self.children)

    def all(self, *tags: str) -> "list[Element]":
        """This and the elements inside it, in order; only those of these kinds if any are named."""
        found = [self] if not tags or self.tag in tags else []
        for one in self.children:
            if isinstance(one, Element):
                found += one.all(*tags)
        return found

    def first(self, tag: str) -> "Element":
        return self.all(tag)[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says something twice"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def parsed(page: str) -> Element:
    """The page as a tree; fails where it is not well formed."""
    assert page.startswith("<!doctype html>\n")
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].tag}> is not closed"
    return reader.root


def assert_inert(root: Element) -> None:
    """Nothing in the page runs, and nothing asks for anything."""
    for element in root.all():
        assert element.tag not in (
            "script",
            "iframe",
            "object",
            "embed",
            "link",
            "base",
            "form",
            "input",
            "svg",
        )
        for name, value in element.attributes.items():
            assert not name.startswith("on"), (element.tag, name)
            if name in (
                "src",
                "srcset",
                "poster",
                "background",
                "action",
                "formaction",
                "data",
                "xlink:href",
            ):
                assert value.startswith("data:image/svg+xml;base64,"), (element.tag, name, value)
            if name == "href":
                assert value.startswith(("#", "https://", "http://", "mailto:")) or ":" not in value, value
    style = "".join(element.text for element in root.all("style"))
    for word in ("url(", "@import", "expression(", "src:"):
        assert word not in style
