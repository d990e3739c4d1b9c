"""Scenes as a file: a page that plays them, or JSON to be edited and opened again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kmeans_viz.export.draft import draft_of
from kmeans_viz.export.jobs import ending_of
from kmeans_viz.inputs import InputError
from kmeans_viz.scenes.files import Scenes
from kmeans_viz.web.scenes_page import scenes_page

_WRITERS: dict[str, Callable[[Scenes], str]] = {".html": scenes_page, ".json": Scenes.to_json}


def save_scenes(scenes: Scenes, path: str | Path) -> Path:
    """Write scenes to a file; the path's ending picks the format.

    Parameters
    ----------
    scenes : Scenes
    path : str or pathlib.Path
        ``.html``: a page that plays the scenes, in one file that needs no network. ``.json``: the scenes alone, to be
        edited. `read_scenes` opens both. A file that exists is replaced once the new one is whole.

    Returns
    -------
    pathlib.Path
        Where the file is.

    Raises
    ------
    InputError
        If the ending is another one, or `scenes` are no scenes.
    OSError
        If the file cannot be written; what was there before is untouched.

    Examples
    --------
    >>> import tempfile
    >>> from kmeans_viz.scenes.lesson import first_lesson
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_scenes(first_lesson(), f"{folder}/lesson.html").name
    'lesson.html'
    """
    if not isinstance(scenes, Scenes):
        raise InputError(f"{type(scenes).__name__} is no list of scenes; use for example kv.first_lesson()")
    text = _WRITERS[ending_of(path, _WRITERS)](scenes)
    with draft_of(Path(path)) as draft:
        draft.file.write(text.encode())
    return Path(path)
