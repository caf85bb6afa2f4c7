// What staff do to the time while the page is open: more of it, a pause, going on. Learnt from every reply of the server.
import { fill, form, say, sitting } from "./page.js";
import { clock, timeOfDay } from "./time.js";
import { unsavedCount } from "./unsaved.js";
import { dropNotice, notice } from "./notices.js";
import { noteAll } from "./questions.js";
import { showState } from "./list.js";
import { plan, sendNow } from "./sending.js";

// Whether the inputs were locked for a pause, and not for good.
let holds = false;

export function learnLive(reply) {
  // A reply without a time knows nothing of the attempt.
  if (!reply.server_time) return;
  const before = { ...clock };
  clock.deadline = reply.deadline ? Date.parse(reply.deadline) : null;
  clock.pausedAt = reply.paused ? Date.parse(reply.paused) : null;
  if (before.pausedAt === null && clock.pausedAt !== null) pause();
  else if (before.pausedAt !== null && clock.pausedAt === null) resume();
  else if (before.deadline !== null && clock.deadline > before.deadline) tellMore(clock.deadline - before.deadline);
  if (before.pausedAt !== clock.pausedAt || before.deadline !== clock.deadline) {
    document.dispatchEvent(new Event("time-changed"));
  }
}

const endOfTime = () => timeOfDay(clock.deadline).slice(0, 5);

function tellMore(milliseconds) {
  const minutes = Math.max(1, Math.round(milliseconds / 60000));
  notice("extended", "info", say.sayExtendedHeading, fill(say.sayExtendedText, { minutes, time: endOfTime() }));
}

// What was typed until now is sent once more; then nothing can be changed, and the questions are covered.
function pause() {
  noteAll();
  const rest = unsavedCount() > 0 && !sitting.locked;
  dropNotice("resumed");
  const box = notice("paused", "info", say.sayPausedHeading, say.sayPausedText);
  cover(true);
  if (form && !sitting.locked) {
    holds = true;
    hold(true);
    box.tabIndex = -1;
    box.focus();
  }
  if (rest) sendNow().then(showState, () => undefined);
}

function resume() {
  dropNotice("paused");
  cover(false);
  if (holds) {
    holds = false;
    hold(false);
    plan(0);
  }
  if (clock.deadline !== null) {
    notice("resumed", "info", say.sayResumedHeading, fill(say.sayResumedText, { time: endOfTime() }));
  }
  showState();
}

function cover(covered) {
  const list = document.getElementById("list");
  for (const part of [form, list]) if (part) part.hidden = covered;
}

function hold(held) {
  sitting.locked = held;
  for (const part of document.querySelectorAll("#q fieldset, #q button, .qnav button")) part.disabled = held;
}
