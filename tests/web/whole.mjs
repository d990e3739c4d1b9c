// Whole runs, which a page makes in pieces.

import { lloydInPieces } from "../../kmeans_viz/web/engine/steps.js";
import { Trace } from "../../kmeans_viz/web/engine/trace.js";

/** Yield the state of every half-step of a run. */
export function* lloyd(points, start, options) {
  for (const state of lloydInPieces(points, start, options, Infinity)) if (state !== null) yield state;
}

/** Run k-means to its end and keep every state. */
export function record(points, start, options) {
  const trace = new Trace(points, options);
  let step;
  for (const run = trace.run(start, Infinity); !step?.done;) step = run.next();
  return trace;
}
