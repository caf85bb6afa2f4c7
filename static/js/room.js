// The room board keeps itself up to date: asks for its own changing part every few seconds and puts in what differs.
// Nothing that has the focus is taken away, and only the sentence with the counts is read out.

const board = document.getElementById("board");
const sum = document.getElementById("room-sum");
const late = document.getElementById("room-late");
const PAUSE = 5000;
const PATIENCE = 8000;

async function fetchBoard() {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const reply = await fetch(board.dataset.address, {
      credentials: "same-origin",
      cache: "no-store",
      signal: abort.signal,
    });
    // Signed out, or the list has no such page any more: the whole page knows what to say.
    if (reply.redirected || reply.status === 401 || reply.status === 403 || reply.status === 404) {
      location.reload();
      return null;
    }
    if (reply.status !== 200) throw new Error(String(reply.status));
    return new DOMParser().parseFromString(await reply.text(), "text/html").body;
  } finally {
    clearTimeout(timer);
  }
}

function put(fresh) {
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const old = board.querySelector(`[data-part="${part.dataset.part}"]`);
    if (old && old.innerHTML !== part.innerHTML && !old.contains(focused())) old.innerHTML = part.innerHTML;
  }
  const rows = document.getElementById("room-rows");
  putRows(rows, fresh.querySelector("#room-rows"));
  const words = fresh.querySelector('[data-part="sum"]').textContent;
  if (sum.textContent !== words) sum.textContent = words;
}

function focused() {
  return document.activeElement === document.body ? null : document.activeElement;
}

// The rows in the order they come in; those that stay are kept and changed cell by cell.
function putRows(rows, fresh) {
  const known = new Map([...rows.children].map((row) => [row.dataset.key, row]));
  let before = rows.firstElementChild;
  for (const row of [...fresh.children]) {
    const own = known.get(row.dataset.key);
    known.delete(row.dataset.key);
    if (own) putCells(own, row);
    const next = own || row;
    if (next === before) before = before.nextElementSibling;
    else rows.insertBefore(next, before);
  }
  for (const gone of known.values()) {
    if (gone.contains(focused())) rows.focus();
    gone.remove();
  }
}

function putCells(own, fresh) {
  [...own.children].forEach((cell, index) => {
    const news = fresh.children[index];
    if (cell.innerHTML !== news.innerHTML && !cell.contains(focused())) cell.innerHTML = news.innerHTML;
  });
}

async function update() {
  if (document.visibilityState === "visible") {
    try {
      const fresh = await fetchBoard();
      if (fresh) put(fresh);
      late.hidden = true;
    } catch {
      late.hidden = false;
    }
  }
  again();
}

function again() {
  setTimeout(update, PAUSE * (0.8 + 0.4 * Math.random()));
}

again();
