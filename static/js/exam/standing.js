// How the attempt stands, learnt from heartbeats: deadline, epoch, state, the token of the session.
import { epoch, href, jitter, readOnly, say, sitting } from "./page.js";
import { learnTime } from "./time.js";
import { unsavedCount } from "./unsaved.js";
import { dropNotice, notice } from "./notices.js";
import { showState } from "./list.js";
import { plan, postJson, request, retryLater } from "./sending.js";
import { askToSignIn, continueAfterSignIn } from "./sign-in.js";
import { current, goOn, stay } from "./moving.js";
import { sendFlags } from "./flags.js";
import { noteConnection, tellNotes } from "./notes.js";
import { fetchWhole } from "./whole.js";
import { prepareSeal } from "./file.js";
import { learnLive } from "./live.js";
import { answersCameTooLate } from "./hand-in.js";

// With its jitter never more than 15 s: so long at most until more time, or a pause, is seen.
const HEARTBEAT = 12000;

const asJson = { headers: { Accept: "application/json" } };

// What a heartbeat tells the server.
function beatBody() {
  return { epoch, unsaved: unsavedCount(), position: current() || null };
}

export async function beat() {
  const sentAt = performance.now();
  try {
    const reply = sitting.signedOut
      ? await request(`${href}/heartbeat`, asJson)
      : await postJson(`${href}/heartbeat`, beatBody());
    if (reply.status === 200) learnState(await reply.json(), sentAt);
    else if (reply.status === 401 || reply.status === 403) await checkSession();
    else if (reply.status >= 500) sitting.offline = true;
  } catch {
    sitting.offline = true;
  }
  showState();
  noteConnection(!sitting.offline);
  if (sitting.offline || sitting.signedOut) return;
  sendFlags();
  tellNotes();
  fetchWhole();
  prepareSeal();
  if (unsavedCount() > 0) plan(0);
  else goOn();
}

export function keepBeating() {
  setTimeout(async () => {
    await beat();
    keepBeating();
  }, jitter(HEARTBEAT));
}

// The server did not know this session or its token. Either somebody signed in again in this browser, then we go on with
// the new token, or nobody is signed in.
export async function checkSession() {
  const reply = await request(`${href}/heartbeat`, asJson);
  if (reply.status === 200) {
    learnState(await reply.json());
    return retryLater();
  }
  if (reply.status === 401 || reply.status === 403 || reply.status === 404) {
    sitting.signedOut = true;
    return askToSignIn();
  }
  sitting.offline = true;
  return retryLater();
}

export function learnState(state, sentAt) {
  sitting.heardAt = performance.now();
  learnTime(state.server_time, sentAt);
  learnLive(state);
  sitting.offline = false;
  if (state.csrf && state.csrf !== sitting.token) {
    sitting.token = state.csrf;
    for (const hidden of document.querySelectorAll("input[name=csrf]")) hidden.value = state.csrf;
  }
  if (sitting.signedOut) {
    sitting.signedOut = false;
    dropNotice("signed-out");
  }
  if (state.state !== "in_progress") {
    if (unsavedCount() > 0 && !readOnly) return answersCameTooLate();
    location.replace(`${href}/receipt`);
  } else if (!readOnly && state.epoch !== epoch) {
    supersede();
  } else if (!readOnly && state.held === false) {
    continueAfterSignIn();
  }
  return undefined;
}

export function lock() {
  sitting.locked = true;
  for (const fieldset of document.querySelectorAll("#q fieldset")) fieldset.disabled = true;
  for (const button of document.querySelectorAll("#q button, .qnav button, #hand-in button")) button.disabled = true;
}

export function supersede() {
  if (sitting.locked) return;
  lock();
  stay();
  notice("superseded", "bad", say.saySupersededHeading, say.saySupersededText);
}
