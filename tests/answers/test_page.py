"""The page of an answer: it says what was counted, what sets clusters apart, and loads nothing."""

from __future__ import annotations

import html
import re
import shlex
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import kmeans_viz as kv
from kmeans_viz.answers.examples import examples_of, names_of
from kmeans_viz.answers.page import page_of
from kmeans_viz.answers.profile import number, profile_of
from kmeans_viz.cli import cli
from kmeans_viz.data.samples import sample_file


class Reader(HTMLParser):
    """The tags, addresses and words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attributes if name in ("src", "srcset", "href")]
        if tag not in ("meta", "link", "img", "source", "line", "rect", "circle", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("line", "rect", "circle"):
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words.append(data)


def read(page: str) -> tuple[Reader, str]:
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    return reader, " ".join(" ".join(reader.words).split())


def test_the_page_says_what_was_found_and_loads_nothing() -> None:
    found = kv.cluster(sample_file("old_faithful.csv"), 2)

    reader, words = read(page_of(found))

    # One picture for a light page and for paper, one for a dark page.
    assert [*re.findall(r'<img class="in-(\w+)"', page_of(found))] == ["light", "dark"]
    assert all(address.startswith("data:") for address in reader.addresses)
    assert "old_faithful.csv in 2 clusters" in words
    assert "k-means on all 272 rows, the best of 20 starts. What counted: eruptions, waiting." in words
    assert "172 rows · 63%" in words
    assert "High eruptions; high waiting" in words
    assert "80.3" in words
    assert "All 20 starts ended in these clusters." in words
    assert "Mind the units: 'waiting' has 99.3% of the variance" in words
    assert "numbers from 1.6 to 5.1" in words
    assert "kmeans-viz cluster" in words
    assert "kmeans-viz animate out.gif --csv" in words


def test_names_and_words_of_a_file_are_no_tags(tmp_path: Path) -> None:
    path = tmp_path / "<i>.csv"
    path.write_text('"<script>alert(1)</script>","a & ""b""",note\n1,2,x\n3,4,<b>\n9,8,"y"\nbad,1,z\n')
    page = page_of(kv.cluster(path, 2))
    _, words = read(page)
    assert "<script" not in page
    assert "<b>" not in page
    assert "<script>alert(1)</script>" in words
    assert "1 row left out" in words
    assert "line 5: '<script>alert(1)</script>' is 'bad', not a number" in words


def test_the_same_clustering_makes_the_same_page() -> None:
    assert page_of(kv.cluster(sample_file("iris.csv"), 3)) == page_of(kv.cluster(sample_file("iris.csv"), 3))


def test_many_columns_and_clusters_and_one_of_each_have_a_page() -> None:
    rng = np.random.default_rng(0)
    _, words = read(page_of(kv.cluster(rng.normal(size=(80, 12)), 25, n_runs=2)))
    assert "Cluster 25" in words
    assert "and 4 more columns below" in words
    _, words = read(page_of(kv.cluster(rng.normal(size=(9, 1)), 1, n_runs=1)))
    assert "Near the mean of all rows in every column" in words
    assert "a single run" in words


def test_a_sentence_names_the_columns_in_which_a_cluster_differs_most() -> None:
    points = np.array([[0.0, 5, 0], [0, 5, 1], [10, 5, 0], [10, 6, 1]])
    labels = np.array([0, 0, 1, 1], dtype=np.int32)
    centroids = np.array([[0.0, 5, 0.5], [10, 5.5, 0.5]])
    profile = profile_of(("a", "b", "kind=x"), (), points, labels, centroids)
    assert profile.sentence(0) == "low a; low b"
    assert profile.sentence(1) == "high a; high b"
    np.testing.assert_allclose(profile.differences[1], [1, 1 / 3**0.5, 0])


def test_of_the_words_of_a_column_the_one_that_is_more_frequent_is_named() -> None:
    points = np.array([[1.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]])
    labels = np.array([0, 0, 1, 1, 1], dtype=np.int32)
    centroids = np.array([[1.0, 0, 0], [0, 1 / 3, 2 / 3]])
    profile = profile_of(("kind=a", "kind=b", "kind=c"), (), points, labels, centroids)
    assert profile.sentence(0) == "all kind=a"
    assert profile.sentence(1) == "more often kind=c"
    assert profile.shown(2, 2 / 3) == "67%"


CITIES = """city,lat,lon
Lisbon,38.72,-9.14
Madrid,40.42,-3.70
Porto,41.16,-8.63
Athens,37.98,23.73
Sofia,42.70,23.32
Oslo,59.91,10.75
Stockholm,59.33,18.07
Prague,50.08,14.44
Vienna,48.21,16.37
"""


def test_of_positions_the_page_says_in_which_direction_and_where_and_names_rows(tmp_path: Path) -> None:
    path = tmp_path / "cities.csv"
    path.write_text(CITIES)
    found = kv.cluster(path, 4)
    frame = found.table()
    sentences = {frame.loc[found.labels == j, "city"].iloc[0]: found.sentence(j) for j in range(4)}
    assert sentences == {
        "Lisbon": "in the south-west; around 40.1° N, 7.2° W",
        "Athens": "in the south-east; around 40.3° N, 23.5° E",
        "Oslo": "in the north; around 59.7° N, 14.4° E",
        "Prague": "near the middle; around 49.1° N, 15.4° E",
    }
    for names in examples_of(found, names_of(found)):
        own = frame[frame["city"].isin(names)]
        assert own["cluster"].nunique() == 1
        assert names == own.sort_values("distance")["city"].tolist()

    page = page_of(found)
    _, words = read(page)
    assert "What counted: the distance on the globe (lat, lon)." in words
    assert "Nearest its mean: Prague, Vienna" in words
    assert "Seen from above, with north up" in words
    # Each name lies over its dot: the picture has north up, and the east at its right.
    dots = re.findall(r'<i style="left:([\d.]+)%;top:([\d.]+)%"(?: class=left)? data-name="(\w+)"></i>', page)
    shown = {name: (float(left), float(top)) for left, top, name in dots}
    assert list(shown) == frame["city"].tolist()
    assert shown["Lisbon"][0] == min(left for left, _ in shown.values()) > 5
    assert shown["Athens"][1] == max(top for _, top in shown.values()) < 95
    assert shown["Oslo"][1] < shown["Vienna"][1]


def test_of_positions_all_over_the_world_the_place_is_said_and_no_direction(tmp_path: Path) -> None:
    path = tmp_path / "world.csv"
    path.write_text("city,lat,lon\nTokyo,35.7,139.7\nOsaka,34.7,135.5\nLima,-12,-77\nQuito,0,-78\nVienna,48,16\n")
    found = kv.cluster(path, 3)
    assert {found.sentence(j) for j in range(3)} == {
        "around 35.2° N, 137.6° E", "around 6.0° S, 77.5° W", "around 48.0° N, 16.0° E"
    }  # fmt: skip


def test_rows_without_names_are_not_named() -> None:
    found = kv.cluster(sample_file("iris.csv"), 3)
    assert names_of(found) is None
    assert examples_of(found, None) == [[], [], []]
    assert "<i " not in page_of(found)


def test_the_numbers_on_the_page_are_the_means_of_pandas(tmp_path: Path) -> None:
    found = kv.cluster(sample_file("iris.csv"), 3)
    page = page_of(found)
    rows = found.table()
    for name in found.data.names:
        *means, every = (float(value) for value in re.findall(rf'<td data-name="{name}">([\d.]+)</td>', page))
        np.testing.assert_allclose(means, rows.groupby("cluster")[name].mean(), atol=0.0051)
        assert every == pytest.approx(rows[name].mean(), abs=0.0051)
    *sizes, n = map(int, re.findall(r'<td data-name="Rows">(\d+)</td>', page))
    assert sizes == rows["cluster"].value_counts().sort_index().tolist()
    assert n == len(rows)


@pytest.mark.parametrize("options", ["-k 3 --standardize", "--init random --n-runs 3 --seed 4"])
def test_the_command_on_the_page_makes_the_page_again(options: str, tmp_path: Path) -> None:
    def run(words: list[str]) -> None:
        result = CliRunner().invoke(cli, words)
        assert result.exit_code == 0, result.output

    path = tmp_path / "my flowers.csv"
    path.write_bytes(sample_file("iris.csv").read_bytes())
    run(["cluster", str(path), *options.split(), "--out", str(tmp_path / "first")])
    page = (tmp_path / "first" / "report.html").read_text()
    written = re.search(r"<pre>(.*?)</pre>", page)
    assert written is not None
    program, *words = shlex.split(html.unescape(re.sub("<[^>]+>", "", written[1])))
    assert program == "kmeans-viz"
    assert words[-2:] == ["--out", "answer"]
    run([*words[:-1], str(tmp_path / "again")])
    assert (tmp_path / "again" / "report.html").read_text() == page


@pytest.mark.parametrize(
    ("value", "spread", "text"),
    [
        (1234.5678, 300, "1,235"),
        (0.0123456, 0.01, "0.0123"),
        (61, 20, "61.0"),
        (5, 0, "5"),
        (-0.5, 1, "-0.50"),
        (-0.2, 500, "0"),
    ],
)
def test_numbers_have_the_digits_that_tell_them_apart(value: float, spread: float, text: str) -> None:
    assert number(value, spread) == text


def test_the_strips_lie_where_the_numbers_do() -> None:
    found = kv.cluster([[0.0], [0.0], [10.0], [10.0]], 2)
    page = page_of(found)
    dots = re.findall(r'<circle class="dot" cx="([\d.]+)"', page)
    # From the lowest value, 6 pixels from the left, to the highest, 6 pixels from the right of 220.
    assert sorted(map(float, dots)) == [6, 214]
    assert set(re.findall(r'<line class="mean" x1="([\d.]+)"', page)) == {"110.0"}
