"""The player inside the explorer: one JavaScript module and its stylesheet, and the frames that it shows."""
