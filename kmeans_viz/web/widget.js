// @ts-check
// A player in a notebook: a board whose run comes from Python piece by piece, and whose step, pace and run Python
// knows. `notebook/player.py` is the other end.

import { Arriving } from "./arriving.js";
import { KmeansBoard } from "./board.js";
import { defaults } from "./board/looks.js";
import { defineFree } from "./naming.js";

/** @typedef {import("./arriving.js").Model} Model */

/** The element under a name of this module's own. */
class PlayerBoard extends KmeansBoard {}

defineFree("kmeans-board", PlayerBoard);

/** Show a player; return what takes it away again. @param {{model: Model, el: HTMLElement}} place */
export function render({ model, el }) {
  const view = new PlayerView(model, el);
  return () => view.end();
}

/** One of the places where a notebook shows a player. */
class PlayerView {
  /** @param {Model} model @param {HTMLElement} place */
  constructor(model, place) {
    this._model = model;
    this._place = place;
    this._board = new PlayerBoard();
    // Like other output it stands at the left, and all of it is on the screen below what a notebook has above its cells.
    this._board.style.setProperty("--place", "start");
    this._board.style.setProperty("--around", "10rem");
    this._leaving = new AbortController();
    this._arriving = new Arriving(
      model,
      this._board,
      (begin) => this._obey(() => this._begin(begin)),
      (go) => this._obey(go),
    );
    /** The recipe that Python told of, and the one that Python knows of by now. */
    this._original = this._known = "";
    /** @type {string | null} */
    this._ticket = null;
    /** True while the board does what Python says, which Python need not hear. */
    this._isObeying = false;
    const { signal } = this._leaving;
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ listen) =>
      this._board.addEventListener(name, (event) => listen(/** @type {CustomEvent} */ (event).detail), { signal });
    on("kmeans-step", () => this._tellStep());
    on("kmeans-play", ({ playing, speed }) => this._tell({ playing, speed }));
    on("kmeans-run", () => this._tellRun());
    this._listen("change:_run", () => this._load());
    this._listen("change:step", () => this._go(model.get("step")));
    this._listen("change:playing", () => this._obey(() => {}));
    this._listen("change:speed", () => this._obey(() => (this._board.speed = model.get("speed"))));
    this._listen("msg:custom", (content, buffers) => this._arriving.hear(content, buffers));
    this._load();
  }

  end() {
    this._leaving.abort();
    this._board.remove();
  }

  /** @param {string} name @param {(...args: any[]) => void} listen */
  _listen(name, listen) {
    this._model.on(name, listen);
    this._leaving.signal.addEventListener("abort", () => this._model.off(name, listen));
  }

  /** Begin with another run, unless it is the one that was made here. */
  _load() {
    const { ticket } = this._model.get("_run");
    if (ticket !== null && ticket === this._ticket) return;
    this._known = "";
    this._arriving.load();
  }

  /** @param {() => void} begin */
  _begin(begin) {
    const { _board: board, _model: model } = this;
    begin();
    this._original = this._known = keyOf(board);
    board.step = model.get("step");
    board.speed = model.get("speed");
    if (!board.isConnected) this._place.append(board);
  }

  /** Do what Python says. @param {() => void} act */
  _obey(act) {
    this._isObeying = true;
    act();
    // Going to a step stops the clock, and Python did not say that.
    const playing = this._model.get("playing");
    if (playing !== this._board.playing) this._board.playing = playing;
    this._isObeying = false;
  }

  /** @param {number} step */
  _go(step) {
    // What Python hears from here comes back.
    if (step !== this._board.step) this._obey(() => (this._board.step = step));
  }

  /** @param {Record<string, unknown>} traits */
  _tell(traits) {
    const changed = Object.entries(traits).filter(([name, value]) => this._model.get(name) !== value);
    if (this._isObeying || changed.length === 0) return;
    for (const [name, value] of changed) this._model.set(name, value);
    this._model.save_changes();
  }

  _tellStep() {
    const { _board: board } = this;
    // Of a run that it does not know yet, Python would take the step for one of another run.
    if (keyOf(board) !== this._known) return;
    const step = Math.max(0, board.step);
    const wanted = Math.min(this._model.get("step"), board.steps - 1);
    if (step !== wanted) this._tell({ step });
  }

  /** Tell Python of a run that a hand began. */
  _tellRun() {
    const key = keyOf(this._board);
    if (this._isObeying || key === this._known) return;
    this._known = key;
    this._ticket = key === this._original ? null : String(Math.random());
    const { init, seed } = startOf(this._board);
    const start = this._ticket === null ? {} : { init, seed };
    this._model.send({ kind: "run", ticket: this._ticket, ...start });
    this._tellStep();
  }
}

/** Return what tells two runs of a board apart. @param {KmeansBoard} board */
function keyOf(board) {
  return JSON.stringify(startOf(board));
}

/** Return how the run of a board starts, in plain types. @param {KmeansBoard} board */
function startOf({ recipe }) {
  const { k, init, seed, init_seed: initSeed } = { ...defaults(), ...recipe };
  return { k, init, seed: String(initSeed ?? seed) };
}
