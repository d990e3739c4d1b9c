"""Files on disk, before a reader looks at what is in them: whether they exist, are text, and in which encoding.

Each function takes a path, and returns the checked path, the name of an encoding or an open text file, or raises an
`InputError` that names the file.
"""

from __future__ import annotations

import codecs
import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TextIO, cast

from kmeans_viz.inputs import InputError

# The byte order marks. That of UTF-32 begins with that of UTF-16, so it comes first.
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CHUNK_BYTES = 1 << 20


def existing_file(path: Any) -> Path:
    """Return `path` as a Path.

    Raises
    ------
    InputError
        If it is not the path of a file that this user may read.
    """
    if not isinstance(path, (str, os.PathLike)) or not isinstance(os.fspath(path), str):
        raise InputError(f"path={path!r} is not the path of a file; use a string or a pathlib.Path")
    file = Path(path)
    if file.is_dir():
        raise InputError(f"{file} is a folder; give the path of one file in it")
    if not file.is_file():
        raise InputError(f"{str(file.absolute())!r} does not exist or is not a file; check the spelling and the folder")
    if not os.access(file, os.R_OK):
        raise InputError(f"{file} may not be read by this user; change its permissions or copy it")
    return file


@contextmanager
def damage_told(message: str) -> Iterator[None]:
    """Raise an `InputError` for whatever a library raises here: on a damaged file, that may be any error.

    Parameters
    ----------
    message : str
        What to say. ``{reason}`` in it stands for the library's words, shortened.
    """
    try:
        yield
    except InputError:
        raise
    except Exception as problem:
        reason = " ".join(str(problem).split())[:80]
        raise InputError(message.replace("{reason}", reason or type(problem).__name__)) from None


def bare_name(name: str) -> str:
    """Return the last part of the path `name`, so that a name from elsewhere leads to no other folder.

    Examples
    --------
    >>> bare_name("../notes/points.csv"), bare_name("..")
    ('points.csv', 'file')
    """
    last = Path(name.replace("\\", "/")).name.strip()
    return last if last.strip(".") else "file"


def ending_of(file: Path) -> str:
    """Return the ending of a file's name in lower case, without that of gzip: ".csv" for "a.CSV.gz"; "" if none."""
    endings = [ending.lower() for ending in file.suffixes]
    if endings[-1:] == [".gz"]:
        endings.pop()
    return endings[-1] if endings else ""


def existing_folder(path: Path) -> Path:
    """Return `path`, which is a folder.

    Raises
    ------
    InputError
        If this user may not read what is in it.
    """
    if not os.access(path, os.R_OK | os.X_OK):
        raise InputError(f"{path} may not be read by this user; change its permissions or copy it")
    return path


def find_encoding(path: Path, encoding: str | None = None) -> tuple[str, str]:
    """Return the encoding in which the whole of `path` is text, and a note on how it was found.

    That is `encoding` if it is given. Otherwise it is what the byte order mark says, else UTF-8, else Windows-1252, or
    UTF-16 where every other byte at the beginning is NUL.

    Raises
    ------
    InputError
        If the file is not text in that encoding, or holds NUL bytes, which text never has.
    """
    for candidate in _candidates(path, encoding):
        if _decodes(path, candidate):
            return candidate, _noted(candidate, encoding)
    tried = repr(encoding) if encoding else "UTF-8 or Windows-1252"
    raise InputError(
        f"{path.name} is not text in {tried}; save it as UTF-8, or name its encoding, for example "
        "--encoding shift_jis, in Python encoding='shift_jis'"
    )


def _noted(found: str, given: str | None) -> str:
    if given is not None:
        return f"the encoding is {given}, as asked for"
    if found == "cp1252":
        return "assumed: the encoding is Windows-1252, as it is not UTF-8; --encoding names another"
    if found in ("utf-16-le", "utf-16-be"):
        return f"assumed: the encoding is {found.upper()}, as every other byte is NUL; --encoding names another"
    return f"the encoding is {'UTF-8' if found.startswith('utf-8') else found.upper()}"


def open_text(path: Path, encoding: str) -> TextIO:
    """Open `path`, which may be gzip-compressed, as text; its line ends stay as they are."""
    return io.TextIOWrapper(open_bytes(path), encoding=encoding, newline="")


def open_bytes(path: Path) -> IO[bytes]:
    """Open `path`, which may be gzip-compressed, for its bytes."""
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path)) if is_gzip else path.open("rb")


def _candidates(path: Path, encoding: str | None) -> list[str]:
    if encoding is not None:
        try:
            "a".encode(encoding)
            is_utf8 = codecs.lookup(encoding).name == "utf-8"
        except (LookupError, TypeError, UnicodeError, ValueError):
            raise InputError(
                f"encoding={encoding!r} is unknown; use a name that Python knows, for example 'utf-8' or 'cp1252'"
            ) from None
        return ["utf-8-sig" if is_utf8 else encoding]
    head = _read_head(path)
    marked = [name for mark, name in _MARKS.items() if head.startswith(mark)]
    # Without a mark, text in UTF-16 shows by its NUL bytes: Latin letters and digits have one each, on the same side.
    evens, odds = head[::2], head[1::2]
    if not marked and len(head) >= 4 and (not any(odds[:2]) or not any(evens[:2])):
        return ["utf-16-le" if not any(odds[:2]) and any(evens[:2]) else "utf-16-be"] if any(head) else ["utf-8"]
    return marked[:1] or ["utf-8", "cp1252"]


def _read_head(path: Path) -> bytes:
    try:
        with open_bytes(path) as file:
            return file.read(4)
    except (EOFError, OSError, zlib.error) as error:
        raise _damaged(path, error) from None


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open_bytes(path) as file:
            while chunk := file.read(_CHUNK_BYTES):
                if "\0" in decoder.decode(chunk):
                    raise InputError(
                        f"{path.name} is not a text file (it holds NUL bytes); export the table as CSV, "
                        "or name its encoding, for example encoding='utf-16-le'"
                    )
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    except (EOFError, OSError, zlib.error) as error:
        raise _damaged(path, error) from None
    return True


def _damaged(path: Path, error: Exception) -> InputError:
    return InputError(f"{path.name} cannot be read to its end ({error}); copy or download it again")
