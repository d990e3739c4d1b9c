"""Pictures that Pillow takes one at a time, for the formats whose frames it compresses together: WebP and AVIF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PIL import Image

from kmeans_viz.pictures.pixels.patches import Picture

NOTE_TAG = 0x010E
"""The number of the Exif field "image description", which holds the note."""


def exif_of(note: str) -> Image.Exif:
    """Return the Exif block that holds a note."""
    exif = Image.Exif()
    exif[NOTE_TAG] = note
    return exif


class Reel(Image.Image):
    """An image of many frames that takes each only when Pillow asks for it, so that they are never all in memory."""

    def __init__(
        self, pictures: Iterator[Picture], size: tuple[int, int], n_frames: int, *, transparent: bool = False
    ) -> None:
        super().__init__()
        self.n_frames = n_frames
        self.is_animated = n_frames > 1
        self._pictures = pictures
        self._position = -1
        self._mode = "RGBA" if transparent else "RGBX"
        self._size = size

    def tell(self) -> int:
        """Return the number of the current frame."""
        return max(self._position, 0)

    def seek(self, frame: int) -> None:
        """Go on to the next frame; Pillow asks for an earlier one only after it has written all, and is ignored."""
        if frame >= self.n_frames:
            raise EOFError("no more frames")
        if frame != self._position + 1:
            return
        rgba, _ = next(self._pictures)
        self._position = frame
        height, width = rgba.shape[:2]
        self.im = Image.frombuffer(self._mode, (width, height), rgba.tobytes(), "raw", self._mode, 0, 1).im

    def load(self) -> Any:
        """Return access to the pixels of the current frame, which is the first if `seek` was never called."""
        if self._position < 0:
            self.seek(0)
        return self.im.pixel_access(True)
