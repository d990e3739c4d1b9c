"""Pictures as tables: `read_picture` takes the path of one, and returns the places of its spots, or its colours.

`spots_in` finds and measures the spots, which `answers/cells.py` counts. How a picture is read hangs on the file and on
three fields of a recipe alone: `columns`, `spots` (bright or dark), and `part` (which channel, or which stain).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.arrays import table_of_array
from kmeans_viz.data.columns import Table, pick_columns
from kmeans_viz.data.images import averaged, grey_of, image_bright_spots, image_pixels, open_picture, rgb_of
from kmeans_viz.data.reading import SPOTS, Reading
from kmeans_viz.data.spots import find_spots
from kmeans_viz.inputs import InputError, as_choice
from kmeans_viz.runs.backdrop import Backdrop

if TYPE_CHECKING:
    from PIL import Image

SPOT_COLUMNS, PIXEL_COLUMNS = ("x", "y"), ("red", "green", "blue")
"""The columns as which version 0.1 read a picture: places of bright spots, or colours of pixels."""
MEASURED_COLUMNS, PLACE_COLUMNS = ("area",), ("pixel_x", "pixel_y")
"""Those that came later: what is measured of each spot, and the places of the pixels in spots."""
_MOST_PIXELS = 10_000  # of the spots, that become points; more would only take time
_LONGEST = 1200  # pixels along the longer side of a picture behind the points; no board is larger in a usual export
_WHY = {
    "x": "pixels from the left",
    "y": "pixels from the bottom",
    **dict.fromkeys(PIXEL_COLUMNS, "between 0 and 1"),
    "area": "pixels",
    "pixel_x": "of the pixels in spots, pixels from the left",
    "pixel_y": "of the pixels in spots, pixels from the bottom",
}


@dataclass(frozen=True, eq=False)
class Measured:
    """The spots in a picture, measured in pixels of it; y is up, and (0, 0) the middle of the lower left pixel.

    Attributes
    ----------
    source : str
        The name of the file.
    pixels : array of uint8
        ``(height, width, 3)``: the picture.
    labels : array of int
        ``(rows, columns)``: 1, 2, … for the spots that count, -1, -2, … for what was left out, 0 elsewhere. Of a large
        picture, each stands for a square of `side` pixels.
    side : int
    is_bright : bool
    centres : array
        ``(n, 2)``: x and y of each spot's centre of mass.
    areas : array
        ``(n,)``.
    on_border : array of bool
        ``(n,)``: whether a spot touches the border of the picture, which may cut it.
    left_out : tuple
        x, y, area and the reason, of each region that does not count.
    """

    source: str
    pixels: NDArray[np.uint8]
    labels: NDArray[np.int32]
    side: int
    is_bright: bool
    centres: NDArray[np.float64]
    areas: NDArray[np.float64]
    on_border: NDArray[np.bool_]
    left_out: tuple[tuple[float, float, float, str], ...]

    @property
    def kind(self) -> str:
        """Either "bright" or "dark"."""
        return SPOTS[0] if self.is_bright else SPOTS[1]

    @property
    def words(self) -> str:
        """How many spots were found, and what was left out."""
        text = f"{_counted(len(self.areas), f'{self.kind} spot')} found"
        for reason in ("too small", "too faint"):
            n = sum(why == reason for *_, why in self.left_out)
            text += f", {n:,} left out ({reason})" if n else ""
        return text

    def backdrop(self, owners: NDArray[np.int32]) -> Backdrop:
        """Return the picture, to stand behind points; `owners` has the shape of `labels`."""
        height, width = self.pixels.shape[:2]
        rows, columns = _thinned(height, width)
        pixels = np.ascontiguousarray(self.pixels[rows][:, columns])
        where = [(at // self.side).clip(max=n - 1) for at, n in zip((rows, columns), owners.shape, strict=True)]
        bounds = (-0.5, width - 0.5, -0.5, height - 0.5)
        return Backdrop(pixels, bounds, np.ascontiguousarray(owners[where[0]][:, where[1]]))


def spots_in(image: Any, spots: str | None = None, part: str | None = None) -> Measured:
    """Return the spots in a picture, found and measured.

    Parameters
    ----------
    image : path or array_like
        A file, or an array of shape ``(height, width)``, ``(height, width, 3)`` or ``(height, width, 4)``.
    spots : "bright" or "dark", optional
        By default, those that stand out more.
    part : str, optional
        Which channel or stain to look at; by default the brightness.

    Raises
    ------
    InputError
        If the file is not a picture that can be read, or an option is unknown.
    """
    if spots is not None:
        as_choice(spots, SPOTS, "spots")
    is_file = isinstance(image, (str, Path))
    picture = open_picture(image) if is_file else _picture_of(image)
    pixels = np.asarray(rgb_of(picture))
    grey, side = averaged(grey_of(picture, part))
    found = find_spots(grey, is_bright=None if spots is None else spots == SPOTS[0])
    n = len(found.is_small)
    counts = ~(found.is_small | found.is_faint)
    new = np.zeros(n + 1, dtype=np.int32)
    new[1:] = np.where(counts, np.cumsum(counts), -1 * np.cumsum(~counts))
    at = np.flatnonzero(found.labels)
    owner = found.labels.ravel()[at]
    areas = np.bincount(owner, minlength=n + 1)[1:]
    rows, columns = (
        np.bincount(owner, weights=axis, minlength=n + 1)[1:] / np.maximum(areas, 1) * side + (side - 1) / 2
        for axis in np.divmod(at, found.labels.shape[1])
    )
    centres = np.column_stack([columns, len(pixels) - 1 - rows])
    border = np.zeros(n + 1, dtype=bool)
    for edge in (found.labels[0], found.labels[-1], found.labels[:, 0], found.labels[:, -1]):
        border[edge] = True
    left_out = tuple(
        (*centres[i].tolist(), float(areas[i] * side**2), "too faint" if found.is_faint[i] else "too small")
        for i in np.flatnonzero(~counts)
    )
    return Measured(
        Path(image).name if is_file else "picture", pixels, new[found.labels], side, found.is_bright, centres[counts],
        areas[counts].astype(np.float64) * side**2, border[1:][counts], left_out,
    )  # fmt: skip


def _picture_of(image: Any) -> Image.Image:
    """Return an array as a picture, as if it had been read from a file."""
    from PIL import Image

    array = np.asarray(image)
    if array.size == 0 or array.dtype.kind not in "buif" or array.shape[2:] not in ((), (3,), (4,)) or array.ndim < 2:
        raise InputError(
            f"image has shape {array.shape} of {array.dtype}; give the path of a picture, or an array of shape "
            "(height, width) or (height, width, 3)"
        )
    if array.ndim == 3 or array.dtype == bool:
        scale = 255 if array.dtype.kind in "bf" else 1
        return Image.fromarray(np.clip(np.rint(array * np.float64(scale)), 0, 255).astype(np.uint8))
    return Image.fromarray(array if array.dtype in (np.uint8, np.uint16) else array.astype(np.float32))


def read_picture(path: Path, reading: Reading) -> Table:
    """Return the places and areas of the spots in a picture, the places of the pixels in them, or the colours."""
    first = [*SPOT_COLUMNS, *PIXEL_COLUMNS]
    names = first if reading.is_first else [*first, *MEASURED_COLUMNS, *PLACE_COLUMNS]
    wanted = {names[i] for i in pick_columns(reading.columns, names, [0, 1], path.name)}
    if wanted <= set(PIXEL_COLUMNS):
        points, why = image_pixels(path), {name: _WHY[name] for name in PIXEL_COLUMNS}
        table = table_of_array(path.name, list(PIXEL_COLUMNS), points, [0, 1, 2], reading, row="pixel", why=why)
        return replace(table, backdrop=_of_colors(path)) if table.names == PIXEL_COLUMNS else table
    if reading.is_first and wanted <= set(SPOT_COLUMNS):
        points = image_bright_spots(path)
        return table_of_array(path.name, list(SPOT_COLUMNS), points, [0, 1], reading, row="spot", why=_WHY)
    if wanted <= {*SPOT_COLUMNS, *MEASURED_COLUMNS}:
        return _table_of_spots(spots_in(path, reading.spots, reading.part), reading)
    if wanted <= set(PLACE_COLUMNS):
        return _table_of_places(spots_in(path, reading.spots, reading.part), reading)
    raise InputError(
        f"{path.name}: x and y are places of spots, and red, green and blue are colours of pixels; "
        "choose from one of these kinds"
    )


def check_enough(table: Table, k: int) -> None:
    """Raise `InputError` if `k` is more than the spots that were found in a picture, and say what to try."""
    if table.report is None or not table.report.found or k <= len(table.points):
        return
    raise InputError(
        f"{table.report.source}: {table.report.found}, which are fewer than k={k}; use k <= {len(table.points)}, or "
        "look for others: spots='bright' or 'dark' (--spots), one channel or stain with part (--part)"
    )


def no_spots(found: Measured) -> InputError:
    """Return the error that says that a picture has no spots, and what to try."""
    if found.left_out:
        what = f"{found.words}; none stands out enough to count"
    else:
        what = "no spots found, neither bright nor dark ones"
    return InputError(
        f"{found.source}: {what}; try one channel or stain with part (--part green, --part hematoxylin), or a picture "
        "with more contrast"
    )


def _table_of_spots(found: Measured, reading: Reading) -> Table:
    if len(found.areas) == 0:
        raise no_spots(found)
    names = [*SPOT_COLUMNS, *MEASURED_COLUMNS]
    table = table_of_array(
        found.source, names, np.column_stack([found.centres, found.areas]), [0, 1], reading, row="spot", why=_WHY,
        notes=[found.words, *notes_on(found, is_told=reading.spots is not None)],
    )  # fmt: skip
    return _with_picture(table, found, np.maximum(found.labels - 1, -1))


def _table_of_places(found: Measured, reading: Reading) -> Table:
    """Return every pixel in a spot as a point, or as many of them, on a square grid, as are enough."""
    if len(found.areas) == 0:
        raise no_spots(found)
    inside = found.labels > 0
    step = max(1, int(np.ceil(np.sqrt(inside.sum() / _MOST_PIXELS))))
    grid = np.zeros_like(inside)
    grid[step // 2 :: step, step // 2 :: step] = True
    rows, columns = np.nonzero(inside & grid)
    if len(rows) == 0:
        rows, columns = np.nonzero(inside)
    places = np.column_stack([columns, rows]) * found.side + (found.side - 1) / 2
    places[:, 1] = len(found.pixels) - 1 - places[:, 1]
    table = table_of_array(
        found.source,
        list(PLACE_COLUMNS),
        places,
        [0, 1],
        reading,
        row="pixel",
        why=_WHY,
        notes=[found.words, *notes_on(found, is_told=reading.spots is not None)],
    )
    numbers = np.full(inside.shape, -1, dtype=np.int32)
    numbers[rows, columns] = np.arange(len(rows))
    return _with_picture(table, found, _nearest(numbers, inside))


def _of_colors(path: Path) -> Backdrop:
    """Return the picture itself, whose colours the points are."""
    pixels = np.asarray(rgb_of(open_picture(path)))
    height, width = pixels.shape[:2]
    rows, columns = _thinned(height, width)
    few = np.ascontiguousarray(pixels[rows][:, columns])
    owners = np.full(few.shape[:2], -1, dtype=np.int32)
    return Backdrop(few, (-0.5, width - 0.5, -0.5, height - 0.5), owners, is_place=False)


def _thinned(height: int, width: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows and columns of pixels that are enough to show a picture."""
    step = -(-max(height, width) // _LONGEST)
    rows, columns = ((np.arange(0, length, step) + step // 2).clip(max=length - 1) for length in (height, width))
    return rows, columns


def _nearest(numbers: NDArray[np.int32], inside: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return for each pixel inside the number that stands nearest to it, and -1 outside."""
    from scipy import ndimage

    where = ndimage.distance_transform_edt(numbers < 0, return_distances=False, return_indices=True)
    return np.where(inside, numbers[tuple(where)], -1).astype(np.int32)


def _with_picture(table: Table, found: Measured, owners: NDArray[np.int32]) -> Table:
    assert table.report is not None
    report = replace(table.report, found=found.words, is_plain=False)
    # Behind columns that are no places, a picture would say nothing.
    is_place = table.names in (SPOT_COLUMNS, PLACE_COLUMNS)
    return replace(table, report=report, backdrop=found.backdrop(owners) if is_place else None)


def notes_on(found: Measured, *, is_told: bool) -> list[str]:
    """Return what was assumed about a picture, and what to mind; `is_told` if the caller said bright or dark."""
    notes = []
    if not is_told:
        other = SPOTS[1] if found.is_bright else SPOTS[0]
        notes.append(f"assumed: {found.kind} spots, which stand out more; --spots {other} says otherwise")
    n = int(found.on_border.sum())
    if n:
        notes.append(f"{n:,} of the spots {'touches' if n == 1 else 'touch'} the border, which may cut them")
    if found.side > 1:
        notes.append(f"the picture is large, and was averaged over squares of {found.side} x {found.side} pixels")
    return notes


def _counted(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{number:,} {word}s"
