// @ts-check
// What changes from one picture to the next, which is all that a GIF has to store, as in Python's
// `pictures/pixels/patches.py`.

import { TRANSPARENT } from "./palette.js";

/** @typedef {import("./palette.js").Palette} Palette */

const SHORT = 48; // pixels; the best of 8 to 640

/** @typedef {{pixels: Uint32Array, durationMs: number}} Picture Red in the lowest byte of each pixel. */

/**
 * A rectangle to lay over the picture before.
 *
 * @typedef {object} Patch
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {Uint8Array} indices Row by row; `TRANSPARENT` where nothing changes.
 * @property {number} durationMs
 */

/**
 * Yield the first picture whole, then what changes in each later one. Equal pictures that follow each other become one
 * that lasts as long as all of them.
 *
 * @param {Iterable<Picture>} pictures
 * @param {Palette} palette
 * @param {number} width
 * @param {number} longestMs The longest duration that the format can store.
 * @returns {Generator<Patch, void>}
 */
export function* patches(pictures, palette, width, longestMs) {
  /** @type {Screen | null} */
  let screen = null;
  /** @type {Patch | null} */
  let waiting = null;
  for (const { pixels, durationMs } of pictures) {
    screen ??= new Screen(width, pixels.length / width, palette);
    const change = screen.changeTo(pixels);
    if (change === null && waiting !== null) {
      waiting.durationMs += durationMs;
      continue;
    }
    if (waiting !== null) yield* split(waiting, longestMs);
    waiting = { .../** @type {Patch} */ (change), durationMs };
  }
  if (waiting !== null) yield* split(waiting, longestMs);
}

/** What a viewer of the file shows after the patches so far. */
class Screen {
  /** @param {number} width @param {number} height @param {Palette} palette */
  constructor(width, height, palette) {
    this._width = width;
    this._palette = palette;
    this._pixels = new Uint32Array(width * height);
    /** No picture has the transparent index, so that all of the first one changes. */
    this._indices = new Uint8Array(width * height);
    this._marks = new Uint8Array(width * height);
  }

  /**
   * Show another picture; return the rectangle that changes, or null if nothing does.
   *
   * @param {Uint32Array} pixels
   */
  changeTo(pixels) {
    const { _width: width, _palette: palette, _pixels: known, _indices: indices, _marks: marks } = this;
    let [left, right, first, last] = [width, -1, -1, -1];
    marks.fill(0);
    for (let at = 0; at < pixels.length; at++) {
      // Most pixels keep their colour, and need no look-up.
      if (pixels[at] === known[at]) continue;
      const index = palette.nearest(pixels[at]);
      if (index === indices[at]) continue;
      indices[at] = index;
      marks[at] = 1;
      const column = at % width;
      if (column < left) left = column;
      if (column > right) right = column;
      if (first < 0) first = at;
      last = at;
    }
    known.set(pixels);
    if (first < 0) return null;
    const top = Math.floor(first / width);
    const box = { left, top, width: right - left + 1, height: Math.floor(last / width) - top + 1 };
    return { ...box, indices: kept(cut(indices, width, box), cut(marks, width, box)) };
  }
}

/**
 * Return a rectangle out of a picture.
 *
 * @param {Uint8Array} values
 * @param {number} across How wide the picture is.
 * @param {import("./stage.js").Box} box
 */
function cut(values, across, { left, top, width, height }) {
  const part = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (top + row) * across + left;
    part.set(values.subarray(from, from + width), row * width);
  }
  return part;
}

/**
 * Return what to store: the colour at every change, and on short stretches of the same colour behind one.
 *
 * A run of one colour that goes on over unchanged pixels costs nothing, while interrupting it with `TRANSPARENT` costs
 * two codes of the compression. On long stretches `TRANSPARENT` compresses better, as it does not vary.
 *
 * @param {Uint8Array} shown
 * @param {Uint8Array} marks 1 where the colour has changed.
 */
function kept(shown, marks) {
  const stored = new Uint8Array(shown.length).fill(TRANSPARENT);
  for (let start = 0, end = 0; start < shown.length; start = end) {
    // A stretch ends where the colour changes, and where changed pixels begin or end.
    for (end = start + 1; end < shown.length && shown[end] === shown[start] && marks[end] === marks[start]; ) end++;
    const follows = start > 0 && shown[start - 1] === shown[start] && marks[start - 1] === 1;
    if (marks[start] === 1 || (follows && end - start <= SHORT)) stored.fill(shown[start], start, end);
  }
  return stored;
}

/**
 * Yield a patch, and after it patches that change nothing for the time that exceeds the longest.
 *
 * @param {Patch} patch
 * @param {number} longestMs
 * @returns {Generator<Patch, void>}
 */
function* split(patch, longestMs) {
  let leftMs = patch.durationMs;
  for (; leftMs > longestMs; leftMs -= longestMs) {
    yield { ...patch, durationMs: longestMs };
    patch = { left: 0, top: 0, width: 1, height: 1, indices: new Uint8Array([TRANSPARENT]), durationMs: 0 };
  }
  yield { ...patch, durationMs: leftMs };
}
