// @ts-check
// What a run came to, and what many other starts say about it, in sentences.

import { inFourDigits } from "../drawing/numbers.js";
import { put } from "../say.js";
import { TABLES } from "../tables.js";

/** @typedef {import("../engine/runs.js").Starts} Starts */
/** @typedef {import("../engine/steps.js").State} State */

/**
 * Return how a run ended.
 *
 * @param {State} last
 * @param {string} problem Why it stopped half-way, where it did.
 */
export function ending(last, problem) {
  const n = last.phase === "assign" ? last.iteration - 1 : last.iteration;
  const steps = `${n} ${n === 1 ? "step" : "steps"}`;
  if (problem) return `The run stopped after ${steps}: ${problem.split(";")[0]}.`;
  const inertia = inFourDigits(last.inertia ?? 0);
  if (!last.converged) return `Not converged: stopped after ${steps}, as many as were allowed. Inertia ${inertia}.`;
  return n === 0 ? `Converged at once. Inertia ${inertia}.` : `Converged after ${steps}. Inertia ${inertia}.`;
}

/**
 * Return which clusters of a run have lost all their points; nothing where none did.
 *
 * @param {{length: number, bareAt: (step: number) => State}} run
 * @param {number} step As far as this one: what comes later is not told.
 */
export function emptied(run, step) {
  for (let i = 1; i <= step; i++) {
    const { empty, clusters, iteration } = run.bareAt(i);
    if (empty.length === 0) continue;
    const numbers = empty.map((j) => String(clusters[j] + 1));
    const which = numbers.length === 1 ? `Cluster ${numbers[0]}` : `Clusters ${numbers.join(", ")}`;
    return put("{which} lost all points in step {iteration}: other stars are nearer to every point.", { which, iteration });
  }
  return "";
}

/**
 * Return what all the starts say about a run that ended with `inertia`.
 *
 * @param {Starts} starts Those that have been tried.
 * @param {string} init The name of their method.
 * @param {number} inertia
 * @returns {string[]}
 */
export function verdict(starts, init, inertia) {
  const { best, above, isBest, shareOfBest, better, place, endings } = starts.standing(inertia);
  const n = starts.inertias.length;
  const method = `${n} starts by ${TABLES.phrases[init]}`;
  const spread = `${endings} different ${endings === 1 ? "ending" : "endings"}`;
  if (isBest) {
    const howMany = shareOfBest === 0 ? "None" : shareOfBest === 1 ? "All" : percent(Math.max(shareOfBest, 0.01));
    return [`This is the best known result. ${howMany} of ${method} found it; they came to ${spread}.`];
  }
  const worse = better === n ? "All" : percent(Math.min(Math.max(better / n, 0.01), 0.99));
  return [
    `This is a local minimum, ${aboveText(above)} the best known (${inFourDigits(best)}).`,
    `${worse} of ${method} ended better; of ${spread} it is number ${place}, counted from the best.`,
  ];
}

/** @param {number} share @param {number} [digits] */
function percent(share, digits = 0) {
  return `${(100 * share).toFixed(digits)}%`;
}

/** @param {number} share */
function aboveText(share) {
  if (share >= 1) return `${(1 + share).toFixed(1)} times`;
  if (share < 0.001) return "less than 0.1% above";
  return `${percent(share, share < 0.1 ? 1 : 0)} above`;
}
