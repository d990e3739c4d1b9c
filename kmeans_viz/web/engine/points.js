// @ts-check
// Points as all of the engine takes them: their coordinates in one array, point after point.

import { InputError, shown } from "./inputs.js";

const LARGEST = 1e140; // squares of differences, summed over many points, stay below the largest float

/** The name, the mean and the standard deviation of a coordinate. @typedef {[string | undefined, number, number]} Unit */

/**
 * @typedef {object} Points
 * @property {Float64Array} values n·d coordinates: those of point i begin at i·d.
 * @property {number} n How many points.
 * @property {number} d How many coordinates each has.
 * @property {readonly string[]} [columns] What the coordinates are called, where they have names.
 * @property {readonly Unit[]} [units] What they are made of, where they are z-scores.
 */

/**
 * Return points from rows of numbers, or from an array of coordinates that is n·d long.
 *
 * @param {ArrayLike<ArrayLike<number>> | Float64Array} rows A Float64Array is taken as it is, not copied.
 * @param {number} [d] How many coordinates a point has in a Float64Array.
 * @returns {Points}
 */
export function asPoints(rows, d = 2) {
  if (rows.length === 0) throw new InputError("there are no points, so there is nothing to cluster; give at least one");
  if (!(rows instanceof Float64Array)) {
    d = rows[0].length;
    const values = new Float64Array(rows.length * d);
    for (let i = 0; i < rows.length; i++) {
      if (rows[i].length !== d) {
        throw new InputError(`point ${i} has ${rows[i].length} coordinates and point 0 has ${d}; give all as many`);
      }
      for (let axis = 0; axis < d; axis++) values[i * d + axis] = rows[i][axis];
    }
    rows = values;
  }
  const bad = rows.findIndex((value) => !(Math.abs(value) <= LARGEST));
  if (bad >= 0 || rows.length % d !== 0 || d < 1) {
    throw new InputError(
      bad >= 0
        ? `the points hold ${shown(rows[bad])} in point ${Math.floor(bad / d)}; use finite numbers below 1e140`
        : `${rows.length} numbers are no whole number of points with ${d} coordinates; give n·d numbers`,
    );
  }
  return { values: rows, n: rows.length / d, d };
}

/**
 * Return the lowest and the highest coordinate along each axis.
 *
 * @param {Points} points
 * @returns {{low: Float64Array, high: Float64Array}}
 */
export function extent({ values, d }) {
  const low = values.slice(0, d);
  const high = values.slice(0, d);
  for (let i = d, axis = 0; i < values.length; i++, axis = axis + 1 === d ? 0 : axis + 1) {
    if (values[i] < low[axis]) low[axis] = values[i];
    else if (values[i] > high[axis]) high[axis] = values[i];
  }
  return { low, high };
}

/**
 * Return the middle of the box around the points.
 *
 * Sums are taken of what points differ from it by: of points far from zero, the digits that tell them apart would
 * otherwise go to the distance from zero.
 *
 * @param {Points} points
 * @returns {Float64Array}
 */
export function middleOf(points) {
  const { low, high } = extent(points);
  return low.map((value, axis) => value + (high[axis] - value) / 2);
}

/**
 * Return the points with every coordinate as z-scores, so that none counts for more because of its unit.
 *
 * A coordinate that is the same everywhere becomes 0.
 *
 * @param {Points} points
 * @returns {Points}
 */
export function standardized(points) {
  const { n, d, columns } = points;
  const units = unitsOf(points);
  const values = points.values.map((value, i) => (value - units[i % d][1]) / units[i % d][2]);
  return { values, n, d, columns, units };
}

/**
 * Return what z-scores are made with: the name, the mean and the standard deviation of each coordinate.
 *
 * @param {Points} points
 * @returns {Unit[]}
 */
export function unitsOf({ values, n, d, columns = [] }) {
  return Array.from({ length: d }, (_, axis) => {
    let sum = 0;
    for (let i = axis; i < values.length; i += d) sum += values[i];
    const mean = sum / n;
    let squares = 0;
    for (let i = axis; i < values.length; i += d) squares += (values[i] - mean) ** 2;
    const deviation = Math.sqrt(squares / n);
    // What is left of a coordinate that is the same everywhere is rounding, not spread.
    return [columns[axis], mean, deviation <= 1e-14 * Math.abs(mean) ? Infinity : deviation];
  });
}
