"""The page's end of a player, with a model in place of a notebook's: its pieces, its pace, what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import kmeans_viz as kv
from kmeans_viz.notebook import pieces
from kmeans_viz.notebook import player as module
from kmeans_viz.pictures.captions import captions

RECIPE = kv.Recipe(data="peaked", n=60, k=3, seed=4, size=(320, 280))
NOTEBOOK = """async (code) => {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(address);
  window.players = [];
  window.open = (traits, bytes) => {
    const listeners = [];
    const model = {
      traits: { ...traits, _first: new DataView(Uint8Array.from(bytes).buffer) },
      sent: [],
      get: (name) => model.traits[name],
      set: (name, value) => {
        model.traits[name] = value;
        model.tell(`change:${name}`);
      },
      save_changes: () => {},
      on: (name, listen) => listeners.push([name, listen]),
      off: (name, listen) => listeners.splice(listeners.findIndex((own) => own[0] === name && own[1] === listen), 1),
      send: (content) => model.sent.push(content),
      tell: (name, ...details) => listeners.filter(([own]) => own === name).forEach(([, listen]) => listen(...details)),
      listeners,
    };
    const el = document.body.appendChild(document.createElement("div"));
    players.push({ model, el, leave: widget.render({ model, el }) });
  };
}"""


class Told(kv.Player):
    """A player that writes down what it sends."""

    _heard: tuple[dict[str, Any], bytes] | None = None

    def send(self, content: dict[str, Any], buffers: Any = None) -> None:
        self._heard = (content, bytes(buffers[0]))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_content("<!DOCTYPE html><title>Notebook</title>")
    page.evaluate(NOTEBOOK, kv.Player._esm)
    yield page
    context.close()
    assert problems == []


def show(page: Page, player: kv.Player) -> None:
    traits = {name: getattr(player, name) for name in ("step", "playing", "speed", "n_steps", "_run")}
    page.evaluate("([traits, bytes]) => open(traits, bytes)", [traits, list(player._first)])


def says(page: Page, which: int, trace: kv.Trace, step: int) -> None:
    title, text = captions(trace, step)
    expect(page.locator(".board").nth(which).locator(".title")).to_have_text(title)
    expect(page.locator(".board").nth(which).locator(".text")).to_have_text(text)


def test_a_run_comes_in_pieces_of_which_each_is_asked_for_after_the_one_before(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE", 2000)
    monkeypatch.setattr(module, "PIECE", 2000)
    trace = kv.record(kv.data.uniform(400, seed=1), 4, seed=2, stepper=kv.MEDIANS)
    player = Told(trace)
    player.step = 6
    show(page, player)
    seen = []
    while True:
        sent = page.evaluate("players[0].model.sent.splice(0)")
        if not sent:
            break
        assert len(sent) == 1, "one piece is on its way at a time"
        player._hear(None, sent[0], [])
        assert player._heard is not None
        content, piece = player._heard
        again = "model.tell('msg:custom', content, [new DataView(Uint8Array.from(bytes).buffer)])"
        # What another view of the same widget asked for comes here too, and does no harm.
        page.evaluate(
            f"([content, bytes]) => {{ const {{ model }} = players[0]; {again}; {again}; }}", [content, list(piece)]
        )
        seen.append(page.locator(".board").count() and page.locator(".title").inner_text())
    assert seen[0] == 0, "nothing can be drawn before all points are there"
    assert "Start" in seen[:-1], "the first state is there before the last"
    says(page, 0, trace, 6)
    assert page.evaluate("players[0].model.traits.step") == 6, "a step that is waited for is not forgotten"
    labels = page.evaluate("[...players[0].el.firstChild._run.at(6).labels]")
    assert labels == trace[6].labels.tolist()  # type: ignore[union-attr]


def test_several_players_step_each_for_itself_and_leave_nothing_behind(page: Page) -> None:
    first, second = RECIPE.run(), kv.Recipe(data="uniform", n=50, k=3, seed=7).run()
    show(page, kv.Player(first))
    show(page, kv.Player(second))
    says(page, 0, first, 0)
    page.locator(".board").nth(1).focus()
    page.keyboard.press("ArrowRight")
    says(page, 1, second, 1)
    says(page, 0, first, 0)
    assert page.evaluate("players.map(({ model }) => model.traits.step)") == [0, 1]

    page.evaluate("players[1].leave()")
    expect(page.locator(".board")).to_have_count(1)
    assert page.evaluate("players.map(({ model }) => model.listeners.length > 0)") == [True, False]
    page.keyboard.press("ArrowRight")
    assert page.evaluate("players[1].model.traits.step") == 1


def test_the_keys_are_heard_only_while_the_focus_is_inside(page: Page) -> None:
    show(page, kv.Player(RECIPE))
    says(page, 0, RECIPE.run(), 0)
    page.keyboard.press("ArrowRight")
    says(page, 0, RECIPE.run(), 0)
    assert page.evaluate("players[0].el.firstChild.getAttribute('data-lm-suppress-shortcuts')") == "true"
    page.locator(".board").focus()
    page.keyboard.press("ArrowRight")
    says(page, 0, RECIPE.run(), 1)


def test_what_the_page_tells_and_hears_of_the_pace(page: Page) -> None:
    show(page, kv.Player(RECIPE))
    says(page, 0, RECIPE.run(), 0)
    page.evaluate("players[0].model.set('speed', 3)")
    expect(page.locator(".speed")).to_have_value("3")
    page.locator(".speed").select_option("2")
    page.locator(".play").click()
    assert page.evaluate("[players[0].model.traits.speed, players[0].model.traits.playing]") == [2, True]
    # A step that is set while it plays is no reason to stop.
    page.evaluate("players[0].model.set('step', 2)")
    assert page.evaluate("players[0].model.traits.playing") is True
    page.evaluate("players[0].model.set('playing', false)")
    expect(page.locator(".play")).to_have_attribute("aria-pressed", "false")
