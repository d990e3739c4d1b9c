// @ts-check
// The boards of a lesson: one that waits with a question, and one that plays with an answer.

import { KmeansBoard } from "../board.js";
import { defineFree } from "../naming.js";
import { Asking, Task } from "./asking.js";

/**
 * A board as Python hands it over, in `lessons/handing.py`.
 *
 * @typedef {object} Handed
 * @property {Record<string, string>} attributes
 * @property {any} [recording] A run that the page does not compute.
 * @property {number | null} step
 * @property {string} caption
 */

class AnswerBoard extends KmeansBoard {}

class QuestionBoard extends KmeansBoard {
  constructor() {
    super();
    /** @type {Task | null} */
    this.task = null;
    /** @type {Asking | null} */
    this._asking = null;
  }

  // The run must not be seen, not even for the first picture.
  _refresh() {
    if (this._show !== null && this._show.cover === null && this.task !== null) {
      const leaving = /** @type {AbortController} */ (this._leaving);
      this._asking = this._show.cover = new Asking(this._show, leaving.signal, this.task);
    }
    super._refresh();
  }

  /** Take the last star back. */
  undo() {
    this._asking?.undo();
  }

  /** Draw what the task says by now. */
  draw() {
    this._asking?.draw();
  }

  /** How far the points reach, in their own units, along the longer side of the board. */
  get reach() {
    const { bounds, d } = /** @type {import("../board/show.js").Show} */ (this._show).view;
    const [left, right, bottom, top] = bounds;
    return d === 1 ? right - left : Math.max(right - left, top - bottom);
  }
}

defineFree("kmeans-question-board", QuestionBoard);
defineFree("kmeans-answer-board", AnswerBoard);

/** Return the board of a question. @param {Handed} handed @param {Task} task */
export function questionBoard(handed, task) {
  const board = new QuestionBoard();
  board.task = task;
  board.setAttribute("show", "board");
  board.setAttribute("hands", "");
  return filled(board, handed);
}

/** Return a board that plays. @param {Handed} handed */
export function answerBoard(handed) {
  const board = new AnswerBoard();
  board.setAttribute("hide", "guess seeding points");
  return filled(board, handed);
}

/**
 * @template {KmeansBoard} Board
 * @param {Board} board
 * @param {Handed} handed
 */
function filled(board, { attributes, recording, step }) {
  for (const [name, value] of Object.entries(attributes)) board.setAttribute(name, value);
  if (recording !== undefined) board.recording = recording;
  board.step = step ?? 0;
  return board;
}
