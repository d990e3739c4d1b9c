"""Pictures with few colours: the palette that all frames of a run share, and what changes from one to the next."""
