// @ts-check
// The keys of a board. They are heard only while the focus is inside, and a key that can do nothing more, such as the
// arrow after the last step, is left to the page: a slide goes on.

/** @typedef {"back" | "forth" | "play" | "first" | "last"} Action */

/** Where the arrow keys move what a hand holds. @type {Record<string, [number, number]>} */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @type {Record<string, Action>} */
const ACTIONS = {
  ArrowLeft: "back",
  ArrowRight: "forth",
  PageUp: "back",
  PageDown: "forth",
  " ": "play",
  Home: "first",
  End: "last",
};

/**
 * Do what a key stands for.
 *
 * @param {KeyboardEvent} event
 * @param {(action: Action) => boolean} act Does it, or returns false where there is nothing left to do.
 */
export function press(event, act) {
  const action = ACTIONS[event.key];
  if (action === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const [target] = event.composedPath();
  if (target instanceof Element) {
    // Space on a button or a box presses it, and arrows in the list of speeds choose one.
    if (target.matches("select") && !event.key.startsWith("Page")) return;
    if (event.key === " " && target.matches("button, input, summary")) return;
  }
  if (!act(action)) return;
  event.preventDefault();
  event.stopPropagation();
}
