// @ts-check
// The forms of points, by matplotlib's names for them, within a square of side 2.

const CIRCLE = "o";

/** @type {Record<string, number[]>} The corners of each form, the x and y of one after the other, y upwards. */
const CORNERS = {
  s: [-1, -1, 1, -1, 1, 1, -1, 1],
  "^": [0, 1, -1, -1, 1, -1],
  v: [0, -1, -1, 1, 1, 1],
  "<": [-1, 0, 1, -1, 1, 1],
  ">": [1, 0, -1, -1, -1, 1],
  D: [0, Math.SQRT2, Math.SQRT2, 0, 0, -Math.SQRT2, -Math.SQRT2, 0],
  P: [-1, -3, 1, -3, 1, -1, 3, -1, 3, 1, 1, 1, 1, 3, -1, 3, -1, 1, -3, 1, -3, -1, -1, -1].map((part) => part / 3),
  X: [-1, -2, 0, -1, 1, -2, 2, -1, 1, 0, 2, 1, 1, 2, 0, 1, -1, 2, -2, 1, -1, 0, -2, -1].map((part) => part / 2),
  p: polygon(5),
  h: polygon(6),
};

/**
 * Add a marker to the path.
 *
 * @param {import("./stage.js").Context} context
 * @param {string} marker
 * @param {number} x
 * @param {number} y
 * @param {number} radius Half its size.
 */
export function addMarker(context, marker, x, y, radius) {
  const corners = CORNERS[marker];
  if (marker === CIRCLE || corners === undefined) {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  for (let i = 0; i < corners.length; i += 2) {
    const [px, py] = [x + radius * corners[i], y - radius * corners[i + 1]];
    if (i === 0) context.moveTo(px, py);
    else context.lineTo(px, py);
  }
  context.closePath();
}

/** Return the corners of a regular polygon that stands on its base. @param {number} corners */
function polygon(corners) {
  return Array.from({ length: corners }, (_, i) => (2 * Math.PI * i) / corners + Math.PI / 2).flatMap((angle) => [
    Math.cos(angle),
    Math.sin(angle),
  ]);
}
