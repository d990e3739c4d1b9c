"""What a notebook displays: the player of a run, the explorer, and a matplotlib animation.

Read `player` first, the live board as a widget; `still` makes what a notebook keeps of it. In `exploring` a user
changes the run, and `errand` does what the page needs Python for; `animation` makes a ``FuncAnimation``.
"""
