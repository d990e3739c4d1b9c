// @ts-check
// Which half-steps of a long run an animation shows: those that tell most, as in Python's `pictures/telling.py`.

/** @typedef {import("./captions.js").Story} Story */

const MOST_ANIMATED = 40;

/**
 * Return the half-steps that an animation shows: the most telling ones of a long run, all where nothing leads from one
 * to the next.
 *
 * @param {Story} run
 * @param {{tween: number}} look
 * @returns {number[]}
 */
export function shownSteps(run, look) {
  const { length } = run;
  if (look.tween === 0 || length <= MOST_ANIMATED) return Array.from({ length }, (_, i) => i);
  return tellingSteps(run, MOST_ANIMATED);
}

/**
 * Return `wanted` of the half-steps, the first and the last among them, with about equal change in between.
 *
 * @param {Story} run
 * @param {number} wanted
 */
function tellingSteps(run, wanted) {
  const { length } = run;
  const path = new Float64Array(length);
  let change = 0;
  for (let i = 0; i < length; i++) {
    const { phase, changed } = run.bareAt(i);
    // An update counts as much as the assignment before it.
    if (phase === "assign") change = Math.sqrt(changed / run.nPoints);
    path[i] = (i ? path[i - 1] : 0) + (change + 0.5 / length);
  }
  const chosen = [0];
  const step = (path[length - 1] - path[0]) / (wanted - 1);
  for (let i = 1; i < wanted; i++) {
    const target = i === wanted - 1 ? path[length - 1] : path[0] + i * step;
    let nearest = 0;
    for (let j = 1; j < length; j++) if (Math.abs(path[j] - target) < Math.abs(path[nearest] - target)) nearest = j;
    chosen.push(Math.min(Math.max(nearest, chosen[i - 1] + 1), length - (wanted - i)));
  }
  return chosen;
}
