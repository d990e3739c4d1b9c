"""What runs in a page: the JavaScript of the player and of the explorer, and the Python that feeds it with pictures."""
