"""A teacher's own notebooks as web pages, as `site` makes them of the lessons."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kmeans_viz.inputs import InputError
from kmeans_viz.lessons import converting, site


def make_pages(
    notebooks: Sequence[str | Path], folder: str | Path | None = None, *, progress: Callable[[str], None] | None = None
) -> list[Path]:
    """Run notebooks, each in its own folder, and make one page of each, which needs neither a kernel nor a network.

    Parameters
    ----------
    notebooks : sequence of str or pathlib.Path
    folder : str or pathlib.Path, optional
        Where to write the pages; by default, beside each notebook.
    progress : callable, optional
        Called with the name of each notebook before it is run.

    Returns
    -------
    list of pathlib.Path
        The pages, whose names are those of the notebooks.

    Raises
    ------
    InputError
        If a notebook is missing, is none, or one of its cells fails; then no page of it is written.
    """
    site.check_tools()
    paths = [_checked(path) for path in notebooks]
    pages = []
    for path in paths:
        if progress is not None:
            progress(path.stem)
        notebook = _run(path)
        place = path.parent if folder is None else Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        target = place / f"{path.stem}.html"
        body = converting.converted(notebook, converting.asked_in(notebook), path.parent)
        pages.append(site.write_page(target, _title(notebook, path), body))
    return pages


def _checked(path: str | Path) -> Path:
    found = Path(path)
    if not found.is_file():
        raise InputError(f"{found} is not a file; name a notebook, such as lesson.ipynb")
    return found.resolve()


def _run(path: Path) -> Any:
    import nbformat
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    try:
        return converting.run(path)
    except nbformat.reader.NotJSONError:
        raise InputError(f"{path.name} is not a notebook: there is no JSON in it; save it again in Jupyter") from None
    except CellExecutionError as problem:
        raise InputError(f"{path.name}: a cell failed with {problem.ename}: {problem.evalue}; mend it first") from None
    except CellTimeoutError:
        raise InputError(f"{path.name}: a cell takes longer than {converting.SECONDS} s; make it shorter") from None


def _title(notebook: Any, path: Path) -> str:
    """Return the first heading, or else the name of the file."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    heading = next(filter(None, (re.search(r"^# (.+)$", text, re.MULTILINE) for text in texts)), None)
    return path.stem if heading is None else heading[1]
