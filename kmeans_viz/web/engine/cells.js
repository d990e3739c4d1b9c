// @ts-check
// The exact Voronoi cells of the centroids, clipped to the board: the board cut by the bisectors towards the other
// centroids, which works for any k >= 1: one, two, collinear, coincident.

/** Left, right, bottom and top edge of the board. @typedef {readonly [number, number, number, number]} Bounds */

/**
 * Return the part of the board that is nearer to each centroid than to any other.
 *
 * @param {Float64Array} centroids k·2 coordinates.
 * @param {Bounds} bounds
 * @returns {Float64Array[]} k convex polygons, the x and y of one corner after the other, counterclockwise. They tile
 *   the board. Of coincident centroids the first has the cell, as ties go to the lowest index; the others an empty one.
 */
export function voronoiCells(centroids, [left, right, bottom, top]) {
  // Counted from the middle, in units of the board: far from zero the digits that tell two sites apart would go to the
  // distance from zero, and squares of very small or large numbers vanish or overflow.
  const unit = Math.max(right - left, top - bottom);
  const middle = [(left + right) / 2, (bottom + top) / 2];
  const sites = centroids.map((value, i) => (value - middle[i % 2]) / unit);
  const width = (right - left) / unit / 2;
  const height = (top - bottom) / unit / 2;
  const board = [-width, -height, width, -height, width, height, -width, height];
  return Array.from({ length: sites.length / 2 }, (_, j) => {
    const cell = Float64Array.from(cellOf(j, sites, board));
    for (let i = 0; i < cell.length; i += 2) {
      cell[i] = Math.min(Math.max(cell[i] * unit + middle[0], left), right);
      cell[i + 1] = Math.min(Math.max(cell[i + 1] * unit + middle[1], bottom), top);
    }
    return cell;
  });
}

/**
 * Cut the board by the bisectors between site j and the others, nearest first.
 *
 * @param {number} j
 * @param {Float64Array} sites
 * @param {number[]} board
 * @returns {number[]}
 */
function cellOf(j, sites, board) {
  const x = sites[2 * j];
  const y = sites[2 * j + 1];
  const squared = new Float64Array(sites.length / 2);
  for (let i = 0; i < squared.length; i++) {
    squared[i] = (sites[2 * i] - x) ** 2 + (sites[2 * i + 1] - y) ** 2;
    if (squared[i] === 0) {
      if (i < j) return [];
      squared[i] = Infinity; // the site itself, or one on the same place, which gets no cell
    }
  }
  let polygon = board;
  for (;;) {
    // A bisector farther out than the farthest corner cuts nothing, and neither do all those after it. That leaves about
    // a dozen to look at, so that finding one after the other is faster than sorting them all.
    const i = nearestOf(squared);
    if (!(squared[i] <= 4 * reachOf(polygon, x, y))) return polygon;
    squared[i] = Infinity;
    const u = sites[2 * i];
    const v = sites[2 * i + 1];
    polygon = clipped(polygon, u - x, v - y, ((u - x) * (u + x) + (v - y) * (v + y)) / 2);
    if (polygon.length === 0) return polygon;
  }
}

/** Return where the smallest number is, the first on a tie. @param {Float64Array} numbers */
function nearestOf(numbers) {
  let nearest = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i] < numbers[nearest]) nearest = i;
  return nearest;
}

/** Return the squared distance to the farthest corner. @param {number[]} polygon @param {number} x @param {number} y */
function reachOf(polygon, x, y) {
  let reach = 0;
  for (let i = 0; i < polygon.length; i += 2) {
    reach = Math.max(reach, (polygon[i] - x) ** 2 + (polygon[i + 1] - y) ** 2);
  }
  return reach;
}

/**
 * Return the part of a convex polygon where a·x + b·y <= c (Sutherland & Hodgman 1974); `polygon` itself where nothing
 * is cut off.
 *
 * @param {number[]} polygon
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @returns {number[]}
 */
function clipped(polygon, a, b, c) {
  const beyond = [];
  for (let i = 0; i < polygon.length; i += 2) beyond.push(a * polygon[i] + b * polygon[i + 1] - c);
  // Most lines miss most cells.
  if (!beyond.some((distance) => distance > 0)) return polygon;
  const kept = [];
  let last = beyond.length - 1;
  for (let next = 0; next < beyond.length; next++) {
    const before = beyond[last];
    const after = beyond[next];
    const qx = polygon[2 * next];
    const qy = polygon[2 * next + 1];
    if (before > 0 !== after > 0) {
      const t = before / (before - after);
      const px = polygon[2 * last];
      const py = polygon[2 * last + 1];
      kept.push(px + t * (qx - px), py + t * (qy - py));
    }
    if (after <= 0) kept.push(qx, qy);
    last = next;
  }
  return kept;
}
