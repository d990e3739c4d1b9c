"""What a notebook displays: the player of a run, the explorer, and a matplotlib animation.

Read `player` first, the live board as a widget; `still` makes what a notebook keeps of it. In `explorer` a user changes
the run, and `animation` makes a ``FuncAnimation``.
"""
