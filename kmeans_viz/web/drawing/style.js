// @ts-check
// Colours and markers of the three styles: what each makes of a cluster, from the tables that Python reads too.

import { roundHalfEven } from "../engine/sums.js";
import { rowOf } from "../engine/inputs.js";
import { TABLES } from "../tables.js";

/** One style, which knows the colour, tint and marker of every cluster. */
export class Style {
  /** @param {import("../tables.js").StyleTable} table */
  constructor(table) {
    this.name = table.name;
    this.page = table.page;
    this.board = table.board;
    this.ink = table.ink;
    this.muted = table.muted;
    this.unassigned = table.unassigned;
    this.dotEdge = table.dot_edge;
    this.starEdge = table.star_edge;
    this.colors = table.colors;
    this.markerEach = table.marker_each;
    this._markers = table.markers;
    this._tint = table.tint;
    this._starFill = table.star_fill;
  }

  /** Return the colour of a cluster, as #rrggbb. @param {number} cluster */
  color(cluster) {
    return this.colors[cluster % this.colors.length];
  }

  /** Return the marker of a cluster's points. @param {number} cluster @param {boolean} [each] Another for each cluster. */
  marker(cluster, each = this.markerEach) {
    const turn = each ? cluster : Math.floor(cluster / this.colors.length);
    return this._markers[turn % this._markers.length];
  }

  /** Return the colour of a cluster's cell: its own, thinned with the board's. @param {number} cluster */
  cell(cluster) {
    return mixed(this.color(cluster), this.board, this._tint);
  }

  /** Return the colour of a cluster's star. @param {number} cluster */
  star(cluster) {
    return this._starFill ?? this.color(cluster);
  }

  /** The colour of the lines between cells: a weak projector still shows it on every cell (contrast 1.7 or more). */
  get cellEdge() {
    return this.markerEach ? this.muted : mixed(this.muted, this.board, 0.6);
  }

  /** Return black or white, whichever reads better on a cluster's star: a contrast of 4.5 or more. @param {number} cluster */
  onStar(cluster) {
    return luminance(this.star(cluster)) > 0.179 ? "#000000" : "#ffffff";
  }

  /** True where the page is dark. */
  get isDark() {
    return luminance(this.page) < 0.2;
  }
}

/**
 * Return the style of that name: "light", "dark" or "print".
 *
 * @param {unknown} name
 * @returns {Style}
 */
export function styleNamed(name) {
  return new Style(rowOf(TABLES.styles, name, "theme"));
}

/** Return #rrggbb as three numbers from 0 to 255. @param {string} color */
export function rgb(color) {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}

/**
 * Return `share` of one colour and the rest of the other, rounded as Python rounds.
 *
 * @param {string} color
 * @param {string} other
 * @param {number} share
 */
export function mixed(color, other, share) {
  const others = rgb(other);
  const parts = rgb(color).map((part, i) => roundHalfEven(share * part + (1 - share) * others[i]));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** Return the relative luminance of a colour, 0 for black and 1 for white (WCAG 2.2). @param {string} color */
export function luminance(color) {
  const [red, green, blue] = rgb(color)
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
