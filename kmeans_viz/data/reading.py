"""How a file is to be read: `Reading` holds every choice of the caller that decides which numbers come out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kmeans_viz.data.columns import split_names
from kmeans_viz.inputs import InputError, as_choice, as_count

TODAY = 2
"""The rules of reading that hold today; those of version 0.1 are called 1, and a recipe of 0.1 keeps them."""
SPOTS = ("bright", "dark")
"""The kinds of spots that a picture can be searched for."""
OF_A_FILE = ("columns", "without", "header", "encoding", "part", "spots", "dates", "one_hot", "reading")
"""The fields of a recipe that say how a file is read."""


@dataclass(frozen=True)
class Reading:
    """The choices of the caller, each of which is also a field of a `Recipe`.

    Raises
    ------
    InputError
        If a choice cannot be used.
    """

    columns: Any = None
    """Names, or indices from 0, of the columns to use; None for those that count by themselves."""
    without: Any = None
    """Names or indices of columns to leave out."""
    header: bool | None = None
    """Whether the first row holds the names of the columns; None to judge by the rows."""
    encoding: str | None = None
    """For text files; None to detect it."""
    part: str | None = None
    """Which part of a file that has several: a sheet of a workbook, an array of an archive, or ``"waypoints"``; of a
    picture, a channel or a stain."""
    dates: bool = False
    """Whether columns of dates count as days even if `columns` does not name them."""
    one_hot: bool = False
    """Whether columns of a few words count, as one column of 0 and 1 for each word."""
    version: int = TODAY
    """Which rules decide what is left open: 1 for those of version 0.1, 2 for today's."""
    spots: str | None = None
    """Of a picture, whether to look for bright or dark spots; None for those that stand out more."""

    def __post_init__(self) -> None:
        as_count(self.version, "reading", low=1, high=TODAY)
        if self.header not in (None, True, False):
            raise InputError(f"header={self.header!r} is neither True nor False; leave it out to judge by the rows")
        if self.spots is not None:
            as_choice(self.spots, SPOTS, "spots")
        for name in ("dates", "one_hot"):
            if not isinstance(getattr(self, name), bool):
                raise InputError(f"{name}={getattr(self, name)!r} is not a switch; use True or False")

    @property
    def is_first(self) -> bool:
        """Whether the rules of version 0.1 hold."""
        return self.version == 1

    @property
    def left_out(self) -> list[Any]:
        """The names and indices in `without`, as a list."""
        if self.without is None:
            return []
        if isinstance(self.without, str):
            return list(split_names(self.without))
        return list(self.without) if isinstance(self.without, Iterable) else [self.without]
