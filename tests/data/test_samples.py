"""The files that ship with the package: each is described, and found by its name."""

import re
from pathlib import Path

import pytest

from kmeans_viz.data import SAMPLES, image_pixels, sample_file, samples
from kmeans_viz.inputs import InputError

FOLDER = Path(samples.__file__).parent
FILES = {file.name for file in FOLDER.iterdir()} - {"README.md", "__init__.py", "__pycache__"}


def test_the_readme_tells_of_every_file_that_ships_where_it_is_from_and_its_licence():
    rows = re.findall(r"^\| `([\w.]+)` (?:\| [^|\n]+){4}\|$", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(FILES)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_is_found_by_its_name(name):
    assert sample_file(name) == FOLDER / name


def test_the_samples_that_a_recipe_can_name_are_among_the_files():
    assert set(SAMPLES.values()) < FILES


def test_a_name_that_does_not_ship_is_told_with_those_that_do():
    with pytest.raises(InputError) as caught:
        sample_file("tissue.jpg")
    assert str(caught.value) == (
        f"sample='tissue.jpg' is unknown; did you mean 'tissue.png'? use one of: {', '.join(sorted(FILES))}"
    )


def test_the_tissue_is_a_picture_of_256_by_256_pixels_that_are_brown_blue_and_pale():
    pixels = image_pixels(sample_file("tissue.png"), max_side=256)
    assert pixels.shape == (256 * 256, 3)
    blue_minus_red = pixels[:, 2] - pixels[:, 0]
    assert (blue_minus_red < -0.2).mean() > 0.1
    assert (blue_minus_red > 0.06).mean() > 0.05
    assert (pixels.min(axis=1) > 0.75).mean() > 0.3
