"""What a reader of tables finds: `Raw`, the rows of a file before anything is decided about its columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class ToldRow:
    """A row that is left out, as the file has it."""

    place: str
    """Where it is: "line 5"."""
    fields: Sequence[Any]
    flaw: str = ""
    """What is wrong with the row as a whole: "4 fields instead of 2"; "" if that is one of its fields."""


@dataclass(frozen=True, eq=False)
class Raw:
    """The rows of a file, before anything is decided about its columns."""

    source: str
    names: tuple[str, ...]
    frame: pd.DataFrame
    """``(n, d)``; its columns are numbered from 0. Those in `heads` are not among them."""
    decimal: str = "."
    nameless: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    unusable: NDArray[np.bool_] | None = None
    """``(n,)``: the rows in which fields cannot be told apart."""
    tell: Callable[[Sequence[int]], list[ToldRow]] | None = None
    """Looks some rows up in the file; by default in the frame."""
    as_written: Callable[[], pd.DataFrame] | None = None
    """Returns all rows as the file writes them; by default the frame."""
    is_plain: bool = True
    """Whether version 0.1 would have seen the same rows and names."""
    fix: str = "name columns that hold numbers"
    """What to do about a file of which no column counts."""
    row: str = "row"
    first_row: int = 1
    """What messages call a row, and the number of the first one."""
    places: Sequence[int] | None = None
    """``(n,)``: the number of each row in the file, where they do not follow each other."""
    default: tuple[int, ...] | None = None
    """The columns that count by themselves, where the reader knows them."""
    origins: tuple[Sequence[str], NDArray[np.intp]] | None = None
    """The names of several files, and which of them each row is from, ``(n,)``."""
    heads: Mapping[int, pd.Series[Any]] = field(default_factory=dict)
    """The first rows of columns that were not read to their end, because the caller names others."""

    def whole(self) -> pd.DataFrame:
        """Return all rows as the file writes them, with the names of its columns."""
        frame = self.frame.copy(deep=False) if self.as_written is None else self.as_written()
        frame.columns = list(self.names)
        if self.origins is not None:
            names, files = self.origins
            frame.insert(0, "file" if "file" not in self.names else "file_", np.array(names, dtype=object)[files])
        return frame

    def told(self, rows: Sequence[int]) -> list[ToldRow]:
        """Return some rows as the file has them."""
        if self.tell is not None:
            return self.tell(rows)
        places = [self.first_row + i if self.places is None else self.places[i] for i in rows]
        fields = self.frame.iloc[list(rows)].astype(object).reindex(columns=range(len(self.names))).values.tolist()
        return [ToldRow(f"{self.row} {place}", own) for place, own in zip(places, fields, strict=True)]
