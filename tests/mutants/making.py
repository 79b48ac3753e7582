"""Mutants: a module with one thing of it changed.

What is changed decides something: a comparison, a condition, a bound, a word that is looked for, a
statement with an effect. The words of messages are left alone: a test that repeats each proves
nothing.
"""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 100
"""Characters by which a mutant is told: of its statement, or of as much of it as fits."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
CALLS = {"any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list"}
METHODS = {
    "startswith": "endswith",
    "endswith": "startswith",
    "partition": "rpartition",
    "rpartition": "partition",
    "lower": "upper",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
    "removeprefix": "removesuffix",
    "removesuffix": "removeprefix",
    "fullmatch": "match",
    "match": "search",
}
FROM_BOTH_SIDES = (ast.Add, ast.Mult, ast.BitOr, ast.BitAnd)
"""Operators of which either side may go: of others, what stands on the right."""
ANOTHER_WORD = "~another~"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
UNTOUCHED = (ast.Import, ast.ImportFrom, ast.Assert, ast.JoinedStr)
TOLD = (ast.stmt, ast.ExceptHandler, ast.match_case)
"""What stands on lines of its own."""
NOT_RUN = {"annotation", "returns", "decorator_list", "bases"}


@dataclass(frozen=True)
class Mutant:
    """One thing of a module changed, and where."""

    file: str
    scope: str
    """The function or class in which it is, as ``Class.method``; empty at the module's level."""
    was: str
    becomes: str
    nth: int
    """Which of those in this scope that read alike."""
    index: int
    """Which of all the changes of the module."""
    lines: range
    is_run_at_import: bool = False

    @property
    def id(self) -> str:
        """What stays the same while other lines change; quotes differ between Pythons."""
        told = f"{self.scope}: {self.was} -> {self.becomes} #{self.nth}"
        return told.replace('"', "'")

    @property
    def place(self) -> str:
        """The file and line."""
        return f"{self.file}:{self.lines.start}"

    def __str__(self) -> str:
        return f"{self.place}: {self.scope or 'at the top'}\n  - {self.was}\n  + {self.becomes}"


@dataclass(frozen=True)
class Within:
    """Where a node is: what is around it, from its statement inwards."""

    scope: tuple[str, ...] = ()
    around: tuple[ast.AST, ...] = ()
    is_run_at_import: bool = True
    stored: frozenset[str] = frozenset()
    """Names that the function stores more than once."""

    def inside(self, node: ast.AST) -> Within:
        """Return where the parts of a node are."""
        scope, stored, at_import = self.scope, self.stored, self.is_run_at_import
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            scope = (*scope, node.name)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            stored = _stored_again(node)
        if isinstance(node, FUNCTIONS):
            at_import = False
        return Within(scope, self.with_it(node), at_import, stored)

    def beside(self, node: ast.AST) -> Within:
        """Return where the arguments of a function are, whose values its module computes."""
        return Within(self.scope, self.with_it(node), self.is_run_at_import, self.stored)

    def with_it(self, node: ast.AST) -> tuple[ast.AST, ...]:
        """Return what is around the parts of a node."""
        return (node,) if isinstance(node, TOLD) else (*self.around, node)


@dataclass
class Change:
    """A node, what takes its place, and how it is put there."""

    parent: ast.AST
    name: str
    at: int | None
    old: ast.AST
    new: ast.AST
    within: Within = field(repr=False)

    def put(self, node: ast.AST) -> None:
        """Put a node into the place."""
        if self.at is None:
            setattr(self.parent, self.name, node)
        else:
            getattr(self.parent, self.name)[self.at] = node


def mutants_of(file: str, source: str) -> list[Mutant]:
    """Return the mutants of a module, in the order of its lines."""
    seen: Counter[tuple[str, str, str]] = Counter()
    made = []
    for index, change in enumerate(changes(ast.parse(source))):
        around = [*change.within.around, change.old]
        if isinstance(change.old, TOLD):
            around = [change.old]
        told = next((n for n in around if len(_told(n)) <= LONGEST), change.old)
        was, becomes = _told(told), _told_after(change, told)
        key = (".".join(change.within.scope), was, becomes)
        seen[key] += 1
        lines, at_import = _lines(around[0]), change.within.is_run_at_import
        made.append(Mutant(file, *key, seen[key], index, lines, at_import))
    return made


def mutated(source: str, index: int) -> ast.Module:
    """Return a module with one of its changes made."""
    tree = ast.parse(source)
    change = next(each for n, each in enumerate(changes(tree)) if n == index)
    change.put(ast.fix_missing_locations(ast.copy_location(change.new, change.old)))
    return tree


def changes(tree: ast.Module) -> Iterator[Change]:
    """Yield each change, in an order that depends on the source alone."""
    yield from _within(tree, Within())


def _within(node: ast.AST, within: Within) -> Iterator[Change]:
    inner = within.inside(node) if not isinstance(node, ast.Module) else within
    for name, value in ast.iter_fields(node):
        if name in NOT_RUN or (isinstance(node, ast.ClassDef) and name == "keywords"):
            continue
        runs = within.beside(node) if name == "args" and isinstance(node, FUNCTIONS) else inner
        if isinstance(value, list):
            for at, each in enumerate(value):
                yield from _of(node, name, at, each, runs)
        else:
            yield from _of(node, name, None, value, runs)


def _of(
    parent: ast.AST, name: str, at: int | None, node: object, within: Within
) -> Iterator[Change]:
    """Yield the changes of a node, and of what is in it."""
    if not isinstance(node, ast.AST) or isinstance(node, UNTOUCHED) or _is_said_only(node):
        return
    found = (_statements(node, within), _branches(node), _conditions(name, node))
    for new in chain(*found, _expressions(node), _calls(node)):
        yield Change(parent, name, at, node, new, within)
    if isinstance(node, ast.Constant):
        for constant in _constants(parent, name, node):
            yield Change(parent, name, at, node, constant, within)
    if not isinstance(node, ast.Raise):
        yield from _within(node, within)


def _is_said_only(node: ast.AST) -> bool:
    """Whether it is a docstring, or what only a type checker reads."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and node.value.id == "Literal"
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__"
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _statements(node: ast.AST, within: Within) -> Iterator[ast.AST]:
    """Leave out a statement with an effect; return nothing."""
    match node:
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break():
            yield ast.Pass()
        case ast.Delete(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()
        case ast.Assign(targets=[ast.Name(id=name)]) if name in within.stored:
            yield ast.Pass()
        case ast.Return(value=value) if value and not isinstance(value, ast.Constant):
            yield ast.Return(ast.Constant(None))


def _branches(node: ast.AST) -> Iterator[ast.AST]:
    """Leave out an exception that is caught, or a case that is told apart."""
    match node:
        case ast.ExceptHandler(type=ast.Tuple(elts=each)):
            for left_out in each:
                kept = [other for other in each if other is not left_out]
                yield ast.ExceptHandler(ast.Tuple(kept, ast.Load()), node.name, node.body)
        case ast.ExceptHandler(type=ast.expr()):
            yield ast.ExceptHandler(ast.Tuple([], ast.Load()), node.name, node.body)
        case ast.match_case(pattern=ast.MatchAs(pattern=None), guard=None):
            return
        case ast.match_case():
            yield ast.match_case(node.pattern, ast.Constant(value=False), node.body)


def _conditions(name: str, node: ast.AST) -> Iterator[ast.AST]:
    """Turn round a condition that no other change turns round."""
    told = isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant)
    if name in {"test", "ifs", "guard"} and isinstance(node, ast.expr) and not told:
        yield ast.UnaryOp(ast.Not(), node)


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            for at, each in enumerate(ops):
                changed = [*ops[:at], COMPARISONS[type(each)](), *ops[at + 1 :]]
                yield ast.Compare(left, changed, others)
        case ast.BoolOp(op=op, values=values):
            for at in range(len(values)):
                kept = [*values[:at], *values[at + 1 :]]
                yield kept[0] if len(kept) == 1 else ast.BoolOp(op, kept)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=op, right=right):
            if isinstance(left, ast.JoinedStr) or isinstance(right, ast.JoinedStr):
                return
            yield left
            if isinstance(op, FROM_BOTH_SIDES):
                yield right


def _calls(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in CALLS:
            yield ast.Call(ast.Name(CALLS[name], ast.Load()), node.args, _known(node, name))
        case ast.Call(func=ast.Attribute(value=of, attr=name)) if name in METHODS:
            other = ast.Attribute(of, METHODS[name], ast.Load())
            yield ast.Call(other, node.args, node.keywords)


def _known(call: ast.Call, name: str) -> list[ast.keyword]:
    """Return the keywords of a call that the other function takes as well."""
    return [] if name == "sorted" else call.keywords


def _constants(parent: ast.AST, name: str, node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
    elif isinstance(value, str | bytes) and _is_looked_for(parent, name, value):
        yield ast.Constant(ANOTHER_WORD if isinstance(value, str) else ANOTHER_WORD.encode())


def _is_looked_for(parent: ast.AST, name: str, value: str | bytes) -> bool:
    """Whether a text decides something, where it stands; one with blanks is read by people."""
    method = parent.func if isinstance(parent, ast.Call) else None
    is_call = isinstance(method, ast.Attribute)
    if isinstance(method, ast.Attribute) and method.attr == "compile":
        return True
    if len(value.split()) > 1:
        return False
    holds = ast.Compare | ast.Set | ast.List | ast.Tuple | ast.Dict | ast.MatchValue
    return (is_call and name == "args") or isinstance(parent, holds) or name == "slice"


def _stored_again(function: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    """Return the names that a function stores more than once."""
    stored = Counter(
        each.id
        for each in ast.walk(function)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    )
    return frozenset(name for name, count in stored.items() if count > 1)


def _told(node: ast.AST) -> str:
    """Return a node as one line: of a statement with a body, its head."""
    if isinstance(node, ast.match_case):
        guard = f" if {ast.unparse(node.guard)}" if node.guard else ""
        return f"case {ast.unparse(node.pattern)}{guard}:"
    text = ast.unparse(node).strip()
    return text.partition("\n")[0] if isinstance(getattr(node, "body", None), list) else text


def _told_after(change: Change, told: ast.AST) -> str:
    """Return the same with the change made."""
    if told is change.old:
        return _told(change.new)
    change.put(change.new)
    try:
        return _told(told)
    finally:
        change.put(change.old)


def _lines(statement: ast.AST) -> range:
    """Return the lines of a statement; of one with a body, those of its head."""
    if isinstance(statement, ast.match_case):
        return range(statement.pattern.lineno, statement.pattern.end_lineno + 1)
    first: int = getattr(statement, "lineno", 1)
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        last = min(getattr(each, "lineno", first) for each in body) - 1
        return range(first, max(last, first) + 1)
    return range(first, getattr(statement, "end_lineno", first) + 1)
