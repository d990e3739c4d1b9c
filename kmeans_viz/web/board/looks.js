// @ts-check
// How a board is to be shown, from its attributes, its recipe, and whether the page can compute its run.

import { languageOf, sayIn } from "../say.js";
import { TABLES } from "../tables.js";
import { asSwitch, asWords, HANDS, PARTS, SHOWS, USUAL_HANDS } from "./attributes.js";

/** @typedef {import("./attributes.js").Recipe} Recipe */

/** Return what each field of a recipe is where the recipe leaves it out. @returns {any} */
export function defaults() {
  return Object.fromEntries(Object.entries(TABLES.fields).map(([name, field]) => [name, field.default]));
}

/**
 * Return how a board is to be shown.
 *
 * @param {HTMLElement} element
 * @param {Recipe} recipe
 * @param {object} run
 * @param {import("./recording.js").Recording | null} run.recording A run that Python recorded.
 * @param {boolean} run.hasStates Whether the states were given.
 * @param {boolean} run.isOwn Whether a hand or a script changed the recipe.
 * @param {boolean} run.canUndo Whether there is a change to take back.
 * @param {boolean} isDark Whether the reader likes it dark.
 * @returns {import("./dress.js").Looks}
 */
export function looksOf(element, recipe, { recording, hasStates, isOwn, canUndo }, isDark) {
  const look = { ...defaults(), ...recipe };
  const [show] = asWords("show", element.getAttribute("show") ?? "player", SHOWS);
  const hide = asWords("hide", element.getAttribute("hide") ?? "", PARTS);
  const hands = asWords("hands", element.getAttribute("hands") ?? USUAL_HANDS, HANDS);
  const on = (/** @type {string} */ name) => asSwitch(name, element.getAttribute(name) ?? "false");
  const isSeen = (/** @type {string} */ part) => !hide.includes(part);
  const isComputable = recording?.isComputable ?? true;
  const canChange = isComputable && !hasStates;
  return {
    style: recipe.style ?? (isDark && element.getAttribute("theme") !== "light" ? "dark" : "light"),
    timing: look,
    loop: look.loop,
    isWhole: on("whole"),
    parts: {
      ...look,
      // Cells are those of the nearest star, which a stepper's own assign need not take.
      voronoi: look.voronoi && isSeen("cells") && (recording?.assignName ?? null) === null,
      trails: look.trails && isSeen("trails"),
      stars: isSeen("stars"),
      lines: on("lines"),
      forms: on("forms"),
      say: sayIn(recipe.lang ?? languageOf(element)),
    },
    hands: isComputable && isSeen("stars") ? hands : [],
    hide: [...hide, ...["caption", "curve"].filter((part) => !look[part])],
    show: show ?? "player",
    size: recipe.size ?? null,
    canChange,
    canMakePoints: canChange && !recipe.coordinates && recording === null,
    isChanged: canChange && isOwn,
    canUndo: canChange && canUndo,
  };
}
