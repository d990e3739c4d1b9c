"""What the pages of all answers share: one sheet of HTML that loads nothing from elsewhere, to read, print or mail."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from pathlib import Path

from kmeans_viz.pictures.style import Style, style_named

_CSS = Path(__file__).with_name("page.css")
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="kmeans_viz">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
{css}
</style>
</head>
<body>
<main>
<header>
<h1>{title}</h1>
<p class="lead">{lead}</p>
</header>
{sections}
</main>
</body>
</html>
"""


def sheet(title: str, lead: str, sections: Sequence[str], css: str = "") -> str:
    """Return a page.

    Parameters
    ----------
    title : str
        As plain text.
    lead, sections
        The paragraph below the title, and what follows, as HTML.
    css : str
        Rules besides those of all pages.
    """
    rules = _CSS.read_text(encoding="utf-8") + css
    return _PAGE.format(title=escaped(title), css=rules, lead=lead, sections="\n".join(sections))


def section(title: str, content: str) -> str:
    """Return a part of a page under a heading."""
    return f"<section><h2>{escaped(title)}</h2>{content}</section>"


def bullets(items: Iterable[str]) -> str:
    """Return a list of plain texts."""
    return f"<ul>{''.join(f'<li>{escaped(item)}</li>' for item in items)}</ul>"


def table(head: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return a table of numbers, each row of which is a card on a phone, so that nothing scrolls sideways.

    Parameters
    ----------
    head : sequence of str
        The names of the columns, as plain texts.
    rows
        The class of each row, and its fields as HTML; the first is its name.
    """
    body = "".join(
        f'<tr class="{kind}"><th>{fields[0]}</th>'
        + "".join(
            f'<td data-name="{escaped(name)}">{field}</td>' for name, field in zip(head[1:], fields[1:], strict=True)
        )
        + "</tr>"
        for kind, fields in rows
    )
    names = "".join(f"<th>{broken(name)}</th>" for name in head)
    return (
        f'<div class="wide"><table class="grid stacked"><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>'
        "</div>"
    )


def picture_in(light: str, dark: str, words: str) -> str:
    """Return a picture that is dark where the page is: on a dark screen, and not on paper.

    Two images, of which the style sheet shows one: what a browser prints, it takes from a `<picture>` too late.
    """
    return "".join(
        f'<img class="in-{style}" src="{address}" alt="{escaped(words)}">'
        for style, address in (("light", light), ("dark", dark))
    )


def command(text: str) -> str:
    """Return a command to copy, which wraps between its words and not within an option."""
    return f"<pre>{' '.join(f'<span>{escaped(word)}</span>' for word in text.split(' '))}</pre>"


def broken(name: str) -> str:
    """Return a name as HTML that may wrap after an underscore."""
    return escaped(name).replace("_", "_<wbr>")


def escaped(text: str) -> str:
    """Return a plain text as HTML, on one line; degrees stay beside the direction that they are counted in."""
    return html.escape(" ".join(text.split())).replace("° ", "°&nbsp;")


def capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def colors(k: int) -> str:
    """Return the colours of the clusters, which are those of the pictures, for both schemes."""

    def rules(style: Style) -> str:
        return "".join(f".c{j + 1} {{ --own: {style.color(j)}; --on: {style.on_star(j)}; }}\n" for j in range(k))

    dark = rules(style_named("dark"))
    return f"{rules(style_named('light'))}@media screen and (prefers-color-scheme: dark) {{\n{dark}}}\n"
