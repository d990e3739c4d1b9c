// @ts-check
// The samples that a page brings along: real data, which no generator makes. A page that brings none knows none.

import { asPoints } from "./points.js";

/** @typedef {import("./points.js").Points} Points */

/** @type {Map<string, Points>} */
const KNOWN = new Map();

/**
 * Know some samples from now on.
 *
 * @param {Record<string, {columns: string[], rows: number[][]}>} samples By their names.
 */
export function knowSamples(samples) {
  for (const [name, { columns, rows }] of Object.entries(samples)) KNOWN.set(name, { ...asPoints(rows), columns });
}

/** Return the points of a sample; null where the page has not brought it. @param {string} name */
export function knownSample(name) {
  return KNOWN.get(name) ?? null;
}
