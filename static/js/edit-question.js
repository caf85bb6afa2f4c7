// The form of a question: the preview follows what is typed, and what hangs on a choice appears at once. Without this
// script the buttons beside them do the same.

const PAUSE = 500;

const form = document.getElementById("question-form");
const preview = document.getElementById("preview");

let timer = 0;
let asked = 0;

async function refresh() {
  asked += 1;
  const turn = asked;
  const body = new FormData(form);
  // The picture is drawn when its button is pressed, not with every word.
  body.delete("file");
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body, credentials: "same-origin", headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Only the newest answer counts.
    if (turn === asked) preview.replaceChildren(...page.body.childNodes);
  } catch {
    // Without the server the last preview stays; saving says what is wrong.
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, PAUSE);
}

form.addEventListener("input", (event) => {
  if (event.target.type !== "file" && !event.isComposing) soon();
});
form.addEventListener("compositionend", soon);

for (const button of form.querySelectorAll("button[data-after]")) {
  button.hidden = true;
  document.getElementById(button.dataset.after).addEventListener("change", () => button.click());
}
