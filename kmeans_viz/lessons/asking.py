"""Questions where they are asked: a widget in a notebook, and HTML for pages, which wait for a guess.

Both show the same component, `web/lesson/question.js`. A notebook keeps a page beside the widget, which asks and
answers without Python.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from kmeans_viz.languages import ENGLISH, translated
from kmeans_viz.lessons.handing import as_html, handed
from kmeans_viz.lessons.predictions import Prediction
from kmeans_viz.notebook.display import anywidget, traitlets
from kmeans_viz.notebook.still import packed
from kmeans_viz.web.join import lesson_module, lesson_script

_TITLE, _RUN = "A question that waits for your guess", "Run this cell to guess, and to see the answer."
_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline';
style-src 'unsafe-inline'; img-src blob: data:">
<title>{title}</title>
<style>body {{ margin: 0; }} [data-questions] {{ margin: 0; }}</style>
</head>
<body>
{questions}
<script>{script}
// The frame is as high as what is in it.
new ResizeObserver(() => {{
  if (window.frameElement) frameElement.style.height = `${{document.documentElement.offsetHeight}}px`;
}}).observe(document.documentElement);
</script>
</body>
</html>
"""
_FRAME = (
    '<div data-lesson="{lesson}" style="display: grid"><div style="grid-area: 1 / 1">{text}'
    "<p><em>{run}</em></p></div>"
    '<iframe title="{title}" srcdoc="{page}" '
    'style="grid-area: 1 / 1; width: 100%; height: 40rem; border: 0; background: #ffffff"></iframe></div>'
)


class Question(anywidget.AnyWidget):
    """A question that shows its answer once the student has guessed.

    Parameters
    ----------
    predictions : sequence of Prediction
        One, or several for a quiz with a score.
    lesson : str
        What a page knows it by: the lesson's number and the prediction's name, as in "1 ends".
    lang : str
        The language of the predictions, in which the widget speaks too.

    Attributes
    ----------
    guess : list, float, int or None
        The guess, once it is made: places, a number, or the index of an option; for a quiz a list with one of these for
        each question. A trait, which `observe` takes.
    """

    _esm = lesson_module()
    _asked: Any = traitlets.List().tag(sync=True)
    _lang = traitlets.Unicode(ENGLISH).tag(sync=True)
    guess = traitlets.Any(None, allow_none=True).tag(sync=True)

    def __init__(self, predictions: Sequence[Prediction], lesson: str = "", lang: str = ENGLISH) -> None:
        self._lesson = lesson
        super().__init__(_asked=[handed(prediction) for prediction in predictions], _lang=lang)

    def as_page(self) -> str:
        """Return the question as HTML that asks and answers without a kernel."""
        title, run = (translated(text, self._lang) for text in (_TITLE, _RUN))
        page = _PAGE.format(
            lang=self._lang, title=html.escape(title), questions=as_html(self._asked), script=lesson_script()
        )
        text = "".join(f"<p>{html.escape(asked['question'])}</p>" for asked in self._asked)
        return _FRAME.format(
            lesson=html.escape(self._lesson),
            text=text,
            run=html.escape(run),
            title=html.escape(title),
            page=html.escape(packed(page)),
        )

    def __repr__(self) -> str:
        # What a notebook shows where it can show nothing else must not tell the answer.
        return f"<Question {self._lesson}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Return what a notebook keeps: the widget, and a page for readers without one."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return bundle
        data, metadata = bundle
        return {**data, "text/html": self.as_page(), "text/plain": repr(self)}, metadata
