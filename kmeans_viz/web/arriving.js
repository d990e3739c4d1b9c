// @ts-check
// A run that comes from Python piece by piece, in a notebook. A board shows it as far as it has come.

import { KmeansBoard } from "./board.js";
import { KINDS } from "./board/recording.js";

/**
 * What anywidget hands over: the traits of the widget, and messages to and from the kernel.
 *
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: unknown) => void} set
 * @property {() => void} save_changes
 * @property {(name: string, listen: (...args: any[]) => void) => void} on
 * @property {(name: string, listen: (...args: any[]) => void) => void} off
 * @property {(content: object, callbacks?: any, buffers?: any) => void} send
 */

/**
 * The run as Python tells of it, in `notebook/pieces.py`.
 *
 * @typedef {object} Told
 * @property {number} number It has another for every run.
 * @property {string | null} ticket What a view called this run that made it itself.
 * @property {Record<string, string>} attributes
 * @property {any} recording All of a recording but its data.
 * @property {number} size How many bytes of data there are.
 * @property {string} [note] The recipe that it is of, where the page has asked for that.
 */

/** The run that is on its way. */
export class Arriving {
  /**
   * @param {Model} model
   * @param {KmeansBoard} board
   * @param {(begin: () => void) => void} onBegin The board can show the run from now on; called with what makes it do so.
   * @param {(go: () => void) => void} onMore The same for more of the run.
   */
  constructor(model, board, onBegin, onMore) {
    this._model = model;
    this._board = board;
    this._onBegin = onBegin;
    this._onMore = onMore;
    this.told = /** @type {Told} */ (model.get("_run"));
    /** What has come of the run so far, in the first bytes of an array for all of it. */
    this._data = new Uint8Array(0);
    this._received = 0;
    this._isBegun = false;
  }

  /** Begin to take the run that Python tells of now. */
  load() {
    this.told = this._model.get("_run");
    this._data = new Uint8Array(this.told.size);
    this._received = 0;
    this._isBegun = false;
    this._take(0, bytesOf(this._model.get("_first")));
  }

  /** @param {any} content @param {DataView[]} buffers */
  hear(content, buffers) {
    if (content.kind === "piece" && content.run === this.told.number) this._take(content.start, bytesOf(buffers[0]));
  }

  /**
   * Take a piece of the run, and ask for the next one only then: nothing piles up on the way.
   *
   * @param {number} start
   * @param {Uint8Array} bytes
   */
  _take(start, bytes) {
    if (start !== this._received) return; // another view asked for it
    this._data.set(bytes, start);
    this._received += bytes.length;
    const { number, size, recording } = this.told;
    if (this._received < size) this._model.send({ kind: "more", run: number, start: this._received });
    if (this._isBegun) this._onMore(() => this._board.arrive(this._received));
    else if (this._received >= headOf(recording.arrays)) {
      this._isBegun = true;
      this._onBegin(() => this._begin());
    }
  }

  _begin() {
    const { _board: board } = this;
    const { attributes, recording } = this.told;
    for (const name of board.getAttributeNames()) if (TAKEN.includes(name)) board.removeAttribute(name);
    for (const [name, value] of Object.entries(attributes)) board.setAttribute(name, value);
    board.recording = { ...recording, data: this._data.buffer, arrived: this._received };
  }
}

// What a page has chosen about its board stays.
const TAKEN = KmeansBoard.observedAttributes.filter((name) => !["hide", "hands", "show", "lines", "forms", "whole"].includes(name));

/** @param {ArrayBuffer | ArrayBufferView} data Hosts differ in what they hand over. */
export function bytesOf(data) {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Uint8Array(data);
}

/**
 * Return how many bytes of a recording's data have to be there before any of it can be shown.
 *
 * @param {import("./board/recording.js").Handed["arrays"]} arrays
 */
function headOf(arrays) {
  const labels = arrays.findIndex(([name]) => name === "places");
  const head = labels < 0 ? arrays : arrays.slice(0, labels);
  return head.reduce((size, [, kind, length]) => size + KINDS[kind].BYTES_PER_ELEMENT * length, 0);
}
