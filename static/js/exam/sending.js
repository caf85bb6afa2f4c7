// Sending answers and judging what came of each.
import { epoch, fill, href, jitter, say, sitting } from "./page.js";
import { learnTime } from "./time.js";
import { forget, unsaved, unsavedCount } from "./unsaved.js";
import { notice } from "./notices.js";
import { noteAll, noteSequence, onChange, questions, showResponse } from "./questions.js";
import { markEntry, showState } from "./list.js";
import { checkSession, supersede } from "./standing.js";
import { goOn } from "./moving.js";
import { learnLive } from "./live.js";
import { answersCameTooLate } from "./hand-in.js";

const SAVE_AFTER = 250;
const TYPING_PAUSE = 800;
const REQUEST_PATIENCE = 8000;
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 15000;

let sending = false;
let sendTimer = 0;

onChange((one) => {
  showState();
  plan(one.isText ? TYPING_PAUSE : SAVE_AFTER);
});

export function plan(after) {
  clearTimeout(sendTimer);
  sendTimer = setTimeout(send, after);
}

export function retryLater() {
  sitting.failures += 1;
  plan(jitter(Math.min(FIRST_RETRY * 2 ** (sitting.failures - 1), LONGEST_RETRY)));
}

export async function request(path, options) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), REQUEST_PATIENCE);
  try {
    return await fetch(path, { credentials: "same-origin", cache: "no-store", signal: abort.signal, ...options });
  } finally {
    clearTimeout(timer);
  }
}

export function postJson(path, body, more) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": sitting.token };
  return request(path, { method: "POST", headers, body: JSON.stringify(body), ...more });
}

export function postForm(path, fields) {
  return request(path, { method: "POST", body: new URLSearchParams({ csrf: sitting.token, ...fields }) });
}

function savesBody() {
  const saves = Object.entries(unsaved).map(([at, save]) => ({ position: Number(at), ...save }));
  return { epoch, saves };
}

// Sends what is not saved. True when nothing is left.
export async function send() {
  if (sitting.locked && !sitting.ended) return unsavedCount() === 0;
  if (sending || sitting.signedOut) return false;
  if (unsavedCount() === 0) {
    goOn();
    return true;
  }
  sending = true;
  showState();
  try {
    await sendNow();
  } catch {
    sitting.offline = true;
    retryLater();
  } finally {
    sending = false;
  }
  showState();
  if (unsavedCount() === 0) goOn();
  else if (!sitting.offline && !sitting.signedOut && !sitting.locked && sitting.failures === 0) plan(SAVE_AFTER);
  return unsavedCount() === 0;
}

export async function sendNow() {
  const sentAt = performance.now();
  await judge(await postJson(`${href}/saves`, savesBody()), sentAt);
}

// When the page goes away or to the back, what is not saved is sent in a request that outlives it.
export function flush() {
  noteAll();
  if (sitting.locked || sitting.signedOut || unsavedCount() === 0) return;
  postJson(`${href}/saves`, savesBody(), { keepalive: true })
    .then((reply) => (reply.ok ? judge(reply) : undefined))
    .then(showState)
    .catch(() => undefined);
}

async function judge(reply, sentAt) {
  if (reply.status === 401 || reply.status === 403 || reply.status === 404) return checkSession();
  if (reply.status === 422) return dropUnreadable(await reply.json());
  if (reply.status !== 200 && reply.status !== 409) {
    sitting.offline = true;
    return retryLater();
  }
  const body = await reply.json();
  sitting.offline = false;
  sitting.failures = 0;
  sitting.heardAt = performance.now();
  learnTime(body.server_time, sentAt);
  learnLive(body);
  for (const result of body.results || []) settle(result);
  for (const one of questions.values()) noteSequence(one);
  return undefined;
}

function settle(result) {
  const { position, sequence, verdict } = result;
  const waiting = unsaved[position];
  switch (verdict) {
    case "stored":
    case "replayed":
      forget(position, sequence);
      if (result.saved_at) sitting.savedAt = Math.max(sitting.savedAt || 0, Date.parse(result.saved_at));
      markEntry(position, waiting ? waiting.response !== "" : true);
      break;
    case "conflict":
      settleConflict(result, waiting);
      break;
    case "superseded":
      supersede();
      break;
    case "closed":
    case "late":
      answersCameTooLate();
      break;
    case "paused":
      // Kept, and sent when the time goes on.
      break;
    case "no_such_question":
      forget(position, sequence);
      break;
    default:
      sitting.offline = true;
      retryLater();
  }
}

function settleConflict(result, waiting) {
  const { position } = result;
  const sent = waiting ? waiting.response : "";
  if (waiting) forget(position, waiting.sequence);
  notice(`conflict-${position}`, "bad", fill(say.sayConflictHeading, { position }),
    fill(say.sayConflictText, { sent: inWords(sent), stored: inWords(result.stored_response) }));
  const one = questions.get(position);
  if (one) {
    one.sequence = Math.max(result.stored_sequence, 0);
    showResponse(one, result.stored_response);
  }
  markEntry(position, result.stored_response !== "");
}

function dropUnreadable({ position, sequence }) {
  forget(position, sequence);
  notice("refused", "bad", fill(say.sayRefusedHeading, { position }), say.sayRefusedText);
}

function inWords(response) {
  if (response === "") return say.sayBlank;
  if (response === "T") return say.sayTrue;
  if (response === "F") return say.sayFalse;
  if (response === "-") return say.saySkip;
  return response.replace(/\n/g, " / ");
}
