"""What z-scores were made of: `Units` holds names, means and spreads of the columns, and leads back to their units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Units:
    """The own units of columns that were standardized.

    Attributes
    ----------
    names : tuple of str
        The names of the d columns.
    means, scales : array of float
        ``(d,)``: what was subtracted from every column, and what it was then divided by; inf for a constant column.

    Examples
    --------
    >>> Units(("age",), np.array([30.0]), np.array([5.0])).own(np.array([[2.0], [-1.0]])).tolist()
    [[40.0], [25.0]]
    """

    names: tuple[str, ...]
    means: NDArray[np.float64]
    scales: NDArray[np.float64]

    def own(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ``(m, d)`` z-scores as values in the units of the columns."""
        return scores * np.where(np.isinf(self.scales), 0, self.scales) + self.means
