"""What students get: the notebooks without solutions, without output, and without what is for teachers."""

from __future__ import annotations

import json
from pathlib import Path

from kmeans_viz.inputs import InputError
from kmeans_viz.lessons.lab import notebooks

_FOR_TEACHERS = {"solutions", "README.md", ".ipynb_checkpoints"}


def handout(folder: Path) -> list[Path]:
    """Copy the students' version of the notebooks to a folder, and return the files.

    Parameters
    ----------
    folder : Path
        Made if it is missing.

    Raises
    ------
    InputError
        If one of the files is there already, as it may be a student's work, or the folder cannot be written.
    """
    source = notebooks()
    files = {
        folder / file.relative_to(source): file
        for file in sorted(source.rglob("*"))
        if file.is_file() and not _FOR_TEACHERS.intersection(file.relative_to(source).parts)
    }
    for target in files:
        if target.exists():
            raise InputError(f"{target} is there already, and may be a student's work; choose a new folder")
    try:
        for target, file in files.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_without_output(file))
    except OSError as problem:
        raise InputError(f"{folder} cannot be written ({problem.strerror}); choose another folder") from None
    return list(files)


def _without_output(file: Path) -> bytes:
    """Return the content of a file; of a notebook, without what its cells have shown."""
    if file.suffix != ".ipynb":
        return file.read_bytes()
    notebook = json.loads(file.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()
