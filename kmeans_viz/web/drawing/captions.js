// @ts-check
// What happened in a half-step, in words: the same as Python's `captions`, to the letter. The words are in words.json.

import { TABLES } from "../tables.js";
import { counted, grouped, inFourDigits, inTwoDigits } from "./numbers.js";

/** @typedef {import("../engine/steps.js").State} State */

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
 * @param {{moves?: boolean}} [options] `moves` if the picture does.
 * @returns {{title: string, text: string}}
 */
export function captions(run, index, { moves = true } = {}) {
  const words = TABLES.words;
  const state = run.at(index);
  if (state.phase === "seed") return { title: words.seed, text: seedText(run, state) };
  if (state.phase === "update") return { title: put(words.update, state), text: updateText(run, index, state) };
  const { title, text } = assignCaption(run, index, state, moves);
  return { title, text: state.empty.length ? `${text} ${emptyText(state)}.` : text };
}

/**
 * Return how the next star of a start is found, in words, and how the points show it.
 *
 * @param {import("../engine/starts.js").SeedingStep} step
 * @param {string} init The method of the start.
 * @param {number} star Which star it is, from 0.
 * @param {number} k
 * @returns {{title: string, text: string}}
 */
export function seedingCaption({ kind, scores }, init, star, k) {
  const words = TABLES.words.seeding;
  const title = put(words.title, { star: star + 1, k });
  if (kind === "group") return { title, text: put(words.group, { star: star + 1 }) };
  const isEqual = kind === "chance" && scores.every((score) => score === 0 || score === scores.find((s) => s > 0));
  if (isEqual) return { title, text: words.equal[star > 0 ? 1 : 0] };
  return { title, text: `${TABLES.words.next[init]} ${words.sized[kind]}` };
}

/**
 * Return a sentence with its {names} replaced.
 *
 * @param {string} sentence
 * @param {Record<string, any>} values
 * @returns {string}
 */
export function put(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/** @param {Story} run @param {State} state */
function seedText(run, state) {
  const { starts, ways, given, sample } = TABLES.words;
  const k = state.clusters.length;
  const isOne = k === 1;
  const how = (run.init !== null && Object.hasOwn(ways, run.init) ? ways[run.init] : given)[isOne ? 0 : 1];
  let text = put(starts[0], { count: grouped(k), what: starts[isOne ? 1 : 2], how });
  if (run.nPoints > run.points.n) text += put(sample, { drawn: grouped(run.points.n), all: grouped(run.nPoints) });
  return text;
}

/** @param {Story} run @param {number} index @param {State} state @param {boolean} moves */
function assignCaption(run, index, state, moves) {
  const { words, sizes } = TABLES;
  const before = state.iteration - 1;
  const steps = counted(before, words.step);
  if (state.converged) {
    const inertia = inFourDigits(state.inertia ?? 0);
    return { title: put(words.converged[0], { steps }), text: put(words.converged[1], { inertia }) };
  }
  if (before >= run.maxIter && index === run.length - 1) {
    const points = counted(state.changed, words.still);
    return { title: put(words.stopped[0], { steps }), text: put(words.stopped[1], { points }) };
  }
  const title = put(words.assign, state);
  if (state.iteration === 1) {
    return { title, text: put(words.first[run.assignName === null ? 0 : 1], { name: run.assignName }) };
  }
  const [said, flashed, marked, end] = words.changed;
  const seen = run.points.n <= sizes.densityFrom ? "" : moves ? flashed : marked;
  return { title, text: put(said, { points: counted(state.changed, words.point) }) + seen + end };
}

/** @param {Story} run @param {number} index @param {State} state */
function updateText(run, index, state) {
  const { moves, other, far, fates, fate } = TABLES.words;
  const before = run.at(index - 1);
  const many = state.clusters.length === 1 ? 0 : 1;
  const head = run.updateName === null ? moves[many] : put(other[many], { name: run.updateName });
  const text = head + put(far[many], { far: inTwoDigits(state.shift) });
  if (before.empty.length === 0) return text;
  const what = fates[run.onEmpty][before.empty.length > 1 ? 1 : 0];
  return put(fate, { text, who: emptyText(before), fate: what });
}

/** Return "Cluster 4 has no points", counting from 1 as the stars do. @param {State} state */
function emptyText(state) {
  const [one, some, many] = TABLES.words.empty;
  const numbers = state.empty.map((j) => String(state.clusters[j] + 1));
  if (numbers.length === 1) return put(one, { one: numbers[0] });
  if (numbers.length > 4) return put(many, { count: numbers.length });
  return put(some, { many: numbers.slice(0, -1).join(", "), last: numbers[numbers.length - 1] });
}
