// The page of somebody who waits for an exam: asks every few seconds whether it goes on, and goes on by itself. Nobody's
// time begins behind their back: while the page is hidden, the exam does not open.

const waiting = document.getElementById("waiting");
const line = document.getElementById("waiting-said");
const form = document.getElementById("waiting-go");
const { href, decision, csrf, sayOffline, sayHere } = waiting.dataset;

const PATIENCE = 8000;
const jitter = (seconds) => seconds * 1000 * (0.75 + 0.5 * Math.random());

let gone = false;

function say(text) {
  if (line.textContent !== text) line.textContent = text;
}

function whenSeen(act) {
  const look = () => {
    if (gone || document.visibilityState === "hidden") return;
    gone = true;
    act();
  };
  document.addEventListener("visibilitychange", look);
  look();
}

function goOn(standing) {
  if (standing.decision === "start" && form) whenSeen(() => form.submit());
  else whenSeen(() => location.reload());
}

async function ask() {
  const abort = new AbortController();
  const tooLong = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const answer = await fetch(href, {
      method: "POST",
      headers: { "X-CSRF-Token": csrf, Accept: "application/json" },
      signal: abort.signal,
    });
    // Signed out, or the exam is not theirs any more: the page itself says so.
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return goOn({ decision: "gone" });
    if (!answer.ok) throw new Error(String(answer.status));
    const standing = await answer.json();
    if (standing.decision !== decision) return goOn(standing);
    say(sayHere);
    later(standing.seconds);
  } catch {
    say(sayOffline);
    later(5);
  } finally {
    clearTimeout(tooLong);
  }
}

function later(seconds) {
  setTimeout(ask, jitter(seconds));
}

// Back from another page or from sleep: what is shown may be old.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && !gone) ask();
});
later(Number(waiting.dataset.seconds));
