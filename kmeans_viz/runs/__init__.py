"""Making, recording and keeping runs."""
