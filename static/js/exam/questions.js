// The questions on this page: what they hold, what was changed, what was given before a reload.
import { form, readOnly, sitting } from "./page.js";
import { serverNow } from "./time.js";
import { keep, unsaved } from "./unsaved.js";

export const questions = new Map();

// Called with the question after each change.
const watchers = [];
export const onChange = (watcher) => watchers.push(watcher);

const field = (one, name) => one.section.querySelector(`input[type=hidden][name="${name}-${one.position}"]`);

// What several fields say together: gaps one a line, letters of places side by side. Empty ones at the end say nothing.
const joined = {
  text: (values) => values[0],
  gaps: (values) => values.map((value) => value.trim()).join("\n").replace(/\n+$/, ""),
  places: (values) => values.join("").replace(/-+$/, ""),
};

export function responseOf(one) {
  if (one.shape in joined) return joined[one.shape](one.inputs.map((input) => input.value));
  return one.inputs.filter((input) => input.checked).map((input) => input.value).join("");
}

// What stood there when the server sent the page.
function sentResponse(one) {
  const sent = (input) => {
    if (input.tagName !== "SELECT") return input.defaultValue;
    return ([...input.options].find((option) => option.defaultSelected) || input.options[0]).value;
  };
  if (one.shape in joined) return joined[one.shape](one.inputs.map(sent));
  return one.inputs.filter((input) => input.defaultChecked).map((input) => input.value).join("");
}

export function showResponse(one, response) {
  const parts = one.shape === "gaps" ? response.split("\n") : [...response];
  one.inputs.forEach((input, index) => {
    if (one.shape === "text") input.value = response;
    else if (one.shape === "gaps") input.value = parts[index] || "";
    else if (one.shape === "places") input.value = parts[index] || "-";
    else input.checked = response.includes(input.value);
  });
  one.last = responseOf(one);
}

export function showNothing(one) {
  for (const input of one.inputs) {
    if (one.shape === "places") input.value = "-";
    else if (one.shape in joined) input.value = "";
    else input.checked = false;
  }
}

// How a question is answered: typed text, gaps, places with a select each, or options.
function shapeOf(section, inputs) {
  if (inputs[0].tagName === "SELECT") return "places";
  if (inputs[0].type === "radio" || inputs[0].type === "checkbox") return "options";
  return section.querySelector(".parts") ? "gaps" : "text";
}

// Takes a part of the page as a question. Answers that were given before a reload and never acknowledged are shown again.
export function adopt(section) {
  const position = Number(section.dataset.position);
  const inputs = [...section.querySelectorAll(`[name="response-${position}"]`)];
  const shape = shapeOf(section, inputs);
  const isText = shape === "text" || shape === "gaps";
  const one = { position, section, inputs, shape, isText, sequence: 0, last: "", composing: false };
  questions.set(position, one);
  one.last = sentResponse(one);
  if (readOnly) return one;
  // On a slow line a trainee answers before this script is there: that answer is the newest.
  const isAnswered = responseOf(one) !== one.last;
  // Highest sequence known for this question, stored or sent.
  one.sequence = Number(field(one, "sequence").value);
  const own = unsaved[position];
  if (own && own.sequence > one.sequence) {
    one.sequence = own.sequence;
    if (isAnswered) one.last = own.response;
    else showResponse(one, own.response);
  }
  noteSequence(one);
  return one;
}

// The form itself obeys the rule of the script: sent as it stands, it repeats exactly the last save.
export function noteSequence(one) {
  const { position } = one;
  field(one, "sequence").value = String(position in unsaved ? unsaved[position].sequence - 1 : one.sequence);
}

export function noteChange(one) {
  if (sitting.locked || one.composing) return;
  const response = responseOf(one);
  if (response === one.last) return;
  one.last = response;
  one.sequence += 1;
  keep(one.position, { sequence: one.sequence, response, at: new Date(serverNow()).toISOString() });
  noteSequence(one);
  for (const watcher of watchers) watcher(one);
}

export function noteAll() {
  for (const one of questions.values()) noteChange(one);
}

const questionOf = (target) => {
  const section = target.closest("[data-position]");
  return section ? questions.get(Number(section.dataset.position)) : undefined;
};

export function watchQuestions() {
  for (const section of form.querySelectorAll("[data-position]")) adopt(section);
  const note = (event) => {
    const one = questionOf(event.target);
    if (one) noteChange(one);
  };
  form.addEventListener("change", note);
  form.addEventListener("input", note);
  // While an input method composes, what stands in the field is not an answer yet.
  form.addEventListener("compositionstart", (event) => {
    const one = questionOf(event.target);
    if (one) one.composing = true;
  });
  form.addEventListener("compositionend", (event) => {
    const one = questionOf(event.target);
    if (!one) return;
    one.composing = false;
    noteChange(one);
  });
  noteAll();
}
