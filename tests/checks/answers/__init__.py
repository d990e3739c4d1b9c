"""Answers of students to the exercises, right and wrong, as data: one module an exercise.

Each answer is a function with what it gets: `right`, or `wrong` with a pattern of the hint that fits.
"""
