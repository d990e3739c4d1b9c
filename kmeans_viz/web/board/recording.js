// @ts-check
// A run that Python recorded, as `recorded` in web/element.py writes it: a header in plain types, and arrays one after
// the other in one buffer, which are read in place.

import { emptyClusters } from "../engine/empties.js";
import { InputError, shown } from "../engine/inputs.js";
import { asPoints } from "../engine/points.js";

/** @typedef {import("../engine/steps.js").State} State */

/**
 * What Python hands over.
 *
 * @typedef {object} Handed
 * @property {number} d How many coordinates a point has.
 * @property {number} total How many points were clustered; more than are here where those are a sample.
 * @property {string | null} init The method of the start, where it was a named one.
 * @property {boolean} told Whether that method and its seed make the start again.
 * @property {string | null} assign What a stepper's own function is called; null for k-means.
 * @property {string | null} update
 * @property {string[]} columns The names of the coordinates, where they have any.
 * @property {import("../engine/points.js").Unit[]} [units] What they are made of, where they are z-scores.
 * @property {[string, string, number][]} arrays Name, kind and length of each array in `data`.
 * @property {string | ArrayBuffer | ArrayBufferView} data As base64, or as bytes.
 * @property {number} [arrived] How many bytes of `data` are there already, where the rest is still to come.
 */

export const PHASES = /** @type {const} */ (["seed", "assign", "update"]);
export const KINDS = /** @type {Record<string, any>} */ ({
  f8: Float64Array,
  i4: Int32Array,
  u2: Uint16Array,
  u1: Uint8Array,
});

/** A run that was recorded: its points, its states, and what captions say of it. */
export class Recording {
  /** @param {Handed} handed */
  constructor({ d, total, init, told, assign, update, columns, units, arrays, data, arrived }) {
    const buffer = bufferOf(data);
    /** @type {Record<string, any>} */
    const read = {};
    let offset = 0;
    for (const [name, kind, length] of arrays) {
      read[name] = new KINDS[kind](buffer, offset, length);
      offset += read[name].byteLength;
    }
    this._arrays = read;
    /** How many bytes of the data are there; those of labels may come later. */
    this.arrived = arrived ?? offset;
    this.points = { ...asPoints(read.points, d), units };
    this.total = total;
    this.init = init;
    this.isTold = told;
    this.assignName = assign;
    this.updateName = update;
    this.columns = columns;
    /** Whether the page makes such runs itself, on these points. */
    this.isComputable = assign === null && update === null && total === this.points.n;
  }

  /** What a recipe cannot hold of this run, in the words of Python's `export/notes.py`; `own` if it is another run. */
  missing(own = false) {
    const { n } = this.points;
    const [k] = this._arrays.k;
    const parts = own || this.init !== null ? [] : [`the start, an array of ${k} centroids`];
    parts.push(`the board, an array of ${n} points that was passed in`);
    if (!own && (this.assignName ?? this.updateName) !== null) parts.push("the stepper, which is Python code");
    return parts.join(", and ");
  }

  /** How many states can be shown with what has arrived. */
  get steps() {
    const { stored, labels, phase } = this._arrays;
    if (stored === undefined || this.arrived >= labels.byteOffset + labels.byteLength) return phase.length;
    let [steps, end] = [0, labels.byteOffset];
    for (const many of stored) {
      end += labels.BYTES_PER_ELEMENT * (many < 0 ? this.points.n : many);
      if (many !== 0 && end > this.arrived) break;
      steps++;
    }
    return steps;
  }

  /** Yield the states, without their labels. @returns {Generator<State, void>} */
  *states() {
    const { phase, iteration, k, centroids, counts, clusters, inertia, changed, shift, converged } = this._arrays;
    const { d } = this.points;
    let first = 0;
    for (let step = 0; step < phase.length; step++) {
      const end = first + k[step];
      const own = Int32Array.from(counts.subarray(first, end));
      yield {
        phase: PHASES[phase[step]],
        iteration: iteration[step],
        centroids: centroids.slice(first * d, end * d),
        labels: null,
        inertia: phase[step] === 0 ? null : inertia[step],
        changed: changed[step],
        shift: shift[step],
        counts: own,
        empty: phase[step] === 0 ? [] : emptyClusters(own),
        converged: converged[step] === 1,
        clusters: clusters.slice(first, end),
      };
      first = end;
    }
  }

  /**
   * Return the labels of a state; null where they are to be found again.
   *
   * @param {number} step
   * @returns {Int32Array | null}
   */
  labels(step) {
    const { stored, places, labels } = this._arrays;
    if (stored === undefined) return null;
    const found = new Int32Array(this.points.n);
    let [place, label] = [0, 0];
    for (let before = 0; before <= step; before++) {
      const many = stored[before];
      if (many < 0) found.set(labels.subarray(label, label + found.length));
      for (let i = 0; i < many; i++) found[places[place + i]] = labels[label + i];
      place += Math.max(0, many);
      label += many < 0 ? found.length : many;
    }
    return found;
  }
}

/**
 * Return the run that a script element of the same page holds as JSON.
 *
 * @param {Node} board
 * @param {string} id
 */
export function recordingIn(board, id) {
  const root = /** @type {Document | ShadowRoot} */ (board.getRootNode());
  const script = root.getElementById(id) ?? document.getElementById(id);
  if (script === null) throw new InputError(`recording=${shown(id)} is the id of no element; name a script above the board`);
  return new Recording(JSON.parse(script.textContent ?? ""));
}

/** @param {Handed["data"]} data @returns {ArrayBuffer} */
function bufferOf(data) {
  if (data instanceof ArrayBuffer) return data;
  if (typeof data !== "string") {
    // A copy begins where a number of any size may stand.
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer;
  }
  const letters = atob(data);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes.buffer;
}
