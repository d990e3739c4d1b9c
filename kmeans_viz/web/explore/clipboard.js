// @ts-check
// Copies a text. Pages that came over plain http have no clipboard of their own; there the text is marked and copied
// the old way, or stays marked for the user.

/**
 * Copy the text of an element.
 *
 * @param {HTMLElement} element What shows the text.
 * @returns {Promise<boolean>} False where the user has to press Ctrl+C: the text is marked.
 */
export async function copyFrom(element) {
  const text = element instanceof HTMLInputElement ? element.value : (element.textContent ?? "");
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (element instanceof HTMLInputElement) element.select();
    else getSelection()?.selectAllChildren(element);
    return document.execCommand("copy");
  }
}
