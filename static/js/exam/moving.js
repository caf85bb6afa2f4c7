// Going from question to question. Those that are in the page are shown at once, with or without a connection; a page
// is only left when everything is saved, so that no answer is lost with it.
import { fill, form, href, jitter, say, showsAll, sitting } from "./page.js";
import { unsavedCount } from "./unsaved.js";
import { notice } from "./notices.js";
import { noteAll, noteChange, questions, showNothing } from "./questions.js";
import { showState } from "./list.js";
import { request, send } from "./sending.js";
import { toggleFlag } from "./flags.js";

const WAIT_SHOWN_AFTER = 1500;
const TRY_AGAIN_AFTER = 2000;

const count = Number(say.count);
const examTitle = document.querySelector(".xbar__t").textContent;

let wanted = null;
let lastButton = null;
// The address this page was opened with may name no question.
const opened = form ? Number(form.querySelector("[data-position]").dataset.position) : 0;
let shown = opened;

export const current = () => shown;

// Gives up leaving the page.
export function stay() {
  wanted = null;
}

// ---- Within the page.

export function open(position) {
  if (position < 1 || position > count) return;
  noteAll();
  if (!questions.has(position)) {
    go({ href: `${href}?question=${position}` });
    return;
  }
  show(position);
  history.pushState(null, "", `${href}?question=${position}`);
  send();
}

function show(position) {
  const { section } = questions.get(position);
  shown = position;
  stay();
  const stem = section.querySelector(".quest__stem");
  stem.tabIndex = -1;
  if (showsAll) {
    section.scrollIntoView();
    stem.focus({ preventScroll: true });
    return;
  }
  for (const one of questions.values()) one.section.hidden = one.position !== position;
  for (const entry of document.querySelectorAll(".qnav ol button")) {
    if (Number(entry.value) === position) entry.setAttribute("aria-current", "step");
    else entry.removeAttribute("aria-current");
  }
  offer("previous", position - 1, position > 1);
  offer("next", position + 1, position < count);
  offer("check", "check", position === count);
  // What Enter does in the form.
  form.querySelector("button").value = position < count ? position + 1 : "check";
  document.title = `${fill(say.sayTitle, { position, count, title: examTitle })} - Certamen`;
  window.scrollTo(0, 0);
  stem.focus({ preventScroll: true });
}

function offer(name, value, isThere) {
  const button = form.querySelector(`[data-go="${name}"]`);
  button.value = value;
  button.hidden = !isThere;
}

// The browser's own back and forward.
export function watchHistory() {
  window.addEventListener("popstate", () => {
    const position = Number(new URL(location.href).searchParams.get("question")) || opened;
    noteAll();
    if (questions.has(position)) show(position);
    else location.reload();
  });
}

// ---- To another page.

export function go(to) {
  wanted = to;
  noteAll();
  send();
  setTimeout(() => {
    if (wanted === to) notice("waiting", "info", say.sayWaiting, "");
  }, WAIT_SHOWN_AFTER);
}

export async function goOn() {
  if (!wanted || sitting.locked || unsavedCount() > 0) return;
  const next = wanted;
  try {
    // Unless the server was just heard, it is asked first: a page that cannot be reached must not take the place of
    // this one.
    if (performance.now() - sitting.heardAt > 3000) {
      const reply = await request(`${href}/heartbeat`, { headers: { Accept: "application/json" } });
      if (!reply.ok && reply.status !== 401) throw new Error(String(reply.status));
    }
    if (wanted !== next) return;
    wanted = null;
    if (next.form) next.form.submit();
    else location.assign(next.href);
  } catch {
    sitting.offline = true;
    showState();
    notice("waiting", "info", say.sayWaiting, "");
    setTimeout(goOn, jitter(TRY_AGAIN_AFTER));
  }
}

// ---- Buttons.

function onSubmit(event) {
  const button = event.submitter || lastButton;
  event.preventDefault();
  if (sitting.locked) return;
  const { name, value } = button && button.name ? button : { name: "do", value: "save" };
  const [what, number] = value.split("-");
  const one = questions.get(Number(number));
  if (name === "go" && value === "check") go({ href: `${href}/submit` });
  else if (name === "go") open(Number(value));
  else if (what === "clear" && one) clear(one);
  else if (one) toggleFlag(one);
  else {
    noteAll();
    send();
  }
}

export function clear(one) {
  showNothing(one);
  noteChange(one);
}

// The other language and the trainee's choices lead to another page: what is not saved goes first.
function onLeave(event) {
  if (sitting.locked) return;
  event.preventDefault();
  const leaving = event.currentTarget;
  const button = event.submitter || lastButton;
  if (button && button.name) {
    const chosen = leaving.querySelector(`input[name=${button.name}]`) || document.createElement("input");
    Object.assign(chosen, { type: "hidden", name: button.name, value: button.value });
    leaving.append(chosen);
  }
  // The address of the page may stand for "the first open question", which is another one by now.
  if (shown) leaving.querySelector("input[name=back]").value = `${href}?question=${shown}`;
  go({ form: leaving });
}

export function watchButtons() {
  // Older browsers do not say which button was pressed.
  document.addEventListener("click", (event) => {
    lastButton = event.target.closest("button");
  }, true);
  if (form) form.addEventListener("submit", onSubmit);
  for (const leaving of document.querySelectorAll("form[action='/language'], #choices form")) {
    leaving.addEventListener("submit", onLeave);
  }
}

// The size of the text changes in place; the server only remembers it.
export function watchSize() {
  for (const button of document.querySelectorAll("#choices button[name=size]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      document.documentElement.dataset.size = button.value;
      for (const other of document.querySelectorAll("#choices button[name=size]")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      remember({ size: button.value });
    });
  }
}

export function remember(choice) {
  // The answer is a redirect that nobody needs to follow.
  const body = new URLSearchParams({ csrf: sitting.token, back: "/", ...choice });
  request("/my/exam-page", { method: "POST", body, redirect: "manual" }).catch(() => undefined);
}
