// @ts-check
// From states to pictures, as in Python's `pictures/timeline.py`: in an update the stars glide while the points keep
// their colours; in an assignment the points take new colours, and those that changed stand out for a moment.

import { roundHalfEven } from "../engine/sums.js";
import { put } from "../say.js";
import { captions } from "./captions.js";
import { shownSteps } from "./telling.js";

/** @typedef {import("../engine/steps.js").State} State */
/** @typedef {import("./captions.js").Story} Story */

const GLIDE_MS = 50;
const SHORTEST_MS = 20; // browsers slow a GIF down whose pictures are shorter
const NONE = new Int32Array(0);
/** @type {WeakMap<Int32Array, {old: Int32Array, changed: Int32Array}>} */
const KNOWN = new WeakMap();

/**
 * One picture.
 *
 * @typedef {object} Frame
 * @property {number} index Which state this picture shows, or leads to.
 * @property {State} state
 * @property {Float64Array} centroids k·d: where the stars stand.
 * @property {Int32Array | null} labels n: the rows of `centroids` whose colours the points have.
 * @property {Int32Array} changed The points that stand out because they have just changed cluster.
 * @property {number} emphasis How much they stand out: 1 at once, 0 when it is over.
 * @property {number} progress How far this half-step has come: 1 in its last picture.
 * @property {number} durationMs
 * @property {string} title
 * @property {string} text
 * @property {number} [version] Another number each time that the same arrays hold other values.
 * @property {import("./stage.js").Box | null} [part] The part of the picture, in whole pixels, outside which it is the
 *   same as the one drawn last.
 */

/**
 * The timing of a look.
 *
 * @typedef {object} Timing
 * @property {number} step_ms
 * @property {number} hold_start_ms
 * @property {number} hold_end_ms
 * @property {number} tween
 * @property {import("../say.js").Say} [say] For words in another language.
 */

/**
 * Yield the pictures of a finished run, in order, as they are in an exported file.
 *
 * @param {Story} run
 * @param {Timing} look
 * @returns {Generator<Frame, void>}
 */
export function* timeline(run, look) {
  const { tween, glideMs } = tweenOf(look);
  const { say } = look;
  const areMoving = look.tween > 0;
  const shown = shownSteps(run, look);
  for (const [place, index] of shown.entries()) {
    const from = place ? shown[place - 1] : index - 1;
    const start = place ? hundredths(look.hold_start_ms + (place - 1) * look.step_ms) : 0;
    const held = index === run.length - 1 ? look.hold_end_ms : 0;
    const end = hundredths(look.hold_start_ms + place * look.step_ms + held);
    const steps = index > 0 && moves(run, index, from) ? tween : 0;
    for (let step = 0; step < steps; step++) {
      yield { ...frameAt(run, index, (step + 1) / (steps + 1), { areMoving, from, say }), durationMs: glideMs };
    }
    const emphasis = look.tween === 0 ? 1 : 0;
    yield { ...frameAt(run, index, 1, { areMoving, from, say }), emphasis, durationMs: end - start - steps * glideMs };
  }
}

/**
 * Return the picture that shows `part` of the way to a state; with 1, the state as it is.
 *
 * @param {Story} run
 * @param {number} index
 * @param {number} part
 * @param {object} [options]
 * @param {boolean} [options.areMoving] Whether the pictures move; where they do not, changed points stay marked.
 * @param {number} [options.from] The state that was shown before.
 * @param {import("../say.js").Say} [options.say]
 * @returns {Frame}
 */
export function frameAt(run, index, part, { areMoving = true, from = index - 1, say = put } = {}) {
  const state = run.at(index);
  const before = index > 0 ? run.at(from) : null;
  const skips = index - from > 1;
  const caption = captions(run, index, { moves: areMoving, say });
  const changed = changedPoints(before, state);
  const common = { index, state, progress: part, durationMs: 0, ...caption };
  if (part === 1 || before === null) {
    const emphasis = areMoving ? 0 : 1;
    return { ...common, progress: 1, centroids: state.centroids, labels: state.labels, changed, emphasis };
  }
  if (state.phase !== "update" && !skips) {
    return { ...common, centroids: state.centroids, labels: state.labels, changed, emphasis: 1 - part };
  }
  const isSame = before.clusters.length === state.clusters.length;
  const eased = part * part * (3 - 2 * part);
  const start = isSame ? before.centroids : rowsOf(before, state.clusters);
  const centroids = state.centroids.map((end, i) => start[i] + eased * (end - start[i]));
  if (skips) return { ...common, centroids, labels: state.labels, changed, emphasis: 1 - part };
  return { ...common, centroids, labels: isSame ? before.labels : state.labels, changed: NONE, emphasis: 0 };
}

/**
 * Tell whether there is anything to see between a state and the one shown before.
 *
 * @param {Story} run
 * @param {number} index
 * @param {number} [from]
 */
export function moves(run, index, from = index - 1) {
  const state = run.at(index);
  const before = run.at(from);
  const isOther = before.clusters.length !== state.clusters.length;
  return state.shift > 0 || isOther || changedPoints(before, state).length > 0;
}

/** Return how many pictures fit between two half-steps, and how long each is shown. @param {Timing} look */
export function tweenOf(look) {
  // Rounded moments can leave a half-step that many milliseconds, and no fewer.
  const leastMs = Math.floor(look.step_ms / 10) * 10;
  const tween = Math.max(0, Math.min(look.tween, Math.floor(leastMs / SHORTEST_MS) - 1));
  if (tween === 0) return { tween: 0, glideMs: 0 };
  // At least a third of the half-step is left to look at the result.
  const room = Math.floor(Math.floor(Math.floor((leastMs * 2) / 3) / tween) / 10) * 10;
  return { tween, glideMs: Math.max(SHORTEST_MS, Math.min(GLIDE_MS, room)) };
}

/**
 * Return the points that have another cluster than before; none in the first assignment, where all would.
 *
 * @param {State | null} before
 * @param {State} state
 * @returns {Int32Array}
 */
export function changedPoints(before, state) {
  const old = before?.labels;
  const { labels, clusters } = state;
  if (!before || !old || !labels || old === labels) return NONE;
  // Every picture of a glide asks again, and a million labels take a while.
  const known = KNOWN.get(labels);
  if (known?.old === old) return known.changed;
  // By cluster, not by row: dropping a cluster renumbers the rows behind it.
  const was = before.clusters;
  const changed = [];
  for (let i = 0; i < labels.length; i++) if (was[old[i]] !== clusters[labels[i]]) changed.push(i);
  KNOWN.set(labels, { old, changed: Int32Array.from(changed) });
  return /** @type {Int32Array} */ (KNOWN.get(labels)?.changed);
}

/** Return the centroids of those clusters. @param {State} state @param {Int32Array} wanted */
export function rowsOf({ centroids, clusters }, wanted) {
  const d = centroids.length / clusters.length;
  const rows = new Float64Array(wanted.length * d);
  wanted.forEach((cluster, j) => {
    const row = clusters.indexOf(cluster) * d;
    rows.set(centroids.subarray(row, row + d), j * d);
  });
  return rows;
}

/** @param {number} ms */
function hundredths(ms) {
  return roundHalfEven(ms / 10) * 10;
}
