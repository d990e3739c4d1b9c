// @ts-check
// Names for elements of a module's own.

/**
 * Define an element under the first free name that begins so: a page keeps the code that first defined a name, and a
 * cell that is run again after an upgrade brings newer code.
 *
 * @param {string} name
 * @param {CustomElementConstructor} element
 */
export function defineFree(name, element) {
  let count = 1;
  while (customElements.get(`${name}-${count}`)) count++;
  customElements.define(`${name}-${count}`, element);
}
