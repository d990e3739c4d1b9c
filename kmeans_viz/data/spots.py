"""Where the spots in a picture are: cells, stars, coins, bright on dark or dark on bright, under uneven light.

`find_spots` takes the brightness of each pixel and returns `Spots`. It takes the background away, which it measures
twice more where there are no spots; finds the pixels that stand out; and leaves it to `splitting` to tell spots that
touch apart. How large spots are, and how bright, comes from the picture itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.splitting import check_tools, fits, pieces_of, typical_radius

Picture = NDArray[np.float64]

_COARSE = 160  # pixels along the longer side of the picture in which the background is measured
_SIGNIFICANT = 4.0  # standard deviations of the background from which a pixel stands out
_FAINT = 6.0  # of them, which the brightest pixel of a spot needs
_SMALLEST = 4  # pixels
_SPECK = 0.1  # of the typical area, below which a region is a speck
_LARGE = 8.0  # the radius in pixels from which single odd pixels can be taken out without harm to a spot
_ROUND = 0.3  # the fit with an ellipse from which a region speaks for its kind, bright or dark


@dataclass(frozen=True, eq=False)
class Spots:
    """The spots in a picture, numbered from 1 as one reads, and what was left out.

    Attributes
    ----------
    labels : array of int
        ``(height, width)``: the number of the spot that each pixel belongs to; 0 where there is none.
    is_bright : bool
        Whether the spots are brighter than what is around them.
    is_faint, is_small : array of bool
        ``(m,)`` for regions 1 to m: which are no spots since they hardly stand out, or are specks.
    """

    labels: NDArray[np.int32]
    is_bright: bool
    is_faint: NDArray[np.bool_]
    is_small: NDArray[np.bool_]


def find_spots(grey: Picture, *, is_bright: bool | None = None) -> Spots:
    """Return the spots in a picture.

    Parameters
    ----------
    grey : array
        ``(height, width)``: the brightness of each pixel.
    is_bright : bool, optional
        Whether to look for bright or for dark spots; by default, for those that stand out more and are rounder.

    Raises
    ------
    InputError
        If scikit-image is not installed.
    """
    check_tools()
    if is_bright is None:
        is_bright = _weight(grey) >= _weight(-grey)
    above, threshold, spread, radius = _standing_out(grey if is_bright else -grey)
    if radius == 0:
        return Spots(np.zeros(grey.shape, np.int32), is_bright, np.zeros(0, bool), np.zeros(0, bool))
    labels = _in_reading_order(pieces_of(above, threshold, radius), radius)
    areas = np.bincount(labels.ravel())[1:]
    tops = _largest(above, labels, len(areas))
    is_faint = tops < _FAINT * spread
    is_small = ~is_faint & (areas < max(_SMALLEST, _SPECK * _typical(areas)))
    return Spots(labels, is_bright, is_faint, is_small)


def _weight(grey: Picture) -> float:
    """Return how much stands out above the background: the more and the rounder, the larger."""
    from skimage import measure

    above, threshold, _, radius = _standing_out(grey)
    if radius == 0:
        return 0.0
    regions = measure.label(_without_holes(above > threshold))
    areas, fit = fits(regions)
    heights = np.bincount(regions.ravel(), weights=above.ravel()) / np.maximum(areas, 1)
    return float((areas * heights * np.clip(fit - _ROUND, 0, 1))[1:].sum())


def _standing_out(grey: Picture) -> tuple[Picture, float, float, float]:
    """Return how far each pixel is above the background, the threshold, the background's spread, the spots' radius.

    The radius is 0 if nothing stands out.
    """
    from scipy import ndimage

    noise = _noise(grey)
    background = _surface(grey)
    calm = _blurred(ndimage.median_filter(grey, 3, mode="nearest"), 1.0)
    radius = 0.0
    for turn in range(3):
        above = calm - background
        counts, edges = np.histogram(above, 256)
        level = float(edges[counts.argmax() : counts.argmax() + 2].mean())
        below = level - above[above < level]
        # What lies below the commonest level is background alone, so it tells how much that varies.
        spread = 1.4826 * float(np.median(below)) if below.size else 0.0
        spread = max(spread, noise / 4, 1e-6)
        above = above - level
        threshold = _threshold(above, spread)
        mask = above > threshold
        radius = typical_radius(_without_holes(mask))
        if radius == 0 or turn == 2:
            break
        near = ndimage.distance_transform_edt(~_without_holes(mask)) <= max(2.0, 0.3 * radius)
        background = _background(grey, near, max(4.0, 2 * radius))
        clean = ndimage.median_filter(grey, 3, mode="nearest") if radius > _LARGE else grey
        calm = _blurred(clean, float(np.clip(0.12 * radius, 0.6, 2.5)))
    return above, threshold, spread, radius


def _threshold(above: Picture, spread: float) -> float:
    """Return Otsu's threshold among the pixels near those that stand out; infinity if none does.

    Among all pixels, a few small spots would be too few to make a group of their own.
    """
    from scipy import ndimage
    from skimage import filters, measure

    high = above > _SIGNIFICANT * spread
    if not high.any():
        return np.inf
    side = float(np.sqrt(np.median(np.bincount(measure.label(high).ravel())[1:])))
    near = above[ndimage.distance_transform_edt(~high) <= max(3.0, side)]
    return max(float(filters.threshold_otsu(near)), 3 * spread)


def _noise(grey: Picture) -> float:
    """Return the standard deviation of the noise.

    Immerkaer (1996), "Fast Noise Variance Estimation", Computer Vision and Image Understanding 64, with a median in
    place of the mean, so that edges count for little.
    """
    from scipy import ndimage

    kernel = np.outer([1, -2, 1], [1, -2, 1]) / 6
    return 1.4826 * float(np.median(np.abs(ndimage.convolve(grey, kernel, mode="reflect"))))


def _surface(grey: Picture) -> Picture:
    """Return the quadratic surface through the commonest brightness, which spots of either kind hardly move."""
    small = _coarse(grey)
    y, x = (axis.ravel() for axis in np.meshgrid(*(np.linspace(-1, 1, n) for n in small.shape), indexing="ij"))
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    values = small.ravel()
    kept = np.ones(len(values), dtype=bool)
    for _ in range(20):
        fitted = terms @ np.linalg.lstsq(terms[kept], values[kept], rcond=None)[0]
        rest = values - fitted
        # The middle of the shortest interval that holds a third of all.
        ordered = np.sort(rest)
        third = max(1, len(ordered) // 3)
        first = int((ordered[third:] - ordered[:-third]).argmin())
        middle = float(np.median(ordered[first : first + third]))
        far = np.abs(rest - middle)
        nearer = far[far <= np.median(far)]
        now = far < 3 * (1.5 * 1.4826 * float(np.median(nearer)) + 1e-9)
        if np.array_equal(now, kept) or now.sum() < terms.shape[1]:
            break
        kept = now
    return _enlarged((fitted + middle).reshape(small.shape), grey.shape)


def _background(grey: Picture, spots: NDArray[np.bool_], sigma: float) -> Picture:
    """Return the mean brightness around each pixel, without the pixels of spots; from farther away where all are."""
    weights, sums = _coarse((~spots).astype(np.float64)), _coarse(np.where(spots, 0.0, grey))
    sigma = max(1.0, sigma * weights.shape[0] / grey.shape[0])
    wide = _blurred(weights, 4 * sigma)
    outside = grey[~spots]
    far = np.where(
        wide > 1e-6,
        _blurred(sums, 4 * sigma) / np.maximum(wide, 1e-6),
        np.median(outside) if outside.size else np.median(grey),
    )
    small = (_blurred(sums, sigma) + 0.05 * far) / (_blurred(weights, sigma) + 0.05)
    return _enlarged(small, grey.shape)


def _coarse(grey: Picture) -> Picture:
    """Return the picture averaged over squares, with at most `_COARSE` of them along the longer side."""
    side = max(1, -(-max(grey.shape) // _COARSE))
    rows, columns = (max(1, length // side) for length in grey.shape)
    part = grey[: rows * side, : columns * side]
    tall, wide = part.shape[0] // rows, part.shape[1] // columns
    return part[: rows * tall, : columns * wide].reshape(rows, tall, columns, wide).mean(axis=(1, 3))


def _enlarged(small: Picture, shape: tuple[int, ...]) -> Picture:
    from skimage import transform

    large: Picture = transform.resize(small, shape, order=1, mode="edge", anti_aliasing=False, preserve_range=True)
    return large


def _blurred(grey: Picture, sigma: float) -> Picture:
    from scipy import ndimage

    smooth: Picture = ndimage.gaussian_filter(grey, sigma, mode="nearest")
    return smooth


def _without_holes(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the mask without its specks and its holes."""
    from scipy import ndimage

    regions, _ = ndimage.label(mask)
    areas = np.bincount(regions.ravel())
    areas[0] = _SMALLEST
    filled: NDArray[np.bool_] = ndimage.binary_fill_holes(mask & (areas >= _SMALLEST)[regions])
    return filled


def _in_reading_order(labels: NDArray[Any], radius: float) -> NDArray[np.int32]:
    """Return the regions numbered from 1 as one reads: line by line, where a line is as high as a typical spot."""
    at = np.flatnonzero(labels)
    owner = labels.ravel()[at]
    areas = np.bincount(owner)
    rows, columns = (np.bincount(owner, weights=axis) / np.maximum(areas, 1) for axis in np.divmod(at, labels.shape[1]))
    numbers = np.flatnonzero(areas)
    numbers = numbers[np.argsort(rows[numbers], kind="stable")]
    lines = np.zeros(len(numbers), dtype=np.intp)
    top = -np.inf
    for i, row in enumerate(rows[numbers]):
        is_new = row > top + 1.2 * radius
        top = row if is_new else top
        lines[i] = lines[i - 1] + is_new if i else 0
    new = np.zeros(len(areas), dtype=np.int32)
    new[numbers[np.lexsort((columns[numbers], lines))]] = np.arange(1, len(numbers) + 1)
    return new[labels]


def _largest(values: Picture, labels: NDArray[np.int32], n: int) -> NDArray[np.float64]:
    from scipy import ndimage

    return np.asarray(ndimage.maximum(values, labels, np.arange(1, n + 1)), dtype=np.float64).reshape(n)


def _typical(areas: NDArray[np.intp]) -> float:
    """Return the area of the region in which the median pixel of all regions lies; many specks hardly change it."""
    if len(areas) == 0:
        return 0.0
    ordered = np.sort(areas)
    covered = ordered.cumsum()
    return float(ordered[np.searchsorted(covered, covered[-1] / 2)])
