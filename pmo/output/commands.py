"""The page of all commands, in Markdown, from the same description as their help."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pmo.output.usage import Parameter, Usage

_INTRODUCTION = """\
# Commands

<!-- Generated from the help of the commands by tools/generate.py; changes belong there. -->

`pmo COMMAND --help` shows the same on a terminal. Options follow the command; `-C` may stand before it.
Exit codes: 0 fine; 1 findings at or above `--fail-on`, or a difference that `--check` or `--exit-code` asked about;
2 the command could not do its job; 130 interrupted.
"""
_SHARED = """\
## Shared options

The environment variable `PMO_PORTFOLIO` stands for `-C`, `NO_COLOR` and `FORCE_COLOR` for `--color`.
"""


def page(groups: Mapping[str, Sequence[Usage]]) -> str:
    """Every command, under the titles of `pmo --help`."""
    usages = [usage for members in groups.values() for usage in members]
    parts = [_INTRODUCTION, *_contents(groups), _SHARED, *_shared(usages)]
    for title, members in groups.items():
        parts.append(f"## {title}\n")
        for usage in members:
            parts += _command(usage)
    return "\n".join(parts)


def _contents(groups: Mapping[str, Sequence[Usage]]) -> Iterator[str]:
    yield "| command | does |\n| --- | --- |"
    for members in groups.values():
        for usage in members:
            yield f"| [`pmo {usage.command}`](#pmo-{usage.command}) | {_in_cell(usage.summary)} |"
    yield ""


def _shared(usages: Iterable[Usage]) -> Iterator[str]:
    """The options that stand in groups, once; what they may be differs by command."""
    seen: dict[str, dict[str, Parameter]] = {}
    for usage in usages:
        for one in usage.parameters:
            if one.group:
                seen.setdefault(one.group, {}).setdefault(one.label, one)
    for title, members in seen.items():
        rows = ((one, one.help) for one in members.values())
        yield from [f"### {title}\n", *_table("option", rows)]


def _command(usage: Usage) -> Iterator[str]:
    yield f"### pmo {usage.command}\n"
    yield f"{usage.summary}\n"
    yield "```sh"
    for example in usage.examples:
        yield f"# {example.meaning}\n{example.line}"
    yield "```\n"
    yield f"Usage: `{usage.line}`\n"
    yield from (f"{paragraph}\n" for paragraph in usage.paragraphs)
    own = [one for one in usage.parameters if not one.group]
    for title, members in (
        ("argument", [one for one in own if one.is_argument]),
        ("option", [one for one in own if not one.is_argument]),
    ):
        if members:
            yield from _table(title, ((one, one.sentence) for one in members))
    for title, kinds in usage.kinds.items():
        yield f"{title}:\n"
        yield "| kind | makes |\n| --- | --- |"
        yield from (f"| `{name}` | {_in_cell(summary)} |" for name, summary in kinds)
        yield ""
    shared = [_shortly(one) for one in usage.parameters if one.group]
    if shared:
        yield f"Shared options: {', '.join(shared)}.\n"


def _shortly(one: Parameter) -> str:
    flag = f"`{one.flags[-1]}`"
    return f"{flag} ({', '.join(one.choices)})" if one.name == "format" else flag


def _table(title: str, rows: Iterable[tuple[Parameter, str]]) -> Iterator[str]:
    yield f"| {title} | means |\n| --- | --- |"
    for one, sentence in rows:
        yield f"| `{_in_cell(one.label)}` | {_in_cell(sentence)} |"
    yield ""


def _in_cell(text: str) -> str:
    """Our own text, whose code stays code."""
    return text.replace("|", "\\|")
