"""The numbers at an axis.

`Ticks` takes the values of the ticks and returns texts with as many digits as it takes to tell them apart.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from matplotlib.ticker import Formatter

_MOST_DIGITS = 17
_ROOM = 6  # characters that every picture has room for


class Ticks(Formatter):
    """Numbers such as 0.25 and 400, or 2.5e6 where there is no room for all digits.

    matplotlib's own formatter writes a common factor such as "1e6" above the board, where there is no room.
    """

    def __call__(self, value: float, pos: int | None = None) -> str:
        """Return the text of a single number."""
        return self.format_ticks([value])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return the text at each tick."""
        ticks = sorted(set(map(float, values)))
        far = max(map(abs, ticks), default=0.0)
        step = min((after - before for before, after in itertools.pairwise(ticks)), default=far)
        power = 3 * math.floor(math.log10(far) / 3) if far > 0 else 0
        plain, scaled = ([_written(value, step, exponent) for value in values] for exponent in (0, power))
        longest, shorter = (max(map(len, numbers), default=0) for numbers in (plain, scaled))
        return [self.fix_minus(number) for number in (plain if longest <= max(_ROOM, shorter) else scaled)]


def _written(value: float, step: float, exponent: int) -> str:
    """Return `value` in units of ``10**exponent``, with as many decimals as multiples of `step` have."""
    unit = 10.0**exponent
    digits = next(
        (n for n in range(_MOST_DIGITS) if abs(round(step / unit, n) * unit - step) <= 1e-3 * step), _MOST_DIGITS
    )
    # Adding 0.0 turns -0.0 into 0.0; zero also gets no exponent.
    number = f"{round(value / unit, digits) + 0.0:.{digits}f}"
    if exponent == 0:
        return number
    return "0" if float(number) == 0 else f"{number}e{exponent}"
