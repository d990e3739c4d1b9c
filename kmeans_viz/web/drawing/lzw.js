// @ts-check
// The compression of GIF: each code stands for a string of colours that has come before, and codes grow from a few bits
// to twelve (Welch, "A technique for high-performance data compression", 1984; GIF89a specification, appendix F).

const MOST_BITS = 12;
const MOST_CODES = 1 << MOST_BITS;

/** Compresses one picture after the other. */
export class Lzw {
  /** @param {number} bits How many bits an index of the palette has, from 2 to 8. */
  constructor(bits) {
    this.bits = bits;
    /** The code of each known string and the index that follows it; 0 while there is none. */
    this._longer = new Uint16Array(MOST_CODES << bits);
  }

  /** Return palette indices, compressed. @param {Uint8Array} indices At least one. @returns {Uint8Array} */
  compress(indices) {
    const { bits, _longer: longer } = this;
    const clear = 1 << bits;
    const bytes = new Uint8Array(2 * indices.length + 8);
    let [length, held, heldBits] = [0, 0, 0];
    let next = clear + 2;
    let size = bits + 1;
    const write = (/** @type {number} */ code) => {
      held |= code << heldBits;
      for (heldBits += size; heldBits >= 8; heldBits -= 8) {
        bytes[length++] = held & 255;
        held >>>= 8;
      }
      // A reader makes the last code of a size only now, one code later than the writer.
      if (next === 1 << size && size < MOST_BITS) size++;
    };
    longer.fill(0);
    write(clear);
    let code = indices[0];
    for (let at = 1; at < indices.length; at++) {
      const key = (code << bits) | indices[at];
      if (longer[key] > 0) {
        code = longer[key];
        continue;
      }
      write(code);
      if (next < MOST_CODES) longer[key] = next++;
      else {
        write(clear);
        longer.fill(0);
        next = clear + 2;
        size = bits + 1;
      }
      code = indices[at];
    }
    write(code);
    write(clear + 1);
    if (heldBits > 0) bytes[length++] = held & 255;
    return bytes.slice(0, length);
  }
}
