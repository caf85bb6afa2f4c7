// The keys. None is a single letter, so that nothing happens while somebody types or dictates.
import { form, showsAll, sitting } from "./page.js";
import { questions } from "./questions.js";
import { clear, current, open } from "./moving.js";
import { toggleFlag } from "./flags.js";
import { tellTime } from "./timer.js";

// The question the keys are about: where the focus is, else the one that is shown.
function here() {
  const focused = document.activeElement && document.activeElement.closest("[data-position]");
  return questions.get(showsAll && focused ? Number(focused.dataset.position) : current());
}

const WITH_ALT = {
  ArrowRight: () => open(here().position + 1),
  ArrowLeft: () => open(here().position - 1),
  ArrowUp: () => toggleFlag(here()),
  Delete: () => clear(here()),
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
  const typing = event.target.matches("textarea, select, input[type=text]");
  if (!event.altKey && event.key === "F2") tellTime();
  else if (!event.altKey && event.key === "F1") showKeys();
  else if (event.altKey && event.key in WITH_ALT && !typing && form && !sitting.locked) WITH_ALT[event.key]();
  else return;
  event.preventDefault();
}

function showKeys() {
  const choices = document.getElementById("choices");
  if (!choices) return;
  choices.open = true;
  choices.querySelector("summary").focus();
  choices.scrollIntoView();
}

export function watchKeys() {
  const keys = document.getElementById("keys");
  if (keys) keys.hidden = false;
  const help = document.getElementById("help");
  if (help) {
    help.removeAttribute("data-needs-script");
    help.addEventListener("click", (event) => {
      event.preventDefault();
      showKeys();
    });
  }
  document.addEventListener("keydown", onKey);
}
