"""What runs in a page: the JavaScript of the board, the player and the explorer, and the Python that feeds it."""
