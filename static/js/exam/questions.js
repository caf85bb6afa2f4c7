// The questions on this page: what they hold, what was changed, what was given before a reload.
import { form, readOnly, sitting } from "./page.js";
import { serverNow } from "./time.js";
import { keep, unsaved } from "./unsaved.js";

export const questions = new Map();

// Called with the question after each change.
const watchers = [];
export const onChange = (watcher) => watchers.push(watcher);

const field = (one, name) => one.section.querySelector(`input[type=hidden][name="${name}-${one.position}"]`);

export function responseOf(one) {
  if (one.isText) return one.inputs[0].value;
  return one.inputs.filter((input) => input.checked).map((input) => input.value).join("");
}

// What stood there when the server sent the page.
function sentResponse(one) {
  if (one.isText) return one.inputs[0].defaultValue;
  return one.inputs.filter((input) => input.defaultChecked).map((input) => input.value).join("");
}

export function showResponse(one, response) {
  if (one.isText) one.inputs[0].value = response;
  else for (const input of one.inputs) input.checked = response.includes(input.value);
  one.last = responseOf(one);
}

export function showNothing(one) {
  if (one.isText) one.inputs[0].value = "";
  else for (const input of one.inputs) input.checked = false;
}

// Takes a part of the page as a question. Answers that were given before a reload and never acknowledged are shown again.
export function adopt(section) {
  const position = Number(section.dataset.position);
  const inputs = [...section.querySelectorAll(`[name="response-${position}"]`)];
  const isText = inputs.some((input) => input.tagName === "TEXTAREA");
  const one = { position, section, inputs, isText, sequence: 0, last: "", composing: false };
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
