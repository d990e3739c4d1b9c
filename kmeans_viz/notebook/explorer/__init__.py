"""The explorer: k-means under one's fingers, as a widget for any notebook and as a page of its own."""
