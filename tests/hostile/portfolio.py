"""The example portfolio with an attack in every text: same ids, figures and days, hostile words.

The texts are found by walking the types of the model, so that a field that is added is attacked as well. Optional
texts that the example leaves out are filled in. What refers, is computed with or is checked (ids, references,
expressions, codes, calendars) stays: the portfolio remains one that every command reads.
"""

import itertools
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import yaml
from msgspec import Meta, Struct

from pmo.documents import parse
from pmo.model.kinds import KINDS, place_of
from pmo.model.records import fields_of
from pmo.model.references import refers_to
from pmo.model.shape import alternatives

MARK = "pwn"
"""In every attack: what of it can be found in an output has come through."""

ATTACKS = (
    "<script>alert('pwn')</script>",
    "<img src=x onerror=alert('pwn')>",
    "</script></title></style></textarea><svg/onload=alert`pwn`>",
    "\" onmouseover=\"alert('pwn')\" x=\"",
    "]]><iframe srcdoc='&lt;script&gt;pwn'></iframe>",
    "<!-- pwn --> --> <!--",
    "<a href=\"javascript:alert('pwn')\">x</a>",
    "[pwn](javascript:alert(1))",
    "![pwn](https://evil.example/track.png)",
    "[pwn]: https://evil.example 'x'",
    "<https://evil.example/pwn>",
    "https://evil.example/pwn www.evil.example javascript:pwn",
    "pwn | a | b |\n| --- | --- |\n| c | d |",
    "pwn\n\n# Heading\n\n- item\n\n```\ncode",
    "```mermaid\ngraph TD; click A \"javascript:pwn\"\n```",
    "`pwn` ``pwn`` **bold** _em_ ~~gone~~ $pwn$ \\",
    "pwn; click a href \"javascript:alert(1)\" %%{init: {'securityLevel': 'loose'}}%%",
    "{{ 7*7 }}pwn{{ ''.__class__ }}{% for x in [1] %}pwn{% endfor %}{# pwn #}",
    "{\"$schema\": \"pwn\", \"data\": {\"url\": \"https://evil.example\"}, \"signal\": \"pwn\"}",
    "=cmd|' /C calc'!A0 pwn",
    "+HYPERLINK(\"https://evil.example\",\"pwn\")",
    "-2+3+cmd|' /C calc'!A0 pwn",
    "@SUM(1+1)*cmd|' /C pwn'!A0",
    "\tpwn =1+1",
    "\x1b[31mpwn\x1b[0m\x1b]8;;https://evil.example\x07x\x1b]8;;\x07",
    "\u202epwn\u202c\u2066pwn\u2069\u200b\ufeff",
    "\r\npwn\u2028pwn\u2029pwn\x85pwn",
    "::error file=pwn::pwn\n##[error]pwn\n##vso[task.complete]pwn",
    "\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nATTACH:pwn",
    "pwn: &a [*a, !!python/object:os.system pwn] # ---",
    "--upload-pack=pwn ../../../etc/pwn $(pwn) `pwn` ; pwn",
    "@pwn #1 !2 GH-3 pwn@evil.example &copy; &#60;script&#62;",
    "%(pwn)s {pwn} {0} %s [bold red]pwn[/] [link=https://evil.example]pwn[/link]",
)  # fmt: skip

KEPT = frozenset(
    {
        ("WorkCalendar", "country"), ("WorkCalendar", "subdivision"),
        ("NamedCalendar", "country"), ("NamedCalendar", "subdivision"), ("Office", "locale"),
        ("ValidationRules", "select"), ("ValidationRules", "ignore"),
        ("Waiver", "code"), ("Waiver", "where"), ("Policy", "applies_to"),
        ("Approval", "fingerprint"), ("Baseline", "fingerprint"), ("BusinessCase", "recommended"),
        ("DecisionBasis", "command"), ("DecisionBasis", "revision"), ("DecisionBasis", "method"),
        ("BasisFigure", "project"), ("BasisLimit", "role"), ("BasisLimit", "period"),
        ("Tailoring", "skip"), ("Tailoring", "require"), ("Status", "comments"),
    }
)  # fmt: skip
"""Texts that are keys, codes or ids of something."""


def write(example: Path, root: Path) -> Path:
    """Write the hostile portfolio to ``root``."""
    shutil.copytree(example, root, dirs_exist_ok=True)
    attacks = itertools.cycle(ATTACKS)
    for path in sorted(root.rglob("*.yaml")):
        place = place_of(path.relative_to(root).as_posix())
        if place is None:
            continue
        data = parse(path.read_bytes(), path.name).data
        assert data is not None
        data.pop("custom_fields", None)  # the schemas of an office that know none of this
        filled = _record(KINDS[place.kind].record, data, attacks)
        path.write_text(
            yaml.dump(filled, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000), "utf-8"
        )
    return root


def free_texts() -> Iterator[tuple[type[Struct], str]]:
    """Every field of the model that holds free text, with its record."""
    seen: set[type[Struct]] = set()
    left = [kind.record for kind in KINDS.values()]
    while left:
        record = left.pop()
        if record in seen:
            continue
        seen.add(record)
        for field in fields_of(record):
            if any(_holds_text(one) for one in _all(field.hint)) and (record.__name__, field.key) not in KEPT:
                yield record, field.key
            left.extend(one for one in _all(field.hint) if isinstance(one, type) and issubclass(one, Struct))


def _record(kind: type[Struct], data: dict[str, Any], attacks: Iterator[str]) -> dict[str, Any]:
    """The data of a record with attacks for its texts."""
    found = dict(data)
    for field in fields_of(kind):
        if (kind.__name__, field.key) in KEPT:
            continue
        found |= _field(field.key, field.hint, data.get(field.key), attacks)
    return found


def _field(key: str, hint: Any, value: Any, attacks: Iterator[str]) -> dict[str, Any]:
    if key == "custom":
        return {key: {next(attacks): next(attacks), "list": [next(attacks)], "deep": {"x": next(attacks)}}}
    if value is None:
        if any(_is_text(one) for one in alternatives(hint)):
            return {key: next(attacks)}
        if key == "tags" or any(_is_texts(one) for one in alternatives(hint)):
            return {key: [next(attacks)]}
        return {}
    return {key: _value(hint, value, attacks)}


def _value(hint: Any, value: Any, attacks: Iterator[str]) -> Any:
    """A value with attacks for the texts in it."""
    kinds = list(alternatives(hint))
    if isinstance(value, str):
        is_word = any(_is_word(one, value) for one in kinds)
        return next(attacks) if any(map(_is_text, kinds)) and not is_word else value
    if isinstance(value, dict):
        for one in kinds:
            if isinstance(one, type) and issubclass(one, Struct):
                return _record(one, value, attacks)
            if get_origin(one) is dict:
                return {key: _value(get_args(one)[1], each, attacks) for key, each in value.items()}
    if isinstance(value, list):
        for one in kinds:
            if get_origin(one) is tuple:
                inner, *more = get_args(one)
                return [
                    _value(more[i - 1] if i and more and more[0] is not Ellipsis else inner, each, attacks)
                    for i, each in enumerate(value)
                ]
    return value


def _bare(hint: Any) -> tuple[Any, list[Meta]]:
    if get_origin(hint) is Annotated:
        return get_args(hint)[0], [one for one in get_args(hint)[1:] if isinstance(one, Meta)]
    return hint, []


def _is_text(hint: Any) -> bool:
    """Whether a type is text that anybody may write as they like."""
    bare, metas = _bare(hint)
    return bare is str and not refers_to(hint) and not any(one.pattern for one in metas)


def _is_texts(hint: Any) -> bool:
    return get_origin(hint) is tuple and get_args(hint)[1:] == (Ellipsis,) and _is_text(get_args(hint)[0])


def _is_word(hint: Any, value: str) -> bool:
    return value in get_args(hint)


def _holds_text(hint: Any) -> bool:
    return _is_text(hint)


def _all(hint: Any) -> Iterator[Any]:
    for one in alternatives(hint):
        yield one
        if get_origin(one) in (tuple, dict):
            for inner in get_args(one):
                if inner is not Ellipsis:
                    yield from _all(inner)


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _plain(dumper: yaml.CSafeDumper, value: Any) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:float", str(value))


_Dumper.add_representer(Decimal, _plain)
