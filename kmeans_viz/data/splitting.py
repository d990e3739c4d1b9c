"""Spots that touch, told apart: `pieces_of` cuts every region that is no ellipse where that leaves ellipses.

A region is cut by a watershed (Soille & Vincent 1990, SPIE 1360) from several sets of seeds: the deepest places of the
region with its holes filled, the same with its holes open, those of its brightest parts, and the places that are
brighter than their surroundings. Each set is made with several degrees of caution. Of all cuts, the one is kept whose
pieces are closest to ellipses; a further piece has to improve that noticeably.
"""

from __future__ import annotations

import importlib.util
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import InputError

Picture = NDArray[np.float64]
Mask = NDArray[np.bool_]

_ONE = 0.95  # the fit with an ellipse from which a region is one spot
_AGAIN = 0.93  # the fit below which a piece is cut once more
_GAIN = 0.02  # how much better the fit has to be for each doubling of the number of pieces
_NECKS = (0.8, 0.87, 0.93)  # two seeds are two if the way between them is narrower than this share of the smaller
_DIPS = (0.6, 0.8, 0.9)  # the same for brightness
_FINE = 9.0  # pixels that the radius of a spot should have, for its outline to be worth judging
_PIECE = 0.12  # of the typical area, below which a piece does not count as well cut


def check_tools() -> None:
    """Raise `InputError` unless scikit-image is installed, which finds spots and tells stains apart."""
    if sys.modules.get("skimage", ...) is None or importlib.util.find_spec("skimage") is None:
        raise InputError(
            "spots and stains need scikit-image, which is not installed; use: pip install 'kmeans-viz[cells]'"
        )


def pieces_of(above: Picture, threshold: float, radius: float) -> NDArray[np.intp]:
    """Return the spots as numbered regions.

    Parameters
    ----------
    above : array
        ``(height, width)``: how far each pixel is above the background.
    threshold : float
        From where on a pixel belongs to a spot.
    radius : float
        The typical radius of a spot, in pixels.
    """
    from scipy import ndimage
    from skimage import measure

    whole = measure.label(ndimage.binary_fill_holes(above > threshold))
    areas, fit = fits(whole)
    alone = fit >= _ONE
    alone |= areas < 0.2 * np.pi * radius**2
    labels = np.where(alone[whole], whole, 0).astype(np.intp)
    used = len(areas)
    for number, place in enumerate(ndimage.find_objects(whole), start=1):
        if alone[number]:
            continue
        box = tuple(slice(max(0, side.start - 2), side.stop + 2) for side in place)
        own = whole[box] == number
        parts = _cut(above[box], own, threshold, radius)
        used = _add(labels[box], parts, used)
    return labels


def fits(labels: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the area of each region from 0, and how close it is to the ellipse with the same moments.

    That is the area of what both share, as a share of what either has: 1 for an ellipse, about 0.85 for two discs that
    touch. Region 0, the background, has a fit of 0.
    """
    places = np.flatnonzero(labels)
    owner = labels.ravel()[places]
    n = int(labels.max(initial=0)) + 1
    rows, columns = (axis.astype(np.float64) for axis in np.divmod(places, labels.shape[1]))
    areas = np.bincount(owner, minlength=n)
    counts = np.maximum(areas, 1)

    def mean(values: Picture) -> Picture:
        return np.bincount(owner, weights=values, minlength=n) / counts

    y, x = rows - mean(rows)[owner], columns - mean(columns)[owner]
    # A pixel is a square, whose own variance is a twelfth.
    yy, xx, xy = mean(y * y) + 1 / 12, mean(x * x) + 1 / 12, mean(x * y)
    size = yy * xx - xy * xy
    distance = (xx[owner] * y * y - 2 * xy[owner] * x * y + yy[owner] * x * x) / size[owner]
    shared = np.bincount(owner[distance <= 4], minlength=n)
    ellipses = 4 * np.pi * np.sqrt(size)
    return areas, shared / np.maximum(areas + ellipses - shared, 1)


def typical_radius(mask: Mask) -> float:
    """Return the radius of the largest disc in the region in which the median pixel lies; 0 if there is none."""
    from scipy import ndimage

    regions, n = ndimage.label(mask, structure=np.ones((3, 3)))
    if n == 0:
        return 0.0
    depths = np.asarray(ndimage.maximum(ndimage.distance_transform_edt(mask), regions, np.arange(1, n + 1)))
    order = np.argsort(depths)
    covered = np.bincount(regions.ravel())[1:][order].cumsum()
    return float(depths[order][np.searchsorted(covered, covered[-1] / 2)])


def _add(labels: NDArray[np.intp], parts: NDArray[Any], used: int) -> int:
    """Write parts over labels, with numbers after `used`, and return the last number in use."""
    labels[parts > 0] = parts[parts > 0] + used
    return used + int(parts.max(initial=0))


def _cut(above: Picture, own: Mask, threshold: float, radius: float) -> NDArray[np.intp]:
    """Return the pieces of one region, of which each that is no ellipse has been cut again."""
    parts = _best_cut(above, own, threshold, radius)
    if parts.max(initial=0) < 2:
        return parts
    areas, fit = fits(parts)
    used = len(areas)
    for number in range(1, len(areas)):
        if fit[number] < _AGAIN and areas[number] > 0.5 * np.pi * radius**2:
            mine = parts == number
            more = _best_cut(above, mine, threshold, radius)
            if more.max(initial=0) > 1:
                parts[mine] = 0
                used = _add(parts, more, used)
    return parts


def _best_cut(above: Picture, own: Mask, threshold: float, radius: float) -> NDArray[np.intp]:
    """Return the cut of one region whose pieces are closest to ellipses."""
    from scipy import ndimage
    from skimage import segmentation

    zoom = int(np.clip(np.ceil(_FINE / radius), 1, 3))
    # Outside the region all is below the threshold, also what belongs to its neighbours.
    heights = np.pad(np.where(own, above, np.minimum(above, threshold)), 2, mode="edge")
    heights[:2], heights[-2:], heights[:, :2], heights[:, -2:] = (np.minimum(threshold, above.min()),) * 4
    if zoom > 1:
        heights = ndimage.zoom(heights, zoom, order=1, mode="nearest", grid_mode=True)
        radius *= zoom
    opened = heights > threshold
    whole = ndimage.binary_fill_holes(opened)
    total, least = int(whole.sum()), _PIECE * np.pi * radius**2
    best, kept = -np.inf, whole.astype(np.intp)
    for land, mask, flood, base, necks, floor in _landscapes(heights, opened, whole, radius):
        for neck in necks:
            cut = segmentation.watershed(-flood, _seeds(land, mask, floor, neck), mask=base)
            n = int(cut.max())
            if n == 0:
                continue
            areas, fit = fits(cut)
            worth = areas * fit * np.where(areas >= least, 1.0, 0.5)
            value = float(worth[1:].sum()) / total - _GAIN * np.log2(n)
            if value > best + 1e-9:
                best, kept = value, cut
    kept = kept[zoom // 2 :: zoom, zoom // 2 :: zoom][2:-2, 2:-2]
    return np.where(own, kept, 0)


def _landscapes(
    heights: Picture, opened: Mask, whole: Mask, radius: float
) -> list[tuple[Picture, Mask, Picture, Mask, tuple[float, ...], float]]:
    """Return where seeds are looked for and in which mask, what is flooded from them and in which, and how carefully.

    The last number is added to a depth, so that the ratio of two small ones does not hang on single pixels.
    """
    from scipy import ndimage

    def depth(mask: Mask) -> Picture:
        return _blurred(ndimage.distance_transform_edt(mask), 0.08 * radius) * mask

    deep = depth(opened)
    top = _blurred(ndimage.maximum_filter(heights, size=int(1.2 * radius) | 1), 0.3 * radius)
    tight = opened & (heights > 0.7 * top)
    lone = np.maximum(_blurred(heights, 0.3 * radius) - _blurred(heights, 0.9 * radius), 0)
    floor = 0.02 * radius
    found = [(deep, opened, deep, opened, _NECKS, floor)]
    if not np.array_equal(opened, whole):
        filled = depth(whole)
        found.insert(0, (filled, whole, filled, whole, _NECKS, floor))
    return [*found, (depth(tight), tight, deep, opened, _NECKS, floor), (lone, opened, lone, opened, _DIPS, 1e-6)]


def _seeds(land: Picture, mask: Mask, floor: float, neck: float) -> NDArray[np.intp]:
    """Return the tops of a landscape, numbered; the way from each to a higher one leads below `neck` of its height."""
    from skimage import measure, morphology

    # In logarithms, a share is a difference; whole numbers make the comparison of heights exact.
    step = -np.log(neck) / 40
    levels = np.where(mask, np.log(np.maximum(land, 0) + floor), np.log(floor) - 1)
    tops = morphology.h_maxima(np.round(levels / step).astype(np.int32), 40)
    seeds: NDArray[np.intp] = measure.label(tops.astype(bool) & mask)
    return seeds


def _blurred(values: Picture, sigma: float) -> Picture:
    from scipy import ndimage

    smooth: Picture = ndimage.gaussian_filter(values.astype(np.float64), sigma, mode="nearest")
    return smooth
