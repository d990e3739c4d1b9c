"""The file that a page sends with a request: `kept` writes it where an errand can read it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kmeans_viz.data.files import bare_name
from kmeans_viz.inputs import InputError, as_choice

NOTED = (".gif", ".webp", ".png", ".mp4", ".html", ".pdf", ".svg", ".json")
"""The endings of files that may hold a recipe."""


@dataclass(frozen=True)
class Upload:
    """A file that a page sent."""

    path: Path
    """Where it is: a name that `kept` chose, with an ending from a table."""
    name: str
    """What the page calls it; this is never a path."""

    def worded(self, text: str) -> str:
        """Return `text` with the page's name of the file in place of that of `path`."""
        return text.replace(str(self.path), self.name).replace(self.path.name, self.name)


def kept(asked: dict[str, Any], content: bytes, folder: Path) -> Upload | None:
    """Write the file that came with a request into `folder`; None if none came.

    Raises
    ------
    InputError
        If the request does not name the file in its recipe, or names one that did not come.
    """
    recipe = asked.get("recipe")
    name = recipe.get("csv") if isinstance(recipe, dict) else None
    if not content:
        if name is not None:
            raise InputError(f"csv={str(name)[:60]!r} was not sent, or is empty; send a file with the recipe")
        return None
    if not isinstance(name, str):
        raise InputError("a file was sent and the recipe does not name it; give its name as the recipe's csv")
    name = bare_name(name)
    path = folder / f"upload-of-the-page{_ending(name)}"
    path.write_bytes(content)
    return Upload(path, name)


def _ending(name: str) -> str:
    """Return the ending of a file's name, which must be in the table of readers or be that of an export."""
    from kmeans_viz.data.tables import READERS

    suffixes = [suffix.lower() for suffix in Path(name).suffixes]
    packed = suffixes.pop() if suffixes[-1:] == [".gz"] else ""
    return as_choice(suffixes[-1] if suffixes else "", tuple(dict.fromkeys((*READERS, *NOTED))), "the ending") + packed
