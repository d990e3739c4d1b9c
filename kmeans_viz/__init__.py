"""kmeans_viz: see, teach and share how k-means works, one half-step of Lloyd's algorithm at a time.

Everything loads on first use (SPEC 1), so that importing the package costs next to nothing.
"""

import lazy_loader

__version__ = "1.0.0"
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
