// Time: the server's, carried on by a clock that nobody can set.
import { say } from "./page.js";

export const clock = {
  deadline: say.deadline ? Date.parse(say.deadline) : null,
  // Since when it stands still.
  pausedAt: say.paused ? Date.parse(say.paused) : null,
};

let serverAtZero = Date.parse(say.now) - performance.now();
let wallAtZero = Date.now() - performance.now();

export const serverNow = () => serverAtZero + performance.now();

// What the clock of this attempt shows: the time, or the moment it was paused.
export const clockNow = () => (clock.pausedAt === null ? serverNow() : Math.min(clock.pausedAt, serverNow()));

// `sentAt` is when the request went out, by performance.now(). The reply was made somewhere between then and now; the
// middle is off by half of that at most.
export function learnTime(serverTime, sentAt) {
  if (!serverTime) return;
  const now = performance.now();
  const middle = sentAt === undefined ? now : (sentAt + now) / 2;
  serverAtZero = Date.parse(serverTime) - middle;
  wallAtZero = Date.now() - now;
}

// A clock of the device that was set, or slept through, shows as a difference between its two clocks. True once for each.
export function wasClockMoved() {
  const wall = Date.now() - performance.now();
  if (Math.abs(wall - wallAtZero) <= 2000) return false;
  wallAtZero = wall;
  return true;
}

const timeFormat = (() => {
  const options = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: say.zone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", options);
  }
})();

// 12:03:20 in the reader's zone.
export const timeOfDay = (time) => timeFormat.format(time);

// 0:07, 38:24, 1:02:05.
export function clockText(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
