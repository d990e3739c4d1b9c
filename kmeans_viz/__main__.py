"""Run the command line, with ``kmeans-viz`` or ``python -m kmeans_viz``.

Nothing is imported before `main` is called, so that Ctrl-C also ends the second in which the package loads.
"""

import os
import signal


def main() -> None:
    """Run the command line and exit."""
    # Nothing is under way yet. An exception could be caught, or told at length, by any module that is being imported.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from kmeans_viz.cli import main as run

    run()


if __name__ == "__main__":
    main()
