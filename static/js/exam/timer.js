// The clock: silent for screen readers except at a few moments, shown or hidden as the trainee likes, read out when asked.
import { announce, fill, readOnly, say } from "./page.js";
import { clock, clockNow, clockText, wasClockMoved } from "./time.js";
import { beat } from "./standing.js";
import { finish } from "./hand-in.js";
import { remember } from "./moving.js";

// Seconds left at which the time is read out.
const MOMENTS = [1800, 900, 600, 300, 60, 30];
// With less than this the clock is shown whatever was chosen.
const LOW = 300;
// How long a hidden clock is shown when it is asked for.
const GLANCE = 5000;

const timer = document.getElementById("timer");
const number = timer && timer.querySelector(".timer__n");
const ends = timer && timer.querySelector(".timer__t");
const toggle = document.getElementById("hide-time");

let secondsBefore = null;
let endsAt = clock.deadline;
let wantsHidden = timer ? timer.dataset.hidden === "true" : false;
let glanceUntil = 0;

const secondsLeft = () => Math.ceil(Math.max(0, clock.deadline - clockNow()) / 1000);

export function tick() {
  if (wasClockMoved()) beat();
  if (clock.deadline === null || !timer) return;
  const seconds = secondsLeft();
  const text = clockText(seconds);
  if (number.textContent !== text) number.textContent = text;
  timer.classList.toggle("timer--low", seconds < LOW);
  if (endsAt !== clock.deadline) showEnd();
  hideOrShow(seconds);
  const moment = MOMENTS.find((mark) => secondsBefore !== null && secondsBefore > mark && seconds <= mark);
  if (moment) tellLeft(moment);
  secondsBefore = seconds;
  if (seconds <= 0 && !readOnly) finish();
}

// The deadline was raised: the time of day below the clock is another one.
function showEnd() {
  endsAt = clock.deadline;
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: say.zone });
  ends.textContent = fill(ends.dataset.sayEnds, { time: time.format(endsAt) });
}

function tellLeft(seconds) {
  announce(seconds >= 60
    ? fill(say.sayLeftMinutes, { count: Math.floor(seconds / 60) })
    : fill(say.sayLeftSeconds, { count: seconds }));
}

// The number gives way and keeps its place, so that nothing moves.
function hideOrShow(seconds) {
  const hidden = wantsHidden && seconds >= LOW && performance.now() > glanceUntil;
  timer.classList.toggle("timer--hidden", hidden);
  if (!toggle) return;
  // It gives way too: with little time left there is nothing to choose.
  toggle.toggleAttribute("data-needs-script", seconds < LOW);
  const words = wantsHidden ? say.sayShowTime : say.sayHideTime;
  if (toggle.textContent !== words) toggle.textContent = words;
}

// Asked for: said now, and shown for a moment where it is hidden.
export function tellTime() {
  if (clock.deadline === null) return;
  glanceUntil = performance.now() + GLANCE;
  announce("");
  setTimeout(() => announce(fill(say.sayLeft, { time: clockText(secondsLeft()) })), 100);
  tick();
}

export function watchTimer() {
  if (toggle) {
    toggle.addEventListener("click", () => {
      wantsHidden = !wantsHidden;
      glanceUntil = 0;
      tick();
      remember({ time: wantsHidden ? "hidden" : "shown" });
    });
  }
  setInterval(tick, 250);
  tick();
}

// At once, not with the next second: a clock that jumps after the notice looks broken.
document.addEventListener("time-changed", tick);
