"""Runs as files, with one writer and one row in `WRITERS` for each format, and the recipe inside every file.

Read `saving` first: `save` takes a run and a path, whose ending picks the writer, and draws the run frame by frame into
the file. `pages` writes pages that stand still; `notes` puts a recipe into a file and finds it there again.
"""

from kmeans_viz.export.jobs import Job, Progress
from kmeans_viz.export.notes import Note, read_note
from kmeans_viz.export.pages import save_choose_k, save_storyboard
from kmeans_viz.export.saving import save
from kmeans_viz.export.scene_files import save_scenes
from kmeans_viz.export.writers import WRITERS

__all__ = ["WRITERS", "Job", "Note", "Progress", "read_note", "save", "save_choose_k", "save_scenes", "save_storyboard"]
