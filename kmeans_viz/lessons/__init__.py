"""The lessons and the exercises, in JupyterLab and as web pages.

Read `predictions` first: what a lesson asks, as plain values. `lesson_1` has those of a lesson, `course` finds them,
`handing` writes them down for the page, and `asking` shows them in a notebook. `lab` opens the notebooks in JupyterLab,
`site` makes web pages of them, with worksheets and handouts from `paper`, and `translating` puts them into another
language.
"""
