"""Answers: rows that join back, centroids that are the means of the rows, new rows, and how sure it all is."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_samples

import kmeans_viz as kv
from kmeans_viz.answers.certainty import certainty_of, sentences
from kmeans_viz.cli import cli
from kmeans_viz.data.samples import sample_file
from kmeans_viz.inputs import InputError


def shop(n: int = 60) -> pd.DataFrame:
    """Return customers in three groups, with what files of customers have besides: an id, words, dates, gaps."""
    rng = np.random.default_rng(1)
    group = np.arange(n) % 3
    frame = pd.DataFrame(
        {
            "CustomerID": np.arange(n) + 1,
            "Genre": np.where(rng.random(n) < 0.5, "Male", "Female"),
            "Age": (np.array([25, 45, 65])[group] + rng.normal(0, 2, n)).round().astype(int),
            "Spent": [f"${value:,.2f}" for value in np.array([900, 2500, 1400])[group] + rng.normal(0, 60, n)],
            "Joined": pd.date_range("2021-01-01", periods=n, freq="3D").strftime("%d.%m.%Y"),
        }
    ).astype({"Age": object})
    frame.loc[7, "Age"] = ""
    frame.loc[11, "Spent"] = "unknown"
    return frame


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shop.csv"
    shop().to_csv(path, index=False)
    return path


def test_the_rows_of_the_file_come_back_all_and_in_order_and_as_they_were_written(file: Path, tmp_path: Path) -> None:
    kv.cluster(file, 3).save(tmp_path / "answer")

    before = pd.read_csv(file, dtype=str, keep_default_na=False)
    rows = pd.read_csv(tmp_path / "answer" / "rows.csv", dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(rows[before.columns], before)
    assert list(rows.columns) == [*before.columns, "cluster", "distance", "left_out"]
    assert rows.index[rows["cluster"] == ""].tolist() == rows.index[rows["distance"] == ""].tolist() == [7, 11]
    assert rows["left_out"].drop([7, 11]).eq("").all()
    assert rows["left_out"][[7, 11]].tolist() == ["'Age' is empty", "'Spent' is 'unknown', not a number"]
    assert set(rows["cluster"]) == {"", "1", "2", "3"}


def test_a_row_that_was_left_out_keeps_its_other_numbers(file: Path) -> None:
    found = kv.cluster(file, 3)
    rows = found.table()
    assert rows["Age"].isna().to_numpy().nonzero()[0].tolist() == [7]
    assert rows["Spent"].isna().to_numpy().nonzero()[0].tolist() == [11]
    assert rows["Spent"][7] == float(shop()["Spent"][7].strip("$").replace(",", ""))
    assert rows["Age"][11] == shop()["Age"][11]


def test_a_file_that_is_complete_has_no_column_of_reasons() -> None:
    assert "left_out" not in kv.cluster(sample_file("iris.csv"), 3).table()


def test_columns_that_have_our_names_already_stay(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("cluster,distance\n1,2\n8,9\n1,3\n7,9\n")
    table = kv.cluster(tmp_path / "a.csv", 2).table()
    assert list(table.columns) == ["cluster", "distance", "cluster_", "distance_"]
    assert table["cluster"].tolist() == [1, 8, 1, 7]


@pytest.mark.parametrize("options", [{}, {"standardize": True}, {"dates": True, "one_hot": True, "standardize": True}])
def test_centroids_are_the_means_of_the_rows_in_their_own_units(file: Path, options: dict[str, bool]) -> None:
    found = kv.cluster(file, 3, **options)
    table = found.table().dropna(subset="cluster")
    if "one_hot" in options:
        for word in ("Female", "Male"):
            table[f"Genre={word}"] = (table["Genre"] == word).astype(float)

    means = table.groupby("cluster")[list(found.data.names)].mean()

    np.testing.assert_allclose(found.centroids, means.to_numpy(dtype=float), rtol=1e-9)
    assert found.sizes.tolist() == table.groupby("cluster").size().tolist()
    assert found.sizes.sum() == len(found.data.points) == 58


def test_the_table_of_clusters_has_dates_as_dates(file: Path) -> None:
    found = kv.cluster(file, 2, columns="Joined")
    assert found.data.is_date == (True,)
    clusters = found.clusters()
    assert list(clusters.columns) == ["cluster", "size", "share", "Joined"]
    assert clusters["share"].sum() == pytest.approx(1)
    first = found.table().dropna(subset="cluster").groupby("cluster")["Joined"].mean()
    for text, days in zip(clusters["Joined"], first, strict=True):
        whole = (pd.Timestamp(text) - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
        assert whole == pytest.approx(days, abs=1e-5)
        assert text.startswith("2021-")


def test_no_run_from_other_starts_is_better() -> None:
    found = kv.cluster(sample_file("iris.csv"), 3)
    oracle = KMeans(3, n_init=30, random_state=0).fit(found.data.points)
    assert found.inertia == pytest.approx(oracle.inertia_, rel=1e-9)
    assert found.inertia == pytest.approx(found.runs.inertias.min(), rel=1e-9)
    assert len(found.runs) == 20


def test_distances_are_those_to_the_own_centroid_in_the_units_that_were_compared() -> None:
    found = kv.cluster(sample_file("iris.csv"), 3, standardize=True)
    X = found.data.points
    scaled = (X - X.mean(axis=0)) / X.std(axis=0)
    means = np.stack([scaled[found.labels == j].mean(axis=0) for j in range(3)])
    np.testing.assert_allclose(found.distances, np.linalg.norm(scaled - means[found.labels], axis=1), rtol=1e-9)
    assert found.is_standardized


def test_nobody_is_told_to_standardize_what_is_standardized(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    pd.DataFrame({"height": [1.2, 1.8, 1.3, 1.9], "cost": [1e5, 2e5, 9e5, 8e5]}).to_csv(tmp_path / "a.csv", index=False)
    recipe = kv.Recipe(csv=str(tmp_path / "a.csv"), standardize=True)
    kv.cluster(recipe, 2)
    recipe.to_link()
    assert not recwarn.list
    with pytest.warns(UserWarning, match="'cost' has .* of the variance"):
        kv.cluster(kv.Recipe(csv=str(tmp_path / "a.csv")), 2)


# New rows


@pytest.mark.parametrize("options", [{}, {"standardize": True}, {"dates": True, "one_hot": True, "standardize": True}])
def test_the_rows_themselves_are_predicted_where_they_are(file: Path, options: dict[str, bool]) -> None:
    found = kv.cluster(file, 3, **options)
    for source in (file, pd.read_csv(file)):
        predicted = found.predict(source)
        assert predicted[found.data.rows].tolist() == found.labels.tolist()
        assert np.flatnonzero(predicted < 0).tolist() == [7, 11]
    assert found.predict(found.data.points).tolist() == found.labels.tolist()


def test_new_rows_need_not_have_every_word_nor_the_same_order(file: Path) -> None:
    found = kv.cluster(file, 3, one_hot=True, standardize=True)
    for row in (1, 2, 59):
        new = pd.read_csv(file).loc[[row], ["Spent", "Genre", "Age"]]
        assert found.predict(new).tolist() == [found.labels[found.data.rows.tolist().index(row)]]


def test_new_rows_that_do_not_fit_are_told(file: Path) -> None:
    found = kv.cluster(file, 3)
    with pytest.raises(
        InputError, match=r"X has shape \(2, 3\); expected \(m, 2\): one row per point, with Age, Spent"
    ):
        found.predict([[1, 2, 3], [4, 5, 6]])
    with pytest.raises(InputError, match="data frame: column='Spent' is unknown"):
        found.predict(pd.DataFrame({"Age": [3]}))


# Sources


def test_a_frame_an_array_a_table_and_a_recipe_give_what_the_file_gives(file: Path) -> None:
    found = kv.cluster(sample_file("old_faithful.csv"), 2)
    frame = pd.read_csv(sample_file("old_faithful.csv"))
    table = kv.read_table(sample_file("old_faithful.csv"))
    for source in (frame, frame.to_numpy(), table, kv.Recipe(data="old-faithful")):
        again = kv.cluster(source, 2)
        assert again.labels.tolist() == found.labels.tolist()
        np.testing.assert_array_equal(again.centroids, found.centroids)
    assert list(kv.cluster(frame, 2).table().columns) == ["eruptions", "waiting", "cluster", "distance"]


def test_the_run_can_be_exported_and_made_again(file: Path, tmp_path: Path) -> None:
    found = kv.cluster(file, 3, columns="Age,Spent", standardize=True)
    recipe = found.trace.recipe
    assert isinstance(recipe, kv.Recipe)
    assert recipe.n_runs == 20
    again = kv.Recipe.from_json(recipe.to_json())
    with pytest.warns(UserWarning, match="2 of 60 rows left out"):
        assert again.run().final.labels.tolist() == found.labels.tolist()


def test_without_a_number_the_four_methods_are_asked() -> None:
    found = kv.cluster(kv.data.peaked(120, 4, seed=1))
    assert found.k == 4
    assert found.advice is not None
    assert "All four methods say 4 clusters." in found.text
    # A row far away gets a cluster of its own, beside the three groups.
    far = kv.cluster(np.vstack([kv.data.peaked(120, 3, seed=2), [[50.0, 0.0]]]))
    assert sorted(far.sizes.tolist()) == [1, 40, 40, 40]
    assert "Without the point far away: all four methods say 3 clusters." in far.text
    assert kv.cluster([[1.0, 2.0], [1.0, 2.0]]).k == 1


def test_what_cannot_be_used_is_told(file: Path, tmp_path: Path) -> None:
    for call, message in (
        (lambda: kv.cluster(file, 59), "k=59 clusters need at least that many points, and there are 58"),
        (lambda: kv.cluster(file, 0), "k=0 is out of range; use k >= 1"),
        (lambda: kv.cluster(file, 2, n_runs=0), "n_runs=0 is out of range"),
        (lambda: kv.cluster(file, 2, init=[[1, 2], [3, 4]]), "n_runs=20 runs from the same centroids"),
        (lambda: kv.cluster(pd.DataFrame({"a": []}), 2), "a data frame without rows"),
        (lambda: kv.cluster(file, 2).save(file), "is a file, and an answer needs a folder"),
    ):
        with pytest.raises(InputError, match=re.escape(message)):
            call()


@pytest.mark.filterwarnings("ignore:k=.* clusters need as many distinct points")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    rows=st.lists(
        st.tuples(st.integers(-50, 50), st.sampled_from(["", "?", "3", "-4.5", "12"])), min_size=3, max_size=30
    ),
    k=st.integers(1, 3),
)
def test_every_row_joins_back_whatever_is_missing(tmp_path: Path, rows: list[tuple[int, str]], k: int) -> None:
    (tmp_path / "a.csv").write_text("a,b\n" + "".join(f"{a},{b}\n" for a, b in rows))
    kept = [i for i, (_, b) in enumerate(rows) if b not in ("", "?")]
    if len(kept) < k:
        return
    table = kv.cluster(tmp_path / "a.csv", k, columns="a,b", header=True, n_runs=2).table()
    assert np.flatnonzero(table["cluster"].notna()).tolist() == kept
    assert table["a"][kept].tolist() == [rows[i][0] for i in kept]
    assert table["b"][kept].tolist() == [float(rows[i][1]) for i in kept]


# How sure


def test_silhouettes_and_rows_between_clusters_are_those_of_an_oracle() -> None:
    found = kv.cluster(sample_file("iris.csv"), 3)
    X = found.data.points
    oracle = silhouette_samples(X, found.labels)
    np.testing.assert_allclose(
        found.certainty.silhouettes, [oracle[found.labels == j].mean() for j in range(3)], rtol=1e-9
    )
    assert found.certainty.silhouette == pytest.approx(oracle.mean())
    distances = np.sort(np.linalg.norm(X[:, None] - found.centroids, axis=2), axis=1)
    assert found.certainty.between.tolist() == (distances[:, 1] <= 1.1 * distances[:, 0]).tolist()
    total = ((X - X.mean(axis=0)) ** 2).sum()
    assert found.certainty.explained == pytest.approx(1 - found.inertia / total)


def test_what_other_starts_found_is_said() -> None:
    points = kv.data.peaked(200, 5, seed=42)
    centroids, labels = np.zeros((2, 2)), (np.arange(200) % 2).astype(np.int32)
    centroids[1] = 1
    for inertias, words in (
        ([5.0, 5.0], "All 2 starts ended in these clusters."),
        ([5.0, 5.0, 6.0], "2 of them ended here, and the worst ended with a sum of squared distances 20% above this"),
        ([5.0, *[15.0] * 19], "That is few: more starts may find something better."),
        ([5.0], "This is a single run; another start may end elsewhere"),
    ):
        certainty = certainty_of(points, labels, centroids, np.array(inertias))
        assert words in " ".join(sentences(certainty, is_standardized=False))


def test_a_tiny_cluster_is_named() -> None:
    points = np.vstack([kv.data.gaussian(200, 2, seed=1), [[40.0, 40.0]]])
    found = kv.cluster(points, 2)
    far = int(found.labels[-1]) + 1
    told = " ".join(sentences(found.certainty, is_standardized=False))
    assert f"Cluster {far} holds less than 2 % of the rows" in told


def test_a_cluster_of_one_row_is_told_as_one() -> None:
    found = kv.cluster([[0.0, 0.0], [0.0, 1.0], [9.0, 9.0]], 2, n_runs=1)
    told = sorted(line.split()[1:3] for line in found.text.splitlines()[1:])
    assert told == [["1", "row"], ["2", "rows"]]
    assert repr(kv.cluster([[0.0]], 1, n_runs=1)) == "<Clustering: 1 row in 1 cluster of 1; a single run>"


def test_a_folder_of_text_files_is_clustered_like_the_list_of_them(tmp_path: Path) -> None:
    rows = pd.DataFrame({"id": [f"p{i}" for i in range(60)], "x": np.arange(60) % 3 * 9.0, "y": np.arange(60) % 7})
    for name in ("text", "parquet"):
        (tmp_path / name).mkdir()
    files = [tmp_path / "text" / name for name in ("a.csv", "b.csv")]
    for file, part in zip(files, (rows[:25], rows[25:]), strict=True):
        part.to_csv(file, index=False)
    (tmp_path / "text" / "README.txt").write_text("no data")
    found = kv.cluster(tmp_path / "text", 3)
    pd.testing.assert_frame_equal(found.table(), kv.cluster(files, 3).table())
    assert found.table()["file"].tolist() == ["a.csv"] * 25 + ["b.csv"] * 35
    out = tmp_path / "answer"
    words = ["cluster", str(tmp_path / "text"), "--k", "3", "--out", str(out), "--quiet"]
    assert CliRunner().invoke(cli, words, catch_exceptions=False).exit_code == 0
    assert pd.read_csv(out / "rows.csv")["cluster"].tolist() == found.table()["cluster"].tolist()
    rows.to_parquet(tmp_path / "parquet" / "a.parquet")
    with pytest.raises(kv.InputError, match=r"a clustering needs its points in memory; .* 'parquet/\*\.parquet'"):
        kv.cluster(tmp_path / "parquet", 3)


def test_a_board_that_is_no_file_has_an_answer_too(tmp_path: Path) -> None:
    recipe = kv.Recipe(coordinates=[[0, 0], [0, 1], [9, 9], [9, 8], [5, 0]])
    folder = kv.cluster(recipe, k=2).save(tmp_path)
    assert (folder / "rows.csv").read_text().splitlines()[0] == "x1,x2,cluster,distance"
    assert "2 clusters" in (folder / "report.html").read_text()


def test_a_name_of_a_file_that_is_no_text_stands_on_the_page_as_well_as_it_can(tmp_path):
    path = tmp_path / os.fsdecode(b"gr\xf6\xdfe.csv")
    path.write_text("a,b\n1,2\n3,4\n8,9\n")
    kv.cluster(path, 2).save(tmp_path / "answer")
    assert "gr??e.csv" in (tmp_path / "answer" / "report.html").read_text(encoding="utf-8")
