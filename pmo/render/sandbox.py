"""Where templates run: no way out, no way to forget escaping, no way to run for ever.

Values of users are text until they are shown; then they are made inert for the format, wherever in a
template that happens: printed, joined with ``~`` or ``+``, passed to a macro, filled into a translated text.
Only what the template itself says, translations, and what our filters write pass as they are.

A template can name data, a fixed set of filters, and little else: no methods but a few harmless ones, no
attribute that begins with an underscore, no operator that makes texts grow without bound. What it may do is
counted: rounds of loops, calls, characters. Nothing is evaluated while a template is compiled.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from types import CodeType
from typing import Any

from jinja2 import StrictUndefined, Template, nodes, pass_eval_context
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.compiler import CodeGenerator
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.loaders import BaseLoader
from jinja2.nodes import EvalContext
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from markupsafe import Markup

MAX_TEMPLATE = 128 * 1024
"""Characters in one template."""
MAX_STEPS = 2_000_000
"""Rounds of loops, calls and included templates in one rendering."""
MAX_CHARACTERS = 64 * 1024 * 1024
"""Characters that one rendering may put together, intermediate texts included."""

_ALLOWED_FILTERS = (
    *(
        "abs",
        "capitalize",
        "count",
        "d",
        "default",
        "dictsort",
        "first",
        "groupby",
        "items",
        "last",
        "length",
    ),
    *(
        "list",
        "lower",
        "map",
        "max",
        "min",
        "reject",
        "rejectattr",
        "reverse",
        "select",
        "selectattr",
        "sort",
    ),
    *("sum", "title", "trim", "unique", "upper"),
)
_TEXT_METHODS = frozenset({"startswith", "endswith"})
_MAPPING_METHODS = frozenset({"items", "keys", "values", "get"})
TEXT_FUNCTIONS = {"_": 1, "_n": 2}
"""Functions whose first arguments are texts of the template, which are trusted."""
_RUNTIME = (LoopContext, Macro, TemplateReference, TemplateModule, BlockReference, Namespace)
_NUMBERS = (int, float, Decimal)
_MAX_BITS = 4096
_STEPS_OF_CALL = 10
_MOST_COMPILED = 256
"""Compiled templates that are kept."""

# Filters that the compiler puts in; no template can write their names.
_COUNTED = "counted rounds"
_CHARGE = "charged body"


class TooMuchError(Exception):
    """A template does more than it may."""


class _CodeGenerator(CodeGenerator):
    """Counts rounds and calls, and joins texts with our own escaping instead of Jinja's for HTML."""

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:  # noqa: N802
        for part in node.find_all((nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block)):
            size = nodes.Const(_literal_size(part), lineno=part.lineno)
            if isinstance(part, nodes.For):
                part.iter = nodes.Filter(part.iter, _COUNTED, [size], [], None, None, lineno=part.lineno)
            else:
                charge = nodes.Filter(size, _CHARGE, [], [], None, None, lineno=part.lineno)
                part.body.insert(0, nodes.Output([charge], lineno=part.lineno))  # type: ignore[attr-defined]
        for output in node.find_all(nodes.Output):
            output.nodes = [_trusted(part) for part in output.nodes]
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        """What is printed is finished by the environment; Jinja would escape it once more for HTML."""
        self.write(finalize.src or "str(")

    def _output_child_post(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Any) -> None:  # noqa: N802
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def visit_Call(self, node: nodes.Call, frame: Any, forward_caller: bool = False) -> None:  # noqa: N802
        if isinstance(node.node, nodes.Name) and node.node.name in TEXT_FUNCTIONS:
            texts = node.args[: TEXT_FUNCTIONS[node.node.name]]
            if not texts or not all(isinstance(one, nodes.Const) for one in texts):
                self.fail(
                    f"{node.node.name}() takes the text itself; fill in values as {{name}}", node.lineno
                )
        super().visit_Call(node, frame, forward_caller=forward_caller)


def _trusted(part: nodes.Expr) -> nodes.Expr:
    """An expression that is printed, the texts that the template itself writes in it marked as finished."""
    if isinstance(part, nodes.Const) and isinstance(part.value, str):
        return nodes.MarkSafe(part, lineno=part.lineno)
    if isinstance(part, nodes.CondExpr):
        part.expr1 = _trusted(part.expr1)
        part.expr2 = None if part.expr2 is None else _trusted(part.expr2)
    elif isinstance(part, nodes.Concat):
        part.nodes = [_trusted(one) for one in part.nodes]
    elif isinstance(part, nodes.Or):
        part.right = _trusted(part.right)
    return part


def _literal_size(node: nodes.Node) -> int:
    return sum(len(data.data) for data in node.find_all(nodes.TemplateData))


class _Missing(StrictUndefined):
    """A name that is not there: says what was meant."""

    @property
    def _undefined_message(self) -> str:
        name, owner = self._undefined_name, self._undefined_obj
        if self._undefined_hint:
            return self._undefined_hint
        if not isinstance(name, str):
            return f"there is no item {name!r}"
        known = [field.name for field in fields(owner)] if is_dataclass(owner) else []
        close = get_close_matches(name, known, n=1)
        advice = f"; did you mean {close[0]!r}?" if close else ""
        place = f" in {type(owner).__name__}" if known else ""
        return f"there is no {name!r}{place}{advice}"


class _Compiled(BytecodeCache):
    """What templates were compiled to in this process, by their source: it does not depend on the language."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            if len(self._code) >= _MOST_COMPILED:
                self._code.clear()
            self._code[bucket.key, bucket.checksum] = bucket.code


class TemplateSandbox(ImmutableSandboxedEnvironment):
    """The environment of one rendering. ``show`` writes a value; ``inert`` makes the text of users harmless."""

    code_generator_class = _CodeGenerator
    compiled = _Compiled()
    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(
        self, loader: BaseLoader, show: Callable[[object], str | Markup], inert: Callable[[str], str]
    ) -> None:
        self._show = show
        self._inert = lru_cache(maxsize=16384)(inert)
        self.steps = 0
        self.characters = 0
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=_Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            optimized=False,
            auto_reload=False,
            bytecode_cache=self.compiled,
            finalize=self._finalizer(),
        )
        self.filters = {name: FILTERS[name] for name in _ALLOWED_FILTERS}
        self.filters |= {"join": self._join, _COUNTED: self._counted, _CHARGE: self._charged}
        self.globals = {"range": self.globals["range"], "namespace": Namespace}

    def start_counting(self) -> None:
        """Begin a new page."""
        self.steps = self.characters = 0

    def charge(self, steps: int, characters: int) -> None:
        """Count what is done; too much ends the rendering."""
        self.steps += steps
        self.characters += characters
        if self.steps > MAX_STEPS:
            raise TooMuchError(f"it takes more than {MAX_STEPS:,} rounds of loops and calls")
        if self.characters > MAX_CHARACTERS:
            raise TooMuchError(f"it writes more than {MAX_CHARACTERS:,} characters")

    def shown(self, value: object) -> Markup:
        """A value as it stands in the output."""
        if not isinstance(value, Markup):
            written = self._show(value)
            value = written if isinstance(written, Markup) else Markup(self._spaced(written))
        self.characters += len(value)
        if self.characters > MAX_CHARACTERS:
            self.charge(0, 0)
        return value

    def joined(self, values: Iterable[object]) -> Markup:
        """Values side by side, as ``~`` joins them."""
        return Markup("".join(map(self.shown, values)))

    # What Jinja calls

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
            return self._calculated(operator, left, right)
        if operator == "+":
            if isinstance(left, Markup) or isinstance(right, Markup):
                return self.joined((left, right))
            if hasattr(left, "__len__") and hasattr(right, "__len__"):
                self.charge(0, len(left) + len(right))
            return self.binop_table[operator](left, right)
        raise SecurityError(f"the operator {operator} works on numbers only")

    def wrap_str_format(self, value: Any) -> None:
        """``str.format`` is a method like others: not there."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if not super().is_safe_attribute(obj, attr, value):
            return False
        if not callable(value) or isinstance(obj, _RUNTIME):
            return True
        if isinstance(obj, Mapping):
            return attr in _MAPPING_METHODS
        return type(obj) is str and attr in _TEXT_METHODS

    def getattr(self, obj: Any, attribute: str) -> Any:
        if attribute in getattr(type(obj), "__dataclass_fields__", ()) and not attribute.startswith("_"):
            return getattr(obj, attribute)  # what views are made of: no need to look further
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """By this the filters that take an attribute find it."""
        if type(argument) is str and hasattr(type(obj), "__dataclass_fields__"):
            return self.getattr(obj, argument)
        return super().getitem(obj, argument)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        __self.charge(_STEPS_OF_CALL, 0)
        return super().call(__context, __obj, *args, **kwargs)

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        self.charge(1, MAX_TEMPLATE)
        return super().get_template(name, parent, globals)

    # Parts

    def _finalizer(self) -> Callable[[EvalContext, object], Markup]:
        @pass_eval_context  # asks for the context so that nothing is evaluated when compiling
        def finalize(_context: EvalContext, value: object) -> Markup:
            return self.shown(value)

        return finalize

    def _spaced(self, text: str) -> str:
        """Inert text; a blank before or after, as in ``', '``, stays."""
        before, after = text.startswith(" "), text.endswith(" ") and text.strip()
        return f"{' ' if before else ''}{self._inert(text)}{' ' if after else ''}"

    def _calculated(self, sign: str, left: Any, right: Any) -> Any:
        """The result of an operator, refused where it could grow without bound."""
        if sign == "**":
            raise SecurityError("the operator ** is not there")
        if (
            isinstance(left, int)
            and isinstance(right, int)
            and left.bit_length() + right.bit_length() > _MAX_BITS
        ):
            raise SecurityError("the number becomes too large")
        return {"+": operator.add, "*": operator.mul, "%": operator.mod}[sign](left, right)

    def _counted(self, values: Iterable[object], size: int) -> Iterator[object]:
        for value in values:
            self.charge(1, size)
            yield value

    def _charged(self, size: int) -> Markup:
        self.charge(1, size)
        return Markup("")

    def _join(self, values: Iterable[object], separator: object = "", attribute: str | None = None) -> Markup:
        """The filter ``join``; a separator that the template writes is shown as it stands."""
        between = separator if isinstance(separator, Markup) else Markup(str(separator))
        parts = (self.getitem(value, attribute) if attribute else value for value in values)
        texts = [self.shown(part) for part in parts]
        self.charge(len(texts), len(between) * len(texts))
        return between.join(texts)


class DataSandbox(TemplateSandbox):
    """The same for files of data: texts that are put together are one value, written as a whole."""

    compiled = _Compiled()

    def joined(self, values: Iterable[object]) -> Any:
        return self._whole(values, "")

    def _join(self, values: Iterable[object], separator: object = "", attribute: str | None = None) -> Any:
        parts = (self.getitem(value, attribute) if attribute else value for value in values)
        return self._whole(parts, str(separator))

    def _whole(self, values: Iterable[object], between: str) -> str:
        texts = [str(value) if isinstance(value, str) else str(self.shown(value)) for value in values]
        self.charge(len(texts), sum(map(len, texts)) + len(between) * len(texts))
        return between.join(texts)
