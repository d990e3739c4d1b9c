// @ts-check
// The word in an address that opens a page presenting: `#present`, or one more entry of a board's link, as in
// `#kmeans=1&k=4&present`.

const WORD = "present";

/** Tell whether a fragment opens its page presenting. @param {string} fragment With its "#". */
export function presentsIn(fragment) {
  return entriesOf(fragment).some(isWord);
}

/**
 * Return a fragment that opens its page presenting, or the same without that word.
 *
 * @param {string} fragment With its "#"; empty for none.
 * @param {boolean} presents
 * @returns {string} The fragment, with its "#"; empty where nothing is left.
 */
export function withPresent(fragment, presents) {
  const entries = entriesOf(fragment).filter((entry) => !isWord(entry));
  if (presents) entries.push(WORD);
  return entries.length === 0 ? "" : `#${entries.join("&")}`;
}

/** @param {string} fragment */
function entriesOf(fragment) {
  return fragment.replace(/^#/, "").split("&").filter(Boolean);
}

/** @param {string} entry */
function isWord(entry) {
  return entry.split("=", 1)[0] === WORD;
}
