// @ts-check
// A canvas that writes SVG: as much of a canvas's context as the layers of a picture use, so that they draw both.

import { contextOf, newCanvas } from "./stage.js";

const ANCHORS = /** @type {Record<string, string>} */ ({ left: "start", center: "middle", right: "end" });
const BASELINES = /** @type {Record<string, string>} */ ({ top: "hanging", middle: "central", bottom: "text-after-edge" });

/** What `save` keeps. */
const INK = {
  fillStyle: "#000000",
  strokeStyle: "#000000",
  lineWidth: 1,
  lineCap: "butt",
  lineJoin: "miter",
  globalAlpha: 1,
  font: "10px sans-serif",
  textAlign: "left",
  textBaseline: "alphabetic",
};

/** Writes down what is drawn. */
export class SvgContext {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    this._size = [width, height];
    Object.assign(this, INK);
    this._ink = /** @type {typeof INK} */ (/** @type {any} */ (this));
    /** @type {string[]} */
    this._written = [];
    this._path = "";
    /** @type {number[]} */
    this._dash = [];
    this._clips = 0;
    /** @type {{ink: typeof INK, dash: number[], groups: number}[]} */
    this._saved = [];
    this._groups = 0;
    this._ruler = contextOf(newCanvas(1, 1));
  }

  /** Return the picture. @param {string} title @param {string} note */
  text(title, note) {
    const [width, height] = this._size;
    const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`;
    const about = `<title>${escaped(title)}</title><metadata id="kmeans_viz-note">${escaped(note)}</metadata>`;
    return `${head}${about}\n${this._written.join("\n")}\n</svg>\n`;
  }

  save() {
    const ink = Object.fromEntries(Object.keys(INK).map((name) => [name, this._ink[/** @type {keyof typeof INK} */ (name)]]));
    this._saved.push({ ink: /** @type {any} */ (ink), dash: this._dash, groups: this._groups });
  }

  restore() {
    const last = this._saved.pop();
    if (last === undefined) return;
    Object.assign(this, last.ink);
    this._dash = last.dash;
    for (; this._groups > last.groups; this._groups--) this._written.push("</g>");
  }

  clip() {
    const id = `clip${this._clips++}`;
    this._group(`clip-path="url(#${id})"`, `<clipPath id="${id}"><path d="${this._path}"/></clipPath>`);
  }

  /** @param {number} x @param {number} y */
  translate(x, y) {
    this._group(`transform="translate(${short(x)} ${short(y)})"`);
  }

  /** @param {number} angle */
  rotate(angle) {
    this._group(`transform="rotate(${short((180 * angle) / Math.PI)})"`);
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this._dash = dash;
  }

  beginPath() {
    this._path = "";
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this._path += `M${short(x)} ${short(y)}`;
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this._path += `${this._path === "" ? "M" : "L"}${short(x)} ${short(y)}`;
  }

  closePath() {
    this._path += "Z";
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    this._path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`;
  }

  /** Add a whole circle: no layer draws less. @param {number} x @param {number} y @param {number} radius */
  arc(x, y, radius) {
    const [r, across] = [short(radius), short(2 * radius)];
    this._path += `M${short(x - radius)} ${short(y)}a${r} ${r} 0 1 0 ${across} 0a${r} ${r} 0 1 0 -${across} 0Z`;
  }

  fill() {
    this._write(`<path d="${this._path}" fill="${this._ink.fillStyle}"${this._opacity()}/>`);
  }

  stroke() {
    const { strokeStyle, lineWidth, lineCap, lineJoin } = this._ink;
    const dash = this._dash.length ? ` stroke-dasharray="${this._dash.map(short).join(" ")}"` : "";
    const line = `stroke="${strokeStyle}" stroke-width="${short(lineWidth)}" stroke-linecap="${lineCap}" stroke-linejoin="${lineJoin}"`;
    this._write(`<path d="${this._path}" fill="none" ${line}${dash}${this._opacity()}/>`);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    const box = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
    this._write(`<rect ${box} fill="${this._ink.fillStyle}"${this._opacity()}/>`);
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    const { font, textAlign, textBaseline, fillStyle } = this._ink;
    const baseline = BASELINES[textBaseline] ? ` dominant-baseline="${BASELINES[textBaseline]}"` : "";
    const look = `style="font:${escaped(font)}" text-anchor="${ANCHORS[textAlign]}"${baseline} fill="${fillStyle}"`;
    this._write(`<text x="${short(x)}" y="${short(y)}" ${look}>${escaped(text)}</text>`);
  }

  /** @param {string} text */
  measureText(text) {
    this._ruler.font = this._ink.font;
    return this._ruler.measureText(text);
  }

  /** @param {HTMLCanvasElement} canvas @param {number} x @param {number} y */
  drawImage(canvas, x, y) {
    const box = `x="${x}" y="${y}" width="${canvas.width}" height="${canvas.height}"`;
    this._write(`<image ${box} href="${canvas.toDataURL("image/png")}"/>`);
  }

  _opacity() {
    const { globalAlpha } = this._ink;
    return globalAlpha < 1 ? ` opacity="${short(globalAlpha)}"` : "";
  }

  /** @param {string} attribute @param {string} [before] */
  _group(attribute, before = "") {
    this._write(`${before}<g ${attribute}>`);
    this._groups++;
  }

  /** @param {string} markup */
  _write(markup) {
    this._written.push(markup);
  }
}

/** Return a number with as many digits as one can see. @param {number} value */
function short(value) {
  return String(Math.round(100 * value) / 100);
}

/** Return text that no markup can hide in. @param {string} text */
function escaped(text) {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
