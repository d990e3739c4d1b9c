// @ts-check
// How a board looks around its picture: which parts it has, and in which colours.

import { mixed, styleNamed } from "../drawing/style.js";

/**
 * How a board is shown.
 *
 * @typedef {object} Looks
 * @property {string} style
 * @property {import("../drawing/timeline.js").Timing} timing
 * @property {boolean} loop
 * @property {boolean} isWhole Whether assign and update are taken as one step.
 * @property {import("../drawing/scene.js").Parts} parts
 * @property {readonly string[]} hands
 * @property {readonly string[]} hide
 * @property {string} show
 * @property {number | [number, number] | null} size Of the picture, at most, in pixels of the page; null for as large as
 *   there is room.
 * @property {boolean} canChange Whether the page can make other starts.
 * @property {boolean} canMakePoints Whether it can make other points.
 * @property {boolean} isChanged Whether there is something to go back from.
 * @property {boolean} canUndo Whether the last change can be undone.
 */

/**
 * The parts that can be left out, by their names in `hide`.
 *
 * @typedef {Record<"caption" | "curve" | "controls" | "doings", HTMLElement[]>} Wardrobe
 */

/**
 * Give a board its parts and colours; return its style.
 *
 * @param {HTMLElement} board
 * @param {Wardrobe} wardrobe
 * @param {Looks} looks
 */
export function dress(board, wardrobe, { style: name, parts, hide, show, size }) {
  const style = styleNamed(name);
  if (parts.letters) style.unassigned = style.muted; // from far, grey rings would be lost
  const isPlayer = show === "player";
  board.classList.toggle("bare", !isPlayer);
  board.classList.toggle("sized", size !== null);
  const [width, height] = typeof size === "number" ? [size, size] : (size ?? [0, 1]);
  board.style.setProperty("--width", `${width}px`);
  board.style.setProperty("--ratio", `${width / height}`);
  for (const [part, elements] of Object.entries(wardrobe)) {
    for (const element of elements) element.hidden = !isPlayer || hide.includes(part);
  }
  dressed(board, style);
  return style;
}

/** Give an element, and all that is in it, the colours of a style. @param {HTMLElement} element @param {import("../drawing/style.js").Style} style */
export function dressed(element, style) {
  const colors = {
    page: style.page,
    ink: style.ink,
    muted: style.muted,
    line: mixed(style.ink, style.page, 0.22),
    soft: mixed(style.ink, style.page, 0.06),
    accent: style.markerEach ? style.ink : mixed(style.color(0), style.ink, style.isDark ? 0.7 : 1),
  };
  for (const [part, color] of Object.entries(colors)) element.style.setProperty(`--${part}`, color);
  element.style.colorScheme = style.isDark ? "dark" : "light";
}
