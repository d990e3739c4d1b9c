"""Handed-in exercises become a table of marks: a row for each student, with points and a hint for each exercise.

`grade` takes a folder, with a folder for each student or with notebooks, and returns the rows; `as_csv` makes a table
of them. Each notebook runs in a process of its own (`graded_notebook`), on a copy of its folder, with limits of time,
memory and output. These limits are for mistakes and for mischief: they are no sandbox.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kmeans_viz.checks.exercises import EXERCISES
from kmeans_viz.errands.worker import PIECE
from kmeans_viz.inputs import InputError
from kmeans_viz.lessons.graded_notebook import sources, total

SECONDS = 60.0
"""How long the process of one notebook may take."""
_MEMORY_BYTES = 1_500_000_000
_FILE_BYTES = 20_000_000  # the longest file that a notebook may write
_NOTEBOOK_BYTES = 20_000_000
_FOLDER_BYTES = 200_000_000
_MOST_NOTEBOOKS = 20  # of one student
_FUNCTIONS = [name for parts in EXERCISES.values() for name in parts]
_NO_NOTEBOOK = "No notebook with this exercise was handed in."


@dataclass
class Mark:
    """What one function of an exercise got."""

    done: int
    total: int
    hint: str


@dataclass
class Row:
    """What one student handed in, and what it got."""

    student: str
    marks: dict[str, Mark] = field(
        default_factory=lambda: {name: Mark(0, total(name), _NO_NOTEBOOK) for name in _FUNCTIONS}
    )
    """By the name of the function."""
    notes: list[str] = field(default_factory=list)


def grade(folder: Path, *, seconds: float = SECONDS, progress: Callable[[int, int], None] | None = None) -> list[Row]:
    """Grade what is in a folder.

    Parameters
    ----------
    folder : Path
        Each folder in it is one student's, with notebooks at any depth. A notebook that lies in it directly is a row
        of its own.
    seconds : float
        How long each notebook may take.
    progress : callable, optional
        Called as ``progress(done, total)``, in notebooks.

    Returns
    -------
    list of Row
        By the student's name.

    Raises
    ------
    InputError
        If there is no such folder, or no notebook in it.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder; name the one that holds what the students handed in")
    rows, jobs = [], list[tuple[Row, Path, Path, list[str]]]()
    for place in sorted(folder.iterdir(), key=lambda path: path.name.lower()):
        if place.name.startswith(".") or place.is_symlink():
            continue
        if place.is_dir() or place.suffix == ".ipynb":
            row = Row(_clean(place.name if place.is_dir() else place.stem))
            rows.append(row)
            jobs += [(row, place, *job) for job in _chosen(place, row)]
    if not rows:
        raise InputError(f"{folder} has no notebooks and no folders in it; use a folder for each student")
    with ThreadPoolExecutor(max(1, os.cpu_count() or 1)) as pool:
        waiting = {
            pool.submit(_told, place, notebook, names, seconds): (row, notebook, names)
            for row, place, notebook, names in jobs
        }
        try:
            for done, finished in enumerate(as_completed(waiting), 1):
                _take(*waiting[finished], *finished.result())
                if progress is not None:
                    progress(done, len(jobs))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return rows


def as_csv(rows: list[Row]) -> str:
    """Return the table: student, points, and for each exercise its points and the first hint."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        ["student", "points", "of", *(head for name in EXERCISES for head in (name, f"{name}: hint")), "notes"]
    )
    for row in rows:
        cells: list[Any] = []
        for parts in EXERCISES.values():
            marks = [row.marks[name] for name in parts]
            cells += [sum(mark.done for mark in marks), next((mark.hint for mark in marks if mark.hint), "")]
        points = sum(mark.done for mark in row.marks.values())
        of = sum(mark.total for mark in row.marks.values())
        table.writerow([_harmless(cell) for cell in (row.student, points, of, *cells, "; ".join(row.notes))])
    return out.getvalue()


def _chosen(place: Path, row: Row) -> Iterator[tuple[Path, list[str]]]:
    """Yield the notebooks of a student that are worth running, with the functions to check in each."""
    code = dict[Path, str]()
    found = sorted(_notebooks(place))
    if place.is_dir() and sum(path.stat().st_size for path in _files(place)) > _FOLDER_BYTES:
        row.notes.append(f"the folder is larger than {_FOLDER_BYTES // 10**6} MB, and was not graded")
        return
    if len(found) > _MOST_NOTEBOOKS:
        row.notes.append(f"of {len(found)} notebooks, the first {_MOST_NOTEBOOKS} were looked at")
    if not found:
        row.notes.append("no notebook was handed in")
    for path in found[:_MOST_NOTEBOOKS]:
        try:
            if path.stat().st_size > _NOTEBOOK_BYTES:
                raise ValueError(f"it is larger than {_NOTEBOOK_BYTES // 10**6} MB")
            code[path] = "\n".join(sources(json.loads(path.read_text(encoding="utf-8"))))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OSError) as problem:
            reason = problem if type(problem) is ValueError else "its file is broken"
            row.notes.append(f"{_clean(path.name)} cannot be read as a notebook: {reason}")
    wanted = dict[Path, list[str]]()
    for name in _FUNCTIONS:
        # A lesson may define such a function too; an exercise has the check in it, unless the student took it out.
        checked = [path for path, text in code.items() if re.search(rf"\bcheck_{name}\(", text)]
        defined = [path for path, text in code.items() if re.search(rf"^\s*(def\s+{name}\b|{name}\s*=)", text, re.M)]
        for path in checked or defined:
            wanted.setdefault(path, []).append(name)
        if len(checked or defined) > 1:
            row.notes.append(f"{name} is in {len(checked or defined)} notebooks, of which the best counts")
    yield from wanted.items()


def _notebooks(place: Path) -> Iterator[Path]:
    return (path for path in _files(place) if path.suffix == ".ipynb")


def _files(place: Path) -> Iterator[Path]:
    """Yield the files of a student; neither links nor devices, nor what Jupyter keeps."""
    if not place.is_dir():
        yield place
        return
    for folder, inner, names in os.walk(place):
        inner[:] = [name for name in inner if not name.startswith(".")]
        yield from (path for name in names if (path := Path(folder, name)).is_file() and not path.is_symlink())


def _told(place: Path, notebook: Path, names: list[str], seconds: float) -> tuple[list[dict[str, Any]], str]:
    """Run a notebook in a process, and return what that told, and why it ended early, if it did."""
    with tempfile.TemporaryDirectory(prefix="kmeans-viz-", ignore_cleanup_errors=True) as folder:
        root = place if place.is_dir() else place.parent
        work = Path(folder, "work")
        for file in _files(place):
            target = work / file.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        copy = work / notebook.relative_to(root)
        secret = secrets.token_hex(16)
        order = {
            "notebook": copy.name, "functions": names, "secret": secret,
            "memory_bytes": _MEMORY_BYTES, "file_bytes": _FILE_BYTES, "seconds": seconds,
        }  # fmt: skip
        with Path(folder, "told").open("w+b") as answer:
            why = _run(json.dumps(order), copy.parent, folder, answer, seconds)
            answer.seek(0)
            lines = answer.read(PIECE).decode("utf-8", "replace").splitlines()
    told = [json.loads(line.partition(" ")[2]) for line in lines if line.startswith(f"{secret} ")]
    if not told:
        raise OSError(f"the process that runs a notebook did not start: {sys.executable} cannot import kmeans_viz")
    is_whole = bool(told) and "end" in told[-1]
    return told, "" if is_whole else why or "the notebook ended its process, perhaps for want of memory"


def _run(order: str, work: Path, folder: str, answer: Any, seconds: float) -> str:
    """Run the process, and return why it was ended, or nothing."""
    process = subprocess.Popen(
        # With -P, nothing beside the notebook takes the place of a library.
        [sys.executable, "-P", "-m", "kmeans_viz.lessons.graded_notebook"],
        stdin=subprocess.PIPE,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=work,
        env={**os.environ, "TMPDIR": folder, "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        start_new_session=True,
    )
    try:
        process.communicate(order.encode() + b"\n", timeout=seconds)
    except subprocess.TimeoutExpired:
        return f"the notebook took longer than {seconds:g} seconds, and was ended"
    finally:
        if hasattr(os, "killpg"):
            # What it has started ends with it.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
    return ""


def _take(row: Row, notebook: Path, names: list[str], told: list[dict[str, Any]], why: str) -> None:
    """Put into a row what the process of a notebook told."""
    begun = ""
    for name in names:
        if row.marks[name].hint == _NO_NOTEBOOK:
            row.marks[name].hint = f"It was not checked, as {why}." if why else ""
    for line in told:
        row.notes += [f"{_clean(notebook.name)}: {_clean(note)}" for note in line.get("notes", [])]
        begun = line.get("begun", begun)
        if "function" in line:
            mark = Mark(line["done"], line["total"], _clean(line["hint"]))
            before = row.marks[line["function"]]
            if mark.done >= before.done:
                row.marks[line["function"]] = mark
            begun = ""
    if why:
        row.notes.append(f"{_clean(notebook.name)}: {why}" + (f", while {begun} was checked" if begun else ""))


def _harmless(cell: Any) -> Any:
    """Return the text of a cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell


def _clean(text: str) -> str:
    """Return a text in one line of characters that print."""
    text = "".join(c if c.isprintable() else " " for c in text)
    return text if len(text) <= 400 else f"{text[:400]} …"
