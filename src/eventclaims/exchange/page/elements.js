// Elements of the page. All text goes in as text, never as HTML.
// Characters that are invisible or change the order of others: they are shown by their number.
const CONTROL =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/** Return the visible number of a character, such as \u202e. */
function nameControl(character) {
  return `\\u${character.codePointAt(0).toString(16).padStart(4, "0")}`;
}

/** Return a text as one line, in which controls are visible. */
function showLine(text, longest = 200) {
  const line = text.replace(/\s+/gu, " ").trim().replace(CONTROL, nameControl);
  const points = [...line];
  return points.length > longest ? `${points.slice(0, longest - 1).join("")}…` : line;
}

/**
 * Return a new element.
 *
 * @param tag Its name.
 * @param attributes Its attributes; "on…" is a listener, and false or undefined leaves one out.
 * @param children Texts and elements; null leaves one out.
 */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  // The value of a list can be chosen only after its options are there.
  if (tag === "select" && attributes.value !== undefined) element.value = attributes.value;
  return element;
}

function makeButton(content, onclick, attributes = {}) {
  return make("button", { type: "button", onclick, ...attributes }, content);
}

function find(id) {
  return document.getElementById(id);
}

/** Return the field set of a part of the form. */
function makeGroup(title, ...children) {
  return make("fieldset", {}, make("legend", {}, title), ...children);
}

/** Return a text whose direction does not change that of the text around it. */
function isolate(text, longest) {
  return make("bdi", {}, showLine(text, longest));
}

/** Return a number with its noun. */
function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Say something to people who do not see the page; the others see it below. */
function announce(text) {
  const message = find("message");
  message.textContent = showLine(text, 400);
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => message.replaceChildren(), 12_000);
}
