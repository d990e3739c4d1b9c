// @ts-check
// The cells behind the points: the Voronoi cells of the centroids, exact.

import { voronoiCells } from "../engine/cells.js";


export class Cells {
  /** @param {import("./stage.js").Stage} stage */
  constructor(stage) {
    this._stage = stage;
  }

  /** @param {import("./stage.js").Context} context @param {import("./timeline.js").Frame} frame */
  draw(context, { centroids, state }) {
    const stage = this._stage;
    const { style, pt, view, bounds } = stage;
    context.lineWidth = 1.4 * pt;
    context.lineJoin = "miter";
    context.strokeStyle = style.cellEdge;
    voronoiCells(view.flat(centroids), bounds).forEach((cell, j) => {
      if (cell.length === 0) return;
      context.beginPath();
      for (let i = 0; i < cell.length; i += 2) context.lineTo(stage.x(cell[i]), stage.y(cell[i + 1]));
      context.closePath();
      context.fillStyle = style.cell(state.clusters[j]);
      context.fill();
      context.stroke();
    });
  }
}
