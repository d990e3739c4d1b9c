"""What stands for a player where no widget can live: a picture of one state, and a page that plays without Python.

GitHub, mail and every other reader that takes frames and scripts out of HTML keeps the picture, which the HTML of the
page holds too.
"""

from __future__ import annotations

import base64
import html
import io
import zlib
from dataclasses import replace

from PIL import Image

from kmeans_viz.export.html import page_of as live_page
from kmeans_viz.look import Look
from kmeans_viz.pictures.captions import captions
from kmeans_viz.pictures.pixels.palette import TRANSPARENT, palette_of
from kmeans_viz.pictures.scene import Scene
from kmeans_viz.pictures.timeline import key_frame
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.element import is_computed

_LONGER_PX = 480  # the longer side of the picture
_MOST_BYTES = 1_000_000  # of a page, which a notebook keeps for every player in it
_SIZE = (640, 480)  # of a board in a page, where no size was asked for
_WIDEST_PX = 859  # from here on the words would stand beside the board, and the frame would be too high
_BELOW_PX = 456  # the words, the curve and the buttons below a board
# A page of 200 kB, which is mostly the board's script, takes 70 kB like this, and it is in the notebook once a player.
_UNPACK = """<script>
const bytes = Uint8Array.from(atob("{packed}"), (letter) => letter.charCodeAt(0));
const page = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
new Response(page).text().then((text) => {{ document.open(); document.write(text); document.close(); }});
</script>"""


def picture_of(trace: Trace, look: Look, step: int) -> bytes:
    """Return a small PNG of one state, with its caption."""
    width, height = look.width_height
    scale = min(1.0, _LONGER_PX / max(width, height))
    small = replace(look, size=(max(100, round(width * scale)), max(100, round(height * scale))))
    palette = palette_of(trace, small)
    indices = palette.indices(Scene(trace, small).draw(key_frame(trace, step, lang=look.lang)))
    image = Image.frombuffer("P", indices.shape[::-1], indices.tobytes(), "raw", "P", 0, 1)
    image.putpalette(palette.colors.tobytes())
    file = io.BytesIO()
    image.save(file, "PNG", transparency=TRANSPARENT, compress_level=9)
    return file.getvalue()


def page_of(trace: Trace, look: Look, step: int, picture: bytes) -> str:
    """Return HTML that plays a run in a frame, and shows the picture of a state where frames are taken out.

    A run that would take too much room in a notebook is the picture alone, and a sentence about it.
    """
    if look.size == Look.size:
        # A board without a size of its own takes the room there is, and a frame has to have a height.
        look = replace(look, size=_SIZE)
    page = _whole_page(trace, look)
    title, text = captions(trace, step, lang=look.lang)
    shown = (
        f'<img style="grid-area: 1 / 1; max-width: calc(100% - 1px)" alt="{html.escape(f"{title}. {text}")}" '
        f'src="data:image/png;base64,{base64.b64encode(picture).decode()}">'
    )
    if page is None:
        return f"<div>{shown}<p>Run the cell to play this run, which is too large to be kept here.</p></div>"
    width, height = look.width_height
    # The frame lies over the picture, which must not look out beside it where pixels are rounded. Where there is less
    # room the board is smaller, and its words take more lines.
    high = f"{height / width:.4f} * min(100cqw, {width}px) + {_BELOW_PX}px + max(0px, 300px - 65cqw)"
    return (
        f'<div style="container-type: inline-size; max-width: {min(width, _WIDEST_PX)}px"><div style="display: grid">'
        f'{shown}<iframe style="grid-area: 1 / 1; width: 100%; height: calc({high}); border: 0" '
        f'title="Animation: k-means with k = {trace.k}" srcdoc="{html.escape(page)}"></iframe></div></div>'
    )


def _whole_page(trace: Trace, look: Look) -> str | None:
    """Return the page that `save` writes, packed, without a note for the explorer; None if it is too large."""
    if trace.X.nbytes > _MOST_BYTES and not is_computed(trace):
        return None
    page = packed(live_page(trace, look, note="{}"))
    return page if len(page) <= _MOST_BYTES else None


def packed(page: str) -> str:
    """Return a page that unpacks itself, a third as long: a notebook keeps one for every board in it."""
    return _UNPACK.format(packed=base64.b64encode(zlib.compress(page.encode(), 9)).decode())
