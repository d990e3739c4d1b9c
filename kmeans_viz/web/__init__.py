"""What runs in a page: the JavaScript of the board and of the explorer, and the Python that feeds it."""
