// @ts-check
// How a run stands among the runs from many other starts.

const SAME = 1e-6; // two inertias that differ by less, as a share, are the same local minimum

/**
 * Return what the inertias of many runs say about one that ended with `inertia`.
 *
 * @param {readonly number[]} found
 * @param {number} inertia
 */
export function standing(found, inertia) {
  const best = Math.min(...found, inertia);
  const isBelow = (/** @type {number} */ other) => other < inertia * (1 - SAME);
  return {
    /** The lowest inertia known. */
    best,
    /** By how much this run is above it, as a share of it. */
    above: best > 0 ? inertia / best - 1 : 0,
    /** True if this run ended in the best known minimum. */
    isBest: best > 0 ? inertia / best - 1 <= SAME : true,
    /** Which share of the starts ended in the best known minimum. */
    shareOfBest: found.filter((other) => other <= best * (1 + SAME)).length / found.length,
    /** How many starts ended lower than this run. */
    better: found.filter(isBelow).length,
    /** The place of this run's ending among the different ones, from 1, the best. */
    place: 1 + minima(found).filter(isBelow).length,
    /** How many different endings there are, this run's among them. */
    endings: minima([...found, inertia]).length,
  };
}

/**
 * Return the different values among `inertias`, in order; those that differ by rounding count once.
 *
 * @param {readonly number[]} inertias
 * @returns {number[]}
 */
export function minima(inertias) {
  const ordered = Float64Array.from(inertias).sort();
  return Array.from(ordered.filter((value, i) => i === 0 || value - ordered[i - 1] > SAME * Math.max(value, 1e-300)));
}
