// @ts-check
// Many runs from many starts, of which the inertia is kept: how lucky was this start?

import { startCentroids } from "./starts.js";
import { lloydInPieces } from "./steps.js";

/** @typedef {import("./points.js").Points} Points */

const MOST = 300;
const FEWEST = 30;
const EASY = 200_000; // points times clusters up to which the most starts are tried

/** The inertias that the runs from the seeds 0, 1, 2, … end with. */
export class Starts {
  /**
   * @param {Points} points
   * @param {number} k
   * @param {string} init A method that draws its starts at random: a name in `STARTS`.
   * @param {import("./steps.js").RunOptions} [options] An `onEmpty` of "error" counts as "keep".
   * @param {number} [total] How many starts; fewer on large boards unless given.
   */
  constructor(points, k, init, options = {}, total) {
    this._points = points;
    this._k = k;
    this._init = init;
    this._options = { ...options, onEmpty: options.onEmpty === "error" ? "keep" : options.onEmpty };
    /** How many starts will be tried. */
    this.total = total ?? clamp(Math.floor((MOST * EASY) / (points.n * k)), FEWEST, MOST);
    /** @type {number[]} Those found so far; that of seed i at position i. */
    this.inertias = [];
  }

  /** True when all starts have been tried. */
  get done() {
    return this.inertias.length >= this.total;
  }

  /** The seed of the lowest inertia; the first of them on a tie. */
  get luckySeed() {
    return this.inertias.reduce((best, inertia, i) => (inertia < this.inertias[best] ? i : best), 0);
  }

  /** The seed of the highest inertia; the first of them on a tie. */
  get unluckySeed() {
    return this.inertias.reduce((worst, inertia, i) => (inertia > this.inertias[worst] ? i : worst), 0);
  }

  /**
   * Try start after start; yield how many have been tried, also in the middle of a long run.
   *
   * @param {number} [piece] How many distances are measured between two yields.
   * @returns {Generator<number, void>}
   */
  *search(piece) {
    while (!this.done) {
      const start = startCentroids(this._points, this._k, this._init, this.inertias.length);
      let inertia = NaN;
      for (const state of lloydInPieces(this._points, start, this._options, piece)) {
        if (state === null) yield this.inertias.length;
        else inertia = state.inertia ?? NaN;
      }
      this.inertias.push(inertia);
      yield this.inertias.length;
    }
  }
}

/**
 * Count values in bins of the same width, as `numpy.histogram` does.
 *
 * @param {readonly number[]} values At least one.
 * @param {number} [bins]
 * @returns {{counts: number[], low: number, high: number}}
 */
export function histogram(values, bins = 24) {
  const low = values.reduce((a, b) => Math.min(a, b));
  const largest = values.reduce((a, b) => Math.max(a, b));
  const high = largest > low ? largest : low + 1;
  /** @param {number} i */
  const edge = (i) => (i === bins ? high : low + i * ((high - low) / bins));
  const counts = new Array(bins).fill(0);
  for (const value of values) {
    let bin = Math.min(Math.floor(((value - low) / (high - low)) * bins), bins - 1);
    // Division and edges round differently, and the edges decide.
    if (value < edge(bin)) bin--;
    else if (bin < bins - 1 && value >= edge(bin + 1)) bin++;
    counts[bin]++;
  }
  return { counts, low, high };
}

/** @param {number} value @param {number} low @param {number} high */
function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
