// @ts-check
// Many runs from many starts, of which the inertia is kept: how lucky was this start?

import { startCentroids } from "./starts.js";
import { lloydInPieces } from "./steps.js";

/** @typedef {import("./points.js").Points} Points */

const MOST = 300;
const FEWEST = 30;
const EASY = 200_000; // points times clusters up to which the most starts are tried
const SAME = 1e-6; // two inertias that differ by less, as a share, are the same local minimum

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

  /**
   * Return what all these starts say about a run that ended with `inertia`.
   *
   * @param {number} inertia
   */
  standing(inertia) {
    const found = this.inertias;
    const best = Math.min(...found, inertia);
    const isBelow = (/** @type {number} */ other) => other < inertia * (1 - SAME);
    return {
      /** The lowest inertia known. */
      best,
      /** By how much this run is above it, as a share of it. */
      above: best > 0 ? inertia / best - 1 : 0,
      /** True if this run ended in the best known minimum. */
      isBest: best > 0 ? inertia / best - 1 <= SAME : true,
      /** Which share of the starts ended in the best known minimum. */
      shareOfBest: found.filter((other) => other <= best * (1 + SAME)).length / found.length,
      /** How many starts ended lower than this run. */
      better: found.filter(isBelow).length,
      /** The place of this run's ending among the different ones, from 1, the best. */
      place: 1 + minima(found).filter(isBelow).length,
      /** How many different endings there are, this run's among them. */
      endings: minima([...found, inertia]).length,
    };
  }
}

/**
 * Return the different values among `inertias`, in order; those that differ by rounding count once.
 *
 * @param {readonly number[]} inertias
 * @returns {number[]}
 */
export function minima(inertias) {
  const ordered = Float64Array.from(inertias).sort();
  return Array.from(ordered.filter((value, i) => i === 0 || value - ordered[i - 1] > SAME * Math.max(value, 1e-300)));
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
