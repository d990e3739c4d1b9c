// @ts-check
// The question above the board: what a class may guess before it looks.

import { filled, isMade, sourceOf } from "./situation.js";

/** @type {Record<string, string>} */
const EXHIBITS = {
  "uniform-7": "No groups at all: what will seven stars find?",
  "uniform-3": "Evenly spread points, three stars: where will they settle?",
  "gaussian-3": "Three groups, three stars: does each star find its own?",
  "unlucky-start": "Three stars share one group. Will they find the others?",
  "lucky-start": "The same points from another start: does it matter?",
  "rescued-by-k-means++": "The stars begin far apart: does it help?",
  "voronoi-cells": "Points on a grid: which shapes will the cells take?",
  "empty-cluster": "Can a star lose all of its points?",
  "old-faithful": "Does the geyser have two kinds of eruptions?",
  "mountain-hike": "Into which four parts does a hike fall?",
};

/** @type {Record<string, string>} */
const BOARDS = {
  uniform: "There are no groups here. What will the stars find?",
  moons: "Will each moon get a colour of its own?",
  rings: "Will each ring get a colour of its own?",
  anisotropic: "The groups are long and slanted. Will the stars see that?",
  unequal: "The groups are unequal. Will each get a star of its own?",
  grid: "Points on a grid: which shapes will the cells take?",
};

/** Return what an exhibit asks. @param {string} name */
export function exhibitQuestion(name) {
  return EXHIBITS[name] ?? "";
}

/**
 * Return what to ask of a situation.
 *
 * @param {import("./situation.js").Situation} now
 * @param {string} exhibit The name of the exhibit that it is; empty for none.
 */
export function questionOf({ recipe, other }, exhibit) {
  if (other !== null) return "The same points, two starts: will they end alike?";
  if (EXHIBITS[exhibit]) return EXHIBITS[exhibit];
  const { k } = filled(recipe);
  if (!isMade(recipe)) return k === 1 ? "Where will one star settle here?" : `Which ${k} groups will the stars find here?`;
  if (k > 1 && BOARDS[sourceOf(recipe)]) return BOARDS[sourceOf(recipe)];
  return k === 1 ? "Where will the star end up?" : `Where will the ${k} stars end up?`;
}
