// @ts-check
// The directions of the largest variances, for points of more than two coordinates.

/** @typedef {import("../engine/points.js").Points} Points */

const MOST_SWEEPS = 60;

/**
 * Return the mean, the two directions of the largest variances, and their shares of the whole.
 *
 * @param {Points} points
 * @returns {{center: Float64Array, axes: Float64Array[], shares: number[]}}
 */
export function principal({ values, n, d }) {
  // Counted from the first point: far from zero, the digits that tell points apart would be lost in a sum.
  const center = values.slice(0, d);
  for (let i = 0; i < values.length; i++) center[i % d] += (values[i] - values[i % d]) / n;
  let scale = 0;
  for (let i = 0; i < values.length; i++) scale = Math.max(scale, Math.abs(values[i] - center[i % d]));
  const covariance = Array.from({ length: d }, () => new Float64Array(d));
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < d; a++) {
      const x = (values[i * d + a] - center[a]) / (scale || 1);
      for (let b = 0; b <= a; b++) covariance[a][b] += (x * (values[i * d + b] - center[b])) / (scale || 1) / n;
    }
  }
  for (let a = 0; a < d; a++) for (let b = 0; b < a; b++) covariance[b][a] = covariance[a][b];
  const { variances, directions } = eigen(covariance);
  const order = Array.from(variances, (_, i) => i).sort((a, b) => variances[b] - variances[a]);
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  return {
    center,
    axes: order.slice(0, 2).map((i) => signed(directions.map((row) => row[i]))),
    shares: order.slice(0, 2).map((i) => (total > 0 ? variances[i] / total : 0)),
  };
}

/** Return a direction whose largest part is positive: an eigenvector has no sign of its own. @param {number[]} axis */
function signed(axis) {
  const largest = axis.reduce((most, part) => (Math.abs(part) > Math.abs(most) ? part : most), 0);
  return Float64Array.from(axis, (part) => (largest < 0 ? -part : part));
}

/**
 * Return the eigenvalues and eigenvectors of a symmetric matrix, which is changed on the way (Jacobi 1846: rotate until
 * nothing is left beside the diagonal).
 *
 * @param {Float64Array[]} matrix
 * @returns {{variances: number[], directions: number[][]}}
 */
function eigen(matrix) {
  const d = matrix.length;
  const directions = matrix.map((_, i) => matrix.map((_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let rest = 0;
    for (let p = 0; p < d; p++) {
      for (let q = p + 1; q < d; q++) {
        const off = matrix[p][q];
        rest += off * off;
        if (off === 0) continue;
        const theta = (matrix[q][q] - matrix[p][p]) / (2 * off);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        for (const row of [...matrix, ...directions]) {
          const [x, y] = [row[p], row[q]];
          row[p] = c * (x - t * y);
          row[q] = c * (t * x + y);
        }
        for (let j = 0; j < d; j++) {
          const [x, y] = [matrix[p][j], matrix[q][j]];
          matrix[p][j] = c * (x - t * y);
          matrix[q][j] = c * (t * x + y);
        }
      }
    }
    if (rest < 1e-30) break;
  }
  return { variances: matrix.map((row, i) => row[i]), directions };
}
