// Questions marked to look at again: shown at once, told to the server as soon as it can be reached.
import { href, say } from "./page.js";
import { postJson } from "./sending.js";
import { entryOf, showState } from "./list.js";

const waiting = new Map();
let telling = false;

const isFlagged = (one) => flagButton(one).value.startsWith("unflag");
const flagButton = (one) => one.section.querySelector("button[value^='flag-'], button[value^='unflag-']");

export function toggleFlag(one) {
  const flagged = !isFlagged(one);
  const button = flagButton(one);
  button.value = `${flagged ? "unflag" : "flag"}-${one.position}`;
  button.lastElementChild.textContent = flagged ? say.sayUnflag : say.sayFlag;
  const entry = entryOf(one.position);
  if (entry) entry.classList.toggle("is-flag", flagged);
  showState();
  waiting.set(one.position, flagged);
  sendFlags();
}

export async function sendFlags() {
  if (telling) return;
  telling = true;
  try {
    for (const [position, flagged] of [...waiting]) {
      const reply = await postJson(`${href}/flags`, { position, flagged }, { keepalive: true });
      if (!reply.ok) break;
      if (waiting.get(position) === flagged) waiting.delete(position);
    }
  } catch {
    // Told with the next heartbeat.
  } finally {
    telling = false;
  }
}
