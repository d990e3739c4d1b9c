"""TIFF with a page for each picture, lossless, for programs that take stacks of images.

`write_tiff` takes RGBA pictures, one by one, and a path to write to. imageio's plugin for tifffile writes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import imageio.v3 as iio
import numpy as np

from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.pixels.patches import Picture

_PAGE_NAME = 285
"""The number of the field that says how long a page is shown, such as "700 ms", since TIFF has none for times."""


def write_tiff(path: str, pictures: Iterable[Picture], palette: Palette, *, note: str) -> None:
    """Write the pictures, one to a page, with the note as the description of the first."""
    colors = np.zeros((3, 256), dtype=np.uint16)
    colors[:, : len(palette.colors)] = palette.colors.T.astype(np.uint16) * 257
    kind: dict[str, Any] = {"photometric": "palette", "colormap": colors}
    if palette.is_transparent:  # the palette of a TIFF is opaque
        kind = {"photometric": "rgb", "extrasamples": ["unassalpha"]}
    with cast(Any, iio.imopen(path, "w", extension=".tiff", plugin="tifffile")) as tiff:
        for number, (rgba, duration_ms) in enumerate(pictures):
            tiff.write(
                palette.reduced(rgba) if palette.is_transparent else palette.indices(rgba),
                **kind,
                compression="zlib",
                predictor=False,
                metadata=None,
                software=False,
                description=note if number == 0 else None,
                extratags=[(_PAGE_NAME, "s", 0, f"{duration_ms} ms", True)],
            )
