// The try-out of the exam page: nothing is stored anywhere. Says in plain words whether this device and line are good for
// an exam. The words stand in the page.

const ROUNDS = 5;
const SLOW = 1500;
const MINUTE = 60000;

const form = document.getElementById("q");
const said = document.getElementById("said");
const again = document.getElementById("again");

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

function show(name, verdict, values) {
  const row = document.querySelector(`[data-check="${name}"]`);
  const list = row.parentElement.dataset;
  const words = row.querySelector("p.small");
  const mark = row.querySelector("[data-mark]");
  const isGood = verdict === "good" || verdict === "said";
  row.hidden = false;
  words.textContent = fill(words.dataset[verdict], values || {});
  mark.className = `st st--${isGood ? "ok" : "warn"}`;
  const icon = document.querySelector(`template[data-icon="${isGood ? "ok" : "warn"}"]`);
  mark.replaceChildren(icon.content.firstElementChild.cloneNode(true), isGood ? list.ok : list.warn);
}

// As long as a save takes, and how far the device's clock is from the server's.
async function oneRound() {
  const sentAt = performance.now();
  const reply = await fetch("/my/try-out", {
    method: "POST",
    credentials: "same-origin",
    cache: "no-store",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": again.dataset.token },
    body: "{}",
  });
  if (!reply.ok) throw new Error(String(reply.status));
  const { server_time } = await reply.json();
  const took = performance.now() - sentAt;
  return { took, difference: Math.abs(Date.now() - took / 2 - Date.parse(server_time)) };
}

async function checkLine() {
  const rounds = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await oneRound());
  } catch {
    show("line", "bad");
    return;
  }
  rounds.sort((one, other) => one.took - other.took);
  const { took, difference } = rounds[Math.floor(ROUNDS / 2)];
  show("line", took <= SLOW ? "good" : "slow", { milliseconds: Math.round(took) });
  const minutes = Math.round(difference / MINUTE);
  show("clock", minutes < 1 ? "good" : "slow", { minutes });
}

function checkStorage() {
  try {
    localStorage.setItem("certamen-try-out", "1");
    localStorage.removeItem("certamen-try-out");
    show("storage", "good");
  } catch {
    show("storage", "bad");
  }
}

async function checkAll() {
  again.hidden = false;
  again.disabled = true;
  show("script", "said");
  checkStorage();
  show("sealing", window.isSecureContext && window.crypto && crypto.subtle ? "good" : "bad");
  await checkLine();
  again.disabled = false;
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", () => {
  const letters = [...form.querySelectorAll("input:checked")].map((input) => input.value).join("");
  said.textContent = letters === "" ? said.dataset.cleared : `${said.dataset.chosen} ${letters}`;
});
form.addEventListener("reset", () => {
  said.textContent = said.dataset.cleared;
});
again.addEventListener("click", checkAll);
checkAll();
