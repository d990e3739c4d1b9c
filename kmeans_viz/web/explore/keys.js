// @ts-check
// Whose the keys are. After a click, a drag or Enter they belong to the run, as those of a presenter's clicker do; a
// control that was reached with Tab, or is being typed in, keeps its own.

const RUN = new Map(
  /** @type {[string, import("../board/keys.js").Action][]} */ ([
    ["ArrowLeft", "back"],
    ["ArrowRight", "forth"],
    ["PageUp", "back"],
    ["PageDown", "forth"],
    [" ", "play"],
    ["Home", "first"],
    ["End", "last"],
  ]),
);

/** Who hears the next key. */
export class Owner {
  constructor() {
    this._isRun = true;
    this._isPointing = true;
  }

  /** A pointer was used. @param {boolean} onText On a field to type in, or a list to choose from. */
  point(onText) {
    this._isRun = !onText;
    this._isPointing = true;
  }

  /** A choice was made from a list; arrow keys make one at every press. */
  choose() {
    if (this._isPointing) this._isRun = true;
  }

  /**
   * Return what a key means for the run; null where it is the control's.
   *
   * @param {string} key
   * @param {boolean} onText
   */
  press(key, onText) {
    if (key === "Tab") this._isRun = this._isPointing = false;
    else if (key === "Enter" && onText) this._isRun = true;
    else if (onText && (key.length === 1 ? key !== " " : key === "Backspace" || key === "Delete")) this._isRun = false;
    return this._isRun ? (RUN.get(key) ?? null) : null;
  }
}

/**
 * Let the keys of a page reach the run.
 *
 * @param {Document | HTMLElement} place Where they are heard.
 * @param {() => import("../board.js").KmeansBoard} board
 * @param {AbortSignal} signal
 */
export function hearKeys(place, board, signal) {
  const owner = new Owner();
  const options = { signal, capture: true };
  const targetOf = (/** @type {Event} */ event) => /** @type {Element} */ (event.composedPath()[0]);
  const isText = (/** @type {Element} */ element) =>
    element instanceof Element && element.matches("input[type=text], textarea, select, [contenteditable]");
  let swallowed = "";
  place.addEventListener("pointerdown", (event) => owner.point(isText(targetOf(event))), options);
  place.addEventListener("change", (event) => targetOf(event) instanceof HTMLSelectElement && owner.choose(), options);
  place.addEventListener(
    "keydown",
    (event) => {
      const press = /** @type {KeyboardEvent} */ (event);
      const target = targetOf(press);
      if (press.ctrlKey || press.metaKey || press.altKey || !(target instanceof Element) || target.closest("dialog")) return;
      const action = owner.press(press.key, isText(target));
      if (action === null || (target instanceof HTMLTextAreaElement)) return;
      if (!board().act(action)) return;
      // The focus goes where the keys go.
      if (!board().matches(":focus-within")) board().focus({ preventScroll: true });
      swallowed = press.key;
      press.preventDefault();
      press.stopPropagation();
    },
    options,
  );
  // A button is pressed when the space bar comes up again.
  place.addEventListener(
    "keyup",
    (event) => {
      if (/** @type {KeyboardEvent} */ (event).key === swallowed) event.preventDefault();
      swallowed = "";
    },
    options,
  );
}
