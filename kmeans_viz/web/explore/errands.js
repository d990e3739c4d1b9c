// @ts-check
// What needs Python: files, video, how many clusters. Where a server of kmeans_viz has served the page, it does them, a
// request each, in the format that `serve/application.py` describes; anywhere else a sentence says what to do.

import { make } from "../board/parts.js";
import { noteOf } from "../board/attributes.js";
import { InputError } from "../engine/inputs.js";
import { say } from "./say.js";

/** @typedef {import("../board/attributes.js").Recipe} Recipe */

/**
 * What a server answers.
 *
 * @typedef {object} Answer
 * @property {any} told The last line: what came of it.
 * @property {Uint8Array<ArrayBuffer>} bytes The file.
 */

/** @typedef {Pick<Errands, "isServed" | "ask">} Asked What does errands: a server, or the kernel of a notebook. */

const LOST = say("The server does not answer; what needs no Python goes on, and this works again when it is back.");

/** Return a sentence about something that needs Python. @param {string} what */
export function needsPython(what) {
  return make("p", { className: "hint", textContent: say("{what} Python: install kmeans_viz and type kmeans-viz app.", { what }) });
}

/** The errands that a server does for this page. */
export class Errands {
  /** @param {boolean} isServed Whether a server of kmeans_viz has served the page. */
  constructor(isServed) {
    this.isServed = isServed;
    const random = crypto.getRandomValues(new Uint8Array(16));
    this._tab = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /**
   * Ask for something.
   *
   * @param {"table" | "export" | "advice" | "cluster"} name
   * @param {Recipe} recipe
   * @param {object} [options]
   * @param {Record<string, unknown>} [options.more] What else the line of the request says.
   * @param {File | null} [options.file] The file that the recipe names as its csv.
   * @param {AbortSignal} [options.signal] Ends it.
   * @param {(percent: number) => void} [options.progress]
   * @param {(text: string) => void} [options.wait] Told why nothing comes yet; of an empty text once something does.
   * @returns {Promise<Answer>}
   */
  async ask(name, recipe, { more = {}, file = null, signal, progress = () => {}, wait = () => {} } = {}) {
    let reader;
    try {
      const body = bodyOf(recipe, more, file);
      const answer = await fetch(`api/${name}${location.search}`, { method: "POST", headers: { "Kmeans-Tab": this._tab }, body, signal });
      reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new InputError(LOST);
    }
    const lines = new Lines(reader);
    for (;;) {
      const told = await lines.next();
      if (told.error !== undefined) throw new InputError(told.error);
      wait(told.waiting === undefined ? "" : say("Waiting for its turn: number {place} in the line …", { place: told.waiting }));
      if (told.percent !== undefined) progress(told.percent);
      if (told.bytes !== undefined) return { told, bytes: await lines.rest(told.bytes) };
    }
  }
}

/**
 * Return what is asked for: a line of JSON, and the file after it.
 *
 * @param {Recipe} recipe
 * @param {Record<string, unknown>} more
 * @param {File | null} file
 */
export function bodyOf(recipe, more, file) {
  const rest = JSON.stringify(more).slice(1);
  const end = rest === "}" ? rest : `, ${rest}`;
  // Not JSON.stringify: a seed may be beyond 2**53.
  return new Blob([`{"recipe": ${noteOf(recipe)}${end}\n`, file ?? ""]);
}

/** The lines of JSON at the head of a stream, and the bytes after them. */
class Lines {
  /** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
  constructor(reader) {
    this._reader = reader;
    this._kept = new Uint8Array(0);
  }

  /** Return the next line. @returns {Promise<any>} */
  async next() {
    let end;
    while ((end = this._kept.indexOf(10)) < 0) await this._more();
    const text = new TextDecoder().decode(this._kept.subarray(0, end));
    this._kept = this._kept.slice(end + 1);
    return JSON.parse(text);
  }

  /** Return the bytes that follow. @param {number} length */
  async rest(length) {
    const all = new Uint8Array(length);
    for (let at = 0; ; await this._more()) {
      all.set(this._kept.subarray(0, length - at), at);
      at += this._kept.length;
      this._kept = new Uint8Array(0);
      if (at >= length) return all;
    }
  }

  async _more() {
    const { value, done } = await this._reader.read().catch(() => ({ value: undefined, done: true }));
    if (done || value === undefined) throw new InputError(LOST);
    const joined = new Uint8Array(this._kept.length + value.length);
    joined.set(this._kept);
    joined.set(value, this._kept.length);
    this._kept = joined;
  }
}
