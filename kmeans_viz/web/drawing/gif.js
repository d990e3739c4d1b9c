// @ts-check
// GIF, with one palette for the whole file, and only what changes for each picture, as Python's `export/gif.py` writes
// it (GIF89a specification; the loop is the extension "NETSCAPE2.0").

import { Lzw } from "./lzw.js";
import { TRANSPARENT } from "./palette.js";
import { patches } from "./patches.js";

const LONGEST_MS = 655_350;
const BLOCK = 255; // bytes, at most
const KEEP = 1 << 2; // leave the picture in place, so that the next one only adds to it
const IS_TRANSPARENT = 1;

/**
 * What a file is made of, beside its pictures.
 *
 * @typedef {object} Options
 * @property {number} width In pixels.
 * @property {number} height
 * @property {import("./palette.js").Palette} palette
 * @property {boolean} loop Whether viewers play it for ever, or once.
 * @property {string} note The comment in the file.
 */

/**
 * Yield an animation as pieces of a file, one for each picture, so that the page can do other things in between.
 *
 * @param {Iterable<import("./patches.js").Picture>} pictures
 * @param {Options} options
 * @returns {Generator<Uint8Array<ArrayBuffer>, void>}
 */
export function* gif(pictures, { width, height, palette, loop, note }) {
  const bits = Math.max(2, 32 - Math.clz32(palette.colors.length - 1));
  const lzw = new Lzw(bits);
  const table = new Uint8Array(3 << bits);
  table.set(palette.colors.flat());
  const screen = [...inTwoBytes(width), ...inTwoBytes(height), 0xf0 | (bits - 1), TRANSPARENT, 0];
  yield Uint8Array.from([...letters("GIF89a"), ...screen, ...table]);
  if (loop) yield Uint8Array.from([0x21, 0xff, 11, ...letters("NETSCAPE2.0"), 3, 1, 0, 0, 0]);
  yield Uint8Array.of(0x21, 0xfe);
  yield blocks(letters(note));
  for (const patch of patches(pictures, palette, width, LONGEST_MS)) {
    const control = [0x21, 0xf9, 4, KEEP | IS_TRANSPARENT, ...inTwoBytes(patch.durationMs / 10), TRANSPARENT, 0];
    const box = [patch.left, patch.top, patch.width, patch.height].flatMap(inTwoBytes);
    yield Uint8Array.from([...control, 0x2c, ...box, 0, bits]);
    yield blocks(lzw.compress(patch.indices));
  }
  yield Uint8Array.of(0x3b);
}

/**
 * Return data in blocks of at most 255 bytes, each after its length, and the empty block that ends them.
 *
 * @param {Uint8Array} data
 */
function blocks(data) {
  const written = new Uint8Array(data.length + Math.ceil(data.length / BLOCK) + 1);
  for (let from = 0, to = 0; from < data.length; from += BLOCK) {
    const block = data.subarray(from, from + BLOCK);
    written[to] = block.length;
    written.set(block, to + 1);
    to += block.length + 1;
  }
  return written;
}

/** Return a number, lowest byte first. @param {number} value */
function inTwoBytes(value) {
  return [value & 255, value >> 8];
}

/** @param {string} text */
function letters(text) {
  return new TextEncoder().encode(text);
}
