"""The mutants of `palier.rules`: its modules with one small fault each, as source. What to change is read here."""

import ast
import builtins
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

# The draw is always the same.
SEED = 19
OPERATORS = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,), ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.FloorDiv,), ast.Mod: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,), ast.BitAnd: (ast.BitOr,), ast.BitOr: (ast.BitAnd,), ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}  # fmt: skip
NAMES = {
    "minimum": "maximum", "min": "max", "least": "most", "at_least": "at_most", "worst": "best", "any": "all",
    "is_true": "is_false", "logical_and": "logical_or", "rounded_up": "rounded_down",
}  # fmt: skip
NAMES |= {other: name for name, other in NAMES.items()}
# What only type checkers read, or what makes a class or a function.
UNREAD = {"annotation", "returns", "decorator_list", "bases"}


class Mutant(NamedTuple):
    module: str
    line: int
    function: int  # the first line of the function it is in, 0 outside of any
    change: str
    source: str


def drawn(folder: Path, most: int | None, modules: list[str]) -> list[Mutant]:
    """So many mutants of the modules (all where none is named), from each in proportion to what it has."""
    ranked = []
    for path in sorted(folder.glob("*.py")):
        if not modules or path.stem in modules:
            every = _mutants(path)
            ranked += [((rank + 0.5) / len(every), mutant) for rank, mutant in enumerate(every)]
    return [mutant for _, mutant in sorted(ranked, key=lambda pair: pair[0])[:most]]


def _mutants(path: Path) -> list[Mutant]:
    """Every mutant of a module, each once, shuffled."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | vars(builtins).keys()
    found: dict[str, Mutant] = {}
    for parent, field, position, node, function in list(_places(tree)):
        for new in _variants(node, names):
            _put(parent, field, position, new)
            source = ast.unparse(ast.fix_missing_locations(tree))
            change = f"{_first_line(node)}  →  {_first_line(new)}"
            found.setdefault(source, Mutant(path.stem, node.lineno, function, change, source))
        _put(parent, field, position, node)
    return random.Random(SEED).sample(list(found.values()), len(found))


def _places(node: ast.AST, function: int = 0) -> Iterator[tuple[ast.AST, str, int, ast.AST, int]]:
    """Every node below: its parent, field and position, itself, and the first line of the function around it."""
    if isinstance(node, ast.FunctionDef):
        function = min(made.lineno for made in (node, *node.decorator_list))
    for field, value in ast.iter_fields(node):
        for position, child in enumerate(value if isinstance(value, list) else [value]):
            union_of_types = not function and isinstance(child, ast.BinOp) and isinstance(child.op, ast.BitOr)
            if isinstance(child, ast.AST) and field not in UNREAD and not union_of_types:
                yield node, field, position, child, function
                yield from _places(child, function)


def _variants(node: ast.AST, names: set[str]) -> Iterator[ast.AST]:
    """What may stand in the place of a node."""
    match node:
        case ast.Compare(left, [operator], [right]):
            yield from (ast.Compare(left, [other()], [right]) for other in OPERATORS[type(operator)])
        case ast.BinOp(left, operator, right):
            yield from (ast.BinOp(left, other(), right) for other in OPERATORS.get(type(operator), ()))
            if isinstance(operator, ast.BitAnd | ast.BitOr):
                yield from (left, right)
        case ast.BoolOp(operator, values):
            yield from (ast.BoolOp(other(), values) for other in OPERATORS[type(operator)])
            yield from (ast.BoolOp(operator, [*values[:at], *values[at + 1 :]]) for at in range(len(values)))
        case ast.UnaryOp(ast.Not() | ast.Invert() | ast.USub(), operand):
            yield operand
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Name(name, ast.Load()) if NAMES.get(name) in names:
            yield ast.Name(NAMES[name], ast.Load())
        case ast.Attribute(value, name, ast.Load()) if name in NAMES:
            yield ast.Attribute(value, NAMES[name], ast.Load())
        case ast.Call(ast.Attribute(_, "where"), [condition, yes, no]):
            yield ast.Call(node.func, [condition, no, yes], [])
        case ast.Call(ast.Attribute(column, "where"), [_]):
            yield column
        case ast.IfExp(_, body, orelse):
            yield from (body, orelse)
        case ast.If(test, body, orelse):
            yield ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.Expr(ast.Call()):
            yield ast.Pass()


def _put(parent: ast.AST, field: str, position: int, node: ast.AST) -> None:
    if isinstance(place := getattr(parent, field), list):
        place[position] = node
    else:
        setattr(parent, field, node)


def _first_line(node: ast.AST) -> str:
    return ast.unparse(node).partition("\n")[0]
