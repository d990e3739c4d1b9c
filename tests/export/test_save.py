"""`save`: which writer a path picks, what is refused before anything is written, and what is reported."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.export import WRITERS, save_choose_k, save_storyboard

SMALL = {"size": 100, "tween": 1, "max_iter": 2}
MAGIC = {
    ".gif": b"GIF89a", ".webp": b"RIFF", ".png": b"\x89PNG", ".mp4": b"\0\0\0", ".mov": b"\0\0\0",
    ".mkv": b"\x1aE\xdf\xa3", ".webm": b"\x1aE\xdf\xa3", ".pdf": b"%PDF", ".svg": b"<?xml",
    ".html": b"<!DOCTYPE html>", ".apng": b"\x89PNG", ".avif": b"\0\0\0", ".tiff": b"II*\0", ".tif": b"II*\0",
    ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff",
}  # fmt: skip


@pytest.mark.parametrize("ending", MAGIC)
def test_the_ending_picks_the_format_in_capitals_too_and_the_path_comes_back(tmp_path, ending):
    for name in (f"a.b{ending}", f"A{ending.upper()}"):
        path = kv.save(kv.Recipe(**SMALL), str(tmp_path / name))
        assert path == tmp_path / name
        assert path.read_bytes().startswith(MAGIC[ending])


def test_every_writer_has_a_test_here():
    assert {*MAGIC, "/"} == set(WRITERS)


@pytest.mark.parametrize("name", [f"out{ending}" for ending in MAGIC] + ["frames/"])
def test_progress_grows_to_the_total_which_it_reaches_when_the_file_is_there(tmp_path, name):
    target = Path(f"{tmp_path}/{name}")
    seen = []
    kv.save(kv.Recipe(**SMALL), f"{tmp_path}/{name}", progress=lambda *now: seen.append((*now, target.exists())))

    done, total, there = zip(*seen, strict=True)
    assert list(done) == sorted(set(done))
    assert len(set(total)) == 1
    assert done[-1] == total[0]
    assert [i == len(seen) - 1 for i in range(len(seen))] == list(there)
    if name.endswith((".gif", ".webp", "png", ".avif", ".tiff", ".tif", ".mp4", ".mov", ".mkv", ".webm", "/")):
        assert list(done) == [*range(total[0] - 1), total[0]]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("out.xyz", r"'\.xyz' is unknown; .*use one of: \.gif, \.webp"),
        ("out.giff", r"did you mean '\.gif'\?"),
        ("out", r"'.*out' has no ending to tell the format by; use one of: \.gif, \.webp, \.png"),
        (".gif", r"has no ending"),
        ("missing/out.gif", r"the folder .*missing does not exist; create it first, for example with mkdir -p"),
        ("missing/frames/", r"the folder .*missing does not exist; create it first"),
        ("file.txt/out.gif", r"file\.txt is a file, not a folder; choose another place"),
        ("folder", r"folder is a folder; name a file in it, or end with a slash for a folder of frames: .*folder/$"),
        ("folder.gif", r"folder\.gif is a folder; name a file in it, for example .*folder\.gif/out\.gif$"),
        ("folder.pdf", r"folder\.pdf is a folder; name a file in it, for example .*folder\.pdf/out\.pdf$"),
    ],
)
def test_a_target_that_cannot_be_is_refused_before_anything_is_drawn(tmp_path, monkeypatch, path, message):
    (tmp_path / "file.txt").write_text("mine")
    for name in ("folder", "folder.gif", "folder.pdf"):
        (tmp_path / name).mkdir()
    before = sorted(tmp_path.rglob("*"))

    def draw(*arguments):
        pytest.fail("drew before looking where to write")

    monkeypatch.setattr(kv.Scene, "draw", draw)
    with pytest.raises(kv.InputError, match=message):
        kv.save(kv.Recipe(**SMALL), f"{tmp_path}/{path}")
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "file.txt").read_text() == "mine"


def test_options_go_before_those_of_a_recipe_and_unknown_ones_are_told(tmp_path):
    recipe = kv.Recipe(style="dark", **SMALL)
    assert kv.save(recipe, tmp_path / "a.gif").read_bytes() == kv.save(recipe.run(), tmp_path / "b.gif").read_bytes()
    assert kv.save(recipe, tmp_path / "c.gif", style="light").read_bytes() != (tmp_path / "a.gif").read_bytes()

    with pytest.raises(kv.InputError, match="did you mean 'step_ms'"):
        kv.save(recipe, tmp_path / "d.gif", step=700)
    with pytest.raises(kv.InputError, match="size=20 is out of range"):
        kv.save(recipe, tmp_path / "d.gif", size=20)
    assert not (tmp_path / "d.gif").exists()


@pytest.mark.parametrize(
    ("name", "option", "why"),
    [
        ("out.mp4", {"loop": True}, "its player decides"),
        ("out.tiff", {"loop": False}, "a pile of pictures"),
        ("frames/", {"loop": False}, "a pile of pictures"),
        ("out.avif", {"loop": False}, "play for ever"),
        ("out.svg", {"size": 300}, "stands still"),
        ("out.jpg", {"tween": 3}, "stands still"),
    ],
)
def test_an_option_that_does_nothing_for_a_format_is_told_before_anything_is_drawn(tmp_path, name, option, why):
    ((field, value),) = option.items()
    ending = "/" if name.endswith("/") else name[3:]
    with pytest.raises(
        kv.InputError, match=rf"^{field}={value} makes no difference to {ending}, .*{why}.*; leave it out$"
    ):
        kv.save(kv.Recipe(**SMALL), f"{tmp_path}/{name}", **option)
    assert not list(tmp_path.iterdir())


def test_a_recipes_own_fields_are_no_options_and_go_with_every_format(tmp_path):
    assert kv.save(kv.Recipe(loop=False, **SMALL), tmp_path / "out.mp4").exists()


class TestAnOpenFile:
    @pytest.mark.parametrize("form", ["gif", "GIF", ".gif"])
    def test_gets_the_bytes_that_a_path_gets_and_comes_back(self, tmp_path, form):
        file = io.BytesIO(b"before ")
        file.seek(0, io.SEEK_END)

        assert kv.save(kv.Recipe(**SMALL), file, format=form) is file
        assert file.getvalue() == b"before " + kv.save(kv.Recipe(**SMALL), tmp_path / "out.gif").read_bytes()

    def test_gets_nothing_until_all_is_there(self):
        def stop(done, total):
            if done == total - 2:
                raise RuntimeError("at the end")

        file = io.BytesIO()
        with pytest.raises(RuntimeError, match="at the end"):
            kv.save(kv.Recipe(**SMALL), file, format="gif", progress=stop)
        assert file.getvalue() == b""

    def test_needs_a_format_and_bytes(self, tmp_path):
        recipe = kv.Recipe(**SMALL)
        with pytest.raises(kv.InputError, match="say it, for example format='gif'"):
            kv.save(recipe, io.BytesIO())
        with pytest.raises(kv.InputError, match=r"is open for text; open it for bytes"):
            kv.save(recipe, io.StringIO(), format="gif")
        with pytest.raises(kv.InputError, match=r"the format '\.giff' is unknown; did you mean '\.gif'"):
            kv.save(recipe, io.BytesIO(), format="giff")
        with pytest.raises(kv.InputError, match=r"is no path of a file; name one, for example 'out\.gif'"):
            kv.save(recipe, f"{tmp_path}/frames/", format="gif")

    def test_a_format_comes_before_the_ending_of_a_path(self, tmp_path):
        assert kv.save(kv.Recipe(**SMALL), tmp_path / "out.dat", format="webp").read_bytes().startswith(b"RIFF")

    def test_a_page_goes_to_one_too(self, tmp_path):
        file = io.BytesIO()
        assert save_storyboard(kv.Recipe(**SMALL), file, format="png") is file
        assert file.getvalue() == save_storyboard(kv.Recipe(**SMALL), tmp_path / "out.png").read_bytes()
        assert save_choose_k(kv.Recipe(n=30), file, format="svg", k_max=2, n_refs=2) is file


@pytest.mark.parametrize("source", [np.zeros((3, 2)), None, "run.gif"])
def test_what_is_no_run_is_told_by_name(tmp_path, source):
    with pytest.raises(kv.InputError, match=f"{type(source).__name__} cannot be exported; pass a Trace"):
        kv.save(source, tmp_path / "out.gif")


@pytest.mark.parametrize("ending", [".gif", ".webp", ".png"])
def test_runs_of_any_kind_are_exported(tmp_path, ending, files):
    X = np.random.default_rng(0).normal(size=(50, 5))
    for trace in (
        kv.record(X, 3, seed=0),
        kv.record(X[:, :1], 3, seed=0),
        kv.record(X[:, :2], 45, seed=0),
        kv.record(X[:, :2], 3, seed=0, stepper=kv.MEDIANS),
        kv.record(X[:1, :2], 1),
    ):
        shown = files.decoded(kv.save(trace, tmp_path / f"out{ending}", size=100, tween=0))
        assert len(shown) >= 2
