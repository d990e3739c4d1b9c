// @ts-check
// Scenes, played one after the other: a question, its board, what is to be done, and then the answer. One key does it
// all: it shows the answer, and then the next scene.
//
// What else a page may do with a `Play`:
//
//     const play = new Play(root, scenes, { changed: () => … });
//     play.next(), play.back(), play.replay(), play.go({ at: 3, isRevealed: false })
//     play.scene, play.at, play.phase, play.board, play.guess   what is shown now, and what was guessed here
//     play.isSettled    whether the board has come to the step of the answer
//     play.askAgain()   forgets that guess, so that the mouse can be passed on
//     play.watch()      asks nothing any more: for those who look at what others have guessed
//     play.extras       an element of the page's own below the answers, empty with each new scene
//
// `changed` is called whenever a scene, its phase or the guess has changed.

import { make } from "../board/parts.js";
import { kOf } from "../engine/recipe.js";
import { say } from "./say.js";
import { taskOf } from "./tasks.js";

/** @typedef {import("./scenes.js").Scene} Scene */
/** @typedef {import("./scenes.js").Scenes} Scenes */
/** @typedef {import("./tasks.js").Task} Task */

const SLOWEST_MS = 1100; // a half-step of the way to the answer
const FASTEST_MS = 160;
const WHOLE_MS = 9000; // of the whole way, where it is long

/** The only reader of a page, who has the place of a student. */
class Reader {
  /** @param {number} card @param {() => void} changed */
  constructor(card, changed) {
    this._card = card;
    this._changed = changed;
    /** @type {any} */
    this.mine = null;
    this.isOpen = true;
  }

  /** @param {any} value */
  guess(value) {
    if (!this.isOpen) return;
    this.mine = value;
    this._changed();
  }

  /** @param {number} cards */
  deal(cards) {
    return this._card % cards;
  }
}

/** What plays scenes in an element. */
export class Play {
  /** @param {HTMLElement} root @param {Scenes} scenes @param {{changed?: () => void}} [options] */
  constructor(root, { scenes, lang }, { changed = () => {} } = {}) {
    this._root = root;
    this.scenes = scenes;
    this._changed = changed;
    this.at = 0;
    /** @type {"ask" | "revealed"} */
    this.phase = "ask";
    this._card = 0;
    this._timer = 0;
    this._task = /** @type {Task} */ (/** @type {unknown} */ (null));
    this._reader = new Reader(0, () => {});
    this._calm = matchMedia("(prefers-reduced-motion: reduce)");
    this._question = make("h1", { className: "presented", lang });
    this._place = make("div", { className: "boardplace presented" });
    this._answers = make("div", { className: "answers", lang });
    this._told = make("div", { className: "told", role: "status", lang });
    this._line = make("p", { className: "line" });
    this.extras = make("div", { className: "extras" });
    root.append(this._question, this._place, make("div", { className: "doing presented" }, this._answers, this._told, this._line, this.extras));
    this.go({ at: 0, isRevealed: false });
  }

  get scene() {
    return this.scenes[this.at];
  }

  get board() {
    return this._task.board;
  }

  get guess() {
    return this._reader.mine;
  }

  /** Whether the board has come to where it shows the answer, or waits at the question. */
  get isSettled() {
    return this._timer === 0;
  }

  /** Show the answer at once where it is on its way, or else the answer, or else the next scene; false at the end. */
  next() {
    if (this.phase === "ask") this._reveal();
    else if (!this.isSettled) this._finish();
    else if (this.at + 1 < this.scenes.length) this.go({ at: this.at + 1, isRevealed: false });
    else return false;
    return true;
  }

  /** Go back from an answer to its question, or from a question to the answer before; false at the beginning. */
  back() {
    if (this.phase === "revealed") this.go({ at: this.at, isRevealed: false });
    else if (this.at > 0) this.go({ at: this.at - 1, isRevealed: true });
    else return false;
    return true;
  }

  /** Show the way to the answer again. */
  replay() {
    const { mine } = this._reader;
    this._begin(this.at, mine);
    this._reveal();
  }

  /** @param {{at: number, isRevealed: boolean}} position Whether the answer is shown, without the way to it. */
  go({ at, isRevealed }) {
    if (at !== this.at) this._card = 0;
    this._begin(at, at === this.at ? this._reader.mine : null);
    if (isRevealed) this._finish();
    this._changed();
  }

  /** Forget the guess that was made here, and ask the next one. */
  askAgain() {
    this._card++;
    this._begin(this.at, null);
    this._changed();
  }

  /** Show the question's board without its task, so that the guesses of many can be seen over it. */
  watch() {
    this._begin(this.at, null, true);
    this._changed();
  }

  /** @param {number} at @param {any} mine @param {boolean} [isWatched] */
  _begin(at, mine, isWatched = false) {
    this._stop();
    this.at = at;
    this.phase = "ask";
    const { scene } = this;
    this._reader = new Reader(this._card, () => this._tell());
    this._reader.mine = mine;
    const asked = isWatched ? { ...scene, task: { kind: "look" } } : scene;
    this._now = /** @type {any} */ ({ sid: String(at), phase: "ask", step: null, scene: asked });
    this._task = taskOf(this._now, /** @type {any} */ (this._reader));
    this._question.textContent = scene.question;
    this._root.dataset.kind = scene.task.kind;
    this._place.replaceChildren(this._task.board);
    this._answers.replaceChildren(...this._task.answers);
    this.extras.replaceChildren();
    this._show();
  }

  /** Begin the way to the answer. */
  _reveal() {
    const { scene } = this;
    const { recipe, step } = scene.reveal;
    this._uncover();
    // A board that is in hands goes no way of its own.
    if (this._calm.matches || ["drag", "free"].includes(scene.task.kind)) return this._finish();
    // Another run begins with its start, and that, where it shall be seen, with its first star.
    const from = recipe === null ? scene.step + 1 : recipe.seeding ? -kOf(recipe) : 0;
    this._walk(from, step ?? Infinity);
    this._changed();
  }

  /** @param {number} step @param {number} until */
  _walk(step, until) {
    // What is told would tell the end before it is seen.
    this._now = { ...this._now, phase: "revealed", step, reveal: { ...this.scene.reveal, text: "", answer: null } };
    this._show();
    const run = this.board.run;
    const last = run === null || !run.complete ? until : Math.min(until, run.length - 1);
    if (step >= last) {
      this._timer = window.setTimeout(() => this._finish(), SLOWEST_MS);
      return;
    }
    const pace = Math.min(SLOWEST_MS, Math.max(FASTEST_MS, WHOLE_MS / (last - Math.min(0, step) + 1)));
    this._timer = window.setTimeout(() => this._walk(step + 1, until), step < 0 ? SLOWEST_MS : pace);
  }

  /** Show the answer. */
  _finish() {
    this._stop();
    this._uncover();
    this._now = { ...this._now, phase: "revealed", step: null, reveal: { ...this.scene.reveal, answer: this.scene.task.answer ?? null } };
    this._show();
    this._changed();
  }

  /** Let the board show its run itself, with paths and how its start is made. */
  _uncover() {
    this.phase = "revealed";
    this._reader.isOpen = false;
    if (["place", "drag", "free"].includes(this.scene.task.kind)) return;
    this.board.coverOf = null;
    if (this.board.shown !== null) this.board.shown.cover = null;
  }

  _tell() {
    this._show();
    this._changed();
  }

  _show() {
    this._root.dataset.phase = this.phase;
    const told = this._task.show(this._now, /** @type {any} */ (this._reader));
    this._told.replaceChildren(...told.map((text) => make("p", {}, text)));
    const isAsking = this.phase === "ask" && this._reader.mine === null;
    this._line.textContent = isAsking ? this._task.todo : "";
    this._line.hidden = this._line.textContent === "";
    // A picture whose parts are hidden is not to be told either.
    if (this.phase === "ask" && this.scene.hide.includes("caption")) {
      this.board.shadowRoot?.querySelector("canvas[role=img]")?.setAttribute("aria-label", say("The board of the question"));
    }
  }

  _stop() {
    clearTimeout(this._timer);
    this._timer = 0;
  }
}
