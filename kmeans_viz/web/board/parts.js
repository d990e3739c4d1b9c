// @ts-check
// The small parts that the element is made of: elements, icons, buttons.

// Drawn here, because not every system has letters for them.
/** @type {Record<string, string>} */
const ICONS = {
  first: "M4 4h3v16H4zM20 4v16L8 12z",
  back: "M18 4v16L6 12z",
  play: "M6 4v16l14-8z",
  pause: "M5 4h5v16H5zM14 4h5v16h-5z",
  forth: "M6 4v16l12-8z",
  last: "M4 4v16l12-8zM17 4h3v16h-3z",
};

/**
 * Return a new element. Texts are set as text: nothing that a name or a note holds is ever read as markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [properties] Those with a hyphen, and role, become attributes.
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else /** @type {any} */ (element)[name] = value;
  }
  element.append(...children);
  return element;
}

/** Show an icon on a button: one of these, or a path. @param {HTMLElement} button @param {string} name */
export function showIcon(button, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name] ?? name);
  svg.append(path);
  button.replaceChildren(svg);
}

/** Return a button with an icon. @param {string} name */
export function iconButton(name) {
  const button = make("button", { type: "button", className: name });
  showIcon(button, name);
  return button;
}

/** Say what an element without words on it is for. @param {HTMLElement} element @param {string} label */
export function named(element, label) {
  element.title = label;
  element.setAttribute("aria-label", label);
}

/** Return a button with a word on it. @param {string} name @param {string} text @param {string} hint */
export function wordButton(name, text, hint) {
  return make("button", { type: "button", className: name, title: hint, textContent: text });
}

/**
 * Return where an event is in an element, in the element's own pixels: a page may show it larger, as slides do.
 *
 * @param {HTMLElement} element
 * @param {PointerEvent} event
 * @returns {[number, number]}
 */
export function spotIn(element, event) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const across = element.clientWidth / (width || 1);
  const down = element.clientHeight / (height || 1);
  return [(event.clientX - left) * across, (event.clientY - top) * down];
}
