"""Files: one writer a format, one row a format in `WRITERS`, and the recipe inside every file.

`save` in `saving` is where to begin: the frames of a run stream from the scene into the writer that the path's
ending picks. `pages` writes what stands still; `notes` finds the recipe in a file again.
"""

from kmeans_viz.export.jobs import Job, Progress
from kmeans_viz.export.notes import Note, read_note
from kmeans_viz.export.pages import save_choose_k, save_storyboard
from kmeans_viz.export.saving import save
from kmeans_viz.export.writers import WRITERS

__all__ = ["WRITERS", "Job", "Note", "Progress", "read_note", "save", "save_choose_k", "save_storyboard"]
