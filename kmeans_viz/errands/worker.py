"""The process of one errand: ``python -m kmeans_viz.errands.worker``, which is started in an empty folder.

It reads an order and a request from its standard input, and tells of its progress on its standard output, one JSON
object a line: ``{"percent": 40}``, and at the end either ``{"done": true}``, once the file `ANSWER` is whole, or
``{"error": "…", "status": 422}``. What comes in may be anything, so this process is the one that may run out of memory
or be killed. It ends by itself when the process that started it does.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import threading
import traceback
import warnings
from pathlib import Path
from typing import IO, Any, NoReturn

from kmeans_viz.errands.limits import limit

ANSWER = "answer"
"""The file in the folder that is sent to the page: a line of JSON, and the bytes of a file."""
_LONGEST = 2000  # characters of a message: one may quote a file of a single line
PIECE = 1 << 20


def json_line(told: dict[str, Any]) -> bytes:
    """Return an object as one line of JSON."""
    # The name of a file may hold half a character.
    return json.dumps(told, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace") + b"\n"


def main() -> None:
    """Do one errand."""
    told, read = os.fdopen(os.dup(1), "wb", buffering=0), sys.stdin.buffer
    # What a library prints must not get between the lines.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    folder = Path.cwd()
    line = read.readline()
    order: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {"bytes": 1}
    body = read.read(order["bytes"])
    if len(body) < order["bytes"]:
        _leave(folder)
    threading.Thread(target=_end_with_the_server, args=(read, folder), daemon=True).start()
    limit(order["memory_bytes"], order["file_bytes"])
    last = _done(order["errand"], body, folder, _Percent(told, folder, order["file_bytes"]))
    try:
        told.write(json_line(last))
    except BrokenPipeError:  # the server is gone
        _leave(folder)
    # Threads that are still at work, or a library that fails as it is unloaded, change nothing any more.
    os._exit(0)


def _done(errand: str, body: bytes, folder: Path, progress: _Percent) -> dict[str, Any]:
    """Do the errand, and return the last line."""
    from kmeans_viz.errands.kinds import ERRANDS, check_options
    from kmeans_viz.errands.upload import kept
    from kmeans_viz.inputs import InputError

    upload = None
    try:
        head, _, content = body.partition(b"\n")
        try:
            asked = json.loads(head)
        except (ValueError, RecursionError):
            raise InputError(
                f"the request begins with {head[:40].decode(errors='replace')!r}, not a line of JSON; "
                'begin with a line such as {"recipe": {"k": 3}}'
            ) from None
        check_options(errand, asked)
        upload = kept(asked, content, folder)
        del body, content
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", UserWarning)
            told, path = ERRANDS[errand](asked, upload, folder, progress)
        notes = dict.fromkeys(str(warning.message) for warning in caught)
        told["notes"] = [note if upload is None else upload.worded(note) for note in notes]
        _write(told, path, folder)
        return {"done": True}
    except InputError as problem:
        return _problem(422, str(problem) if upload is None else upload.worded(str(problem)))
    except MemoryError:
        return _problem(507, "this takes more memory than it may have; try fewer points, or a smaller picture")
    except OSError as problem:
        return _problem(507, f"the file cannot be written ({problem.strerror}); try fewer points, or a smaller picture")
    except Exception as problem:
        reason = type(problem).__name__
        line = _problem(500, f"that did not work ({reason}), and what was there before still is; try something else")
        # For the log alone, which takes this entry out of the line.
        return {**line, "trace": traceback.format_exc()[-20_000:]}


def _write(told: dict[str, Any], path: Path | None, folder: Path) -> None:
    """Write the answer: what to tell, with the number of bytes that follow, and the bytes."""
    with (folder / ANSWER).open("wb") as answer:
        answer.write(json_line({**told, "bytes": 0 if path is None else path.stat().st_size}))
        if path is not None:
            with path.open("rb") as file:
                shutil.copyfileobj(file, answer, PIECE)


class _Percent:
    """Tells how far the errand is, in whole percents, and looks how much it has written."""

    def __init__(self, told: IO[bytes], folder: Path, most_bytes: int) -> None:
        self._told, self._shown = told, -1
        self._folder, self._most_bytes = folder, most_bytes

    def __call__(self, done: int, total: int) -> None:
        percent = 100 * done // max(1, total)
        if percent > self._shown:
            self._shown = percent
            self._told.write(json_line({"percent": percent}))
            # The system limits one file, and there may be many.
            if sum(file.stat().st_size for file in self._folder.rglob("*")) > self._most_bytes:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))


def _problem(status: int, text: str) -> dict[str, Any]:
    return {"error": text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …", "status": status}


def _end_with_the_server(read: IO[bytes], folder: Path) -> None:
    """Wait until the server closes its end, which it does only by ending."""
    read.read()
    _leave(folder)


def _leave(folder: Path) -> NoReturn:
    """End, and leave nothing behind."""
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


if __name__ == "__main__":
    main()
