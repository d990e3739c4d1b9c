// @ts-check
// Sums as NumPy rounds them: where a start is drawn by comparing a random number with a sum, another last digit could
// pick another point.

const BLOCK = 128;
const LANES = 8;

/**
 * Return the sum of values[from] … values[to - 1] in the order of `numpy.sum`: in pairs of halves down to blocks of
 * 128, and these in eight sums that take turns.
 *
 * @param {ArrayLike<number>} values
 * @param {number} [from]
 * @param {number} [to]
 * @returns {number}
 */
export function pairwiseSum(values, from = 0, to = values.length) {
  const size = to - from;
  if (size > BLOCK) {
    const half = Math.floor(size / 2);
    const middle = from + half - (half % LANES);
    return pairwiseSum(values, from, middle) + pairwiseSum(values, middle, to);
  }
  let total = 0;
  let next = from;
  if (size >= LANES) {
    let [a, b, c, d] = [values[from], values[from + 1], values[from + 2], values[from + 3]];
    let [e, f, g, h] = [values[from + 4], values[from + 5], values[from + 6], values[from + 7]];
    for (next = from + LANES; next + LANES <= to; next += LANES) {
      a += values[next];
      b += values[next + 1];
      c += values[next + 2];
      d += values[next + 3];
      e += values[next + 4];
      f += values[next + 5];
      g += values[next + 6];
      h += values[next + 7];
    }
    total = a + b + (c + d) + (e + f + (g + h));
  }
  for (; next < to; next++) total += values[next];
  return total;
}

/**
 * Return the sums of the first one, two, three … values, added one after the other as `numpy.cumsum` does.
 *
 * @param {ArrayLike<number>} values
 * @returns {Float64Array}
 */
export function cumulativeSums(values) {
  const sums = new Float64Array(values.length);
  let total = 0;
  for (let i = 0; i < sums.length; i++) {
    total += values[i];
    sums[i] = total;
  }
  return sums;
}

/**
 * Return how many of the rising `sums` are at most `value`: `numpy.searchsorted` with side="right".
 *
 * @param {Float64Array} sums
 * @param {number} value
 * @returns {number}
 */
export function searchRight(sums, value) {
  let low = 0;
  let high = sums.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Return the nearest whole number, the even one of two that are equally near: `numpy.rint`.
 *
 * @param {number} value
 * @returns {number}
 */
export function roundHalfEven(value) {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
