// @ts-check
// Numbers with the word for what is counted.

import { grouped } from "../drawing/numbers.js";

/**
 * Return a number and its word, "1 point" or "2,000 points".
 *
 * @param {number} number
 * @param {readonly string[]} words One, and many.
 */
export function counted(number, [one, many]) {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}
