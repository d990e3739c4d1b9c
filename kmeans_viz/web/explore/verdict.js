// @ts-check
// What a run came to, and what many other starts say about it, in sentences.

import { inFourDigits } from "../drawing/numbers.js";
import { TABLES } from "../tables.js";
import { say } from "./say.js";
import { standing } from "./standing.js";

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
  const steps = `${n} ${n === 1 ? say("step") : say("steps")}`;
  if (problem) return say("The run stopped after {steps}: {problem}.", { steps, problem: problem.split(";")[0] });
  const inertia = inFourDigits(last.inertia ?? 0);
  if (!last.converged) return say("Not converged: stopped after {steps}, as many as were allowed. Inertia {inertia}.", { steps, inertia });
  return n === 0 ? say("Converged at once. Inertia {inertia}.", { inertia }) : say("Converged after {steps}. Inertia {inertia}.", { steps, inertia });
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
    const values = { numbers: numbers.join(", "), iteration };
    if (numbers.length === 1) return say("Cluster {numbers} lost all points in step {iteration}: other stars are nearer to every point.", values);
    return say("Clusters {numbers} lost all points in step {iteration}: other stars are nearer to every point.", values);
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
  const { best, above, isBest, shareOfBest, better, place, endings } = standing(starts.inertias, inertia);
  const n = starts.inertias.length;
  const method = say("{n} starts by {method}", { n, method: say(TABLES.phrases[init]) });
  const spread = `${endings} ${endings === 1 ? say("different ending") : say("different endings")}`;
  if (isBest) {
    const share = shareOfBest === 0 ? say("None") : shareOfBest === 1 ? say("All") : percent(Math.max(shareOfBest, 0.01));
    return [say("This is the best known result. {share} of {method} found it; they came to {spread}.", { share, method, spread })];
  }
  const share = better === n ? say("All") : percent(Math.min(Math.max(better / n, 0.01), 0.99));
  return [
    say("This is a local minimum, {above} the best known ({best}).", { above: aboveText(above), best: inFourDigits(best) }),
    say("{share} of {method} ended better; of {spread} it is number {place}, counted from the best.", { share, method, spread, place }),
  ];
}

/** @param {number} share @param {number} [digits] */
function percent(share, digits = 0) {
  return `${(100 * share).toFixed(digits)}%`;
}

/** @param {number} share */
function aboveText(share) {
  if (share >= 1) return say("{times} times", { times: (1 + share).toFixed(1) });
  if (share < 0.001) return say("less than 0.1% above");
  return say("{percent} above", { percent: percent(share, share < 0.1 ? 1 : 0) });
}
