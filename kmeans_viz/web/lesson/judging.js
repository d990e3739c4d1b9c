// @ts-check
// How good a guess is. Nothing here knows of a page.

/** @typedef {"exact" | "near" | "some" | "wrong"} Grade */

/**
 * Places on a board, compared with where they belong.
 *
 * @typedef {object} Distances
 * @property {Grade} grade
 * @property {number[][]} truth In the order of the guess.
 * @property {number[]} order Which place of the truth that is.
 * @property {number[]} shares How far each is off, as a share of the width of the board.
 * @property {number} close How many are close.
 */

// As shares of the width of the board.
export const ON_SPOT = 0.03;
export const CLOSE = 0.1;
export const FAR = 0.25;

/**
 * Compare places with where they belong.
 *
 * @param {number[][]} guess
 * @param {number[][]} truth
 * @param {number} width Of the board, in the units of its points.
 * @param {boolean} isOrdered Whether each belongs to the place in its own row; else the order is the one that fits best.
 * @returns {Distances}
 */
export function judgedPlaces(guess, truth, width, isOrdered) {
  const order = isOrdered ? truth.map((_, j) => j) : bestOrder(guess, truth);
  const shares = guess.map((place, j) => distance(place, truth[order[j]]) / width);
  const close = shares.filter((share) => share <= CLOSE).length;
  const isExact = shares.every((share) => share <= ON_SPOT);
  const grade = isExact ? "exact" : close === shares.length ? "near" : close > 0 ? "some" : "wrong";
  return { grade, truth: order.map((j) => truth[j]), order, shares, close };
}

/**
 * Compare a number with the right one.
 *
 * @param {number} guess
 * @param {{truth: number, near: number, decimals: number}} right
 * @returns {Grade}
 */
export function judgedNumber(guess, { truth, near, decimals }) {
  const off = Math.abs(guess - truth);
  // Nobody can guess decimals that are not shown.
  if (off <= 0.5 * 10 ** -decimals * (1 - 1e-9)) return "exact";
  return off <= near * (1 + 1e-9) ? "near" : "wrong";
}

/**
 * Return for each place of a guess which place of the truth it means, so that all of them together are as near as can
 * be. With the eight places that Python allows at most these are 40,320 orders.
 *
 * @param {number[][]} guess
 * @param {number[][]} truth
 */
function bestOrder(guess, truth) {
  let best = { sum: Infinity, order: /** @type {number[]} */ ([]) };
  const look = (/** @type {number[]} */ order, /** @type {number} */ sum) => {
    if (sum >= best.sum) return;
    if (order.length === guess.length) best = { sum, order };
    truth.forEach((place, j) => {
      if (!order.includes(j)) look([...order, j], sum + distance(guess[order.length], place));
    });
  };
  look([], 0);
  return best.order;
}

/** @param {readonly number[]} one @param {readonly number[]} other */
export function distance(one, other) {
  return Math.hypot(...one.map((value, axis) => value - other[axis]));
}
