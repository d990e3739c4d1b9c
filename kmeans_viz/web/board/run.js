// @ts-check
// The run that a board shows: computed here from a recipe, as far as it has come, or recorded elsewhere.

import { rowsOf } from "../drawing/timeline.js";
import { EmptyClusterError, emptyClusters } from "../engine/empties.js";
import { asCount, InputError, shown } from "../engine/inputs.js";
import { optionsOf } from "../engine/recipe.js";
import { largestShift } from "../engine/steps.js";
import { Sweeper } from "../engine/sweep.js";
import { Trace } from "../engine/trace.js";
import { PHASES } from "./recording.js";

/** @typedef {import("../engine/points.js").Points} Points */
/** @typedef {import("../engine/steps.js").State} State */
/** @typedef {import("./recording.js").Recording} Recording */

/** A run, state by state: a `Story` for captions and layers. */
export class Run {
  /**
   * @param {Points} points
   * @param {Record<string, any>} recipe
   * @param {readonly string[]} [columns] The names of the coordinates, where they have any that the points do not say.
   */
  constructor(points, recipe, columns = points.columns ?? []) {
    this.points = points;
    this.nPoints = points.n;
    this.columns = columns;
    /** The method of the start; null where the stars were put. @type {string | null} */
    this.init = typeof recipe.init === "object" ? null : (recipe.init ?? "random");
    const { maxIter, onEmpty } = optionsOf(recipe);
    this.maxIter = maxIter ?? 300;
    this.onEmpty = onEmpty ?? "keep";
    /** @type {string | null} */
    this.assignName = null;
    /** @type {string | null} */
    this.updateName = null;
    /** Whether the method of the start and its seed make the start again. */
    this.isTold = this.init !== null;
    /** What the recipe cannot hold, in words; empty if it is enough to make the run again. */
    this.missing = "";
    /** True once no more states will come. */
    this.complete = false;
    /** Why a rule for empty clusters stopped it; empty otherwise. */
    this.problem = "";
    /** A run that Python recorded, and its states, of which some may still lack their labels. @type {Recording | null} */
    this._recording = null;
    /** @type {State[]} */
    this._recorded = [];
    this._trace = new Trace(points, { maxIter, onEmpty });
    /** @type {Int32Array | null} */
    this._clusters = null;
    /** @type {Iterator<number> | null} */
    this._making = null;
  }

  /**
   * Begin to compute a run; its first state is there at once.
   *
   * @param {Points} points
   * @param {Record<string, any>} recipe
   * @param {Float64Array} start
   * @param {Int32Array | null} [clusters] Which clusters the stars of the start are, where they are not 0, 1, 2 …
   */
  static from(points, recipe, start, clusters = null) {
    return new Run(points, recipe)._begun(start, clusters);
  }

  /**
   * Begin to compute another run on the points of one that Python recorded.
   *
   * @param {Recording} recording
   * @param {Record<string, any>} recipe
   * @param {Float64Array} start
   * @param {Int32Array | null} clusters
   */
  static on(recording, recipe, start, clusters) {
    const run = new Run(recording.points, recipe, recording.columns);
    run.missing = recording.missing(true);
    return run._begun(start, clusters);
  }

  /**
   * Return a run that Python recorded.
   *
   * @param {Recording} recording
   * @param {Record<string, any>} recipe
   */
  static of(recording, recipe) {
    const run = new Run(recording.points, recipe, recording.columns);
    run._trace = new Trace(run.points, run._trace.options, undefined, (step) => recording.labels(step));
    run.nPoints = recording.total;
    run.missing = recording.missing();
    run.init = recording.init;
    run.isTold = recording.isTold;
    run.assignName = recording.assignName;
    run.updateName = recording.updateName;
    run._recording = recording;
    run._recorded = [...recording.states()];
    run.receive();
    return run;
  }

  /** Take the states whose labels have arrived by now. */
  receive() {
    const steps = this._recording?.steps ?? 0;
    for (const state of this._recorded.slice(this.length, steps)) this._trace.push(state);
    this.complete = steps === this._recorded.length;
  }

  /** True while states are still to come from Python. */
  get isComing() {
    return this._recording !== null && !this.complete;
  }

  /** Return where stars stand, as far as is known: m·d coordinates for each state. */
  places() {
    if (this._recording !== null) return this._recorded.map(({ centroids }) => centroids);
    return Array.from({ length: this.complete ? this.length : 1 }, (_, step) => this.bareAt(step).centroids);
  }

  /**
   * Return a run from states that were recorded elsewhere.
   *
   * @param {Points} points
   * @param {Record<string, any>} recipe
   * @param {readonly any[]} states
   */
  static recorded(points, recipe, states) {
    const run = new Run(points, recipe);
    run.isTold = false;
    run.missing = "the states, which were recorded elsewhere";
    if (!Array.isArray(states) || states.length === 0) throw new InputError(`states=${shown(states)} are no states; give at least one`);
    /** @type {State | null} */
    let before = null;
    for (const given of states) {
      before = stateOf(given, points, before);
      run._trace.push(before);
    }
    run.complete = true;
    return run;
  }

  get length() {
    return this._trace.length;
  }

  /** How many clusters the run started with, counting those that its start had lost. */
  get k() {
    return this.bareAt(0).clusters.reduce((a, b) => Math.max(a, b), 0) + 1;
  }

  /** @param {number} step */
  at(step) {
    return this._named(this._trace.at(step));
  }

  /** @param {number} step */
  bareAt(step) {
    return this._named(this._trace.bareAt(step));
  }

  /**
   * Go on computing for some milliseconds; return true if there are new states.
   *
   * @param {number} ms
   */
  advance(ms) {
    const before = this.length;
    const end = performance.now() + ms;
    do {
      if (this._isOver()) {
        this._making = null;
        this.complete = true;
        break;
      }
    } while (performance.now() < end);
    return this.length > before || this.complete;
  }

  /** @param {Float64Array} start @param {Int32Array | null} clusters */
  _begun(start, clusters) {
    this._clusters = clusters;
    this._making = this._trace.run(start);
    this.advance(0);
    return this;
  }

  /** Compute a piece more; return true where there is none. */
  _isOver() {
    try {
      return this._making === null || this._making.next().done;
    } catch (error) {
      if (!(error instanceof EmptyClusterError)) throw error;
      // The states so far stay on the board: they show how the cluster lost its points.
      this.problem = error.message;
      return true;
    }
  }

  /** Give a state the clusters that its stars have had since before this run. @param {State} state */
  _named(state) {
    const names = this._clusters;
    return names === null ? state : { ...state, clusters: state.clusters.map((j) => names[j]) };
  }
}

/**
 * Return a state from what was recorded of it.
 *
 * @param {any} given
 * @param {Points} points
 * @param {State | null} before
 * @returns {State}
 */
function stateOf(given, points, before) {
  const { phase, iteration } = given ?? {};
  if (!PHASES.includes(phase)) throw new InputError(`a state's phase=${shown(phase)} is unknown; use one of: ${PHASES.join(", ")}`);
  asCount(iteration, "a state's iteration", 0);
  const centroids = Float64Array.from(given.centroids.flat());
  const k = centroids.length / points.d;
  if (!Number.isInteger(k) || k < 1) {
    throw new InputError(`a state has ${centroids.length} numbers as centroids; give ${points.d} for each`);
  }
  const labels = phase === "seed" ? null : labelsOf(given.labels, points, centroids, k, before);
  const counts = new Int32Array(k);
  labels?.forEach((label) => counts[label]++);
  const clusters = Int32Array.from(given.clusters ?? counts.map((_, j) => j));
  return {
    phase,
    iteration,
    centroids,
    labels,
    inertia: given.inertia ?? null,
    changed: given.changed ?? 0,
    shift: shiftOf(before, centroids, clusters),
    counts,
    empty: labels === null ? [] : emptyClusters(counts),
    converged: given.converged === true,
    clusters,
  };
}

/**
 * Return labels as they were given; where they were left out, those of the nearest centroids, or of the state before an
 * update.
 *
 * @param {ArrayLike<number> | null | undefined} given
 * @param {Points} points
 * @param {Float64Array} centroids
 * @param {number} k
 * @param {State | null} before
 */
function labelsOf(given, points, centroids, k, before) {
  if (given === undefined || given === null) {
    if (before?.labels) return before.phase === "assign" ? before.labels : nearest(points, centroids);
    return nearest(points, centroids);
  }
  const labels = Int32Array.from(given);
  if (labels.length !== points.n || labels.some((label) => !(label >= 0 && label < k))) {
    throw new InputError(`a state's labels do not fit; give ${points.n} numbers from 0 to ${k - 1}`);
  }
  return labels;
}

/** @param {Points} points @param {Float64Array} centroids @returns {Int32Array} */
function nearest(points, centroids) {
  const { value } = new Sweeper(points).sweep(centroids, null).next();
  return /** @type {import("../engine/sweep.js").Sweep} */ (value).labels;
}

/**
 * Return the largest distance that a centroid moved.
 *
 * @param {State | null} before
 * @param {Float64Array} centroids
 * @param {Int32Array} clusters
 */
function shiftOf(before, centroids, clusters) {
  if (before === null || clusters.some((cluster) => !before.clusters.includes(cluster))) return 0;
  return largestShift(rowsOf(before, clusters), centroids, centroids.length / clusters.length);
}
