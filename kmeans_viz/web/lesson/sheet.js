// @ts-check
// The style sheet of the questions. What joins the modules fills it in.

export const LESSON_SHEET = { text: "" };

/** Fill the style sheet in, once. @param {string} text */
export function fillLessonSheet(text) {
  LESSON_SHEET.text = text;
}
