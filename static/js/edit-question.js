// The form of a question: the preview follows what is typed, and what hangs on a choice appears at once. Without this
// script the buttons beside them do the same.

const PAUSE = 500;
// How long after an answer that did not come the preview is asked for again.
const AGAIN = 4000;

const form = document.getElementById("question-form");
const preview = document.getElementById("preview");

let timer = 0;
let asked = 0;
let shown = 0;

/** What the server says the preview is; null when it says nothing now, undefined when asking again would not help. */
async function answer() {
  const body = new FormData(form);
  // The picture is drawn when its button is pressed, not with every word.
  body.delete("file");
  try {
    const said = await fetch(form.dataset.preview, { method: "POST", body, credentials: "same-origin", headers: { Accept: "text/html" } });
    if (said.ok && !said.redirected) return await said.text();
    return said.status >= 500 ? null : undefined;
  } catch {
    return null;
  }
}

async function refresh() {
  asked += 1;
  const turn = asked;
  const text = await answer();
  // Without an answer the last preview stays, and saving says what is wrong; nobody need type on to see the next one.
  if (text === null && turn === asked) soon(AGAIN);
  // An answer that was overtaken counts for nothing.
  if (!text || turn < shown) return;
  shown = turn;
  preview.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
}

function soon(pause) {
  clearTimeout(timer);
  timer = setTimeout(refresh, pause);
}

form.addEventListener("input", (event) => {
  if (event.target.type !== "file" && !event.isComposing) soon(PAUSE);
});
form.addEventListener("compositionend", () => soon(PAUSE));

for (const button of form.querySelectorAll("button[data-after]")) {
  button.hidden = true;
  document.getElementById(button.dataset.after).addEventListener("change", () => button.click());
}
