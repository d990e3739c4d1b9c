"""What is left of a player where no kernel runs: in the file of a notebook, and in what nbconvert makes of it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import bleach
import nbformat
import pytest

import kmeans_viz as kv

CODE = 'import kmeans_viz as kv\nkv.Player(kv.Recipe(data="peaked", n=60, k=3, seed=4, size=(320, 280)))'
VIEW, STATE = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"


def executed(*, with_state: bool) -> Any:
    """Return a notebook whose one cell was run, with or without the state of its widgets."""
    from nbclient import NotebookClient

    cell = nbformat.v4.new_code_cell(CODE)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    NotebookClient(notebook, timeout=120, kernel_name="python3", store_widget_state=with_state).execute()
    return notebook


@pytest.fixture(scope="module")
def notebook() -> Any:
    return executed(with_state=True)


def converted(notebook: Any) -> str:
    from nbconvert import HTMLExporter

    text, _ = HTMLExporter().from_notebook_node(notebook)
    return str(text)


def test_the_file_of_a_notebook_holds_the_widget_a_page_a_picture_and_a_line(notebook: Any) -> None:
    (output,) = notebook.cells[0].outputs
    assert set(output.data) == {VIEW, "text/html", "image/png", "text/plain"}
    assert output.data["text/plain"] == f"<Player of {kv.Recipe(data='peaked', n=60, k=3, seed=4).run()!r}>"
    assert len(nbformat.writes(nbformat.from_dict({**notebook, "metadata": {}}))) < 125_000


def test_without_the_state_of_widgets_nbconvert_shows_the_page_and_only_once(
    notebook: Any, framed: Callable[[str], list[str]]
) -> None:
    bare = nbformat.from_dict({**notebook, "metadata": {"kernelspec": notebook.metadata.kernelspec}})
    text = converted(bare)
    assert text.count("<iframe ") == 1
    (page,) = framed(text)
    assert "<kmeans-board" in page
    assert VIEW not in text
    assert "Player of" not in text


def test_the_state_of_a_widget_holds_the_whole_run(notebook: Any) -> None:
    view = notebook.cells[0].outputs[0].data[VIEW]["model_id"]
    kept = notebook.metadata.widgets[STATE]["state"][view]
    buffers = {tuple(buffer["path"]): base64.b64decode(buffer["data"]) for buffer in kept["buffers"]}
    assert len(buffers[("_first",)]) == kept["state"]["_run"]["size"]
    assert kept["state"]["step"] == 0


def test_a_reader_that_takes_frames_and_scripts_out_shows_the_picture(notebook: Any) -> None:
    data = notebook.cells[0].outputs[0].data
    left = bleach.clean(
        data["text/html"], tags={"div", "img"}, attributes={"img": ["src", "alt"]}, protocols={"data"}, strip=True
    )
    assert data["image/png"].replace("\n", "") in left
    assert "<iframe" not in left
