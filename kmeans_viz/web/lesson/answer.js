// @ts-check
// What comes out with a guess: guess, truth and why side by side, and below them boards, pictures and tables.

import { make } from "../board/parts.js";
import { answerBoard } from "./boards.js";
import { paragraphs, phrases, WORDS } from "./words.js";

/** @typedef {import("./boards.js").Handed & {kind: "board"}} BoardRevealed */
/** @typedef {{kind: "picture", address: string, width: number, height: number, alt: string, caption: string}} PictureRevealed */
/** @typedef {{kind: "table", columns: string[], rows: (string | number)[][], caption: string}} TableRevealed */
/** @typedef {BoardRevealed | PictureRevealed | TableRevealed} Revealed */

/**
 * Return the answer to a question, in words.
 *
 * @param {import("./fields.js").Outcome} outcome
 * @param {string} why
 */
export function answerOf(outcome, why) {
  const reasons = [...outcome.why, ...(why ? [why] : [])];
  const all = /** @type {const} */ ([["guess", WORDS.guess, outcome.guess], ["truth", WORDS.truth, outcome.truth], ["why", WORDS.why, reasons]]);
  const parts = all.filter(([, , texts]) => texts.length > 0).map(([kind, title, texts]) => part(kind, title, texts));
  return make(
    "div",
    { className: `answer ${outcome.grade}`, role: "group", tabIndex: -1, "aria-label": WORDS.answer },
    make("p", { className: "headline" }, outcome.headline),
    make("div", { className: "three" }, ...parts),
  );
}

/**
 * Return what comes with the answer: boards, pictures and tables in one element, or nothing.
 *
 * @param {Revealed[]} reveal
 * @param {boolean} plays Whether the first board begins to play.
 */
export function revealed(reveal, plays) {
  if (reveal.length === 0) return [];
  const figures = make("div", { className: "shown" }, ...reveal.map(shown));
  if (plays) playFirst(figures);
  return [figures];
}

/** @param {string} kind @param {string} title @param {string[]} texts */
function part(kind, title, texts) {
  return make("div", { className: kind }, make("p", { className: "kind" }, title), ...texts.flatMap(paragraphs));
}

/** @param {Revealed} one */
function shown(one) {
  const figure = make("figure", { className: one.kind });
  if (one.caption) figure.append(make("figcaption", {}, ...phrases(one.caption)));
  if (one.kind === "board") figure.append(answerBoard(one));
  else if (one.kind === "picture") {
    const { address, alt, width, height } = one;
    figure.append(make("img", { src: address, alt, width, height }));
  } else figure.append(tableOf(one));
  return figure;
}

/** @param {TableRevealed} table */
function tableOf({ columns, rows }) {
  const cell = (/** @type {"td" | "th"} */ tag) => (/** @type {string | number} */ value) => {
    const isNumber = typeof value === "number";
    return make(tag, { className: isNumber ? "number" : "" }, ...(isNumber ? [String(value)] : phrases(value)));
  };
  const head = make("thead", {}, make("tr", {}, ...columns.map(cell("th"))));
  const body = make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map(cell("td")))));
  return make("table", {}, head, body);
}

/** Play the first board, unless its reader wants no motion. @param {HTMLElement} figures */
async function playFirst(figures) {
  const board = figures.querySelector("figure.board > :last-child");
  if (board === null || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const live = /** @type {import("../board.js").KmeansBoard} */ (board);
  await live.ready;
  live.play();
}
