// @ts-check
// The question above the board: what a class may guess before it looks.

import { say } from "./say.js";
import { filled, isMade, sourceOf } from "./situation.js";

/** What each is called, and what it asks. @type {Record<string, [string, string]>} */
const EXHIBITS = {
  "uniform-7": [say("Uniform 7"), say("No groups at all: what will seven stars find?")],
  "uniform-3": [say("Uniform 3"), say("Evenly spread points, three stars: where will they settle?")],
  "gaussian-3": [say("Gaussian 3"), say("Three groups, three stars: does each star find its own?")],
  "unlucky-start": [say("Unlucky start"), say("Three stars share one group. Will they find the others?")],
  "lucky-start": [say("Lucky start"), say("The same points from another start: does it matter?")],
  "rescued-by-k-means++": [say("Rescued by k-means++"), say("The stars begin far apart: does it help?")],
  "voronoi-cells": [say("Voronoi cells"), say("Points on a grid: which shapes will the cells take?")],
  "empty-cluster": [say("Empty cluster"), say("Can a star lose all of its points?")],
  "old-faithful": [say("Old faithful"), say("Does the geyser have two kinds of eruptions?")],
  "mountain-hike": [say("Mountain hike"), say("Into which four parts does a hike fall?")],
};

/** @type {Record<string, string>} */
const BOARDS = {
  uniform: say("There are no groups here. What will the stars find?"),
  moons: say("Will each moon get a colour of its own?"),
  rings: say("Will each ring get a colour of its own?"),
  anisotropic: say("The groups are long and slanted. Will the stars see that?"),
  unequal: say("The groups are unequal. Will each get a star of its own?"),
  grid: say("Points on a grid: which shapes will the cells take?"),
};

/** Return what an exhibit asks. @param {string} name */
export function exhibitQuestion(name) {
  return EXHIBITS[name]?.[1] ?? "";
}

/** Return what an exhibit is called. @param {string} name */
export function exhibitTitle(name) {
  return EXHIBITS[name]?.[0] ?? name;
}

/**
 * Return what to ask of a situation.
 *
 * @param {import("./situation.js").Situation} now
 * @param {string} exhibit The name of the exhibit that it is; empty for none.
 */
export function questionOf({ recipe, other }, exhibit) {
  if (other !== null) return say("The same points, two starts: will they end alike?");
  if (EXHIBITS[exhibit]) return exhibitQuestion(exhibit);
  const { k } = filled(recipe);
  if (!isMade(recipe)) return k === 1 ? say("Where will one star settle here?") : say("Which {k} groups will the stars find here?", { k });
  if (k > 1 && BOARDS[sourceOf(recipe)]) return BOARDS[sourceOf(recipe)];
  return k === 1 ? say("Where will the star end up?") : say("Where will the {k} stars end up?", { k });
}
