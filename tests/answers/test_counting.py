"""The spots of a picture as an answer: tables, files and a page."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skimage.data
from click.testing import CliRunner
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.cli import cli


@pytest.fixture(scope="module")
def coins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "coins.png"
    Image.fromarray(skimage.data.coins()).save(path)
    return path


def test_the_answer_about_a_picture_agrees_with_itself(coins: Path, tmp_path: Path) -> None:
    found = kv.cells(coins)
    table = found.table()
    assert repr(found) == "<Cells: 24 bright spots found in coins.png>"
    assert (found.count, len(table), len(found.left_out())) == (24, 24, 0)
    assert found.labels.shape == skimage.data.coins().shape
    np.testing.assert_array_equal(np.bincount(found.labels.ravel())[1:], found.areas)
    np.testing.assert_array_equal(table["y"] + table["from_top"], 302)
    np.testing.assert_allclose(np.pi * table["diameter"] ** 2 / 4, table["area"])
    axes = found.plot(numbers=True)
    assert [text.get_text() for text in axes.texts] == [str(i) for i in range(1, 25)]
    assert len(axes.collections[0].get_paths()) >= 24

    result = CliRunner().invoke(cli, ["cells", str(coins), "--out", str(tmp_path)])

    assert result.output.startswith("coins.png: 24 bright spots found\n")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "cells.csv"), table)
    assert (tmp_path / "left_out.csv").read_text() == "x,y,from_top,area,reason\n"
    with Image.open(tmp_path / "outlines.png") as image:
        assert image.size == (1200, 946)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "coins.png: 24 bright spots" in page
    assert "--spots dark says otherwise" in page
    words = re.sub("</?span>", "", page)
    assert f"kmeans-viz animate stars.gif --csv {coins} --columns pixel_x,pixel_y --k 24" in words
    assert "http" not in page.replace("http-equiv", "")
    assert page.count("<tr><th>") == 24 + 7 + 1  # spots, facts and a header


def test_without_a_folder_the_count_is_told_and_nothing_is_written(coins: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["cells", str(coins), "--spots", "bright"])
    assert "24 bright spots found" in result.output
    assert "assumed" not in result.output
    assert "--out DIR writes" in result.output


def test_left_out_regions_and_the_border_are_told(tmp_path: Path) -> None:
    picture = np.zeros((100, 100))
    picture[:14, 40:56] = picture[50:70, 50:70] = picture[90:94, 10:15] = 1
    found = kv.cells(picture)
    (left,) = found.left_out().to_dict("records")
    assert left["reason"] == "too small"
    np.testing.assert_allclose([left["x"], left["y"], left["from_top"]], [12, 7.5, 91.5], atol=0.1)
    found.save(tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "1 of the spots touches the border, which may cut them" in page
    assert "Left out, too small: 1" in page
    assert "The picture was an array" in page


def test_rows_of_a_clustered_picture_are_its_spots(coins: Path, tmp_path: Path) -> None:
    found = kv.cluster(coins, 4)
    assert found.trace.backdrop is not None
    rows = pd.read_csv(found.save(tmp_path) / "rows.csv")
    spots = kv.cells(coins).table()
    np.testing.assert_allclose(rows[["x", "y", "area"]], spots[["x", "y", "area"]])
    assert rows["cluster"].tolist() == (found.labels + 1).tolist()


def test_what_is_no_picture_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(kv.InputError) as caught:
        kv.cells(np.zeros(5))
    assert str(caught.value) == (
        "image has shape (5,) of float64; give the path of a picture, or an array of shape (height, width) or "
        "(height, width, 3)"
    )
    (tmp_path / "file").write_text("x")
    with pytest.raises(kv.InputError, match="is a file, and an answer needs a folder"):
        kv.cells(np.pad(np.ones((20, 20)), 30)).save(tmp_path / "file")


def test_a_picture_comes_back_in_k_colours(tmp_path: Path) -> None:
    picture = np.zeros((60, 90, 3), dtype=np.uint8)
    picture[:, :30], picture[:, 30:60], picture[:, 60:] = [250, 10, 10], [10, 240, 20], [20, 20, 230]
    noisy = np.clip(picture + np.random.default_rng(0).integers(-9, 10, picture.shape), 0, 255).astype(np.uint8)
    Image.fromarray(noisy).save(tmp_path / "flag.png")
    found = kv.cluster(tmp_path / "flag.png", 3, columns="red,green,blue")
    assert found.trace.backdrop is None
    found.save(tmp_path / "answer")
    with Image.open(tmp_path / "answer" / "recoloured.png") as image:
        shown = np.asarray(image)
    assert len(np.unique(shown.reshape(-1, 3), axis=0)) == 3
    assert np.abs(shown.astype(int) - picture).max() <= 3
    assert "In 3 colours" in (tmp_path / "answer" / "report.html").read_text(encoding="utf-8")
    assert kv.cluster([[0.0], [1.0]], 2).recoloured is None


def test_the_page_says_of_a_stain_that_spots_are_rich_in_it_and_draws_no_giant(tmp_path: Path) -> None:
    pixels = np.full((120, 240, 3), 235, dtype=np.uint8)
    y, x = np.mgrid[:120, :240]
    discs = [(30 + 30 * (i % 4), 30 + 30 * (i // 4), 6) for i in range(12)] + [(190, 60, 18)]
    for cx, cy, radius in discs:
        pixels[(x - cx) ** 2 + (y - cy) ** 2 <= radius**2] = (90, 80, 160)
    Image.fromarray(pixels).save(tmp_path / "stained.png")
    found = kv.cells(tmp_path / "stained.png", part="hematoxylin")
    assert found.count == 13
    page = (found.save(tmp_path / "answer") / "report.html").read_text()
    assert "stained.png: 13 spots rich in hematoxylin" in page
    assert "what holds more hematoxylin than the background" in page
    assert "1 of more than 8 times the median area" in page
    assert "12 areas, most of them" in page
