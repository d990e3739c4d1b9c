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

/** How d coordinates become two. */
export class View {
  /**
   * @param {Points} points The points in the plane.
   * @param {number} d The dimension of the data.
   * @param {(positions: Float64Array) => Float64Array} flat Takes m·d coordinates to m·2.
   * @param {Bounds} bounds
   * @param {boolean} equal True where a unit is as long upwards as to the right.
   * @param {string} xlabel
   * @param {string} ylabel
   */
  constructor(points, d, flat, bounds, equal, xlabel = "", ylabel = "") {
    this.points = points;
    this.d = d;
    this.flat = flat;
    this.bounds = bounds;
    this.equal = equal;
    this.xlabel = xlabel;
    this.ylabel = ylabel;
  }

  /** Return this view of other points: in the plane, places stay where they are. @param {Points} points @returns {View} */
  of(points) {
    return this.d === 2 ? new View(points, 2, this.flat, this.bounds, this.equal, this.xlabel, this.ylabel) : this;
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
 * Return the view that shows all points and all places where the centroids ever stood.
 *
 * @param {Points} points
 * @param {Float64Array[]} places Centroids, m·d coordinates each. After a start, those of k-means are means of points,
 *   which cannot stand outside: the start is enough.
 * @param {readonly string[]} [columns] The names of the coordinates, where they have any.
 * @returns {View}
 */
export function viewOf(points, places, columns = []) {
  const { values, n, d } = points;
  if (d === 1) {
    // Points on one line would hide each other; the golden ratio spreads them evenly and the same way every time.
    const spread = new Float64Array(2 * n);
    for (let i = 0; i < n; i++) {
      spread[2 * i] = values[i];
      spread[2 * i + 1] = (((i + 1) * GOLDEN) % 1) - 0.5;
    }
    const flat = (/** @type {Float64Array} */ positions) =>
      Float64Array.from({ length: 2 * positions.length }, (_, i) => (i % 2 ? 0 : positions[i / 2]));
    const [low, high] = around(...ends([points, ...places.map((place) => asLine(place))], 0));
    const name = columns[0] ?? "x1";
    return new View({ values: spread, n, d: 2 }, 1, flat, [low, high, -0.9, 0.9], false, name);
  }
  let flat = (/** @type {Float64Array} */ positions) => positions;
  let [xlabel, ylabel] = [columns[0] ?? "", columns[1] ?? ""];
  const isMap = columns[0] === "east_km" && columns[1] === "north_km";
  if (isMap && d === 3 && columns[2] === "up_km") {
    // Places on the globe are seen from above, with north up.
    const [east, north] = [Float64Array.of(1, 0, 0), Float64Array.of(0, 1, 0)];
    flat = (positions) => projected(positions, new Float64Array(3), [east, north]);
    xlabel = `${columns[0]}, seen from above`;
  } else if (d > 2) {
    const { center, axes, shares } = principal(points);
    flat = (positions) => projected(positions, center, axes);
    [xlabel, ylabel] = ["first", "second"].map(
      (which, i) => `${which} principal component (${Math.round(100 * shares[i])}% of the variance)`,
    );
  }
  const drawn = d > 2 ? { values: flat(values), n, d: 2 } : points;
  const all = [drawn, ...places.map((place) => asPlane(flat(place)))];
  const [left, right] = ends(all, 0);
  const [low, high] = ends(all, 1);
  const across = around(left, right, high - low);
  const up = around(low, high, right - left);
  const ratio = (across[1] - across[0]) / (up[1] - up[0]);
  // Columns of a table may have different units; coordinates without names are a map, and kilometres are one.
  const equal = columns.length === 0 || isMap || (1 / UNEQUAL <= ratio && ratio <= UNEQUAL);
  return new View(drawn, d, flat, [...across, ...up], equal, xlabel, ylabel);
}

/** @param {Float64Array} values @returns {Points} */
function asLine(values) {
  return { values, n: values.length, d: 1 };
}

/** @param {Float64Array} values @returns {Points} */
function asPlane(values) {
  return { values, n: values.length / 2, d: 2 };
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
