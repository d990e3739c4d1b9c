"""A folder of numbered PNGs, and the rule that only an earlier export may be replaced."""

from __future__ import annotations

import av
import numpy as np
import pytest
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.timeline import timeline


def test_every_frame_is_a_numbered_picture_with_its_duration_in_the_list_and_the_note_inside(tmp_path, recipe, run):
    folder = kv.save(recipe, f"{tmp_path}/frames/")
    frames = list(timeline(run, recipe))
    scene = kv.Scene(run, recipe)
    palette = Palette(scene.style, 3)
    names = [f"{i + 1:04}.png" for i in range(len(frames))]

    assert sorted(path.name for path in folder.iterdir()) == [*names, "frames.ffconcat"]
    for name, frame in zip(names, frames, strict=True):
        with Image.open(folder / name) as image:
            assert np.array_equal(np.asarray(image.convert("RGB")), palette.reduced(scene.draw(frame))[..., :3])
            assert '"kmeans_viz"' in image.info["Comment"]
    lines = (folder / "frames.ffconcat").read_text().splitlines()
    assert lines[0] == "ffconcat version 1.0"
    assert lines[1::2] == [f"file {name}" for name in [*names, names[-1]]]
    assert [float(line.removeprefix("duration ")) for line in lines[2::2]] == [f.duration_ms / 1000 for f in frames]


def test_ffmpeg_reads_the_pictures_and_their_times_from_the_list(tmp_path, recipe, run):
    folder = kv.save(recipe, f"{tmp_path}/frames/")
    with av.open(folder / "frames.ffconcat", format="concat") as file:
        shown = [round(1000 * frame.pts * frame.time_base) for frame in file.decode(video=0)]

    durations = [frame.duration_ms for frame in timeline(run, recipe)]
    # The last file is listed twice, since ffmpeg ignores the last duration. It counts pictures in 25ths of a second.
    assert shown == pytest.approx([0, *np.cumsum(durations)], abs=20)


def test_an_earlier_export_is_replaced_whole(tmp_path, recipe):
    folder = kv.save(recipe, f"{tmp_path}/frames/")
    many = len(list(folder.iterdir()))
    folder.chmod(0o750)

    kv.save(recipe, f"{tmp_path}/frames/", tween=0)
    assert len(list(folder.iterdir())) < many
    assert folder.stat().st_mode & 0o777 == 0o750
    assert [path.name for path in tmp_path.iterdir()] == ["frames"]


def test_an_empty_folder_is_filled_and_a_link_to_one_stays_a_link(tmp_path, recipe):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    kv.save(recipe, f"{tmp_path}/link/", tween=0)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "0001.png").exists()


@pytest.mark.parametrize("stranger", ["notes.txt", "2024-06-holiday.png", "0001.png", ".hidden"])
def test_a_folder_with_anything_of_somebody_elses_is_refused_and_left_alone(tmp_path, recipe, stranger):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / stranger).write_bytes(b"mine")

    with pytest.raises(kv.InputError, match=f"holds other files, such as {stranger}; choose a new or empty folder"):
        kv.save(recipe, f"{tmp_path}/mine/")
    assert (tmp_path / "mine" / stranger).read_bytes() == b"mine"
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", stranger]


def test_a_file_that_was_put_among_the_frames_keeps_the_folder_from_being_replaced(tmp_path, recipe):
    folder = kv.save(recipe, f"{tmp_path}/frames/", tween=0)
    (folder / "9999.png").write_bytes(b"mine")

    with pytest.raises(kv.InputError, match=r"such as 9999\.png"):
        kv.save(recipe, f"{tmp_path}/frames/", tween=0)
    assert (folder / "9999.png").read_bytes() == b"mine"


def test_a_list_that_names_somebody_elses_file_does_not_make_it_one_of_ours(tmp_path, recipe):
    folder = kv.save(recipe, f"{tmp_path}/frames/", tween=0)
    (folder / "music.mp3").write_bytes(b"mine")
    with (folder / "frames.ffconcat").open("a") as listed:
        listed.write("file music.mp3\n")

    with pytest.raises(kv.InputError, match=r"such as music\.mp3"):
        kv.save(recipe, f"{tmp_path}/frames/", tween=0)
    assert (folder / "music.mp3").read_bytes() == b"mine"


def test_a_file_in_the_folders_place_is_told(tmp_path, recipe):
    (tmp_path / "frames").write_text("mine")

    with pytest.raises(kv.InputError, match="is a file, and the frames need a folder; choose another name"):
        kv.save(recipe, f"{tmp_path}/frames/")
    assert (tmp_path / "frames").read_text() == "mine"
