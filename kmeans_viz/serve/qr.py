"""QR codes of an address: `svg` for a page, `blocks` for a terminal."""

from __future__ import annotations

import io

import segno


def svg(address: str) -> str:
    """Return the code as an SVG that stands on its own, black on white.

    Examples
    --------
    >>> svg("http://192.0.2.1:8866/abcdef")[:60]
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 33 33" '
    """
    out = io.BytesIO()
    segno.make_qr(address).save(out, kind="svg", xmldecl=False, nl=False, omitsize=True, light="#fff")
    return out.getvalue().decode()


def blocks(address: str) -> list[str]:
    """Return the code as lines of half blocks, in which a block is light.

    Examples
    --------
    >>> lines = blocks("http://192.0.2.1:8866/abcdef")
    >>> len(lines), {len(line) for line in lines}
    (17, {33})
    """
    out = io.StringIO()
    segno.make_qr(address).terminal(out, compact=True)
    return out.getvalue().splitlines()
