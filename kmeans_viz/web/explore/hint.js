// @ts-check
// A word beside a star for those who have just come: it can be dragged. It goes with the first thing that is done.

import { make } from "../board/parts.js";
import { say } from "./say.js";

/**
 * Show the hint, until something is done on the page or its size changes.
 *
 * @param {HTMLElement} place What holds the board; the hint is placed in it.
 * @param {HTMLElement} board
 * @param {AbortSignal} signal
 */
export function showDragHint(place, board, signal) {
  const stars = Array.from(board.shadowRoot?.querySelectorAll("button.star:not([hidden])") ?? [], (star) => star.getBoundingClientRect());
  if (stars.length === 0) return;
  const box = place.getBoundingClientRect();
  const hint = make("p", { className: "drag-hint", textContent: say("Drag me"), "aria-hidden": "true" });
  const { left, top, width } = loneliest(stars);
  Object.assign(hint.style, { left: `${left - box.left + width / 2}px`, top: `${top - box.top}px` });
  place.append(hint);
  const done = new AbortController();
  const options = { signal: done.signal, capture: true };
  const leave = () => {
    hint.remove();
    done.abort();
  };
  for (const name of ["pointerdown", "keydown", "drop", "resize"]) window.addEventListener(name, leave, options);
  signal.addEventListener("abort", leave, { signal: done.signal });
}

/** Return the box that is farthest from all others. @param {DOMRect[]} boxes */
function loneliest(boxes) {
  const gaps = boxes.map((one) => Math.min(...boxes.map((other) => (one === other ? Infinity : Math.hypot(one.x - other.x, one.y - other.y)))));
  return boxes[gaps.indexOf(Math.max(...gaps))];
}
