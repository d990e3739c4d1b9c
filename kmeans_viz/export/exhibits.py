"""The files of the gallery.

`make_gallery` takes a folder and writes an animation and a storyboard of every recipe in `gallery.GALLERY` to it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kmeans_viz import gallery
from kmeans_viz.export import save, save_storyboard


def make_gallery(folder: str | Path, *, progress: Callable[[str], None] | None = None) -> list[Path]:
    """Write an animated GIF and a storyboard of every exhibit to `folder`, which is made if it does not exist.

    Parameters
    ----------
    folder : str or pathlib.Path
    progress : callable, optional
        Called with the name of each exhibit before it is made.

    Returns
    -------
    list of pathlib.Path
        The files, two for each exhibit.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    files = []
    for name, recipe in gallery.GALLERY.items():
        if progress is not None:
            progress(name)
        files.append(save(recipe, place / f"{name}.gif"))
        files.append(place / f"{name}.png")
        save_storyboard(recipe, files[-1], panels=9)
    return files
