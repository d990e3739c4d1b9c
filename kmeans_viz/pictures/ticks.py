"""The numbers at an axis: where the ticks are flows in; as many digits as tell them apart flow out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from matplotlib.ticker import Formatter

_MOST_DIGITS = 17
_ROOM = 6  # letters, which every picture has room for


class Ticks(Formatter):
    """Numbers such as 0.25 and 400, and 2.5e6 where there is no room for all its digits.

    matplotlib's own put what all numbers share, such as "1e6", above the board, where there is no room for it.
    """

    def __call__(self, value: float, pos: int | None = None) -> str:
        """Return a number that stands alone."""
        return self.format_ticks([value])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return the number at each tick."""
        ticks = sorted(set(map(float, values)))
        far = max(map(abs, ticks), default=0.0)
        step = min((after - before for before, after in itertools.pairwise(ticks)), default=far)
        power = 3 * math.floor(math.log10(far) / 3) if far > 0 else 0
        plain, scaled = ([_written(value, step, exponent) for value in values] for exponent in (0, power))
        longest, shorter = (max(map(len, numbers), default=0) for numbers in (plain, scaled))
        return [self.fix_minus(number) for number in (plain if longest <= max(_ROOM, shorter) else scaled)]


def _written(value: float, step: float, exponent: int) -> str:
    """Return a number in units of a power of ten, with the digits that a multiple of `step` has."""
    unit = 10.0**exponent
    digits = next(
        (n for n in range(_MOST_DIGITS) if abs(round(step / unit, n) * unit - step) <= 1e-3 * step), _MOST_DIGITS
    )
    # No zero has a sign, or a power.
    number = f"{round(value / unit, digits) + 0.0:.{digits}f}"
    if exponent == 0:
        return number
    return "0" if float(number) == 0 else f"{number}e{exponent}"
