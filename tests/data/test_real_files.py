# ruff: noqa: E501  one row of the table is one file

"""Real files that packages ship: what is read is what their documentation says, and every row joins back.

The files are those of scikit-learn, vega_datasets and palmerpenguins.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn import datasets

import kmeans_viz as kv
from kmeans_viz.data.samples import sample_file

SKLEARN, VEGA, PENGUINS = "sklearn/datasets/data", "vega_datasets/_data", "palmerpenguins/data"
INTRO = ("sepalLength", "sepalWidth", "petalLength", "petalWidth")
FLIPPER = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
RAW = ("Culmen Length (mm)", "Culmen Depth (mm)", "Flipper Length (mm)", "Body Mass (g)", "Delta 15 N (o/oo)", "Delta 13 C (o/oo)")  # fmt: skip
CARS = ("Miles_per_Gallon", "Cylinders", "Displacement", "Horsepower", "Weight_in_lbs", "Acceleration")

FILES: list[tuple[str, str, int, int, tuple[str, ...], dict[str, str]]] = [
    # folder, file, rows, rows used, columns that count, others by kind
    (SKLEARN, "iris.csv", 150, 150, ("150", "4", "setosa", "versicolor", "virginica"), {}),
    (SKLEARN, "wine_data.csv", 178, 178, tuple(f"x{i}" for i in range(1, 15)), {}),
    (SKLEARN, "breast_cancer.csv", 569, 569, tuple(f"x{i}" for i in range(1, 31)), {"x31": "yes/no"}),
    (SKLEARN, "diabetes_data_raw.csv.gz", 442, 442, tuple(f"x{i}" for i in range(1, 11)), {}),
    (SKLEARN, "diabetes_target.csv.gz", 442, 442, ("x1",), {}),
    (SKLEARN, "linnerud_exercise.csv", 20, 20, ("Chins", "Situps", "Jumps"), {}),
    (SKLEARN, "linnerud_physiological.csv", 20, 20, ("Weight", "Waist", "Pulse"), {}),
    (VEGA, "airports.csv", 3376, 3376, ("east_km", "north_km", "up_km"), {"iata": "text", "name": "text", "city": "text", "state": "text", "country": "words"}),
    (VEGA, "iowa-electricity.csv", 51, 51, ("net_generation",), {"year": "dates", "source": "words"}),
    (VEGA, "la-riots.csv", 63, 62, ("age", "east_km", "north_km"), {"first_name": "text", "last_name": "text", "gender": "words", "race": "words", "death_date": "dates", "address": "text", "neighborhood": "text", "type": "words"}),
    (VEGA, "seattle-temps.csv", 8759, 8759, ("temp",), {"date": "dates"}),
    (VEGA, "seattle-weather.csv", 1461, 1461, ("precipitation", "temp_max", "temp_min", "wind"), {"date": "dates", "weather": "words"}),
    (VEGA, "sf-temps.csv", 8759, 8759, ("temp",), {"date": "dates"}),
    (VEGA, "stocks.csv", 560, 560, ("price",), {"symbol": "words", "date": "dates"}),
    (VEGA, "anscombe.json", 44, 44, ("X", "Y"), {"Series": "words"}),
    (VEGA, "barley.json", 120, 120, ("yield",), {"variety": "words", "year": "years", "site": "words"}),
    (VEGA, "burtin.json", 16, 16, ("Penicillin", "Streptomycin", "Neomycin"), {"Bacteria": "text", "Gram_Staining": "words", "Genus": "words"}),
    (VEGA, "cars.json", 406, 392, CARS, {"Name": "text", "Year": "dates", "Origin": "words"}),
    (VEGA, "crimea.json", 24, 24, ("wounds", "other", "disease"), {"date": "dates"}),
    (VEGA, "driving.json", 55, 55, ("miles", "gas"), {"side": "words", "year": "years"}),
    (VEGA, "iris.json", 150, 150, INTRO, {"species": "words"}),
    (VEGA, "ohlc.json", 44, 44, ("open", "high", "low", "close", "ret"), {"date": "dates", "signal": "words"}),
    (VEGA, "wheat.json", 52, 50, ("wheat", "wages"), {"year": "years"}),
    (PENGUINS, "penguins.csv", 344, 342, FLIPPER, {"species": "words", "island": "words", "sex": "words", "year": "years"}),
    (PENGUINS, "penguins-raw.csv", 344, 330, RAW, {"studyName": "words", "Sample Number": "id", "Species": "words", "Region": "constant", "Island": "words", "Stage": "constant", "Individual ID": "text", "Clutch Completion": "yes/no", "Date Egg": "dates", "Sex": "words", "Comments": "words"}),
]  # fmt: skip


def path_of(folder: str, name: str) -> Path:
    package, _, rest = folder.partition("/")
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / rest / name


def test_there_are_twenty_files_and_more() -> None:
    assert len({(folder, name) for folder, name, *_ in FILES}) >= 20


@pytest.mark.parametrize(("folder", "name", "n_rows", "n_used", "used", "left"), FILES, ids=[row[1] for row in FILES])
def test_a_real_file_is_read_as_it_is_documented_and_its_rows_join_back(
    folder: str, name: str, n_rows: int, n_used: int, used: tuple[str, ...], left: dict[str, str]
) -> None:
    path = path_of(folder, name)
    found = kv.cluster(path, 2, n_runs=2)
    report = found.report
    assert report is not None
    assert (report.n_rows, report.n_used) == (n_rows, n_used)
    assert found.data.names == used
    assert {column.name: column.kind for column in report.left_out} == left

    table = found.table()
    assert len(table) == n_rows
    assert int(table["cluster"].notna().sum()) == n_used
    means = table.dropna(subset="cluster").groupby("cluster")[list(used)].mean()
    np.testing.assert_allclose(found.centroids, means.to_numpy(dtype=float), rtol=1e-9)
    assert found.sizes.sum() == n_used


def test_the_numbers_are_those_of_pandas_and_scikit_learn() -> None:
    penguins = pd.read_csv(path_of(PENGUINS, "penguins.csv"))[list(FLIPPER)].dropna()
    np.testing.assert_array_equal(kv.read_table(path_of(PENGUINS, "penguins.csv")).points, penguins.to_numpy())
    cars = pd.read_json(path_of(VEGA, "cars.json"))[list(CARS)].dropna()
    np.testing.assert_array_equal(kv.read_table(path_of(VEGA, "cars.json")).points, cars.to_numpy(dtype=float))
    wine = datasets.load_wine().data
    np.testing.assert_array_equal(kv.read_table(path_of(SKLEARN, "wine_data.csv")).points[:, :13], wine)
    digits = datasets.load_digits().data
    table = kv.read_table(path_of(SKLEARN, "digits.csv.gz"), range(64))
    np.testing.assert_array_equal(table.points, digits)
    np.testing.assert_array_equal(kv.read_table(sample_file("iris.csv")).points, kv.data.read_sample("iris").points)
