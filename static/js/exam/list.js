// What the trainee sees of saving: the line in the bar, the question list, the counts.
import { fill, icon, readOnly, say, sitting } from "./page.js";
import { clock, timeOfDay } from "./time.js";
import { unsaved, unsavedCount } from "./unsaved.js";
import { dropNotice, notice } from "./notices.js";

export function showState() {
  const box = document.getElementById("save");
  const line = box && box.querySelector(".save");
  if (!line || readOnly) return;
  const count = unsavedCount();
  const failing = count > 0 && (sitting.offline || sitting.signedOut || sitting.failures > 0 || clock.pausedAt !== null);
  const state = failing ? "bad" : count > 0 ? "busy" : "ok";
  box.classList.toggle("xsave--bad", failing);
  line.className = state === "ok" ? "save" : `save save--${state}`;
  if (line.dataset.was === undefined) line.dataset.was = line.lastElementChild.textContent;
  let words = line.dataset.was;
  if (failing) words = fill(say.sayUnsaved, { count });
  else if (count > 0) words = say.saySaving;
  else if (sitting.savedAt !== null) words = fill(say.saySaved, { time: timeOfDay(sitting.savedAt) });
  if (line.dataset.state !== state) {
    line.dataset.state = state;
    line.firstElementChild.replaceWith(icon(state));
  }
  // Written only when it changes: this line is read out.
  if (line.lastElementChild.textContent !== words) line.lastElementChild.textContent = words;
  showEntries(failing);
  showUnsavedFigure(count);
  if (failing && sitting.offline) {
    const positions = Object.keys(unsaved).join(", ");
    notice("offline", "bad", say.sayOfflineHeading, fill(say.sayOfflineText, { positions }));
  } else {
    dropNotice("offline");
  }
}

// The question list and the counts beside it, in form and in words.
function showEntries(failing) {
  const all = [...document.querySelectorAll(".qnav ol button")];
  if (all.length === 0) return;
  for (const entry of all) {
    const [done, flagged] = ["is-done", "is-flag"].map((name) => entry.classList.contains(name));
    const lost = failing && entry.value in unsaved;
    entry.classList.toggle("is-lost", lost);
    let words = done ? say.sayEntryDone : say.sayEntryOpen;
    if (flagged) words = done ? say.sayEntryDoneFlagged : say.sayEntryOpenFlagged;
    const label = fill(lost ? say.sayEntryLost : words, { position: entry.value });
    if (entry.getAttribute("aria-label") !== label) entry.setAttribute("aria-label", label);
  }
  const count = (name) => all.filter((entry) => entry.classList.contains(name)).length;
  const [answered, flags] = [count("is-done"), count("is-flag")];
  document.getElementById("answered").textContent = fill(say.sayAnswered, { answered, count: all.length });
  document.getElementById("sum").textContent = fill(say.saySum, { open: all.length - answered, flags });
}

export const entryOf = (position) => document.querySelector(`.qnav ol button[value="${position}"]`);

export function markEntry(position, done) {
  const entry = entryOf(position);
  if (entry) entry.classList.toggle("is-done", done);
}

function showUnsavedFigure(count) {
  const figure = document.getElementById("unsaved");
  if (!figure) return;
  figure.hidden = false;
  figure.classList.toggle("fig--ok", count === 0);
  figure.classList.toggle("fig--bad", count > 0);
  figure.firstElementChild.textContent = String(count);
}
