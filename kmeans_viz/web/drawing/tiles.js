// @ts-check
// A sheet of dots in square tiles: where a few dots change, only the tiles that they reach into are laid anew.

/** @typedef {import("./sprites.js").Edges} Edges */

const SIDE = 32; // in pixels: smaller tiles hold fewer dots that have not changed, larger ones cost fewer calls

/** Which dots reach into which tile; their places stay. */
export class Tiles {
  /**
   * @param {{left: number, top: number, width: number, height: number}} sheet
   * @param {Float32Array} places n·2, in pixels of the picture.
   * @param {number} reach How many pixels a dot reaches from its place, at most.
   */
  constructor(sheet, places, reach) {
    this._sheet = sheet;
    this._places = places;
    this._reach = reach + 1;
    this._across = Math.ceil(sheet.width / SIDE);
    this._down = Math.ceil(sheet.height / SIDE);
    /** @type {number[][]} */
    this._dots = Array.from({ length: this._across * this._down }, () => []);
    for (let i = 0; i < places.length / 2; i++) for (const tile of this._of(i)) this._dots[tile].push(i);
  }

  /** Yield the rows of tiles that some dots reach into, neighbours together, each with all dots that do. @param {number[]} some */
  *around(some) {
    const { width, height } = this._sheet;
    const across = this._across;
    const tiles = [...new Set(some.flatMap((i) => this._of(i)))].sort((a, b) => a - b);
    for (let from = 0, to = 1; from < tiles.length; from = to++) {
      while (tiles[to] === tiles[to - 1] + 1 && tiles[to] % across > 0) to++;
      const [left, top] = [(tiles[from] % across) * SIDE, Math.floor(tiles[from] / across) * SIDE];
      const edges = { left, top, right: Math.min(left + (to - from) * SIDE, width), bottom: Math.min(top + SIDE, height) };
      yield { edges, dots: [...new Set(tiles.slice(from, to).flatMap((tile) => this._dots[tile]))] };
    }
  }

  /** Return the tiles that a dot reaches into. @param {number} i */
  _of(i) {
    const { left, top } = this._sheet;
    const [x, y] = [this._places[2 * i] - left, this._places[2 * i + 1] - top];
    const clamped = (/** @type {number} */ value, /** @type {number} */ count) =>
      Math.min(Math.max(Math.floor(value / SIDE), 0), count - 1);
    const [first, last] = [clamped(x - this._reach, this._across), clamped(x + this._reach, this._across)];
    const [upper, lower] = [clamped(y - this._reach, this._down), clamped(y + this._reach, this._down)];
    const tiles = [];
    for (let row = upper; row <= lower; row++) {
      for (let column = first; column <= last; column++) tiles.push(row * this._across + column);
    }
    return tiles;
  }
}
