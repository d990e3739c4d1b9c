"""Run the command line with ``python -m kmeans_viz``."""

from kmeans_viz.cli import main

main()
