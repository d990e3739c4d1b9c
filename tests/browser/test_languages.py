"""Boards in another language: no sentence of theirs is English, and each speaks the language of its place."""

from __future__ import annotations

import re
from typing import Any

from boards import TAG, Opened, board, call
from playwright.sync_api import Page, expect

import kmeans_viz as kv
from kmeans_viz.languages import catalogue
from kmeans_viz.pictures.captions import captions

# Texts, labels and titles of the page and of the boards in it, whether they can be seen or not.
_SAID = """
() => {
  const said = new Set();
  const look = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.matches("script, style")) continue;
      for (const name of ["title", "aria-label", "aria-valuetext", "alt"]) said.add(element.getAttribute(name) ?? "");
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) said.add(node.textContent.trim());
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document);
  return [...said].filter(Boolean);
}
"""


def english_on(page: Page, lang: str) -> list[str]:
    """Return what a page says in English, of the sentences that a language has words of its own for."""
    texts = {
        english: other
        for part in ("board", "explorer")
        for english, other in catalogue(lang).get(part, {}).items()
        if english != other
    }
    own = set(texts.values())
    patterns = [
        re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(text))) for text in texts if re.search("[A-Za-z]{3}", text)
    ]
    said: list[Any] = page.evaluate(_SAID)
    return [text for text in said if text not in own and any(pattern.fullmatch(text) for pattern in patterns)]


def test_a_spanish_board_says_no_sentence_in_english_whatever_a_hand_does(opened: Opened) -> None:
    tag = TAG.replace(">", ' lang="es-MX" hands="move guess place paint">', 1)
    page = opened(tag)
    assert call(page, "await board.ready; return board.recipe.lang;") == "es"
    trace = kv.Recipe(data="peaked", blobs=5, k=5, seed=42, init_seed=139).run()
    for step in range(len(trace)):
        page.evaluate("step => document.querySelector('kmeans-board').go(step)", step)
        title, text = captions(trace, step, lang="es")
        expect(board(page).locator(".title")).to_have_text(title)
        expect(board(page).locator(".text")).to_have_text(text)
        assert english_on(page, "es") == []
    call(page, "board.go(1)")
    for name in [
        "Adivina",
        "Mostrar la verdad",
        "Seguir",
        "Cómo empieza",
        "Cómo empieza",
        "Colocar estrellas",
        "Pintar",
        "Borrar",
        "Borrar",
    ]:
        board(page).get_by_role("button", name=name, exact=True).click()
        assert english_on(page, "es") == [], name
    star = board(page).locator(".star[aria-label^='Estrella 1:']")
    star.press("ArrowRight")
    expect(board(page).locator(".title")).to_have_text("La estrella 1 en tu mano")
    assert english_on(page, "es") == []
    star.press("Enter")
    # The language is that of the place, and another one changes nothing that a hand has made.
    made = call(page, "return board.recipe.init")
    call(page, "board.setAttribute('lang', 'en'); document.documentElement.lang = 'es'")
    expect(board(page).get_by_role("button", name="Guess", exact=True)).to_be_visible()
    call(page, "board.removeAttribute('lang')")
    expect(board(page).get_by_role("button", name="Adivina", exact=True)).to_be_visible()
    assert call(page, "return board.recipe.init") == made
    call(page, "board.setAttribute('lang', 'xx')")
    expect(board(page).locator(".problem")).to_have_text("lang='xx' is unknown; use one of: en, es")
