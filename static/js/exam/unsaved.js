// Answers that the server has not acknowledged, by position: {sequence, response, at}. They are kept in the browser's
// storage under the attempt's id, and nothing else is.
//
// Two windows may have the same attempt open and share that storage: each writes only the answers it knows about.
import { say } from "./page.js";

const storageKey = `certamen-unsaved-${say.id}`;

function stored() {
  try {
    return JSON.parse(localStorage.getItem(storageKey)) || {};
  } catch {
    return {};
  }
}

function store(all) {
  try {
    if (Object.keys(all).length === 0) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, JSON.stringify(all));
  } catch {
    // Without storage the answers live as long as the page, which says that they are not saved.
  }
}

// What an attempt left behind that is over for long is nobody's any more.
const OLD = 7 * 24 * 3600 * 1000;

function dropOld() {
  const names = [...Array(localStorage.length).keys()].map((index) => localStorage.key(index));
  for (const name of names.filter((one) => one.startsWith("certamen-unsaved-") && one !== storageKey)) {
    const times = Object.values(JSON.parse(localStorage.getItem(name)) || {}).map((save) => Date.parse(save.at));
    if (!times.some((time) => Date.now() - time < OLD)) localStorage.removeItem(name);
  }
}

try {
  dropOld();
} catch {
  // Storage that cannot be read cannot be tidied.
}

export const unsaved = stored();

export const unsavedCount = () => Object.keys(unsaved).length;

export function keep(position, save) {
  unsaved[position] = save;
  store({ ...stored(), [position]: save });
}

// Forgets the answer unless a newer one took its place meanwhile.
export function forget(position, sequence) {
  if (unsaved[position] && unsaved[position].sequence <= sequence) delete unsaved[position];
  const all = stored();
  if (all[position] && all[position].sequence <= sequence) {
    delete all[position];
    store(all);
  }
}
