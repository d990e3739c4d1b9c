"""Images as points: each function takes the path of a picture.

`image_pixels` returns the colours of its pixels, `image_bright_spots` the places of its bright spots, as version 0.1
found them; `spots` finds more. `open_picture`, `rgb_of` and `grey_of` are the way from a file to an array.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.files import existing_file
from kmeans_viz.data.splitting import check_tools
from kmeans_viz.inputs import InputError, Points, as_choice, as_count, as_number, as_points

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 50_000_000
"""Larger pictures are refused before they are decoded, since a file of a few kilobytes may unpack to gigabytes."""
PICTURES = (".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".ppm")
"""The endings of pictures."""
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")
_PACKED = ("GIF", "PNG")
_MOST_PER_BYTE = 10_000  # pixels in a file of these formats: PNG packs 8,256 at best, GIF a third of that
_ENOUGH = 4_000_000  # pixels; with more, spots are not found more exactly, and each million takes a second
ENOUGH = 2_000_000
"""The same for `spots.find_spots`, which looks at each pixel more often."""
_CORE = 0.6  # of the largest depth in a region, from which a pixel belongs to a core
_DISCS = 0.6  # of a region's area, which the discs around its cores must cover to split it
_NEARLY_BLACK = 1e-12
CHANNELS = ("grey", "red", "green", "blue")
STAINS = ("hematoxylin", "eosin", "dab")
"""What spots can be looked for in: the brightness, a colour, or how much there is of a stain of microscopy."""


def image_pixels(path: Any, *, max_side: int = 200) -> Points:
    """Return the colours of a picture's pixels, row by row from the top.

    Parameters
    ----------
    path : str or path-like
        PNG, JPEG, GIF (its first frame), BMP, TIFF, WebP or PPM.
    max_side : int
        The picture is scaled down, by averaging, until its longer side has at most this many pixels.

    Returns
    -------
    Points
        ``(n, 3)``: red, green and blue between 0 and 1. Transparent pixels are on white, grey has three equal numbers,
        and the picture is turned as its EXIF orientation says.

    Raises
    ------
    InputError
        If the picture does not exist, cannot be decoded, or has more than 50 million pixels.
    """
    max_side = as_count(max_side, "max_side")
    picture = rgb_of(open_picture(path))
    scale = min(1.0, max_side / max(picture.size))
    width, height = (max(1, round(side * scale)) for side in picture.size)
    small = picture.resize((width, height), resample=_box_filter())
    return as_points(np.asarray(small).reshape(-1, 3) / 255, name="picture")


def image_bright_spots(path: Any, *, threshold: float | None = None) -> Points:
    """Return the places of the bright spots in a picture: stars, cells, coins.

    A spot is a connected region brighter than `threshold`, together with the holes in it. Specks are left out: regions
    of fewer than 4 pixels, or with less than a twentieth of the area of the typical region, the one in which the median
    bright pixel lies. A picture of more than 4 million pixels is first averaged over squares until it has fewer.

    Spots that touch are told apart by their cores. The depth of a pixel is its distance to the edge of its region; the
    cores are the pixels with more than 60 % of the region's largest depth. If a region has several separate cores, and
    the largest discs around them cover 60 % of its area, each core is a spot.

    Parameters
    ----------
    path : str or path-like
        As for `image_pixels`; dark spots on a bright background need an inverted picture.
    threshold : float, optional
        Between 0 (black) and 1 (white); by default Otsu's, which splits the histogram into two groups with the
        least variance within the groups (Otsu 1979, IEEE Trans. SMC 9).

    Returns
    -------
    Points
        ``(m, 2)``: x to the right and y up, in pixels of the whole picture; (0, 0) is its lower left pixel.
        The place of a spot is its centre of mass, weighted by brightness.

    Raises
    ------
    InputError
        If the picture does not exist, cannot be decoded, is too large, or has no spots.
    """
    if threshold is not None:
        threshold = as_number(threshold, "threshold", low=0, high=1)
    whole = _as_grey(open_picture(path))
    grey, scale = averaged(whole, _ENOUGH)
    if threshold is None:
        threshold = _otsu(grey)
    centres = _centres(grey, grey > threshold)
    if len(centres) == 0:
        raise InputError(
            f"{Path(path).name} has no spot of 4 or more pixels brighter than threshold={threshold:.3g} "
            f"(its pixels lie between {grey.min():.3g} and {grey.max():.3g}); choose a lower threshold"
        )
    # From squares to pixels: a square is at the middle of its pixels.
    rows, columns = centres.T * scale + (scale - 1) / 2
    return as_points(np.column_stack([columns, whole.shape[0] - 1 - rows]), name="spots")


def averaged(grey: NDArray[np.float64], enough: int = ENOUGH) -> tuple[NDArray[np.float64], int]:
    """Return a picture of about `enough` pixels at most, each the mean of a square, and the side of the squares."""
    side = int(np.ceil((grey.size / enough) ** 0.5))
    if side == 1:
        return grey, 1
    height, width = (length // side * side for length in grey.shape)
    squares = grey[:height, :width].reshape(height // side, side, width // side, side)
    return squares.mean(axis=(1, 3)), side


def open_picture(path: Any) -> Image.Image:
    """Return the decoded, upright picture."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    file = existing_file(path)
    try:
        with warnings.catch_warnings():
            # Pillow warns about the size, which is checked below, and about odd metadata, which does not matter here.
            warnings.simplefilter("ignore")
            with Image.open(file, formats=_FORMATS) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise InputError(
                        f"{file.name} has {width} x {height} pixels, more than {MAX_PIXELS:,}; scale it down first"
                    )
                size = file.stat().st_size
                if picture.format in _PACKED and width * height > _MOST_PER_BYTE * size:
                    raise InputError(
                        f"{file.name} says that it has {width} x {height} pixels, which do not fit into its {size:,} "
                        "bytes; save the picture again"
                    )
                picture.load()
                return ImageOps.exif_transpose(picture)
    except Image.DecompressionBombError:
        raise InputError(f"{file.name} has more than {MAX_PIXELS:,} pixels; scale it down first") from None
    except InputError:
        raise
    except UnidentifiedImageError:
        raise InputError(f"{file.name} is not a picture that can be read; use one of: {', '.join(_FORMATS)}") from None
    # With a damaged file, a decoder may raise nearly any error.
    except Exception as error:
        reason = " ".join(str(error).split())
        raise InputError(f"{file.name} cannot be decoded ({reason}); save the picture again, as PNG") from None


def rgb_of(picture: Image.Image) -> Image.Image:
    """Return `picture` with 8 bits for each of red, green and blue, on white where it is transparent."""
    from PIL import Image

    if _is_deep(picture):
        return Image.fromarray(np.rint(255 * _stretched(picture)).astype(np.uint8)).convert("RGB")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def grey_of(picture: Image.Image, part: str | None = None) -> NDArray[np.float64]:
    """Return a channel of `picture` between 0 and 1, or the amount of a stain: by default its brightness.

    Stains are told apart as in Ruifrok & Johnston (2001), Analytical and Quantitative Cytology and Histology 23.
    """
    if part is None or as_choice(part, (*CHANNELS, *STAINS), "part") == "grey":
        return _as_grey(picture)
    colors = np.asarray(rgb_of(picture))
    if part in CHANNELS:
        return colors[..., CHANNELS.index(part) - 1] / 255
    check_tools()
    from skimage.color import rgb2hed

    amounts = rgb2hed(colors)[..., STAINS.index(part)]
    low, high = amounts.min(), amounts.max()
    return (amounts - low) / (high - low if high > low else 1.0)


def _as_grey(picture: Image.Image) -> NDArray[np.float64]:
    """Return the brightness of `picture` between 0 and 1; a grey picture keeps all its bits."""
    return _stretched(picture) if _is_deep(picture) else np.asarray(rgb_of(picture).convert("L")) / 255


def _is_deep(picture: Image.Image) -> bool:
    """Tell whether `picture` is grey with more than 8 bits."""
    return picture.mode.startswith("I") or picture.mode == "F"


def _stretched(picture: Image.Image) -> NDArray[np.float64]:
    """Return 16-bit grey divided by 65535, and wider numbers stretched from the darkest to the brightest pixel."""
    grey = np.asarray(picture, dtype=np.float64)
    finite = grey[np.isfinite(grey)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    if picture.mode != "F" and low >= 0 and high <= 65535:
        low, high = 0.0, 65535.0
    if picture.mode == "F" and low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    grey = np.nan_to_num(grey, nan=low, posinf=high, neginf=low)
    return (grey - low) / (high - low if high > low else 1.0)


def _box_filter() -> Image.Resampling:
    from PIL import Image

    return Image.Resampling.BOX


def _otsu(grey: NDArray[np.float64]) -> float:
    """Return the threshold with the largest variance between the two groups of pixels that it makes."""
    counts, edges = np.histogram(grey, bins=256, range=(grey.min(), grey.max()))
    levels = (edges[:-1] + edges[1:]) / 2
    n_dark = counts.cumsum()[:-1]
    n_bright = counts.sum() - n_dark
    sum_dark = (counts * levels).cumsum()[:-1]
    sum_bright = (counts * levels).sum() - sum_dark
    with np.errstate(divide="ignore", invalid="ignore"):
        between = np.nan_to_num(n_dark * n_bright * (sum_dark / n_dark - sum_bright / n_bright) ** 2)
    # If the levels between the groups are empty, all of them are equally good: take the middle.
    best = np.flatnonzero(between >= between.max() * (1 - 1e-9))
    return float(edges[1:-1][best].mean())


def _centres(grey: NDArray[np.float64], bright: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the row and column of each spot's centre of mass, ``(m, 2)``; `bright` marks the bright pixels."""
    from scipy import ndimage

    regions, n_regions = ndimage.label(ndimage.binary_fill_holes(bright))
    areas = np.bincount(regions.ravel(), minlength=n_regions + 1)
    areas[0] = 0
    large = areas >= max(4, _typical(areas) / 20)
    regions = np.where(large[regions], regions, 0)
    kept = np.flatnonzero(large)
    if len(kept) == 0:
        return np.empty((0, 2))
    depth = ndimage.distance_transform_edt(regions)
    deepest = np.zeros(n_regions + 1)
    deepest[kept] = ndimage.maximum(depth, regions, kept)
    cores, n_cores = ndimage.label(depth > _CORE * deepest[regions])
    core_labels = np.arange(1, n_cores + 1)
    region_of_core = np.asarray(ndimage.maximum(regions, cores, core_labels), dtype=np.intp)
    core_depth = np.asarray(ndimage.maximum(depth, cores, core_labels))
    in_discs = np.bincount(region_of_core, weights=np.pi * core_depth**2, minlength=n_regions + 1)
    several = (np.bincount(region_of_core, minlength=n_regions + 1) > 1) & (in_discs > _DISCS * areas)
    split = np.flatnonzero(several[region_of_core]) + 1
    whole = np.flatnonzero(large & ~several)
    # A core may be a hole that is entirely black; this makes its place its middle.
    light = grey.clip(_NEARLY_BLACK)
    centres = [*ndimage.center_of_mass(light, regions, whole), *ndimage.center_of_mass(light, cores, split)]
    return np.array(centres, dtype=np.float64)


def _typical(areas: NDArray[np.intp]) -> float:
    """Return the area of the region in which the median bright pixel lies; many specks hardly change it."""
    ordered = np.sort(areas)
    covered = ordered.cumsum()
    return float(ordered[np.searchsorted(covered, covered[-1] / 2)])
