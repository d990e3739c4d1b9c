// @ts-check
// The style sheet of presenting. What joins the modules fills it in.

export const PRESENTING_SHEET = { text: "" };

/** Fill the style sheet in, once. @param {string} text */
export function fillPresentingSheet(text) {
  PRESENTING_SHEET.text = text;
}
