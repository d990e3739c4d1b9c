"""The notebooks in JupyterLab.

`open_lab` takes a folder, copies the notebooks that it lacks from the package, and opens JupyterLab on it. Without a
folder it opens the notebooks of the checkout, if there is one.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from kmeans_viz.inputs import InputError, as_choice
from kmeans_viz.languages import ENGLISH, LANGUAGES
from kmeans_viz.lessons.translating import in_language

_PACKAGE = Path(__file__).parents[1]
_COPY = "kmeans_viz-notebooks"
_SOLUTIONS = "solutions"
_CONFIG = Path(__file__).parent / "jupyter"


def notebooks() -> Path:
    """Return the folder of the notebooks: inside an installed package, or beside it in a checkout."""
    packed = _PACKAGE / "notebooks"
    return packed if packed.is_dir() else _PACKAGE.parent / "notebooks"


def open_lab(
    folder: str | None = None, *, solutions: bool = False, open_browser: bool = True, lang: str = ENGLISH
) -> int:
    """Open JupyterLab on the notebooks until Ctrl-C, and return its exit code.

    Parameters
    ----------
    folder : str, optional
        Where the student works. Notebooks that are missing there are copied to it; those that exist stay as they are.
        By default the notebooks of the checkout, or without a checkout, or in another language, a new folder in the
        current one.
    solutions : bool
        Whether to copy the solutions of the exercises too, which are for teachers. A checkout has them anyway.
    open_browser : bool
        Whether to show the page; its address is printed in any case.
    lang : str
        The language of the copied notebooks. Those that are not translated are copied in English.

    Raises
    ------
    InputError
        If JupyterLab is not installed, the folder cannot be written, or there is no such language.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise InputError("JupyterLab is not installed; use: pip install 'kmeans-viz[lab]'")
    as_choice(lang, LANGUAGES, "lang")
    source = notebooks()
    is_checkout = source.parent != _PACKAGE
    if folder is None and is_checkout and lang == ENGLISH:
        place = source
    else:
        own = _COPY if lang == ENGLISH else f"{_COPY}-{lang}"
        place = copied(source, Path(folder or own), solutions=solutions, lang=lang)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={place.resolve()}"),
        "--LabApp.default_url=/lab/tree/explore.ipynb",
        # JupyterLab must not ask a server for news or updates: nothing leaves this machine.
        *("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"),
    ]
    if not open_browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # A container often has no other user; the server listens on this machine alone.
        command.append("--allow-root")
    try:
        return subprocess.run(command, check=False, env=environment()).returncode
    except KeyboardInterrupt:
        return 0


def environment() -> dict[str, str]:
    """Return the environment for JupyterLab, with settings that keep its question about news off the screen."""
    places = (str(_CONFIG), os.environ.get("JUPYTER_CONFIG_PATH", ""))
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, places))}


def copied(source: Path, place: Path, *, solutions: bool = False, lang: str = ENGLISH) -> Path:
    """Copy the files that `place` lacks from `source`, with or without `solutions`, and return `place`.

    Notebooks that are translated to `lang` are copied in that language.
    """
    for file in sorted(source.rglob("*")):
        target = place / file.relative_to(source)
        # Jupyter's checkpoints beside the notebooks are not part of the lessons.
        left_out = {".ipynb_checkpoints"} if solutions else {".ipynb_checkpoints", _SOLUTIONS}
        if not file.is_file() or left_out.intersection(file.relative_to(source).parts) or target.exists():
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            if file.suffix == ".ipynb" and lang != ENGLISH:
                target.write_text(in_language(file.read_text(encoding="utf-8"), lang), encoding="utf-8")
            else:
                shutil.copyfile(file, target)
        except OSError as problem:
            raise InputError(f"{place} cannot be written ({problem.strerror}); choose another folder") from None
    return place
