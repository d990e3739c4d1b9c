"""A file takes the place of an older one only when it is whole.

`draft_of` takes the path of a target and gives a `Draft`, a hidden file in the same folder, to write to. If anything
goes wrong before the end, such as an exception, a full disk or a killed process, an older file at the target stays as
it was. On Linux the draft has no name until it is whole, so that not even ``kill -9`` leaves it behind.
A target may also be an open file, to which the draft is copied once it is whole. `draft_folder_of` does the same for a
folder, which a process of its own removes if this one is killed.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

from kmeans_viz.inputs import InputError

Target: TypeAlias = Path | IO[bytes]
"""Where a file goes: a path, or a file that is open for bytes."""

_PREFIX = ".kmeans-viz-"
_SWEEP = "import shutil, sys; sys.stdin.read(); shutil.rmtree(sys.argv[1], ignore_errors=True)"
_UNSUPPORTED = {errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOSYS}


@dataclass(frozen=True)
class Draft:
    """A file that is not yet whole."""

    file: IO[bytes]
    name: str
    """A path by which another program can write to the file."""


@contextmanager
def draft_of(target: Target) -> Iterator[Draft]:
    """Give a draft to the block, and move it over `target`, or copy it to an open file, unless the block raises.

    Raises
    ------
    InputError
        If there cannot be a file at `target`.
    """
    if not isinstance(target, Path):
        yield from _copied_to(target)
        return
    target = _checked(target)
    descriptor = _nameless(target.parent)
    if descriptor is None:
        yield from _with_named(target)
        return
    with os.fdopen(descriptor, "w+b") as file:
        yield Draft(file, _path_of(descriptor))
        file.flush()
        _keep_mode(target, descriptor)
        # A file without a name can only be linked to a free name; a rename then replaces the target in one step.
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=_PREFIX) as folder:
            linked = Path(folder, target.name)
            # An absolute path ignores src_dir_fd, but with it Python makes the system call that follows /proc's link.
            os.link(f"/proc/self/fd/{descriptor}", linked, src_dir_fd=descriptor, follow_symlinks=True)
            linked.replace(target)


@contextmanager
def draft_folder_of(target: Path, *, ours: Callable[[Path], Collection[str]]) -> Iterator[Path]:
    """Give the block a folder to fill, and put it in the place of `target` unless the block raises.

    Raises
    ------
    InputError
        If `target` is a file, or a folder with other files in it than `ours` returns, which are those to replace.
    """
    target = Path(os.path.realpath(target))
    if target.exists():
        if not target.is_dir():
            raise InputError(f"{target} is a file, and the frames need a folder; choose another name")
        known = set(ours(target))
        # No export makes a link, a pipe or a folder with the name of a frame.
        strangers = {e.name for e in target.iterdir() if e.name not in known or e.is_symlink() or not e.is_file()}
        if strangers:
            raise InputError(f"{target} holds other files, such as {min(strangers)}; choose a new or empty folder")
    _check_parent(target)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=_PREFIX) as place, _swept(place):
        filled, old = Path(place, "new"), Path(place, "old")
        filled.mkdir()
        yield filled
        if target.exists():
            shutil.copymode(target, filled)
            target.replace(old)
        try:
            filled.replace(target)
        except OSError:
            if old.exists():
                old.replace(target)
            raise


@contextmanager
def _swept(folder: str) -> Iterator[None]:
    """Remove a folder if this process is killed during the block: another one waits for its end."""
    try:
        # In a session of its own, it is not stopped by a Ctrl-C in the terminal.
        other = subprocess.Popen(
            [sys.executable, "-ISc", _SWEEP, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:  # there are no other processes, as in a browser
        yield
        return
    with other:
        try:
            yield
        finally:
            other.kill()


def _checked(target: Path) -> Path:
    if target.is_dir():
        raise InputError(f"{target} is a folder; name a file in it, for example {target / f'out{target.suffix}'}")
    # A symbolic link stays, and the file that it points to is replaced.
    resolved = Path(os.path.realpath(target))
    _check_parent(resolved)
    if resolved.exists() and not resolved.is_file():
        raise InputError(f"{target} is a pipe, a socket or a device, not a file; choose another name")
    return resolved


def _check_parent(target: Path) -> None:
    parent = target.parent
    if not parent.exists():
        raise InputError(f"the folder {parent} does not exist; create it first, for example with mkdir -p {parent}")
    if not parent.is_dir():
        raise InputError(f"{parent} is a file, not a folder; choose another place")


def _nameless(folder: Path) -> int | None:
    """Open a file without a name in `folder`; return None if the system cannot."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, flag | os.O_RDWR | os.O_CLOEXEC, 0o666)
    except OSError as problem:
        if problem.errno in _UNSUPPORTED:
            return None
        raise _told(problem, folder) from problem


def _path_of(descriptor: int) -> str:
    return f"/proc/{os.getpid()}/fd/{descriptor}"


def _copied_to(target: IO[bytes]) -> Iterator[Draft]:
    descriptor = _nameless(Path(tempfile.gettempdir()))
    if descriptor is None:
        with tempfile.NamedTemporaryFile(prefix=_PREFIX) as named:
            yield Draft(named.file, named.name)
            _copy(named.file, target)
    else:
        with os.fdopen(descriptor, "w+b") as file:
            yield Draft(file, _path_of(descriptor))
            _copy(file, target)


def _copy(whole: IO[bytes], target: IO[bytes]) -> None:
    whole.seek(0)
    shutil.copyfileobj(whole, target)
    target.flush()


def _with_named(target: Path) -> Iterator[Draft]:
    try:
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115  closed below, where failing to open must not look like failing to write
            dir=target.parent, prefix=_PREFIX, delete=False
        )
    except OSError as problem:
        raise _told(problem, target.parent) from problem
    try:
        with file:
            yield Draft(file.file, file.name)
            file.flush()
            umask = os.umask(0)
            os.umask(umask)
            Path(file.name).chmod(0o666 & ~umask)
            if target.exists():
                shutil.copymode(target, file.name)
        Path(file.name).replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(file.name).unlink()
        raise


def _keep_mode(target: Path, descriptor: int) -> None:
    with suppress(FileNotFoundError):
        os.fchmod(descriptor, target.stat().st_mode & 0o777)


def _told(problem: OSError, folder: Path) -> OSError:
    """Return the same error with the name of the folder, as a file without a name has none to show."""
    return type(problem)(problem.errno, f"cannot write there ({problem.strerror})", str(folder))
