// @ts-check
// What a scene asks of a student: each task has a board, perhaps answers to choose from, and says what to do, what was
// done, and what came of it.

import { make } from "../board/parts.js";
import { inFourDigits } from "../drawing/numbers.js";
import { kOf } from "../engine/recipe.js";
import { distance } from "../lesson/judging.js";
import { classBoard } from "./board.js";
import { Dragging, Placing, Still } from "./covers.js";
import { inertiaOf, percentsOf } from "./guesses.js";
import { say } from "./say.js";

/** @typedef {import("./seat.js").Now} Now */
/** @typedef {import("./seat.js").Seat} Seat */
/** @typedef {import("./board.js").ClassBoard} ClassBoard */

/**
 * A scene on a student's page.
 *
 * @typedef {object} Task
 * @property {ClassBoard} board
 * @property {HTMLElement[]} answers
 * @property {string} todo What to do, in a line.
 * @property {string} done That it was done, and counts.
 * @property {(now: Now, seat: Seat) => string[]} show Show what is so now; return what came of it, in paragraphs.
 */

const LAST = 1_000_000; // a step that no run has: its last one
export const STARTS = 100; // with which the lowest inertia that was found by hand is compared

/** Return the task of the scene that is shown. @param {Now} now @param {Seat} seat @returns {Task} */
export function taskOf(now, seat) {
  const { kind } = now.scene.task;
  if (kind === "place") return new Place(now, seat);
  if (kind === "vote" || kind === "choose") return new Choice(now, seat);
  if (kind === "drag") return new Drag(now, seat);
  return new Look(now);
}

/** Something to look at, and perhaps to play with. @implements {Task} */
export class Look {
  /** @param {Now} now */
  constructor({ scene }) {
    const isFree = scene.task.kind === "free";
    this.board = classBoard(scene.recipe, scene.step);
    /** @type {HTMLElement[]} */
    this.answers = [];
    this.todo = isFree ? say("Try what you like. Nothing is sent.") : "";
    this.done = "";
    this._isFree = isFree;
    if (isFree) {
      this.board.setAttribute("show", "player");
      this.board.setAttribute("hands", "move guess");
    } else this._cover();
    this.board.setAttribute("hide", scene.hide.join(" "));
    /** Whether all may be seen, and which step. */
    this._shown = `false ${scene.step}`;
  }

  _cover() {
    this.board.coverOf = (show) => new Still(show);
  }

  /** @param {Now} now */
  show(now) {
    if (!this._isFree) this._go(now);
    return now.reveal?.text ? [now.reveal.text] : [];
  }

  /** Go where the teacher is. @param {Now} now */
  _go({ phase, step, scene, reveal }) {
    const isRevealed = phase === "revealed";
    const wanted = step ?? (isRevealed ? (reveal?.step ?? LAST) : scene.step);
    const key = `${isRevealed} ${wanted}`;
    if (key === this._shown) return;
    this._shown = key;
    this.board.setAttribute("hide", isRevealed ? "" : scene.hide.join(" "));
    this.board.begin((isRevealed && reveal?.recipe) || scene.recipe, { step: this.board.step });
    // One step on, the stars glide there.
    if (wanted === this.board.step + 1) this.board.shown?.clock.forth();
    else this.board.go(wanted);
  }
}

/** One star to put somewhere. @implements {Task} */
class Place extends Look {
  /** @param {Now} now @param {Seat} seat */
  constructor(now, seat) {
    super(now);
    const { cluster } = now.scene.task;
    // Stars that are dealt out go by the page, whose name is random.
    this._cluster = cluster ?? seat.deal(kOf(now.scene.recipe));
    this._seat = seat;
    this.todo = say("Tap where star {star} goes.", { star: this._cluster + 1 });
    this.done = say("Counted. You can still move it.");
    /** @type {Placing | null} */
    this._placing = null;
    this.board.coverOf = (show, signal) =>
      (this._placing = new Placing(show, signal, {
        cluster: this._cluster,
        name: say("Star {star}: arrow keys move the cross, Enter puts the star there", { star: this._cluster + 1 }),
        placed: (at) => seat.guess({ cluster: this._cluster, at }),
      }));
  }

  /** @param {Now} now */
  show(now) {
    this._go(now);
    const mine = /** @type {{at: number[]} | null} */ (this._seat.mine);
    const isRevealed = now.phase === "revealed";
    const truth = isRevealed ? this._truth() : null;
    const mean = now.class?.means?.find(({ cluster }) => cluster === this._cluster) ?? null;
    this._placing?.set({ place: mine?.at ?? null, truth, mean: mean?.at ?? null, isOpen: this._seat.isOpen });
    const far = (/** @type {number[]} */ at) => (truth === null ? "" : this.board.inWidths(distance(at, truth)));
    const told = [];
    if (truth !== null && mine !== null) told.push(say("Your star was off by {far} of the points’ width.", { far: far(mine.at) }));
    if (truth !== null && mean !== null) told.push(say("The bold hollow star, the mean of {n} guesses, was off by {far}.", { n: mean.n, far: far(mean.at) }));
    else if (mean !== null) told.push(say("The bold hollow star is the mean of {n} guesses.", { n: mean.n }));
    return now.reveal?.text ? [...told, now.reveal.text] : told;
  }

  /** Return where the star is now that all may be seen. */
  _truth() {
    const { run, shown } = this.board;
    if (run === null || shown === null) return null;
    const { centroids, clusters } = run.bareAt(shown.shownStep);
    const at = clusters.indexOf(this._cluster);
    return at < 0 ? null : [...centroids.subarray(2 * at, 2 * at + 2)];
  }
}

/** A vote for a K, or an answer among several. @implements {Task} */
class Choice extends Look {
  /** @param {Now} now @param {Seat} seat */
  constructor(now, seat) {
    super(now);
    const { task } = now.scene;
    const isVote = task.kind === "vote";
    this._seat = seat;
    this.todo = isVote ? say("Tap how many you would take.") : say("Tap your answer.");
    this.done = say("Counted. You can still change it.");
    /** @type {{button: HTMLButtonElement, percent: HTMLElement, value: import("./guesses.js").Value}[]} */
    this._options = (isVote ? task.k : task.choices).map((/** @type {string | number} */ option, /** @type {number} */ i) => {
      const percent = make("span", { className: "percent" });
      const button = make("button", { type: "button", className: isVote ? "k" : "choice" }, make("span", {}, String(option)), percent);
      const value = isVote ? { k: Number(option) } : { choice: i };
      button.addEventListener("click", () => seat.guess(value));
      return { button, percent, value };
    });
    const name = isVote ? say("How many clusters") : say("Answers");
    this.answers = [make("div", { className: isVote ? "ks" : "choices", role: "group", "aria-label": name }, ...this._options.map(({ button }) => button))];
  }

  /** @param {Now} now */
  show(now) {
    const mine = JSON.stringify(this._seat.mine);
    const right = now.reveal?.answer ?? null;
    const percents = now.class?.counts && percentsOf(now.class.counts);
    this._options.forEach(({ button, percent, value }, i) => {
      button.setAttribute("aria-pressed", String(JSON.stringify(value) === mine));
      button.disabled = !this._seat.isOpen;
      button.classList.toggle("right", right === i);
      percent.textContent = percents ? `${percents[i]}%` : "";
      button.style.setProperty("--share", percent.textContent || "0");
    });
    const told = super.show(now);
    return percents ? [say("{n} students have guessed.", { n: now.class?.n ?? 0 }), ...told] : told;
  }
}

/** All stars to drag, for the lowest inertia. @implements {Task} */
class Drag extends Look {
  /** @param {Now} now @param {Seat} seat */
  constructor(now, seat) {
    super(now);
    this._seat = seat;
    this._lowest = Infinity;
    this._isCompared = false;
    this.todo = say("Drag the stars. The lower the inertia, the better.");
    this.done = say("Counted.");
    this.board.setAttribute("hands", "move");
    const live = make("p", { className: "inertia" });
    this._live = live;
    this.answers = [live];
    this._take(now.scene.recipe);
    this.board.addEventListener("kmeans-drag", (event) => this._tell(/** @type {CustomEvent} */ (event).detail.inertia));
    this.board.addEventListener("kmeans-change", (event) => {
      const { init } = /** @type {CustomEvent} */ (event).detail.recipe;
      if (Array.isArray(init)) this._drop(init);
    });
  }

  _cover() {
    this.board.coverOf = (show) => (this._dragging = new Dragging(show));
  }

  /** The stars of the own guess. */
  get _mine() {
    return /** @type {{centroids: number[][]} | null} */ (this._seat.mine)?.centroids ?? null;
  }

  /** Have the stars on the board where they were left. @param {Now["scene"]["recipe"]} recipe */
  _take(recipe) {
    if (this._dragging) this._dragging.own = null;
    if (this._mine !== null) this.board.begin({ ...recipe, init: this._mine }, { step: 1 });
  }

  /** Show the best of many runs, with the own stars over it. @param {Now["scene"]["recipe"]} recipe */
  async _compare(recipe) {
    const { board } = this;
    // Where stars were put by hand, others start at random.
    const method = Array.isArray(board.recipe.init) ? { init: "random" } : {};
    const found = await board.runs(STARTS).catch(() => null); // null where the board has left the page
    if (found === null || !this._isCompared) return;
    board.begin({ ...recipe, ...method, init_seed: found.lucky }, { step: 0 });
    board.go(LAST);
    const told = [say("On the board: the best of {n} starts of k-means, with an inertia of {best}.", { n: STARTS, best: inFourDigits(Math.min(...found.inertias)) })];
    if (this._mine !== null) {
      if (this._dragging) this._dragging.own = this._mine;
      told.unshift(say("Your lowest inertia: {lowest}.", { lowest: inFourDigits(this._lowest) }));
      told.push(say("The hollow stars are yours."));
    }
    this._live.textContent = told.join(" ");
    board.shown?.draw();
  }

  /** @param {Now} now */
  show(now) {
    if (this._dragging) this._dragging.isOpen = this._seat.isOpen;
    this.board.shown?.draw();
    const { run } = this.board;
    const mine = this._mine;
    if (run !== null && mine !== null) this._lowest = Math.min(this._lowest, inertiaOf(run.points, mine));
    if (this._lowest < Infinity && this._live.textContent === "") this._tell(this._lowest);
    const isRevealed = now.phase === "revealed";
    if (isRevealed !== this._isCompared) {
      this._isCompared = isRevealed;
      if (isRevealed) void this._compare(now.scene.recipe);
      else this._take(now.scene.recipe);
    }
    const { lowest } = now.class ?? {};
    const told = lowest === undefined ? [] : [say("The lowest inertia of the class: {own}.", { own: inFourDigits(lowest) })];
    return now.reveal?.text ? [...told, now.reveal.text] : told;
  }

  /** @param {number} inertia */
  _tell(inertia) {
    const values = { inertia: inFourDigits(inertia), lowest: inFourDigits(Math.min(inertia, this._lowest)) };
    this._live.textContent = say("Inertia: {inertia}. Your lowest: {lowest}.", values);
  }

  /** @param {number[][]} centroids */
  _drop(centroids) {
    const { run } = this.board;
    if (run === null) return;
    const inertia = inertiaOf(run.points, centroids);
    if (inertia < this._lowest) {
      this._lowest = inertia;
      this._seat.guess({ centroids });
    }
    this._tell(inertia);
  }
}
