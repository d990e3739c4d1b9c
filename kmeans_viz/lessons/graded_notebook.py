"""The process that grades one notebook: ``python -m kmeans_viz.lessons.graded_notebook``, started by `grading`.

It reads an order from its standard input, runs the code cells of the notebook, checks what they define, and tells of
each step on its standard output, one JSON object a line, so that what was told stays if it is ended. What the notebook
prints goes nowhere. It must not start other programs, or end other processes. This is no sandbox: code that means harm
finds ways around all this, and reads whatever its user may read.
"""

from __future__ import annotations

import ast
import json
import linecache
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

from kmeans_viz.checks import limits
from kmeans_viz.checks.calls import Guarded, Wrong
from kmeans_viz.checks.exercises import EXERCISES
from kmeans_viz.checks.limits import LastLines, TimeLimit
from kmeans_viz.errands.limits import limit

_CHECKS = {name: check for parts in EXERCISES.values() for name, check in parts.items()}
_FORBIDDEN = (
    *("subprocess.Popen", "os.system", "os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn"),
    *("os.startfile", "pty.spawn", "os.kill", "os.killpg", "signal.pthread_kill"),
)  # the names of audit events
_MOST_NOTES = 5
_MOST_SPOILED = 2  # that many checks of a gap look only at what it asks


def main() -> None:
    """Grade one notebook."""
    order = json.loads(sys.stdin.readline())
    # A notebook that writes to the standard output does not know the word that each of these lines begins with.
    told, secret = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8", errors="replace"), order["secret"]
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)

    def tell(**what: Any) -> None:
        told.write(f"{secret} {json.dumps(what)}\n")

    tell(started=True)
    sys.path.insert(0, os.getcwd())  # noqa: PTH109  as Jupyter does, for modules beside the notebook
    limit(order["memory_bytes"], order["file_bytes"])
    sys.addaudithook(_refuse)
    # A loop that never ends in one cell, or function, leaves time for the others.
    limits.SECONDS = min(limits.SECONDS, order["seconds"] / 4)
    run = _Run()
    with TimeLimit() as clock:
        for number, source in enumerate(sources(json.loads(Path(order["notebook"]).read_text(encoding="utf-8"))), 1):
            clock.restart()
            run.cell(number, source, clock)
    tell(notes=run.notes[:_MOST_NOTES])
    for name in order["functions"]:
        tell(begun=name)
        if name not in run.names:
            tell(function=name, done=0, total=total(name), hint=f"Nothing has the name {name}. {run.trouble}".strip())
            continue
        checked = _CHECKS[name](run.names[name])
        # A notebook may have changed numpy, or this package, so that anything passes.
        if checked.done > _MOST_SPOILED and _CHECKS[name](_spoiled(run.names[name])).done > _MOST_SPOILED:
            hint = "The notebook changes what it is checked with, so that wrong answers pass; look at it by hand."
            tell(function=name, done=0, total=checked.total, hint=hint)
        else:
            tell(function=name, done=checked.done, total=checked.total, hint=checked.hint)
    tell(end=True)
    # Threads that are still at work change nothing any more.
    os._exit(0)


def sources(notebook: Any) -> list[str]:
    """Return the code cells of a notebook, in the format of nbformat 4 or 3."""
    cells = notebook["cells"] if "cells" in notebook else [c for s in notebook["worksheets"] for c in s["cells"]]
    found = [cell.get("source", cell.get("input", "")) for cell in cells if cell.get("cell_type") == "code"]
    return ["".join(source) for source in found]


class _Run:
    """The cells of a notebook, run one after the other; one that fails does not keep the others from it."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {
            "__name__": "__main__",
            "display": _nothing,
            "get_ipython": lambda: _Jupyter(self),
        }
        self.notes: list[str] = []
        self.trouble = ""
        """What went wrong in the first cell that failed, in a sentence."""
        self._number = 0

    def cell(self, number: int, source: str, clock: TimeLimit) -> None:
        """Run one cell."""
        self._number = number
        try:
            tree = self._parsed(source)
        except SyntaxError as problem:
            self._failed(f"cell {number} is not Python: line {problem.lineno}, {problem.msg}")
            return
        file = f"<cell {number}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)

        def run() -> None:
            exec(compile(tree, file, "exec"), self.names)

        guarded = Guarded(_In(run, self.names), f"cell {number}()", clock, LastLines())
        guarded.name = f"cell {number}"
        try:
            guarded()
        except NotImplementedError:
            pass
        except (Wrong, KeyboardInterrupt) as wrong:
            self._failed(str(wrong))

    def skipped(self, what: str) -> None:
        """Note that a command of Jupyter was not run."""
        self.notes.append(f"cell {self._number}: `{what}` is a command of Jupyter, and was not run")

    def _failed(self, what: str) -> None:
        self.trouble = self.trouble or f"{what[0].upper()}{what[1:].rstrip('.')}."
        self.notes.append(what)

    def _parsed(self, source: str) -> ast.Module:
        """Return the code of a cell, without what only shows something of this package."""
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError):
            from IPython.core.inputtransformer2 import TransformerManager

            tree = ast.parse(TransformerManager().transform_cell(source))
        tree.body = [node for node in tree.body if not _only_shows(node)]
        return tree


class _In:
    """A function that counts as one of the notebook, so that errors are told with its lines."""

    def __init__(self, run: Any, names: dict[str, Any]) -> None:
        self._run, self.__globals__ = run, names

    def __call__(self) -> None:
        self._run()


class _Jupyter:
    """What a cell with %magics or !commands calls in place of IPython; runs none of them."""

    def __init__(self, run: _Run) -> None:
        self._run = run

    def run_line_magic(self, name: str, line: str, **_: Any) -> None:
        """Note a line such as ``%matplotlib inline``."""
        self._run.skipped(f"%{name} {line}".strip())

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Run what follows ``%%time`` and the like; note any other."""
        if name in ("time", "timeit", "capture", "prun"):
            exec(compile(cell, f"<cell %%{name}>", "exec"), self._run.names)
        else:
            self._run.skipped(f"%%{name} {line}".strip())

    def system(self, command: str) -> None:
        """Note a line such as ``!pip install numpy``."""
        self._run.skipped(f"!{command}")

    def getoutput(self, command: str) -> list[str]:
        """Note a line such as ``files = !ls``."""
        self._run.skipped(f"!{command}")
        return []

    def __getattr__(self, name: str) -> Any:
        return _nothing


def _only_shows(node: ast.stmt) -> bool:
    """Tell whether a statement is a bare call of this package, such as a check, a plot or a player."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    called: ast.expr = node.value.func
    while isinstance(called, ast.Attribute):
        called = called.value
    return isinstance(called, ast.Name) and called.id in ("kv", "kmeans_viz")


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError("the notebook starts or ends other programs, which grading does not allow")


def _nothing(*arguments: Any, **more: Any) -> None:
    return None


def _spoiled(function: Any) -> Any:
    """Return a function whose answers have the right shape and are all wrong."""
    return lambda *arguments: np.asarray(function(*arguments)) + 7


def total(name: str) -> int:
    """Return how many points a function can get."""
    return _CHECKS[name](_nothing).total


if __name__ == "__main__":
    main()
