// @ts-check
// What a class has guessed at one scene, beside and over its board: the cloud, or bars, and in a line what came of it.

import { inFourDigits } from "../drawing/numbers.js";
import { Bars } from "./bars.js";
import { Cloud } from "./cloud.js";
import { compared, lowestInertia, spreadOf } from "./guesses.js";
import { say } from "./say.js";
import { STARTS } from "./tasks.js";

/** @typedef {import("./guesses.js").Guesses} Guesses */
/** @typedef {import("./scenes.js").Scene} Scene */

/** The guesses at a scene, for as long as it is shown. */
export class Results {
  /**
   * @param {Scene} scene
   * @param {import("./board.js").ClassBoard} board Shown in a page.
   * @param {AbortSignal} signal
   * @param {() => void} changed There is more to say.
   */
  constructor(scene, board, signal, changed) {
    this._scene = scene;
    this._board = board;
    this._changed = changed;
    const { kind, k = [], choices = [] } = scene.task;
    const labels = kind === "vote" ? k.map((each) => `K = ${each}`) : kind === "choose" ? choices : [];
    this.bars = labels.length > 0 ? new Bars(labels, signal) : null;
    const far = (/** @type {number} */ distance) => say("off by {far}", { far: board.inWidths(distance) });
    this.cloud = kind === "place" || kind === "drag" ? new Cloud(board, signal, { hasMeans: kind === "place", far }) : null;
    /** @type {Guesses | null} */
    this._guesses = null;
    /** @type {import("./cloud.js").Truth[]} */
    this._truths = [];
    this._isRevealed = false;
    /** The lowest inertia of many starts, once it is known. @type {number | null} */
    this._best = null;
    this._from = placesOf(board);
  }

  get isShown() {
    return this.cloud?.isShown ?? this.bars?.isShown ?? false;
  }

  /** @param {Guesses} guesses */
  update(guesses) {
    this._guesses = guesses;
    const { kind, k = [] } = this._scene.task;
    if (kind === "place") this.cloud?.update([...guesses.entries].map(([id, value]) => [id, [/** @type {any} */ (value)]]));
    if (kind === "drag") this.cloud?.update([...guesses.entries].map(([id, value]) => [id, starsOf(/** @type {any} */ (value).centroids)]));
    if (kind === "vote") this.bars?.update(guesses.of("k").map((value) => k.indexOf(value.k)));
    if (kind === "choose") this.bars?.update(guesses.of("choice").map(({ choice }) => choice));
  }

  /** @param {boolean} isShown */
  show(isShown) {
    const part = this.cloud ?? this.bars;
    if (isShown) part?.show();
    else part?.hide();
  }

  replay() {
    (this.cloud ?? this.bars)?.replay();
  }

  /** Let the truth be seen, on a board that shows it by now. */
  reveal() {
    if (this._isRevealed || this._guesses === null) return;
    this._isRevealed = true;
    const { kind, answer = null } = this._scene.task;
    if (kind === "choose") this.bars?.reveal(answer);
    if (kind === "place") this._revealPlaces(this._guesses);
    if (kind === "drag") this._revealLowest(this._guesses);
  }

  /** @param {Guesses} guesses */
  _revealPlaces(guesses) {
    const to = placesOf(this._board);
    const clusters = new Set(guesses.of("at").map(({ cluster }) => cluster));
    if (typeof this._scene.task.cluster === "number") clusters.add(this._scene.task.cluster);
    this._truths = [...clusters].flatMap((cluster) => {
      const [start, end] = [this._from.get(cluster), to.get(cluster)];
      return start === undefined || end === undefined ? [] : [{ cluster, from: start, to: end }];
    });
    this.cloud?.reveal(this._truths);
  }

  /** @param {Guesses} guesses */
  _revealLowest(guesses) {
    const { run } = this._board;
    const lowest = run === null ? null : lowestInertia(run.points, guesses.of("centroids"));
    if (lowest !== null) {
      const [id, value] = [...guesses.entries][lowest.index];
      this.cloud?.mark([id]);
      this._board.begin({ ...this._scene.recipe, init: /** @type {any} */ (value).centroids }, { step: 1 });
    }
    this._board
      .runs(STARTS)
      .then(({ inertias }) => {
        this._best = Math.min(...inertias);
        this._changed();
      })
      .catch(() => {}); // the board has left the page
  }

  /** What the guesses say, in a sentence; empty where nothing is to be told yet. */
  get text() {
    const guesses = this._guesses;
    if (guesses === null || guesses.size === 0 || !this.isShown) return "";
    const { kind } = this._scene.task;
    const n = guesses.size;
    if (kind === "place") {
      const far = (/** @type {number} */ distance) => this._board.inWidths(distance);
      const stars = guesses.of("at");
      const { means, nearest } = compared(stars, this._truths);
      if (nearest.length > 0 && means.length === 1) {
        const values = { n, far: far(means[0].distance), nearest: far(nearest[0].distance) };
        if (n === 1) return say("The guess is off by {far} of the points’ width.", values);
        return say("The mean of {n} guesses is off by {far} of the points’ width, the nearest guess by {nearest}.", values);
      }
      if (nearest.length > 0) return say("The nearest of {n} guesses is off by {nearest} of the points’ width.", { n, nearest: far(nearest[0].distance) });
      const clusters = new Set(stars.map(({ cluster }) => cluster));
      if (n < 2 || clusters.size > 1) return "";
      const { typical } = spreadOf(stars.map(({ at }) => at));
      return say("{n} guesses, typically {far} of the points’ width from their mean.", { n, far: far(typical) });
    }
    if (kind === "drag" && this._isRevealed && this._board.run !== null) {
      const lowest = lowestInertia(this._board.run.points, guesses.of("centroids"));
      const own = inFourDigits(lowest?.inertia ?? 0);
      if (this._best === null) return say("The lowest inertia of the class: {own}.", { own });
      return say("The lowest inertia of the class: {own}. The best of {n} starts of k-means: {best}.", { own, n: STARTS, best: inFourDigits(this._best) });
    }
    return "";
  }
}

/** @param {number[][]} centroids */
function starsOf(centroids) {
  return centroids.map((at, cluster) => ({ cluster, at }));
}

/** Return where the stars of a board are, by their clusters. @param {import("./board.js").ClassBoard} board @returns {Map<number, number[]>} */
function placesOf({ run, shown }) {
  if (run === null || shown === null) return new Map();
  const { centroids, clusters } = run.bareAt(shown.shownStep);
  const { d } = run.points;
  return new Map(Array.from(clusters, (cluster, j) => [cluster, [...centroids.subarray(j * d, j * d + d)]]));
}
