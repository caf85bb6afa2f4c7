// What the exam page says about itself, and what its parts know together.
//
// The words stand in the data attributes of #exam; the scripts hold none. Everything works without them; they only make
// the same steps quicker and safer.

export const exam = document.getElementById("exam");
export const form = document.getElementById("q");
export const handIn = document.getElementById("hand-in");
export const say = exam.dataset;
export const href = say.href;
export const epoch = Number(say.epoch);
export const readOnly = say.readOnly === "true";
export const showsAll = say.all === "true";

// How the sitting stands, as far as this page knows.
export const sitting = {
  token: say.csrf,
  // Nothing can be changed here any more, or for now.
  locked: readOnly,
  signedOut: false,
  offline: false,
  // The time is over.
  ended: false,
  // Tries in a row that failed.
  failures: 0,
  // When the server was last heard, by performance.now().
  heardAt: 0,
  savedAt: null,
};

export const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

export const jitter = (milliseconds) => milliseconds * (0.8 + 0.4 * Math.random());

export const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function icon(name) {
  return exam.querySelector(`template[data-icon="${name}"]`).content.firstElementChild.cloneNode(true);
}

// Read out politely.
export function announce(words) {
  document.getElementById("announce").textContent = words;
}
