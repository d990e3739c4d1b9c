// @ts-check
// What a class has guessed, as plain values: how many chose what, in percent; where the mean of its stars is and how far
// they spread; which are nearest to the truth; the lowest inertia that anybody found; and all of it as CSV.

import { asPoints } from "../engine/points.js";
import { Sweeper } from "../engine/sweep.js";
import { distance } from "../lesson/judging.js";

/** @typedef {import("../engine/points.js").Points} Points */

/**
 * A guess as a student's page sends it: a star's place, a K, the number of an answer, or the places of all stars.
 *
 * @typedef {{cluster: number, at: number[]} | {k: number} | {choice: number} | {centroids: number[][]}} Value
 */

/** The guesses at one scene. Of each student the last one counts, and keeps the place of the first. */
export class Guesses {
  constructor() {
    /** @type {Map<string, Value>} */
    this._values = new Map();
  }

  /** @param {string} id Whose guess it is. @param {Value} value */
  put(id, value) {
    this._values.set(id, value);
  }

  get size() {
    return this._values.size;
  }

  /** The guesses by their students. @returns {Iterable<[string, Value]>} */
  get entries() {
    return this._values.entries();
  }

  /** All guesses of one kind: those with that entry. @param {"at" | "k" | "choice" | "centroids"} kind @returns {any[]} */
  of(kind) {
    return [...this._values.values()].filter((value) => Object.hasOwn(value, kind));
  }
}

/**
 * Count what was chosen, and say it in percent that add up to 100.
 *
 * @template Option
 * @param {readonly Option[]} options
 * @param {readonly Option[]} chosen
 * @returns {{option: Option, count: number, percent: number}[]} In the order of the options; 0 percent where nothing
 *   was chosen.
 */
export function tally(options, chosen) {
  const counts = options.map((option) => chosen.filter((each) => each === option).length);
  const percents = percentsOf(counts);
  return options.map((option, i) => ({ option, count: counts[i], percent: percents[i] }));
}

/**
 * Return counts in percent that add up to 100: what rounding leaves over goes to the largest remainders.
 *
 * @param {readonly number[]} counts
 * @returns {number[]} 0 percent each where nothing was counted.
 */
export function percentsOf(counts) {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const percents = counts.map((count) => (all === 0 ? 0 : Math.floor((100 * count) / all)));
  const left = all === 0 ? 0 : 100 - percents.reduce((sum, percent) => sum + percent, 0);
  const byRemainder = counts.map((_, i) => i).sort((i, j) => ((100 * counts[j]) % all) - ((100 * counts[i]) % all) || counts[j] - counts[i]);
  for (const i of byRemainder.slice(0, left)) percents[i]++;
  return percents;
}

/**
 * Return where the mean of places is, and how far they spread around it.
 *
 * @param {readonly (readonly number[])[]} places At least one; each with one coordinate or with two.
 * @returns {{mean: number[], deviations: number[], angle: number, typical: number}} `deviations` are the standard
 *   deviations along the axes of the ellipse that fits the places, the larger one first; `angle` is that of its first
 *   axis, in radians; `typical` is the root of the mean squared distance from the mean.
 */
export function spreadOf(places) {
  const n = places.length;
  const mean = places[0].map((_, axis) => places.reduce((sum, place) => sum + place[axis], 0) / n);
  const moment = (/** @type {number} */ a, /** @type {number} */ b) =>
    places.reduce((sum, place) => sum + (place[a] - mean[a]) * (place[b] - mean[b]), 0) / n;
  if (mean.length === 1) {
    const deviation = Math.sqrt(moment(0, 0));
    return { mean, deviations: [deviation], angle: 0, typical: deviation };
  }
  const [across, up, both] = [moment(0, 0), moment(1, 1), moment(0, 1)];
  // The eigenvalues of the covariance, which rounding could leave a little below 0.
  const root = Math.hypot((across - up) / 2, both);
  const deviations = [root, -root].map((part) => Math.sqrt(Math.max(0, (across + up) / 2 + part)));
  return { mean, deviations, angle: Math.atan2(2 * both, across - up) / 2, typical: Math.sqrt(across + up) };
}

/**
 * Compare the stars of a class with where they go.
 *
 * @param {readonly {cluster: number, at: number[]}[]} stars
 * @param {readonly {cluster: number, to: number[]}[]} truths
 * @returns {{means: {cluster: number, mean: number[], distance: number}[], nearest: {index: number, distance: number}[]}}
 *   How far the mean of each star's guesses is from where it goes; all guesses, the nearest first.
 */
export function compared(stars, truths) {
  const means = truths.flatMap(({ cluster, to }) => {
    const places = stars.filter((star) => star.cluster === cluster).map(({ at }) => at);
    if (places.length === 0) return [];
    const { mean } = spreadOf(places);
    return [{ cluster, mean, distance: distance(mean, to) }];
  });
  const known = stars.flatMap(({ cluster, at }, index) => {
    const truth = truths.find((each) => each.cluster === cluster);
    return truth === undefined ? [] : [{ index, distance: distance(at, truth.to) }];
  });
  return { means, nearest: known.sort((one, other) => one.distance - other.distance || one.index - other.index) };
}

/**
 * Return the inertia of points around centroids, each point with its nearest one: what a page says of its own is not
 * believed.
 *
 * @param {Points} points
 * @param {number[][]} centroids
 */
export function inertiaOf(points, centroids) {
  const { value } = new Sweeper(points).sweep(asPoints(centroids).values, null).next();
  return /** @type {import("../engine/sweep.js").Sweep} */ (value).inertia;
}

/**
 * Return the guess with the lowest inertia, the first of them on a tie; null where there is none.
 *
 * @param {Points} points
 * @param {readonly {centroids: number[][]}[]} guesses
 * @returns {{index: number, inertia: number} | null}
 */
export function lowestInertia(points, guesses) {
  const all = guesses.map(({ centroids }, index) => ({ index, inertia: inertiaOf(points, centroids) }));
  return all.length === 0 ? null : all.reduce((best, each) => (each.inertia < best.inertia ? each : best));
}

/**
 * Return the guesses of a lesson as CSV: a row for each, and for each star where a guess is all of them. Nothing in it
 * tells who guessed, or when: the guesses at each scene are sorted, and their numbers begin anew.
 *
 * @param {readonly {question: string, choices?: readonly string[], answer?: number | null, guesses: Guesses}[]} scenes
 */
export function csvOf(scenes) {
  const rows = [["scene", "question", "guess", "star", "x1", "x2", "k", "choice", "text", "right"]];
  scenes.forEach(({ question, choices, answer, guesses }, scene) => {
    const sorted = [...guesses.entries].map(([, value]) => cellsOf(value, choices, answer)).sort((one, other) => inOrder(one.flat(), other.flat()));
    sorted.forEach((lines, guess) => {
      for (const cells of lines) rows.push([String(scene + 1), text(question), String(guess + 1), ...cells.map(text)]);
    });
  });
  return rows.map((row) => `${row.join(",")}\r\n`).join("");
}

/**
 * Return the last seven cells of each row of a guess.
 *
 * @param {Value} value
 * @param {readonly string[]} [choices]
 * @param {number | null} [answer] Which of the choices is right; null where none is.
 */
function cellsOf(value, choices = [], answer = null) {
  if ("at" in value) return [[value.cluster + 1, value.at[0], value.at[1] ?? "", "", "", "", ""]];
  if ("k" in value) return [["", "", "", value.k, "", "", ""]];
  if ("choice" in value) {
    const right = answer === null ? "" : value.choice === answer ? "yes" : "no";
    return [["", "", "", "", value.choice + 1, choices[value.choice] ?? "", right]];
  }
  return value.centroids.map((place, j) => [j + 1, place[0], place[1] ?? "", "", "", "", ""]);
}

/** @param {(string | number)[]} one @param {(string | number)[]} other */
function inOrder(one, other) {
  const i = one.findIndex((cell, at) => cell !== other[at]);
  return i < 0 ? 0 : one[i] < other[i] ? -1 : 1;
}

/** Return a cell, which no spreadsheet takes for a formula. @param {string | number} cell */
function text(cell) {
  if (typeof cell === "number") return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
