// @ts-check
// Which cluster of one run is which of another: those that share the most points, as one assignment for all clusters.

/**
 * Return for each of B's clusters the one of A's that it shares its points with; the sum of shared points is the most
 * that any pairing has.
 *
 * @param {Int32Array} a n labels from 0 to k - 1.
 * @param {Int32Array} b n labels of the same points.
 * @param {number} k
 * @returns {Int32Array} k
 */
export function matched(a, b, k) {
  const shared = Array.from({ length: k }, () => new Float64Array(k));
  for (let i = 0; i < a.length; i++) shared[b[i]][a[i]]++;
  return cheapest(shared.map((row) => row.map((count) => -count)));
}

/**
 * Return the column of each row in the assignment with the lowest sum of costs: the Hungarian method, as shortest
 * augmenting paths (Jonker and Volgenant, 1987).
 *
 * @param {Float64Array[]} costs k rows of k.
 * @returns {Int32Array}
 */
export function cheapest(costs) {
  const k = costs.length;
  const rowPrice = new Float64Array(k + 1);
  const columnPrice = new Float64Array(k + 1);
  const rowOf = new Int32Array(k + 1); // of each column, from 1; column 0 holds the row that looks for a place
  const before = new Int32Array(k + 1);
  for (let row = 1; row <= k; row++) {
    rowOf[0] = row;
    let column = 0;
    const lowest = new Float64Array(k + 1).fill(Infinity);
    const isUsed = new Uint8Array(k + 1);
    do {
      isUsed[column] = 1;
      const from = rowOf[column];
      let [step, next] = [Infinity, 0];
      for (let j = 1; j <= k; j++) {
        if (isUsed[j]) continue;
        const cost = costs[from - 1][j - 1] - rowPrice[from] - columnPrice[j];
        if (cost < lowest[j]) [lowest[j], before[j]] = [cost, column];
        if (lowest[j] < step) [step, next] = [lowest[j], j];
      }
      for (let j = 0; j <= k; j++) {
        if (isUsed[j]) {
          rowPrice[rowOf[j]] += step;
          columnPrice[j] -= step;
        } else lowest[j] -= step;
      }
      column = next;
    } while (rowOf[column] !== 0);
    for (; column !== 0; column = before[column]) rowOf[column] = rowOf[before[column]];
  }
  const found = new Int32Array(k);
  for (let j = 1; j <= k; j++) found[rowOf[j] - 1] = j - 1;
  return found;
}
