// @ts-check
// Labels that follow a hand: points assigned again and again into the same arrays while a star is dragged.

import { ownGround } from "./sweep.js";

/** @typedef {import("./points.js").Points} Points */

/** The nearest centroid of every point in the plane, kept up to date while centroids move. */
export class LiveAssignment {
  /**
   * @param {Points} points In the plane.
   * @param {Float64Array} centroids k·2 coordinates; copied.
   */
  constructor(points, centroids) {
    this._points = points;
    /** n: the cluster of each point, the lowest index on a tie. Changes with every call. */
    this.labels = new Int32Array(points.n);
    /** n: the squared distance of each point to its centroid. */
    this.squared = new Float64Array(points.n);
    /** k·2: where the centroids are now. */
    this.centroids = centroids;
    this.assign(centroids);
  }

  /** Sum of squared distances of the points to their centroids. */
  get inertia() {
    let inertia = 0;
    for (let i = 0; i < this.squared.length; i++) inertia += this.squared[i];
    return inertia;
  }

  /** @returns {Int32Array} k: how many points each cluster has. */
  get counts() {
    const counts = new Int32Array(this.centroids.length / 2);
    for (let i = 0; i < this.labels.length; i++) counts[this.labels[i]]++;
    return counts;
  }

  /**
   * Assign every point, from any number of centroids.
   *
   * @param {Float64Array} centroids k·2 coordinates; copied.
   */
  assign(centroids) {
    const { labels, squared } = this;
    const { values, n } = this._points;
    const ground = ownGround(centroids);
    const k = centroids.length / 2;
    for (let i = 0; i < n; i++) {
      const x = values[2 * i];
      const y = values[2 * i + 1];
      // Most points stay with the centroid they had.
      const guess = labels[i] < k ? labels[i] : 0;
      const dx = x - centroids[2 * guess];
      const dy = y - centroids[2 * guess + 1];
      const best = dx * dx + dy * dy;
      labels[i] = guess;
      squared[i] = best;
      if (best >= ground[guess]) this._search(i, x, y, centroids);
    }
    this.centroids = centroids.slice();
  }

  /**
   * Move one centroid and assign the points again, about ten times as fast as `assign`: a point has to be looked at
   * closely only where the moved centroid comes nearer than its own, or is its own and goes away.
   *
   * @param {number} moved Which centroid.
   * @param {number} toX
   * @param {number} toY
   */
  move(moved, toX, toY) {
    const { labels, squared, centroids } = this;
    const { values, n } = this._points;
    centroids[2 * moved] = toX;
    centroids[2 * moved + 1] = toY;
    for (let i = 0; i < n; i++) {
      const x = values[2 * i];
      const y = values[2 * i + 1];
      const dx = x - toX;
      const dy = y - toY;
      const distance = dx * dx + dy * dy;
      const before = squared[i];
      if (labels[i] === moved) {
        squared[i] = distance;
        if (distance > before) this._search(i, x, y, centroids);
      } else if (distance <= before && (distance < before || moved < labels[i])) {
        squared[i] = distance;
        labels[i] = moved;
      }
    }
  }

  /**
   * Look at all centroids for one nearer to point i than the one it has.
   *
   * @param {number} i
   * @param {number} x
   * @param {number} y
   * @param {Float64Array} centroids
   */
  _search(i, x, y, centroids) {
    let best = this.squared[i];
    let own = 2 * this.labels[i];
    for (let j = 0; j < centroids.length; j += 2) {
      const dx = x - centroids[j];
      const dy = y - centroids[j + 1];
      const distance = dx * dx + dy * dy;
      if (distance <= best && (distance < best || j < own)) {
        best = distance;
        own = j;
      }
    }
    this.squared[i] = best;
    this.labels[i] = own >> 1;
  }
}
