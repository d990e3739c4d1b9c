"""Make small mistakes in the core, one at a time, and tell which of them no test finds.

``make mutants`` runs this by hand, for half an hour: pytest does not collect it. Each mutant is one changed place in a
copy of the repository: a comparison that lets equality in or out, a sum in the place of a difference, the other axis, a
lock or a copy left out, a statement removed. The tests beside the file run first, then those of all of `kmeans/` and
`runs/`, until one fails. A mutant that survives is printed: it calls for a test, or is the same program in other words.

    python tests/mutate.py [-j 2] [--only runs/label_store.py:60-90 ...]
"""

import argparse
import ast
import contextlib
import importlib
import itertools
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("kmeans", "runs")
# What the tests need is loaded once, and there in every fork.
LOADED = ("dask.array", "matplotlib.figure", "numba", "pandas", "scipy.stats", "scipy.spatial", "sklearn.cluster")
LIMIT_S = 100  # of the processor's time for one mutant's tests: some mistakes never come to an end
SWAPPED: dict[type, type] = {
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
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
RENAMED = {"min": "max", "max": "min", "argmin": "argmax", "argmax": "argmin", "minimum": "maximum", "any": "all"}
UNWRAPPED = {"lock", "copy", "abs"}  # calls that are left out: lock(x) and x.copy() become x
_times = itertools.count(1)


class Mutant(NamedTuple):
    """One changed place."""

    file: str
    """Below `kmeans_viz/`."""
    line: int
    old: str
    new: str
    source: str
    """The whole file with the change in it."""


def mutants_of(file: str) -> Iterator[Mutant]:
    """Yield all mutants of a file, from top to bottom."""
    source = (ROOT / "kmeans_viz" / file).read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    for node in _places(ast.parse(source)):
        place = node.test if isinstance(node, ast.If | ast.IfExp) else node
        for changed in _changes(node):
            start, end = place.lineno - 1, place.end_lineno - 1
            # Columns are counted in bytes.
            before, after = lines[start].encode()[: place.col_offset], lines[end].encode()[place.end_col_offset :]
            new = ast.unparse(changed)
            new = f"({new})" if isinstance(changed, ast.expr) else new
            text = [*lines[:start], before.decode() + new + after.decode(), *lines[end + 1 :]]
            yield Mutant(file, place.lineno, ast.unparse(place), new, "".join(text))


def _places(tree: ast.AST) -> Iterator[Any]:
    """Yield what may be changed: neither words nor annotations, which change nothing that is computed."""
    for name, value in ast.iter_fields(tree):
        children = value if isinstance(value, list) else [value]
        if name in ("annotation", "returns", "decorator_list", "msg") or isinstance(
            tree, ast.JoinedStr | ast.Raise | ast.Assert
        ):
            continue
        for child in children:
            if isinstance(child, ast.AST):
                if hasattr(child, "lineno"):
                    yield child
                yield from _places(child)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in SWAPPED:
            yield _with(node, ops=[SWAPPED[type(operator)]()])
        case ast.BinOp(op=operator) | ast.BoolOp(op=operator) if type(operator) in SWAPPED:
            yield _with(node, op=SWAPPED[type(operator)]())
        case ast.AugAssign(op=operator) if type(operator) in SWAPPED:
            yield _with(node, op=SWAPPED[type(operator)]())
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int() | float()):
            yield ast.Constant(node.value + 1)
        case ast.keyword(arg="axis", value=ast.Constant(value=0 | 1)):
            yield ast.parse(f"f(axis={1 - node.value.value})").body[0].value.keywords[0]  # type: ignore[attr-defined]
        case ast.If(test=test) | ast.IfExp(test=test) if isinstance(test, ast.Name | ast.Call | ast.Attribute):
            yield ast.UnaryOp(ast.Not(), node.test)
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case ast.Call(func=ast.Name(id=name), args=[argument]) if name in UNWRAPPED:
            yield argument
        case ast.Call(func=ast.Attribute(attr=name, value=value), args=[]) if name in UNWRAPPED:
            yield value
        case ast.Call(func=ast.Name(id=name)) if name in RENAMED:
            yield _with(node, func=ast.Name(RENAMED[name]))
        case ast.Call(func=ast.Attribute(attr=name, value=value)) if name in RENAMED:
            yield _with(node, func=ast.Attribute(value, RENAMED[name]))


def _with(node: ast.AST, **fields: Any) -> ast.AST:
    changed = deepcopy(node)
    vars(changed).update(fields)
    return changed


def take_a_copy(place: str) -> None:
    """Give this process a copy of the repository to change."""
    folder = tempfile.mkdtemp(dir=place)
    ignored = shutil.ignore_patterns(".git", ".venv", ".hypothesis", ".*_cache", "assets")
    shutil.copytree(ROOT, folder, dirs_exist_ok=True, ignore=ignored)
    os.chdir(folder)
    sys.path.insert(0, folder)


def tried(mutant: Mutant) -> tuple[Mutant, bool]:
    """Return the mutant, and whether a test fails for it."""
    path = Path("kmeans_viz", mutant.file)
    whole = path.read_text(encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    # A time of its own for each mutant, by which Python knows that what it compiled before is out of date.
    os.utime(path, (next(_times),) * 2)
    try:
        child = os.fork()
        if child == 0:
            try:
                os._exit(_tested(mutant.file))
            finally:
                os._exit(1)
        return mutant, os.waitpid(child, 0)[1] != 0
    finally:
        path.write_text(whole, encoding="utf-8")


def _tested(file: str) -> int:
    """Run the tests, and return 0 if all pass."""
    signal.alarm(10 * LIMIT_S)  # others wait for each other, and take none of it
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_S, LIMIT_S))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    room, name = file.split("/")
    beside = [f"tests/{room}/test_{name}"] if Path(f"tests/{room}/test_{name}").exists() else []
    paths = [f"kmeans_viz/{file}", *beside, *(f"tests/{each}" for each in ROOMS)]
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *paths], plugins=[AtTheFirstExample()]))


class AtTheFirstExample:
    """Have hypothesis stop at the first example that fails: looking for the smallest takes minutes."""

    def pytest_configure(self) -> None:
        """Say so before any test is read."""
        from hypothesis import Phase, settings

        settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate], database=None)
        settings.load_profile("mutants")


def main() -> None:
    """Try all mutants, or those of some files and lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-j", type=int, default=os.cpu_count(), help="how many at once")
    parser.add_argument(
        "--only", nargs="+", metavar="FILE[:FROM-TO]", help="such as runs/trace.py or runs/trace.py:9-20"
    )
    chosen = parser.parse_args()
    files = [f"{room}/{path.name}" for room in ROOMS for path in sorted((ROOT / "kmeans_viz" / room).glob("*.py"))]
    mutants = []
    for only in chosen.only or files:
        file, _, span = only.partition(":")
        first, _, last = span.partition("-")
        lines = range(int(first or 1), int(last or first or 10**6) + 1)
        mutants += [mutant for mutant in mutants_of(file) if mutant.line in lines]
    for name in LOADED:
        importlib.import_module(name)
    survivors = 0
    with tempfile.TemporaryDirectory() as place, contextlib.suppress(KeyboardInterrupt):
        pool = multiprocessing.get_context("fork").Pool(chosen.j, initializer=take_a_copy, initargs=(place,))
        with pool:
            whole = (ROOT / "kmeans_viz" / files[-1]).read_text(encoding="utf-8")
            if pool.apply(tried, [Mutant(files[-1], 0, "", "", whole)])[1]:
                sys.exit("a test fails without any change; mend that first")
            for done, (mutant, found) in enumerate(pool.imap_unordered(tried, mutants), start=1):
                survivors += not found
                print(f"{done} of {len(mutants)}", end="\r", file=sys.stderr, flush=True)  # noqa: T201
                if not found:
                    print(f"kmeans_viz/{mutant.file}:{mutant.line}: {mutant.old}  ->  {mutant.new}", flush=True)  # noqa: T201
    print(f"{len(mutants)} mutants, {survivors} survived")  # noqa: T201


if __name__ == "__main__":
    main()
