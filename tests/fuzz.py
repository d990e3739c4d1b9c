"""Broken files: small files of every kind that is read, with bytes changed at random, given to every reader.

Whatever is in a file, reading it ends with its numbers or with one line (an `InputError`), within two seconds
of the processor's time. `pytest` does a short run that is always the same; ``python tests/fuzz.py MINUTES`` goes on
with other seeds and tells of each file that breaks the rule. It keeps such a file in the folder ``fuzz-found``.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.export import read_note

SECONDS = 2
BYTES = 1_000_000_000
CSV = b'name,height,weight,day\nA,"1,50",48.5,2024-01-02\nB,152,51,2024-01-03\nC,-181,80 kg,\n"D",n/a,1e3,2024-01-05\n'
GPX = (
    b'<?xml version="1.0" encoding="UTF-8"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>'
    b'<trkpt lat="52.5" lon="13.4"><ele>34</ele><time>2024-01-02T03:04:05Z</time></trkpt><trkpt lat="52.6" lon="13.5"/>'
    b'</trkseg></trk><wpt lat="1" lon="2"><name>a</name></wpt></gpx>'
)
PLT = (
    b"Geolife trajectory\nWGS 84\nAltitude is in Feet\nReserved 3\n0,2,255,My Track,0,0,2,8421376\n0\n"
    b"39.98,116.31,0,492,39744.12,2008-10-23,02:53:04\n39.99,116.32,0,-777,39744.13,2008-10-23,03:07:12\n"
)
PHONE = b"time,lat,lon,accuracy\n" + b"".join(b"2024-01-02T%02d:00:00Z,48.2,16.4,%d\n" % (i, i) for i in range(12))
FEATURES = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [13.4 + i, 52.5]}, "properties": {"size": i}}
        for i in range(3)
    ],
}
LOCATIONS = {
    "locations": [{"latitudeE7": 525000000 + i, "longitudeE7": 134000000, "timestampMs": "1"} for i in range(3)]
}
TOKENS = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b",", b";", b"\t", b"\n", b"\r", b"(", b"[", b"{", b"<", b"&"),
    *(b"nan", b"inf", b"-", b"1e999", b"9" * 400, b"null", b"0x10", b"None", b"\x1b[31m", b"[" * 3000, b"(" * 3000),
    *(b"<a>" * 2000, b"]]>", b"<!--", b"2024-13-45", b"\xe9", b"\xf0\x9f\x98\x80", b"18446744073709551616", b"1_000"),
)


def table(ending: str) -> bytes:
    """Return a small table as pandas writes it."""
    import pandas as pd

    frame = pd.DataFrame({"height": [1.5, 2, 3], "name": list("abc"), "day": pd.date_range("2024", periods=3)})
    file = io.BytesIO()
    if ending == ".xlsx":
        frame.to_excel(file, index=False)
    else:
        frame.to_parquet(file)
    return file.getvalue()


def array(*, packed: bool = False) -> bytes:
    """Return some points as numpy writes them."""
    file, points = io.BytesIO(), np.arange(12.0).reshape(6, 2)
    if packed:
        np.savez(file, a=points, b=points[:, 0])
    else:
        np.save(file, points)
    return file.getvalue()


def picture(kind: str) -> bytes:
    """Return a picture with three bright spots."""
    pixels = np.zeros((24, 32), dtype=np.uint8)
    pixels[3:6, 4:7] = pixels[15:18, 20:23] = pixels[8:10, 12:15] = 230
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


def exported(ending: str) -> bytes:
    """Return a file that this package made, with its recipe in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"run{ending}"
        kv.save(kv.Recipe(n=12, k=2, seed=1, size=100, tween=0), path)
        return path.read_bytes()


FILES: dict[str, Callable[[], bytes]] = {
    "a.csv": lambda: CSV,
    "a.txt": lambda: CSV.replace(b",", b"\t"),
    "a": lambda: CSV.replace(b",", b";"),
    "wide.csv": lambda: CSV.decode().encode("utf-16"),
    "a.csv.gz": lambda: gzip.compress(CSV),
    "a.json": lambda: json.dumps([{"a": 1, "b": [1, 2]}, {"a": "2", "c": None}]).encode(),
    "a.jsonl": lambda: b'{"a": 1, "b": 2}\n{"a": 3, "b": 4.5}\n',
    "a.geojson": lambda: json.dumps(FEATURES).encode(),
    "timeline.json": lambda: json.dumps(LOCATIONS).encode(),
    "a.gpx": lambda: GPX,
    "a.plt": lambda: PLT,
    "phone.csv": lambda: PHONE,
    "a.xlsx": lambda: table(".xlsx"),
    "a.parquet": lambda: table(".parquet"),
    "a.npy": array,
    "a.npz": lambda: array(packed=True),
    "a.png": lambda: picture("PNG"),
    "a.tif": lambda: picture("TIFF"),
    "a.jpg": lambda: picture("JPEG"),
    "a.gif": lambda: picture("GIF"),
    "a.bmp": lambda: picture("BMP"),
}
POSITIONS = ("a.gpx", "a.plt", "phone.csv", "a.geojson", "timeline.json")
EXPORTED = (".gif", ".webp", ".png", ".html", ".svg", ".pdf")


class Late(BaseException):
    """Reading took longer than it may; not an Exception, which a reader may take for damage."""


def broken(data: bytes, rng: random.Random) -> bytes:
    """Return a file with one to five places changed, or with its end cut off."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(changed) + 1)
        to = min(len(changed), at + rng.choice((1, 1, 2, 8, 40)))
        match rng.randrange(6):
            case 0:
                changed[at:to] = rng.randbytes(to - at)
            case 1:
                del changed[at:to]
            case 2:
                changed[at:at] = changed[at:to] * rng.choice((1, 2, 30))
            case 3:
                changed[at:at] = rng.choice(TOKENS)
            case 4:
                changed[at:to] = rng.choice(TOKENS)
            case _ if rng.random() < 0.2:
                del changed[at:]
    return bytes(changed)


def tried(name: str, data: bytes, folder: Path, read: Callable[[Path], object]) -> str:
    """Read a file, and return what breaks the rule; "" if nothing does."""

    def late(*_: object) -> None:
        raise Late

    path = folder / name
    path.write_bytes(data)
    # Of the process's own time: other work on the machine makes no file slow.
    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.filterwarnings("ignore", "Setting the shape on a NumPy array", module="skimage")
            read(path)
    except kv.InputError as problem:
        message = str(problem)
        return "" if message.isprintable() else f"a message of several lines, or with signs of control: {message!r}"
    except (Exception, Late):
        return traceback.format_exc(limit=-4)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        path.unlink(missing_ok=True)
    return ""


def main(minutes: float) -> None:
    """Break files until the time is over, and print each that breaks the rule."""
    resource.setrlimit(resource.RLIMIT_AS, (4 * BYTES, 4 * BYTES))
    files = [(name, make(), kv.data.read_table) for name, make in FILES.items()]
    files += [(name, FILES[name](), kv.places) for name in POSITIONS]
    files += [(f"run{ending}", exported(ending), read_note) for ending in EXPORTED]
    end, seed, found = time.monotonic() + 60 * minutes, 0, set()
    with tempfile.TemporaryDirectory() as folder:
        for name, data, read in files:
            # What a reader loads when it is used first is no part of the time of a file.
            path = Path(folder) / name
            path.write_bytes(data)
            with contextlib.suppress(kv.InputError):
                read(path)
            path.unlink()
        while time.monotonic() < end:
            seed += 1
            for name, data, read in files:
                changed = broken(data, random.Random(f"{name} {seed}"))
                problem = tried(name, changed, Path(folder), read)
                mark = problem.strip().rpartition("\n")[2][:60]
                if problem and (name, mark) not in found:
                    found.add((name, mark))
                    kept = Path("fuzz-found") / f"{seed}-{name}"
                    kept.parent.mkdir(exist_ok=True)
                    kept.write_bytes(changed)
                    print(f"{kept}: {problem}\n", flush=True)  # noqa: T201
    print(f"{seed * len(files)} files, {len(found)} of them break the rule")  # noqa: T201


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10)
