"""Whatever goes wrong, an older file stays as it was, and no litter is left."""

from __future__ import annotations

import errno
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kmeans_viz as kv
from kmeans_viz.export import draft as drafts
from kmeans_viz.export import save_choose_k, save_storyboard
from kmeans_viz.export.draft import draft_of
from kmeans_viz.export.exhibits import make_gallery

ENDINGS = (".gif", ".webp", ".png", ".avif", ".tiff", ".mp4", ".pdf", ".svg", ".jpg")
STREAMED = (".gif", ".webp", ".png", ".avif", ".tiff", ".mp4")
SMALL = {"size": 100, "tween": 1, "max_iter": 2}


@pytest.fixture(params=["nameless", "named"])
def way(request, monkeypatch):
    """Run a test with drafts without a name, as on Linux, and with named ones, as on other systems."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE")
        monkeypatch.setattr("tempfile._O_TMPFILE_WORKS", False)
    return request.param


@pytest.fixture
def old(tmp_path):
    """Return a function that makes an old file, or an old folder of frames, and returns its path."""

    def make(ending):
        if ending == "/":
            return kv.save(kv.Recipe(n=9, k=2, size=100, tween=0, max_iter=1), f"{tmp_path}/frames/")
        path = tmp_path / f"out{ending}"
        path.write_bytes(b"the old file")
        path.chmod(0o640)
        return path

    return make


def stop_with(problem):
    def progress(done, total):
        if done == total // 2:
            raise problem

    return progress


class TestAFaultInTheMiddle:
    @pytest.mark.parametrize("problem", [RuntimeError("in the middle"), KeyboardInterrupt()])
    @pytest.mark.parametrize("ending", [*STREAMED, "/"])
    def test_leaves_the_old_file_and_no_litter(self, tmp_path, old, files, way, ending, problem):
        path = old(ending)
        before = files.content(path)

        with pytest.raises(type(problem)):
            kv.save(kv.Recipe(**SMALL), f"{path}/" if ending == "/" else path, progress=stop_with(problem))
        assert files.content(path) == before
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize("ending", [".pdf", ".svg"])
    def test_of_drawing_a_storyboard_leaves_the_old_file(self, tmp_path, old, monkeypatch, way, ending):
        path = old(ending)

        def fail(*arguments, **options):
            raise RuntimeError("in the middle")

        monkeypatch.setattr("matplotlib.figure.Figure.savefig", fail)
        with pytest.raises(RuntimeError, match="in the middle"):
            kv.save(kv.Recipe(**SMALL), path)
        assert path.read_bytes() == b"the old file"
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize("ending", [*STREAMED, "/"])
    def test_makes_no_file_where_there_was_none(self, tmp_path, way, ending):
        target = f"{tmp_path}/new/" if ending == "/" else tmp_path / f"new{ending}"

        with pytest.raises(RuntimeError):
            kv.save(kv.Recipe(**SMALL), target, progress=stop_with(RuntimeError()))
        assert list(tmp_path.iterdir()) == []


KILLED = """
import os, signal, sys
import kmeans_viz as kv
def progress(done, total):
    if done == total // 2:
        os.kill(os.getpid(), signal.{signal})
kv.save(kv.Recipe(size=100, tween=1, max_iter=2), {path!r}, progress=progress)
"""


@pytest.mark.parametrize(
    ("ending", "name"),
    [
        (".gif", "SIGTERM"),
        (".gif", "SIGKILL"),
        (".gif", "SIGINT"),
        (".webp", "SIGKILL"),
        (".png", "SIGTERM"),
        (".tiff", "SIGKILL"),
        (".mp4", "SIGTERM"),
        (".mp4", "SIGKILL"),
    ],
)
def test_a_killed_process_leaves_the_old_file_and_no_litter(tmp_path, tmp_path_factory, old, files, ending, name):
    path = old(ending)

    temporary = tmp_path_factory.mktemp("temporary")
    done = files.python(KILLED.format(signal=name, path=str(path)), env={**os.environ, "TMPDIR": str(temporary)})
    assert done.returncode == -getattr(signal, name)
    assert path.read_bytes() == b"the old file"
    assert list(tmp_path.iterdir()) == [path]
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_a_killed_process_leaves_the_old_folder_of_frames(old, files, name):
    path = old("/")
    before = files.content(path)

    done = files.python(KILLED.format(signal=name, path=f"{path}/"))
    assert done.returncode == -getattr(signal, name)
    assert files.content(path) == before
    # What was not yet whole is removed by another process, which may take a moment.
    deadline = time.monotonic() + 20
    while [file for file in path.parent.iterdir() if file != path] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("ending", [".gif", ".avif", ".tiff", ".mp4", ".mov", ".mkv", ".webm", ".svg", ".jpg", "/"])
def test_a_file_that_may_not_grow_any_further_leaves_the_old_one_and_a_clear_error(
    tmp_path, old, files, files_of_at_most, ending
):
    path = old(ending)
    before = files.content(path)

    with files_of_at_most(3000), pytest.raises(OSError, match="File too large"):
        kv.save(kv.Recipe(size=200, tween=1, max_iter=2), f"{path}/" if ending == "/" else path)
    assert files.content(path) == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def full_disk(tmp_path):
    """Return a folder on a separate disk of 12 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12k", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"a disk to fill cannot be mounted here: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("ending", [*ENDINGS, "/"])
def test_a_full_disk_leaves_the_old_file_no_litter_and_a_clear_error(full_disk, ending):
    path = full_disk / f"out{ending}" if ending != "/" else full_disk / "frames"
    if ending != "/":
        path.write_bytes(b"the old file")

    with pytest.raises(OSError, match="No space left on device"):
        kv.save(kv.Recipe(size=300, max_iter=2), f"{path}/" if ending == "/" else path)
    assert list(full_disk.iterdir()) == ([] if ending == "/" else [path])
    assert ending == "/" or path.read_bytes() == b"the old file"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_whole_file_takes_the_place_of_the_old_one_and_keeps_its_mode(tmp_path, old, way, ending):
    path = old(ending)

    assert kv.save(kv.Recipe(**SMALL), path) == path
    assert path.read_bytes()[:12] != b"the old file"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_a_new_file_has_the_mode_that_other_programs_give_it(tmp_path, way, umask):
    before = os.umask(umask)
    try:
        kv.save(kv.Recipe(**SMALL), tmp_path / "out.gif")
    finally:
        os.umask(before)

    assert (tmp_path / "out.gif").stat().st_mode & 0o777 == 0o666 & ~umask


@pytest.mark.parametrize("ending", [".gif", ".mp4", ".svg"])
def test_a_link_stays_a_link_and_the_file_behind_it_is_replaced(tmp_path, way, ending):
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / f"real{ending}"
    real.write_bytes(b"the old file")
    link = tmp_path / f"link{ending}"
    link.symlink_to(real)

    kv.save(kv.Recipe(**SMALL), link)
    assert link.is_symlink()
    assert real.read_bytes() == link.read_bytes() != b"the old file"
    assert not real.is_symlink()


def test_a_dangling_link_gets_the_file_that_it_points_to(tmp_path, way):
    (tmp_path / "link.gif").symlink_to("real.gif")

    kv.save(kv.Recipe(**SMALL), tmp_path / "link.gif")
    assert (tmp_path / "link.gif").is_symlink()
    assert (tmp_path / "real.gif").stat().st_size > 1000


def test_a_name_as_long_as_names_may_be_works(tmp_path, way):
    path = tmp_path / ("é" * 125 + ".gif")
    assert len(os.fsencode(path.name)) == 254

    kv.save(kv.Recipe(**SMALL), path)
    kv.save(kv.Recipe(**SMALL), path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["50%.gif", "a b.gif", "-v.gif", "file:x.gif", "-i.mp4", "a%03d.mp4", "http:b.mp4"])
def test_any_name_is_a_name_of_a_file(tmp_path, monkeypatch, way, name):
    monkeypatch.chdir(tmp_path)

    kv.save(kv.Recipe(**SMALL), name)
    assert [path.name for path in Path().iterdir()] == [name]


@pytest.fixture(params=["itself", "a link to it"])
def pipe(request, tmp_path):
    """Return a function that makes a pipe, or a link to one, and returns the path that no export may replace."""

    def make(place):
        if request.param == "itself":
            os.mkfifo(place)
        else:
            os.mkfifo(tmp_path / "pipe")
            place.symlink_to(tmp_path / "pipe")
        return place

    return make


def refusal(place):
    return f"^{re.escape(str(place))} is a pipe, a socket or a device, not a file; choose another name$"


class TestAPipe:
    @pytest.mark.parametrize("ending", [*ENDINGS, ".html"])
    def test_is_not_replaced_by_a_file(self, tmp_path, way, pipe, ending):
        place = pipe(tmp_path / f"out{ending}")
        before = sorted(tmp_path.iterdir())

        with pytest.raises(kv.InputError, match=refusal(place)):
            kv.save(kv.Recipe(**SMALL), place)
        assert place.is_fifo()
        assert sorted(tmp_path.iterdir()) == before

    def test_is_not_replaced_by_a_page_that_stands_still(self, tmp_path, pipe):
        place = pipe(tmp_path / "out.png")

        with pytest.raises(kv.InputError, match=refusal(place)):
            save_storyboard(kv.Recipe(n=20), place)
        with pytest.raises(kv.InputError, match=refusal(place)):
            save_choose_k(kv.Recipe(n=20), place, k_max=2, n_refs=2)
        assert place.is_fifo()

    def test_is_not_replaced_by_the_gallery(self, tmp_path, pipe):
        place = pipe(tmp_path / "uniform-7.gif")

        with pytest.raises(kv.InputError, match=refusal(place)):
            make_gallery(tmp_path)
        assert place.is_fifo()

    @pytest.mark.parametrize("verb", ["animate", "storyboard", "choose-k"])
    def test_is_told_on_the_command_line(self, tmp_path, verb):
        os.mkfifo(tmp_path / "out.png")
        command = [sys.executable, "-m", "kmeans_viz", verb, "out.png", "--n", "20"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)

        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].endswith("not a file; choose another name")
        assert (tmp_path / "out.png").is_fifo()

    def test_in_the_place_of_a_folder_of_frames_is_left_alone(self, tmp_path, pipe):
        place = pipe(tmp_path / "frames")

        with pytest.raises(kv.InputError, match="is a file, and the frames need a folder; choose another name"):
            kv.save(kv.Recipe(**SMALL), f"{place}/")
        assert place.is_fifo()

    @pytest.mark.parametrize("name", ["0001.png", "frames.ffconcat"])
    def test_under_the_name_of_a_frame_keeps_the_folder_from_being_replaced(self, old, pipe, name):
        folder = old("/")
        (folder / name).unlink()
        place = pipe(folder / name)
        before = sorted(folder.iterdir())

        with pytest.raises(kv.InputError, match="holds other files, such as"):
            kv.save(kv.Recipe(**SMALL), f"{folder}/")
        assert place.is_fifo()
        assert sorted(folder.iterdir()) == before


def test_a_socket_is_no_file_either(tmp_path, monkeypatch, way):
    # The path of a socket may have about a hundred characters, and the folder of a test uses up many of them.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as own:
        own.bind("out.gif")
        with pytest.raises(kv.InputError, match=refusal("out.gif")):
            kv.save(kv.Recipe(**SMALL), "out.gif")
    assert Path("out.gif").is_socket()


@pytest.fixture
def read_only(tmp_path):
    """Return a folder that not even root can write to, as it is mounted read-only over itself."""
    place = tmp_path / "locked"
    place.mkdir()
    (place / "out.gif").write_bytes(b"the old file")
    mounted = subprocess.run(["mount", "--bind", "-o", "ro", place, place], check=False, capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.parametrize("name", [*(f"out{ending}" for ending in ENDINGS), "frames/"])
def test_a_place_where_one_may_not_write_is_told_and_left_alone(read_only, way, name):
    with pytest.raises(OSError, match="Read-only file system") as told:
        kv.save(kv.Recipe(**SMALL), f"{read_only}/{name}")

    assert str(read_only) in str(told.value)
    assert [path.name for path in read_only.iterdir()] == ["out.gif"]
    assert (read_only / "out.gif").read_bytes() == b"the old file"


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux")
def test_a_place_that_holds_no_files_is_told(way):
    with pytest.raises(OSError, match="/proc"):
        kv.save(kv.Recipe(**SMALL), "/proc/out.gif")


def test_other_faults_of_opening_a_nameless_file_are_not_taken_for_a_lack_of_it(tmp_path, monkeypatch):
    def no_more_files(*arguments):
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(drafts.os, "open", no_more_files)
    with pytest.raises(OSError, match="Too many open files"), draft_of(tmp_path / "out.gif"):
        pass


def test_a_file_system_without_nameless_files_gets_a_named_one(tmp_path, monkeypatch):
    real = os.open

    def unsupported(path, flags, *arguments, **options):
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "Operation not supported")
        return real(path, flags, *arguments, **options)

    monkeypatch.setattr(drafts.os, "open", unsupported)
    with draft_of(tmp_path / "out.gif") as draft:
        draft.file.write(b"new")
        assert Path(draft.name).parent == tmp_path
    assert (tmp_path / "out.gif").read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [tmp_path / "out.gif"]
