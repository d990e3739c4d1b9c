// @ts-check
// The board of a question: it shows points, and as much of a run as the question tells. Nothing plays there. Where the
// question is about places, a hand puts stars on it, or moves those that it shows.

import { Aim } from "../board/aim.js";
import { drawGuess } from "../board/guess.js";
import { Hands } from "../board/hands.js";
import { drawNumber, drawStar, starRadius, Stars, Trails } from "../drawing/stars.js";
import { Cells } from "../drawing/cells.js";
import { frameAt } from "../drawing/timeline.js";
import { rounded } from "../engine/brush.js";
import { filled, WORDS } from "./words.js";

/** @typedef {import("../board/show.js").Show} Show */

/** What is asked on a board; it outlives the board's leaving a page and coming back. */
export class Task {
  /**
   * @param {object} options
   * @param {number} options.stars How many stars belong on the board; 0 where the question is not about places.
   * @param {boolean} options.moves Whether they are the stars that it shows.
   * @param {boolean} options.isBare Whether it shows points alone.
   * @param {() => void} options.changed Called when a star was put, moved or taken back.
   */
  constructor({ stars, moves, isBare, changed }) {
    this.stars = stars;
    this.moves = moves;
    this.isBare = isBare;
    this.changed = changed;
    /** Where stars are, d coordinates each. @type {number[][]} */
    this.places = [];
    /** Where they belong, in the same order, once it may be seen. @type {number[][] | null} */
    this.truth = null;
    /** Which stars those are. @type {number[]} */
    this.order = [];
    /** Whether a star was put or moved. */
    this.isTouched = false;
  }

  get isComplete() {
    return this.places.length === this.stars && (this.isTouched || !this.moves);
  }
}

/** What is on the board in place of its run. */
export class Asking {
  /** @param {Show} show @param {AbortSignal} signal @param {Task} task */
  constructor(show, signal, task) {
    this._show = show;
    this._task = task;
    /** The star that is being put somewhere. @type {number[] | null} */
    this._carried = null;
    /** Where the stars were before the one in the hand was taken. @type {number[][]} */
    this._before = [];
    this._isAiming = false;
    this._aim = new Aim(show.layer, signal, {
      press: (x, y) => this._carry(x, y),
      move: (x, y) => this._carry(x, y),
      lift: (isWhole) => this._put(isWhole),
      undo: () => this.undo(),
    });
    this._hands = new Hands(show.layer, signal, {
      lift: () => (this._before = [...task.places]),
      move: (j, x, y) => this._move(j, x, y),
      drop: () => this._change(task.places),
      cancel: () => this._change(this._before),
    });
    signal.addEventListener("abort", () => this._hands.end());
    // It is a picture with a question, and has no keys of its own.
    show.element.removeAttribute("tabindex");
  }

  /** Take the last star back. */
  undo() {
    this._change(this._task.places.slice(0, -1));
  }

  draw() {
    const { painting, run, shownStep } = this._show;
    const { scene } = painting;
    if (scene === null) return;
    const { isBare, moves, places, truth, stars, order } = this._task;
    const frame = frameAt(run, shownStep, 1);
    const { clusters } = frame.state;
    if (moves && places.length === 0) this._task.places = rowsOf(frame.centroids, clusters.length);
    const now = this._carried === null ? this._task.places : [...places, this._carried];
    painting.draw(frame, {
      hidden: (layer) =>
        isBare ? layer !== scene.points : layer instanceof Trails || (moves && (layer instanceof Stars || layer instanceof Cells)),
    });
    // New stars have the numbers after those that are shown.
    const first = isBare ? 0 : clusters.length;
    painting.above((context, { stage }) => {
      if (truth !== null || moves) {
        const from = moves ? frame.centroids : Float64Array.from(now.flat());
        const names = moves ? clusters : Int32Array.from(truth === null ? [] : order, (j) => first + j);
        return drawGuess(context, stage, names, from, Float64Array.from(now.flat()), truth && Float64Array.from(truth.flat()));
      }
      const pixels = stage.centroids(Float64Array.from(now.flat()));
      for (const draw of [drawStar, drawNumber]) {
        now.forEach((_, j) => (stars > 1 || draw === drawStar) && draw(context, stage, first + j, pixels[2 * j], pixels[2 * j + 1]));
      }
    });
    for (const part of [painting.canvas, this._show.element]) {
      part.setAttribute("aria-label", filled(WORDS.board, { n: run.points.n }));
    }
    this._lay();
  }

  /** Let a hand do what is left to do. */
  _lay() {
    const { painting, view } = this._show;
    const { scene, ratio } = painting;
    const { stars, places, truth } = this._task;
    if (scene === null || this._hands.held >= 0 || this._carried !== null) return;
    const isFull = places.length === stars;
    const wasAiming = this._isAiming;
    this._isAiming = !isFull && truth === null && view.d <= 2;
    if (this._isAiming && !wasAiming) {
      this._aim.begin(WORDS.aim, 0, this._show.hasFocusWithin);
      // A finger that goes up or down moves the page, and a tap puts a star.
      this._show.layer.style.touchAction = "pan-y pinch-zoom";
    }
    const hadFocus = wasAiming && !this._isAiming && this._show.hasFocusWithin;
    if (!this._isAiming && wasAiming) this._aim.end();
    const pixels = scene.stage.centroids(Float64Array.from(places.flat()));
    const laid = isFull && truth === null ? places : [];
    this._hands.lay(
      laid.map((_, j) => ({ cluster: j, x: pixels[2 * j] / ratio, y: pixels[2 * j + 1] / ratio })),
      starRadius(scene.stage) / ratio,
      this._show.say,
    );
    if (hadFocus && laid.length > 0) this._hands.focus();
  }

  /** @param {number} x In pixels of the page. @param {number} y */
  _carry(x, y) {
    this._carried = this._placeAt(x, y);
    this.draw();
  }

  /** @param {boolean} isWhole */
  _put(isWhole) {
    const star = this._carried;
    this._carried = null;
    if (star !== null && isWhole) this._change([...this._task.places, star]);
    else this.draw();
  }

  /** @param {number} j @param {number} x @param {number} y */
  _move(j, x, y) {
    this._task.places = this._task.places.map((place, i) => (i === j ? this._placeAt(x, y) : place));
    this.draw();
  }

  /** @param {number[][]} places */
  _change(places) {
    this._task.places = places;
    this._task.isTouched = true;
    this.draw();
    this._task.changed();
  }

  /** @param {number} x @param {number} y @returns {number[]} */
  _placeAt(x, y) {
    const { painting, run, view } = this._show;
    const { scene, ratio } = painting;
    const place = /** @type {NonNullable<typeof scene>} */ (scene).stage.toData(x * ratio, y * ratio);
    return [...rounded(Float64Array.from(view.d === 1 ? [place[0]] : place), run.points)];
  }
}

/** @param {Float64Array} values @param {number} rows @returns {number[][]} */
function rowsOf(values, rows) {
  const d = values.length / rows;
  return Array.from({ length: rows }, (_, j) => [...values.subarray(j * d, j * d + d)]);
}
