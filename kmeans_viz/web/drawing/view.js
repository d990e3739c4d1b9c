// @ts-check
// Points of any dimension on a flat board: where they are drawn, how far the board reaches, what its axes say. The same
// numbers as in Python's `pictures/view.py`.

import { extent } from "../engine/points.js";
import { principal } from "./principal.js";

/** @typedef {import("../engine/points.js").Points} Points */
/** @typedef {import("../engine/cells.js").Bounds} Bounds */

const MARGIN = 0.06;
const UNEQUAL = 4; // ranges that differ by more than this factor fill the board each on its own scale
const GOLDEN = 0.6180339887498949;
const SMALLEST = 1e-280;
const FAR = 3; // widths of the other points that a point must lie outside of them to be left off the board
const MOST_FAR = 0.01; // of the points on each side of an axis; one at least
const LEAST = 10; // points; of fewer, none is far
const BAND = 0.05; // of the board: how much wider it is on each side, for the points outside of it

/** How d coordinates become two. */
export class View {
  /**
   * @param {Points} data The points themselves, with the names of their coordinates.
   * @param {Points} points The points in the plane.
   * @param {(positions: Float64Array) => Float64Array} flat Takes m·d coordinates to m·2.
   * @param {Bounds} bounds
   * @param {boolean} equal True where a unit is as long upwards as to the right.
   * @param {boolean} isCut True where points lie outside of the bounds.
   * @param {string} xlabel
   * @param {string} ylabel
   */
  constructor(data, points, flat, bounds, equal, isCut, xlabel = "", ylabel = "") {
    this.data = data;
    this.points = points;
    this.d = data.d;
    this.flat = flat;
    this.bounds = bounds;
    this.equal = equal;
    this.isCut = isCut;
    this.xlabel = xlabel;
    this.ylabel = ylabel;
  }

  /** Return this view of other points: in the plane, places stay where they are. @param {Points} points @returns {View} */
  of(points) {
    if (this.d !== 2) return this;
    return new View(points, points, this.flat, this.bounds, this.equal, this.isCut, this.xlabel, this.ylabel);
  }

  /** True where the cells of the picture are the cells of the data; a projection of them would lie. */
  get hasCells() {
    return this.d <= 2;
  }

  /**
   * Return the bounds, widened so that a board of that width-to-height ratio shows equal units equally.
   *
   * @param {number} aspect
   * @returns {Bounds}
   */
  fitted(aspect) {
    const [left, right, bottom, top] = this.bounds;
    if (!this.equal) return this.bounds;
    const width = right - left;
    const height = top - bottom;
    const growX = Math.max(0, height * aspect - width) / 2;
    const growY = Math.max(0, width / aspect - height) / 2;
    return [left - growX, right + growX, bottom - growY, top + growY];
  }
}

/**
 * Return bounds that are narrower by a share of the board on each side.
 *
 * @param {Bounds} bounds
 * @param {number} share
 * @returns {Bounds}
 */
export function within([left, right, bottom, top], share) {
  const [x, y] = [share * (right - left), share * (top - bottom)];
  return [left + x, right - x, bottom + y, top - y];
}

/**
 * Return a coordinate, or where the bounds end that it lies outside of.
 *
 * @param {number} value
 * @param {number} axis
 * @param {Bounds} bounds
 */
export function clipped(value, axis, bounds) {
  return Math.min(Math.max(value, bounds[2 * axis]), bounds[2 * axis + 1]);
}

/**
 * Return the view that shows all points, but a few far out, and all places where the centroids ever stood.
 *
 * @param {Points} points
 * @param {Float64Array[]} places Centroids, m·d coordinates each. After a start, those of k-means are means of points,
 *   which cannot stand outside: the start is enough.
 * @param {readonly string[]} [columns] The names of the coordinates, where they have any.
 * @returns {View}
 */
export function viewOf(points, places, columns = []) {
  const { values, n, d } = points;
  const data = { ...points, columns };
  let flat = (/** @type {Float64Array} */ positions) => positions;
  let [xlabel, ylabel] = [columns[0] ?? "", columns[1] ?? ""];
  const isMap = columns[0] === "east_km" && columns[1] === "north_km";
  if (isMap && d === 3 && columns[2] === "up_km") {
    // Places on the globe are seen from above, with north up.
    const [east, north] = [Float64Array.of(1, 0, 0), Float64Array.of(0, 1, 0)];
    flat = (positions) => projected(positions, new Float64Array(3), [east, north]);
    xlabel = `${columns[0]}, seen from above`;
  } else if (d > 2) {
    let { center, axes, shares } = principal(points);
    flat = (positions) => projected(positions, center, axes);
    const far = farOf(ofLength(flat(values), 2));
    // Points far out would choose the directions too.
    if (far.size > 0) ({ center, axes, shares } = principal(without(points, far)));
    [xlabel, ylabel] = ["first", "second"].map(
      (which, i) => `${which} principal component (${Math.round(100 * shares[i])}% of the variance)`,
    );
  }
  const drawn = d > 2 ? ofLength(flat(values), 2) : points;
  const far = farOf(drawn);
  const isCut = far.size > 0;
  // Stars count no farther out than the points that are near.
  const all = isCut ? [without(drawn, far)] : [drawn, ...places.map((place) => ofLength(flat(place), drawn.d))];
  const banded = (/** @type {Bounds} */ bounds) => within(bounds, isCut ? -BAND : 0);
  const [left, right] = ends(all, 0);
  if (d === 1) {
    // Points on one line would hide each other; the golden ratio spreads them evenly and the same way every time.
    const spread = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      spread[2 * i] = values[i];
      spread[2 * i + 1] = (((i + 1) * GOLDEN) % 1) - 0.5;
    }
    const line = (/** @type {Float64Array} */ positions) =>
      Float64Array.from({ length: 2 * positions.length }, (_, i) => (i % 2 ? 0 : positions[i / 2]));
    const bounds = banded([...around(left, right), -0.9, 0.9]);
    return new View(data, ofLength(spread, 2), line, bounds, false, isCut, xlabel || "x1");
  }
  const [low, high] = ends(all, 1);
  const across = around(left, right, high - low);
  const up = around(low, high, right - left);
  const ratio = (across[1] - across[0]) / (up[1] - up[0]);
  // Columns of a table may have different units; coordinates without names are a map, and kilometres are one.
  const equal = columns.length === 0 || isMap || (1 / UNEQUAL <= ratio && ratio <= UNEQUAL);
  return new View(data, drawn, flat, banded([...across, ...up]), equal, isCut, xlabel, ylabel);
}

/** Return which points lie so far out that a board with all of them would leave the others a corner. @param {Points} points */
function farOf({ values, n, d }) {
  const far = new Set();
  const most = Math.max(1, Math.floor(MOST_FAR * n));
  for (let axis = 0; axis < d && n >= LEAST; axis++) {
    const own = values.filter((_, i) => i % d === axis);
    if (!areCrowded(own, n - 2 * most)) continue;
    const sorted = own.slice().sort();
    const [low, high] = [sorted[most], sorted[n - 1 - most]];
    const reach = FAR * (high - low);
    for (let i = 0; i < n && reach > 0; i++) if (own[i] < low - reach || own[i] > high + reach) far.add(i);
  }
  return far;
}

/**
 * Tell whether so many values may lie within a quarter of the range of all, as they do where others lie far out: it
 * takes a tenth of the time that sorting a million takes.
 *
 * @param {Float64Array} values
 * @param {number} many
 */
function areCrowded(values, many) {
  const { low, high } = extent({ values, n: values.length, d: 1 });
  const counts = new Int32Array(9);
  for (const value of values) counts[Math.floor((8 * (value - low[0])) / (high[0] - low[0]))]++;
  // A quarter reaches into three eighths at most; the highest value is alone in the ninth.
  return counts.some((count, i) => count + counts[i + 1] + counts[i + 2] >= many);
}

/** Return the points without some of them. @param {Points} points @param {Set<number>} rows @returns {Points} */
export function without({ values, d }, rows) {
  return ofLength(rows.size > 0 ? values.filter((_, i) => !rows.has(Math.floor(i / d))) : values, d);
}

/** @param {Float64Array} values @param {number} d @returns {Points} */
function ofLength(values, d) {
  return { values, n: values.length / d, d };
}

/** @param {Float64Array} positions @param {Float64Array} center @param {Float64Array[]} axes */
function projected(positions, center, axes) {
  const d = center.length;
  const flat = new Float64Array((positions.length / d) * 2);
  for (let i = 0; i < flat.length; i++) {
    const axis = axes[i % 2];
    for (let a = 0; a < d; a++) flat[i] += (positions[(i >> 1) * d + a] - center[a]) * axis[a];
  }
  return flat;
}

/** Return the lowest and the highest coordinate of all along an axis. @param {Points[]} groups @param {number} axis */
function ends(groups, axis) {
  const extents = groups.filter(({ n }) => n > 0).map(extent);
  /** @type {[number, number]} */
  const both = [Math.min(...extents.map(({ low }) => low[axis])), Math.max(...extents.map(({ high }) => high[axis]))];
  return both;
}

/**
 * Return an interval around both, with a margin; `spare` is its width where they are the same.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} [spare]
 * @returns {[number, number]}
 */
function around(low, high, spare = 0) {
  let width = high - low;
  const far = Math.max(Math.abs(low), Math.abs(high));
  // Neighbouring numbers far from zero leave too few digits to work with.
  const least = Math.max(SMALLEST, 1e-12 * far);
  if (width < least) width = spare > least ? spare : Math.max(least, 1e-6 * far);
  if (width <= SMALLEST) width = 1;
  const middle = (low + high) / 2;
  return [middle - width * (0.5 + MARGIN), middle + width * (0.5 + MARGIN)];
}
