// The end: by the button, or when the time is over. Handing in never leaves the page for one that cannot be reached.
import { announce, epoch, fill, handIn, href, jitter, say, sitting, wait } from "./page.js";
import { clock, serverNow } from "./time.js";
import { unsaved, unsavedCount } from "./unsaved.js";
import { addLink, dropNotice, notice } from "./notices.js";
import { offerFile } from "./file.js";
import { noteAll } from "./questions.js";
import { postForm, send, sendNow } from "./sending.js";
import { checkSession, lock } from "./standing.js";

const GRACE = 60000;
const FIRST_HAND_IN_RETRY = 1000;
const LONGEST_HAND_IN_RETRY = 5000;

const patience = (tries) => wait(jitter(Math.min(FIRST_HAND_IN_RETRY * (tries + 1), LONGEST_HAND_IN_RETRY)));

// Answers that never arrived and are refused now. They stay on this device, and the trainee is told which they are.
let tooLate = false;

export function answersCameTooLate() {
  if (tooLate) return;
  tooLate = true;
  if (!sitting.locked) lock();
  dropNotice("over");
  const positions = Object.keys(unsaved).join(", ");
  const box = notice("too-late", "bad", say.sayTooLateHeading, fill(say.sayTooLateText, { positions }));
  addLink(box, say.sayReceipt, `${href}/receipt`, false);
  offerFile().catch(() => undefined);
}

// The time is over: nothing more can be changed, what is not saved is sent, then the page hands in.
export async function finish() {
  if (sitting.ended) return;
  noteAll();
  sitting.ended = true;
  lock();
  notice("over", "info", say.sayOverHeading, say.sayOverText);
  announce(say.sayOverHeading);
  for (let tries = 0; !tooLate; tries += 1) {
    try {
      if (unsavedCount() > 0) await sendNow();
      if (tooLate) return;
      const reply = await postForm(`${href}/submit`, { epoch, by: "page_at_deadline" });
      if (reply.ok) {
        location.replace(`${href}/receipt`);
        return;
      }
      if (reply.status === 409) {
        notice("superseded", "bad", say.saySupersededHeading, say.saySupersededText);
        return;
      }
      if (reply.status === 401 || reply.status === 403) await checkSession();
    } catch {
      sitting.offline = true;
      await offerFile().catch(() => undefined);
    }
    if (clock.deadline !== null && serverNow() > clock.deadline + GRACE) {
      notice("over", "info", say.sayOverHeading, say.sayOverOffline);
    }
    await patience(tries);
  }
}

async function onHandIn(event) {
  event.preventDefault();
  if (sitting.ended) return;
  const fields = Object.fromEntries(new FormData(handIn));
  delete fields.csrf;
  const button = handIn.querySelector("button");
  button.disabled = true;
  for (let tries = 0; !sitting.ended; tries += 1) {
    try {
      if (await send()) {
        const reply = await postForm(`${href}/submit`, fields);
        if (reply.ok) {
          location.assign(reply.url);
          return;
        }
        if (reply.status === 422) {
          button.disabled = false;
          HTMLFormElement.prototype.submit.call(handIn);
          return;
        }
        if (reply.status === 409) {
          location.replace(`${href}/submit`);
          return;
        }
        if (reply.status === 401 || reply.status === 403) await checkSession();
      }
      dropNotice("waiting");
    } catch {
      sitting.offline = true;
      notice("waiting", "bad", say.sayWaiting, "");
    }
    await patience(tries);
  }
}

export function watchHandIn() {
  if (handIn) handIn.addEventListener("submit", onHandIn);
}
