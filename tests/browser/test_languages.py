"""Boards in another language: no sentence of theirs is English, and each speaks the language of its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from boards import TAG, Opened, board, call
from playwright.sync_api import Browser, Page, expect

import kmeans_viz as kv
from kmeans_viz.languages import catalogue
from kmeans_viz.pictures.captions import captions
from kmeans_viz.web.explore_page import explorer_page

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


def test_the_explorer_is_loaded_again_in_another_language_and_says_no_sentence_in_english(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "explore.html").write_text(explorer_page(), encoding="utf-8")
    page = browser.new_page(reduced_motion="reduce", viewport={"width": 1366, "height": 768})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto((tmp_path / "explore.html").as_uri() + "#kmeans=1&data=peaked&blobs=5&k=5&seed=42&init-seed=139&step=3")
    page.get_by_text("Look", exact=True).click()
    page.get_by_label("Language").select_option("Español")
    expect(page.locator("h1")).to_have_text("¿Dónde acabarán las 5 estrellas?")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(board(page).locator(".title")).to_have_text("Paso 2, asignación")
    expect(page).to_have_url(re.compile("&lang=es&"))
    for name in ["Comparar", "Comparar"]:
        page.get_by_role("button", name=name, exact=True).click()
        assert english_on(page, "es") == [], name
    call(page, "board.go(board.steps - 1)")
    page.get_by_role("button", name="¿Cuánta suerte tuvo este inicio?").click()
    expect(page.locator(".sentences")).to_contain_text("mínimo local")
    assert english_on(page, "es") == []
    for name in ["Galería", "Tus puntos…", "Guardar y compartir"]:
        page.get_by_role("button", name=name, exact=True).click()
        assert english_on(page, "es") == [], name
        if name != "Guardar y compartir":
            page.keyboard.press("Escape")
    # The page that it writes is the one that Python writes, and stays as small.
    with page.expect_download() as download:
        page.get_by_role("button", name="Página web").click()
    recipe = kv.Recipe(data="peaked", blobs=5, k=5, seed=42, init_seed=139, lang="es")
    written = Path(download.value.path()).read_text(encoding="utf-8")
    assert written == kv.save(recipe, tmp_path / "python.html").read_text(encoding="utf-8")
    page.keyboard.press("Escape")
    page.get_by_text("Aspecto", exact=True).click()
    page.get_by_label("Idioma").select_option("English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(board(page).locator(".title")).to_have_text("Converged after 12 steps")
    assert problems == []
    page.close()


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
