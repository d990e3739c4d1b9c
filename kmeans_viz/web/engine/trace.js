// @ts-check
// A run that is kept, so that a reader can step back: all of its states, and of their labels as many as there is room
// for. The centroids of an assignment say which labels it found, so the others are found again when they are asked for.

import { RULES } from "./empties.js";
import { lloydInPieces } from "./steps.js";
import { Sweeper } from "./sweep.js";

/** @typedef {import("./points.js").Points} Points */
/** @typedef {import("./steps.js").State} State */
/** @typedef {import("./steps.js").RunOptions} RunOptions */

const MOST_LABELS = 16_000_000; // that a run may keep: 64 MB
const RECENT = 3; // labelings that stay: a picture looks at a state and at the one before, again and again

/** The states of a run, as far as it has come. */
export class Trace {
  /**
   * @param {Points} points
   * @param {RunOptions} [options]
   * @param {number} [mostLabels] How many labels the run may keep in all its states.
   * @param {(step: number) => Int32Array | null} [stored] Gives labels that are kept elsewhere.
   */
  constructor(points, options = {}, mostLabels = MOST_LABELS, stored = () => null) {
    this.points = points;
    this._stored = stored;
    this.options = options;
    this._room = mostLabels;
    /** @type {State[]} Without those labels that were let go. */
    this._states = [];
    /** @type {Map<number, Int32Array>} */
    this._recent = new Map();
  }

  /**
   * Run k-means and keep every state; yield how many there are, also on the way from one to the next.
   *
   * @param {Float64Array} start k·d coordinates.
   * @param {number} [piece] How many distances are measured between two yields.
   * @returns {Generator<number, void>}
   */
  *run(start, piece) {
    for (const state of lloydInPieces(this.points, start, this.options, piece)) {
      if (state !== null) this.push(state);
      yield this.length;
    }
  }

  /** How many states there are. */
  get length() {
    return this._states.length;
  }

  /**
   * Append the next state.
   *
   * @param {State} state
   */
  push(state) {
    if (state.labels !== null) {
      this._remember(this.length, state.labels);
      const hadRoom = this._room >= 0;
      if (state.phase === "assign") this._room -= state.labels.length;
      // Some kept and some not would make one half of the run slow to step through, for little.
      if (hadRoom && this._room < 0) this._states = this._states.map((kept) => ({ ...kept, labels: null }));
    }
    this._states.push(this._room < 0 ? { ...state, labels: null } : state);
  }

  /**
   * Return a state with its labels.
   *
   * @param {number} step From 0; -1 is the last state there is.
   * @returns {State}
   */
  at(step) {
    const index = step < 0 ? step + this.length : step;
    const state = this.bareAt(index);
    return state.phase === "seed" || state.labels !== null ? state : { ...state, labels: this._labels(index) };
  }

  /**
   * Return a state as it is kept, perhaps without its labels, for which nothing has to be found again.
   *
   * @param {number} step From 0.
   * @returns {State}
   */
  bareAt(step) {
    const state = this._states[step];
    if (state === undefined) throw new RangeError(`state ${step} of ${this.length}`);
    return state;
  }

  /** Find the labels of a state again. @param {number} index @returns {Int32Array} */
  _labels(index) {
    const recent = this._recent.get(index);
    if (recent !== undefined) return this._remember(index, recent);
    const stored = this._stored(index);
    if (stored !== null) return this._remember(index, stored);
    const state = this._states[index];
    if (state.phase === "assign") return this._remember(index, this._assigned(state.centroids));
    // An update has the labels of the assignment before it, but for what a rule for empty clusters did to them.
    const labels = this._labels(index - 1);
    const before = this._states[index - 1];
    if (state.changed === 0 && state.clusters.length === before.clusters.length) return labels;
    const rule = RULES[this.options.onEmpty ?? "keep"];
    return this._remember(index, rule(this.points, before.centroids, labels, before.clusters).labels);
  }

  /** @param {Float64Array} centroids */
  _assigned(centroids) {
    const { value } = new Sweeper(this.points).sweep(centroids, null).next();
    return /** @type {import("./sweep.js").Sweep} */ (value).labels;
  }

  /** @param {number} index @param {Int32Array} labels */
  _remember(index, labels) {
    this._recent.delete(index);
    this._recent.set(index, labels);
    for (const old of [...this._recent.keys()].slice(0, -RECENT)) this._recent.delete(old);
    return labels;
  }
}
