// What is noted about the sitting, where the exam says so and the trainee has read it before the start: when this page
// was left and come back to, pasted text, gaps of the connection. Facts, kept in the page until they are sent.
import { fill, form, href, readOnly, say, sitting } from "./page.js";
import { serverNow } from "./time.js";
import { notice } from "./notices.js";
import { current } from "./moving.js";
import { postJson } from "./sending.js";

const MOST_KEPT = 100;
// A shorter absence is none: a page that is just being left for the next one, a slip of the finger.
const SHORTEST_ABSENCE = 1000;
const SHORTEST_GAP = 20;
// Without anything to tell, the server sees the network address so often.
const LOOK_EVERY = 60000;

const isNoted = say.notes === "true" && !readOnly;
// A note that is sent twice stands once.
const pageMark = Math.random().toString(36).slice(2, 12);

let kept = [];
let made = 0;
let tellingNotes = false;
let toldAt = -LOOK_EVERY;
let awaySince = null;
let awayTimer = 0;
let awayNoted = false;
let gapSince = null;

function keepNote(kind, at, amount) {
  made += 1;
  const position = current();
  const one = { mark: `${pageMark}-${made}`, kind, at: new Date(at).toISOString() };
  if (position) one.position = position;
  if (amount !== undefined) one.amount = amount;
  // When there are too many, the oldest give way.
  kept = [...kept, one].slice(-MOST_KEPT);
}

function noteAway() {
  if (awaySince === null || awayNoted) return;
  awayNoted = true;
  keepNote("focus_lost", awaySince);
}

function goAway() {
  if (awaySince !== null || sitting.locked) return;
  awaySince = serverNow();
  awayNoted = false;
  awayTimer = setTimeout(noteAway, SHORTEST_ABSENCE);
}

function comeBack() {
  if (awaySince === null) return;
  clearTimeout(awayTimer);
  const gone = serverNow() - awaySince;
  if (gone >= SHORTEST_ABSENCE) noteAway();
  if (awayNoted) keepNote("focus_returned", serverNow(), Math.round(gone / 1000));
  awaySince = null;
  tellNotes();
}

// Called with every answer of the server and every failure to get one.
export function noteConnection(isThere) {
  if (!isNoted) return;
  if (!isThere) {
    if (gapSince === null) gapSince = serverNow();
    return;
  }
  if (gapSince === null) return;
  const seconds = Math.round((serverNow() - gapSince) / 1000);
  if (seconds >= SHORTEST_GAP) keepNote("connection_gap", gapSince, seconds);
  gapSince = null;
}

export async function tellNotes() {
  if (!isNoted || tellingNotes || sitting.signedOut) return;
  if (kept.length === 0 && performance.now() - toldAt < LOOK_EVERY) return;
  tellingNotes = true;
  const notes = kept;
  try {
    const reply = await postJson(`${href}/notes`, { notes });
    if (reply.status === 200) {
      toldAt = performance.now();
      kept = kept.filter((one) => !notes.includes(one));
      const { away } = await reply.json();
      if (away) notice("away", "info", say.sayAwayHeading, fill(say.sayAwayText, { count: away }));
    }
  } catch {
    // Told with the next heartbeat.
  } finally {
    tellingNotes = false;
  }
}

export function watchNotes() {
  if (!isNoted) return;
  window.addEventListener("blur", goAway);
  window.addEventListener("focus", comeBack);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? goAway() : comeBack()));
  if (form) {
    form.addEventListener("paste", (event) => {
      const text = event.clipboardData ? event.clipboardData.getData("text") : "";
      if (event.target.matches("textarea, input[type=text]")) keepNote("pasted", serverNow(), text.length);
    });
  }
}
