// @ts-check
// What happened in a half-step, in words: the same as Python's `captions`, to the letter. The words are in words.json.

import { put } from "../say.js";
import { TABLES } from "../tables.js";
import { grouped, inFourDigits, inTwoDigits } from "./numbers.js";

/** @typedef {import("../engine/steps.js").State} State */
/** @typedef {import("../say.js").Say} Say */

/**
 * What a caption has to know of a run.
 *
 * @typedef {object} Story
 * @property {number} length How many states there are so far.
 * @property {(step: number) => State} at
 * @property {(step: number) => State} bareAt The same, perhaps without the labels, for which nothing has to be found again.
 * @property {{n: number}} points Those that are drawn.
 * @property {number} nPoints How many were clustered; more than `points.n` where those are a sample.
 * @property {string | null} init The method of the start, where it was a named one.
 * @property {number} maxIter
 * @property {string} onEmpty
 * @property {string | null} assignName What a stepper's own assign is called; null for k-means.
 * @property {string | null} updateName
 */

/**
 * Return a title, and a sentence or two.
 *
 * @param {Story} run
 * @param {number} index
 * @param {{moves?: boolean, say?: Say}} [options] `moves` if the picture does; `say` for another language.
 * @returns {{title: string, text: string}}
 */
export function captions(run, index, { moves = true, say = put } = {}) {
  const words = TABLES.words;
  const state = run.at(index);
  if (state.phase === "seed") return { title: say(words.seed), text: seedText(run, state, say) };
  if (state.phase === "update") return { title: say(words.update, state), text: updateText(run, index, state, say) };
  const { title, text } = assignCaption(run, index, state, moves, say);
  return { title, text: state.empty.length ? `${text} ${emptyText(state, say)}.` : text };
}

/**
 * Return how the next star of a start is found, in words, and how the points show it.
 *
 * @param {import("../engine/starts.js").SeedingStep} step
 * @param {string} init The method of the start.
 * @param {number} star Which star it is, from 0.
 * @param {number} k
 * @param {Say} [say]
 * @returns {{title: string, text: string}}
 */
export function seedingCaption({ kind, scores }, init, star, k, say = put) {
  const words = TABLES.words.seeding;
  const title = say(words.title, { star: star + 1, k });
  if (kind === "group") return { title, text: say(words.group, { star: star + 1 }) };
  const isEqual = kind === "chance" && scores.every((score) => score === 0 || score === scores.find((s) => s > 0));
  if (isEqual) return { title, text: say(words.equal[star > 0 ? 1 : 0]) };
  return { title, text: `${say(TABLES.words.next[init])} ${say(words.sized[kind])}` };
}

/** @param {Story} run @param {State} state @param {Say} say */
function seedText(run, state, say) {
  const { starts, ways, given, sample } = TABLES.words;
  const k = state.clusters.length;
  const isOne = k === 1;
  const how = say((run.init !== null && Object.hasOwn(ways, run.init) ? ways[run.init] : given)[isOne ? 0 : 1]);
  let text = say(starts[0], { count: grouped(k), what: say(starts[isOne ? 1 : 2]), how });
  if (run.nPoints > run.points.n) text += say(sample, { drawn: grouped(run.points.n), all: grouped(run.nPoints) });
  return text;
}

/** @param {Story} run @param {number} index @param {State} state @param {boolean} moves @param {Say} say */
function assignCaption(run, index, state, moves, say) {
  const { words, sizes } = TABLES;
  const before = state.iteration - 1;
  const steps = count(before, words.step, say);
  if (state.converged) {
    const inertia = inFourDigits(state.inertia ?? 0);
    return { title: say(words.converged[0], { steps }), text: say(words.converged[1], { inertia }) };
  }
  if (before >= run.maxIter && index === run.length - 1) {
    const points = count(state.changed, words.still, say);
    return { title: say(words.stopped[0], { steps }), text: say(words.stopped[1], { points }) };
  }
  const title = say(words.assign, state);
  if (state.iteration === 1) {
    return { title, text: say(words.first[run.assignName === null ? 0 : 1], { name: run.assignName }) };
  }
  const [flashed, marked] = words.seen;
  const seen = run.points.n <= sizes.densityFrom ? "" : say(moves ? flashed : marked);
  return { title, text: `${count(state.changed, words.changed, say)}${seen}.` };
}

/** @param {Story} run @param {number} index @param {State} state @param {Say} say */
function updateText(run, index, state, say) {
  const { moves, other, far, fates, fate } = TABLES.words;
  const before = run.at(index - 1);
  const many = state.clusters.length === 1 ? 0 : 1;
  const head = run.updateName === null ? say(moves[many]) : say(other[many], { name: run.updateName });
  const text = head + say(far[many], { far: inTwoDigits(state.shift) });
  if (before.empty.length === 0) return text;
  const what = say(fates[run.onEmpty][before.empty.length > 1 ? 1 : 0]);
  return say(fate, { text, who: emptyText(before, say), fate: what });
}

/** Return "Cluster 4 has no points", counting from 1 as the stars do. @param {State} state @param {Say} say */
function emptyText(state, say) {
  const [one, some, many] = TABLES.words.empty;
  const numbers = state.empty.map((j) => String(state.clusters[j] + 1));
  if (numbers.length === 1) return say(one, { one: numbers[0] });
  if (numbers.length > 4) return say(many, { count: numbers.length });
  return say(some, { many: numbers.slice(0, -1).join(", "), last: numbers[numbers.length - 1] });
}

/** Return a number and its word. @param {number} number @param {readonly string[]} words One, and many. @param {Say} say */
function count(number, words, say) {
  return `${grouped(number)} ${say(words[number === 1 ? 0 : 1])}`;
}
