"""Files that are made to harm: each gets one line or ends at a limit, and leaves nothing behind."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kmeans_viz.serve.limits import Limits
from tests.serve.conftest import Running, workers

ENTITIES = b"".join(b'<!ENTITY %c "%s">' % (97 + i, b"&%c;" % (96 + i) * 10 if i else b"a" * 10) for i in range(10))
BILLION_LAUGHS = b"<!DOCTYPE gpx [" + ENTITIES + b"]><gpx><name>&j;</name></gpx>"


def npy(shape: str, kind: str = "<f8", data: bytes = b"") -> bytes:
    head = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + data


def png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def npz_bomb() -> bytes:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.npy", "w", force_zip64=True) as entry,
    ):
        entry.write(npy("(112500000, 1)"))
        for _ in range(900):
            entry.write(bytes(1_000_000))
    return file.getvalue()


def text_chunk_bomb() -> bytes:
    """Return a small PNG whose compressed comment unpacks to 200 MB."""
    data = b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    whole = png(2, 2, zlib.compress(bytes(6)))
    return whole[:33] + chunk + whole[33:]


FILES: dict[str, Callable[[], bytes]] = {
    "laughs.gpx": lambda: BILLION_LAUGHS,
    "deep.gpx": lambda: b"<a>" * 2_000_000,
    "wide.gpx": lambda: b"<gpx>" + b"<wpt lat='x' lon='1'/>" * 200_000 + b"</gpx>",
    "attributes.gpx": lambda: b"<gpx " + b" ".join(b"a%d='1'" % i for i in range(200_000)) + b"/>",
    "bomb.csv.gz": lambda: gzip.compress(b"1,2\n" * 60_000_000, 1),
    "twice.csv.gz": lambda: gzip.compress(gzip.compress(bytes(50_000_000))),
    "bomb.npz": npz_bomb,
    "huge.npy": lambda: npy("(1000000000000, 1000)"),
    "negative.npy": lambda: npy("(-1, 2)", data=bytes(16)),
    "pickle.npy": lambda: npy("(1,)", "|O", b"cos\nsystem\n(S'touch /tmp/hacked'\ntR."),
    "nested.npy": lambda: npy("(" * 5000 + ")" * 5000),
    "pixels.png": lambda: png(60_000, 60_000, zlib.compress(bytes(1000))),
    "zeros.png": lambda: png(7000, 7000, zlib.compress(bytes(7000 * 7001), 9)),
    "comment.png": text_chunk_bomb,
    "half.png": lambda: png(100, 100, zlib.compress(bytes(5000)))[:-40],
    "deep.json": lambda: b"[" * 3_000_000,
    "digits.json": lambda: b'{"n": ' + b"9" * 1_000_000 + b"}",
    "long.csv": lambda: b"1" * 8_000_000,
    "columns.csv": lambda: b",".join(b"%d" % i for i in range(400_000)) + b"\n" + b",".join([b"1"] * 400_000),
    "quote.csv": lambda: b'a,b\n1,"2\n' + b"3,4\n" * 500_000,
    "zero.csv": lambda: b"a,b\n" + bytes(100_000),
    "powers.csv": lambda: b"a,b\n" + b"1e308,1e308\n-1e308,5\n" * 3,
    "escape.csv": lambda: b"a\x1b[31m,b\n1,2\n3,x\n",
    "fake.parquet": lambda: b"PAR1" + bytes(1000) + b"\xff\xff\xff\x7fPAR1",
    "escapes.pdf": lambda: b"/Subject (" + b"\\a" * 3_000_000,
    "entities.svg": lambda: b"<dc:description>&#" + b"9" * 100_000 + b";</dc:description>",
    "note.html": lambda: b'id="kmeans_viz-note">{"kmeans_viz": "1", "recipe": {"csv": "/etc/passwd"}}</script>',
    "folder.html": lambda: b'id="kmeans_viz-note">{"kmeans_viz": "1", "recipe": {"parquet": "/"}}</script>',
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_made_to_harm_gets_one_line(serve: Callable[..., Running], name: str) -> None:
    server = serve(Limits(memory_bytes=800_000_000, seconds={"table": 10.0}))
    answer = server.ask("table", {"recipe": {"csv": name}}, FILES[name]())
    assert workers() == []
    if answer.status == 200 and "error" not in answer.last:
        # It was no harm after all: what it holds is told, and no path of this machine is in it.
        assert "/" not in json.dumps(answer.last.get("recipe", {}))
        return
    text = answer.last["error"]
    assert answer.last["status"] in (422, 500, 504, 507)
    assert "\n" not in text
    assert "Traceback" not in text
    assert str(server.folder) not in text
    assert "upload-of-the-page" not in text
    assert len(text) < 2100


@pytest.mark.parametrize(
    "request_",
    [
        b"[" * 1_000_000, b'{"recipe": ' * 100_000, b"\xff\xfe", b"null", b'"text"', b'{"recipe": []}', b"",
        b'{"recipe": {"n": 1e999}, "ending": ".gif"}', b'{"recipe": {"k": NaN}, "ending": ".gif"}',
        b'{"recipe": {"n": "many"}, "ending": ".gif"}', b'{"recipe": {"init": [[1]]}, "ending": ".gif"}',
        b'{"recipe": {"coordinates": [[1, "x"]]}, "ending": ".gif"}', b'{"recipe": {"csv": 5}, "ending": ".gif"}',
        b'{"recipe": {"columns": 5}, "ending": ".gif"}', b'{"recipe": {"size": [1]}, "ending": ".gif"}',
        b'{"recipe": {}, "ending": ["/"]}', b'{"recipe": {}, "ending": ".gif/../x"}', b'{"recipe": {}, "verb": {}}',
        b'{"recipe": {}, "ending": ".png", "verb": "storyboard", "panels": -1}',
    ],
)  # fmt: skip
def test_a_request_of_any_kind_gets_one_line(server: Running, request_: bytes) -> None:
    answer = server.ask("export", request_)
    assert answer.status == 422
    assert set(answer.last) == {"error", "status"}


def test_an_export_of_a_million_points_in_many_columns_ends_at_a_limit(serve: Callable[..., Running]) -> None:
    server = serve(Limits(memory_bytes=600_000_000, seconds={"export": 8.0}))
    recipe: dict[str, Any] = {"csv": "a.npy", "k": 50, "max_iter": 100_000}
    file = io.BytesIO()
    np.save(file, np.random.default_rng(0).integers(0, 9, (900_000, 12)).astype(np.uint8))
    answer = server.ask("export", {"recipe": recipe, "ending": ".mp4"}, file.getvalue())
    assert answer.last["status"] in (504, 507, 500)
    assert server.get("/")[0] == 200
