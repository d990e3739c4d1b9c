// @ts-check
// How a presented page looks: as it was, dark for a dark room, or in strong contrast for a weak lamp. Dots and stars are
// larger than on a desk, and letters at the axes as large as words.

import { TABLES } from "../tables.js";

/** The style for a weak lamp, which is no style of a recipe: pages have it only while they are presented. */
const LAMP = "lamp";
const LARGER = 1.4;
const LARGEST = 1.7;

const LETTERS = 1.65; // of names and numbers at the axes, on top of that

/** What a board is given to show in place of its recipe's look. @typedef {{style?: string, scale: number, letters: number}} Look */

/** The looks, one after the other, as a key goes through them. @type {Look[]} */
export const LOOKS = [
  { scale: LARGER, letters: LETTERS },
  { scale: LARGER, letters: LETTERS, style: "dark" },
  { scale: LARGEST, letters: (LETTERS * LARGER) / LARGEST, style: LAMP },
];

/** Have the style for a weak lamp: black on white, dark edges around dots, cells that are still told apart. */
export function knowLampStyle() {
  TABLES.styles[LAMP] ??= {
    ...TABLES.styles.light,
    name: LAMP,
    page: "#ffffff",
    board: "#ffffff",
    ink: "#000000",
    muted: "#000000",
    unassigned: "#000000",
    dot_edge: "#000000",
    star_edge: "#000000",
    tint: 0.45,
  };
}
