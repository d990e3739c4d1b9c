"""matplotlib's settings stay as the user left them; `tests/test_same_bytes.py` holds files to the same bytes."""

from __future__ import annotations

import threading

import matplotlib as mpl

from kmeans_viz.pictures.pinned import pinned


def test_two_threads_that_draw_at_once_leave_the_users_settings_behind():
    inside, leave = threading.Event(), threading.Event()

    def first():
        with pinned():
            inside.set()
            leave.wait(10)

    def second():
        with pinned():
            pass

    with mpl.rc_context({"lines.linewidth": 7.5}):
        threads = [threading.Thread(target=first), threading.Thread(target=second)]
        threads[0].start()
        inside.wait(10)
        threads[1].start()
        leave.set()
        for thread in threads:
            thread.join()
        assert mpl.rcParams["lines.linewidth"] == 7.5
