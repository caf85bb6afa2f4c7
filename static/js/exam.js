// The exam page: saves each answer as it is given, says honestly what is saved, counts down by the server's clock, and
// hands in when the time is over. Everything works without it; it only makes the same steps quicker and safer.
//
// The words stand in the data attributes of #exam; this file holds none. Answers that the server has not acknowledged
// are kept in the browser's storage under the attempt's id, and nothing else is.

const exam = document.getElementById("exam");
const form = document.getElementById("q");
const handIn = document.getElementById("hand-in");
const say = exam.dataset;
const href = say.href;
const epoch = Number(say.epoch);
const readOnly = say.readOnly === "true";
const storageKey = `certamen-unsaved-${say.id}`;

const SAVE_AFTER = 250;
const TYPING_PAUSE = 800;
const REQUEST_PATIENCE = 8000;
const HEARTBEAT = 15000;
const GRACE = 60000;
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 15000;
// Seconds left at which the time is read out.
const MOMENTS = [1800, 900, 600, 300, 60, 30];

let token = say.csrf;
let locked = readOnly;
let signedOut = false;
let offline = false;
let failures = 0;
let sending = false;
let sendTimer = 0;
let savedAt = null;
let wanted = null;
let ended = false;
let heardAt = 0;
let lastButton = null;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
const jitter = (milliseconds) => milliseconds * (0.8 + 0.4 * Math.random());

// ---- Time: the server's, carried on by a clock that nobody can set.

let serverAtZero = Date.parse(say.now) - performance.now();
let wallAtZero = Date.now() - performance.now();
let deadline = say.deadline ? Date.parse(say.deadline) : null;
const serverNow = () => serverAtZero + performance.now();

const timeFormat = (() => {
  const options = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: say.zone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", options);
  }
})();

function learnTime(serverTime, sentAt) {
  if (!serverTime) return;
  const now = performance.now();
  // The reply was made somewhere between sending and now; the middle is off by half of that at most.
  const middle = sentAt === undefined ? now : (sentAt + now) / 2;
  serverAtZero = Date.parse(serverTime) - middle;
  wallAtZero = Date.now() - now;
}

// ---- Answers that are not acknowledged yet, by position: {sequence, response, at}.

function readUnsaved() {
  try {
    return JSON.parse(localStorage.getItem(storageKey)) || {};
  } catch {
    return {};
  }
}

let unsaved = readUnsaved();

function keepUnsaved() {
  try {
    if (Object.keys(unsaved).length === 0) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, JSON.stringify(unsaved));
  } catch {
    // Without storage the answers live as long as the page, which says that they are not saved.
  }
}

const unsavedCount = () => Object.keys(unsaved).length;

// ---- The question on this page.

const field = (name) => (form ? form.querySelector(`input[type=hidden][name=${name}]`) : null);
const position = form && !readOnly ? Number(field("position").value) : 0;
const inputs = form ? [...form.querySelectorAll("[name=response]")] : [];
const isText = inputs.some((input) => input.tagName === "TEXTAREA");
// Highest sequence known for this question, stored or sent.
let sequence = form && !readOnly ? Number(field("sequence").value) : 0;
let composing = false;

function currentResponse() {
  if (isText) return inputs[0].value;
  return inputs.filter((input) => input.checked).map((input) => input.value).join("");
}

function showResponse(response) {
  if (isText) inputs[0].value = response;
  else for (const input of inputs) input.checked = response.includes(input.value);
  lastResponse = currentResponse();
}

let lastResponse = currentResponse();

// The form itself obeys the same rule: sent as it stands, it repeats exactly the last save of the script.
function noteSequence() {
  const hidden = field("sequence");
  if (hidden) hidden.value = String(position in unsaved ? unsaved[position].sequence - 1 : sequence);
}

function noteChange() {
  if (locked || composing || !position) return;
  const response = currentResponse();
  if (response === lastResponse) return;
  lastResponse = response;
  sequence += 1;
  unsaved[position] = { sequence, response, at: new Date(serverNow()).toISOString() };
  keepUnsaved();
  noteSequence();
  showState();
  plan(isText ? TYPING_PAUSE : SAVE_AFTER);
}

// ---- Sending.

function plan(after) {
  clearTimeout(sendTimer);
  sendTimer = setTimeout(send, after);
}

function retryLater() {
  failures += 1;
  plan(jitter(Math.min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY)));
}

async function request(path, options) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), REQUEST_PATIENCE);
  try {
    return await fetch(path, { credentials: "same-origin", cache: "no-store", signal: abort.signal, ...options });
  } finally {
    clearTimeout(timer);
  }
}

function postJson(path, body, more) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": token };
  return request(path, { method: "POST", headers, body: JSON.stringify(body), ...more });
}

function savesBody() {
  const saves = Object.entries(unsaved).map(([at, save]) => ({ position: Number(at), ...save }));
  return { epoch, saves };
}

// Sends what is not saved. True when nothing is left.
async function send() {
  if (locked && !ended) return unsavedCount() === 0;
  if (sending || signedOut) return false;
  if (unsavedCount() === 0) {
    goOn();
    return true;
  }
  sending = true;
  showState();
  try {
    const sentAt = performance.now();
    const reply = await postJson(`${href}/saves`, savesBody());
    await judge(reply, sentAt);
  } catch {
    offline = true;
    retryLater();
  } finally {
    sending = false;
  }
  showState();
  if (unsavedCount() === 0) goOn();
  else if (!offline && !signedOut && !locked && failures === 0) plan(SAVE_AFTER);
  return unsavedCount() === 0;
}

async function judge(reply, sentAt) {
  if (reply.status === 401 || reply.status === 403 || reply.status === 404) return checkSession();
  if (reply.status === 422) return dropUnreadable(await reply.json());
  if (reply.status !== 200 && reply.status !== 409) {
    offline = true;
    return retryLater();
  }
  const body = await reply.json();
  offline = false;
  failures = 0;
  heardAt = performance.now();
  learnTime(body.server_time, sentAt);
  if (body.deadline) deadline = Date.parse(body.deadline);
  for (const result of body.results || []) settle(result);
  keepUnsaved();
  noteSequence();
}

function settle(result) {
  const waiting = unsaved[result.position];
  const isCurrent = waiting && waiting.sequence === result.sequence;
  switch (result.verdict) {
    case "stored":
    case "replayed":
      if (isCurrent) delete unsaved[result.position];
      if (result.saved_at) savedAt = Math.max(savedAt || 0, Date.parse(result.saved_at));
      markEntry(result.position, waiting ? waiting.response !== "" : true);
      break;
    case "conflict":
      settleConflict(result, waiting);
      break;
    case "superseded":
      supersede();
      break;
    case "closed":
      unsaved = {};
      keepUnsaved();
      location.replace(`${href}/receipt`);
      break;
    case "late":
      delete unsaved[result.position];
      finish();
      break;
    case "no_such_question":
      delete unsaved[result.position];
      break;
    default:
      offline = true;
      retryLater();
  }
}

function settleConflict(result, waiting) {
  const sent = waiting ? waiting.response : "";
  delete unsaved[result.position];
  notice("conflict", "bad", fill(say.sayConflictHeading, { position: result.position }),
    fill(say.sayConflictText, { sent: inWords(sent), stored: inWords(result.stored_response) }));
  if (result.position === position) {
    sequence = Math.max(result.stored_sequence, 0);
    showResponse(result.stored_response);
  }
  markEntry(result.position, result.stored_response !== "");
}

function dropUnreadable(body) {
  const waiting = unsaved[body.position];
  if (waiting && waiting.sequence === body.sequence) delete unsaved[body.position];
  keepUnsaved();
  notice("refused", "bad", fill(say.sayRefusedHeading, { position: body.position }), say.sayRefusedText);
}

function inWords(response) {
  if (response === "") return say.sayBlank;
  if (response === "T") return say.sayTrue;
  if (response === "F") return say.sayFalse;
  return response;
}

// The server did not know this session or its token. Either somebody signed in again in this browser, then we go on with
// the new token, or nobody is signed in.
async function checkSession() {
  const reply = await request(`${href}/heartbeat`, { headers: { Accept: "application/json" } });
  if (reply.status === 200) {
    learnState(await reply.json());
    return retryLater();
  }
  if (reply.status === 401 || reply.status === 404) {
    signedOut = true;
    notice("signed-out", "bad", say.saySignedOutHeading, say.saySignedOutText,
      { text: say.saySignIn, href: `/login?next=${encodeURIComponent(href)}` });
    return undefined;
  }
  offline = true;
  return retryLater();
}

function learnState(state, sentAt) {
  heardAt = performance.now();
  learnTime(state.server_time, sentAt);
  deadline = state.deadline ? Date.parse(state.deadline) : null;
  offline = false;
  if (state.csrf && state.csrf !== token) {
    token = state.csrf;
    for (const hidden of document.querySelectorAll("input[name=csrf]")) hidden.value = token;
  }
  if (signedOut) {
    signedOut = false;
    dropNotice("signed-out");
  }
  if (state.state !== "in_progress") {
    unsaved = {};
    keepUnsaved();
    location.replace(`${href}/receipt`);
  } else if (!readOnly && state.epoch !== epoch) {
    supersede();
  }
}

async function beat() {
  const sentAt = performance.now();
  try {
    const reply = signedOut
      ? await request(`${href}/heartbeat`, { headers: { Accept: "application/json" } })
      : await postJson(`${href}/heartbeat`, { epoch });
    if (reply.status === 200) learnState(await reply.json(), sentAt);
    else if (reply.status === 401 || reply.status === 403) await checkSession();
    else if (reply.status >= 500) offline = true;
  } catch {
    offline = true;
  }
  showState();
  if (!offline && !signedOut && unsavedCount() > 0) plan(0);
  else if (!offline) goOn();
}

function keepBeating() {
  setTimeout(async () => {
    await beat();
    keepBeating();
  }, jitter(HEARTBEAT));
}

// ---- What the trainee sees.

function showState() {
  const box = document.getElementById("save");
  const line = box && box.querySelector(".save");
  if (!line || readOnly) return;
  const count = unsavedCount();
  const failing = count > 0 && (offline || signedOut || failures > 0);
  const state = failing ? "bad" : count > 0 ? "busy" : "ok";
  box.classList.toggle("xsave--bad", failing);
  line.className = state === "ok" ? "save" : `save save--${state}`;
  let words = line.lastElementChild.textContent;
  if (failing) words = fill(say.sayUnsaved, { count });
  else if (count > 0) words = say.saySaving;
  else if (savedAt !== null) words = fill(say.saySaved, { time: timeFormat.format(savedAt) });
  else if (line.dataset.was) words = line.dataset.was;
  if (line.dataset.was === undefined) line.dataset.was = line.lastElementChild.textContent;
  if (line.dataset.state !== state) {
    line.dataset.state = state;
    line.firstElementChild.replaceWith(icon(state));
  }
  // Written only when it changes: this line is read out.
  if (line.lastElementChild.textContent !== words) line.lastElementChild.textContent = words;
  showEntries(failing);
  showUnsavedFigure(count);
  if (failing && offline) {
    const positions = Object.keys(unsaved).join(", ");
    notice("offline", "bad", say.sayOfflineHeading, fill(say.sayOfflineText, { positions }));
  } else {
    dropNotice("offline");
  }
}

// The question list and the counts beside it, in form and in words.
function showEntries(failing) {
  const all = [...document.querySelectorAll(".qnav ol button")];
  if (all.length === 0) return;
  for (const entry of all) {
    const [done, flagged] = ["is-done", "is-flag"].map((name) => entry.classList.contains(name));
    const lost = failing && entry.value in unsaved;
    entry.classList.toggle("is-lost", lost);
    const words = lost ? say.sayEntryLost
      : done ? (flagged ? say.sayEntryDoneFlagged : say.sayEntryDone)
        : flagged ? say.sayEntryOpenFlagged : say.sayEntryOpen;
    write(entry, fill(words, { position: entry.value }));
  }
  const count = (name) => all.filter((entry) => entry.classList.contains(name)).length;
  const [answered, flags] = [count("is-done"), count("is-flag")];
  document.getElementById("answered").textContent = fill(say.sayAnswered, { answered, count: all.length });
  document.getElementById("sum").textContent = fill(say.saySum, { open: all.length - answered, flags });
}

function write(entry, label) {
  if (entry.getAttribute("aria-label") !== label) entry.setAttribute("aria-label", label);
}

function markEntry(at, done) {
  const entry = document.querySelector(`.qnav ol button[value="${at}"]`);
  if (entry) entry.classList.toggle("is-done", done);
}

function showUnsavedFigure(count) {
  const figure = document.getElementById("unsaved");
  if (!figure) return;
  figure.hidden = false;
  figure.classList.toggle("fig--ok", count === 0);
  figure.classList.toggle("fig--bad", count > 0);
  figure.firstElementChild.textContent = String(count);
}

function icon(name) {
  return exam.querySelector(`template[data-icon="${name}"]`).content.firstElementChild.cloneNode(true);
}

// One notice of each name at most; its text is replaced in place.
function notice(name, kind, heading, text, link) {
  const place = document.getElementById("notices");
  let box = place.querySelector(`[data-notice="${name}"]`);
  if (!box) {
    box = document.createElement("div");
    box.dataset.notice = name;
    box.setAttribute("role", "alert");
    box.className = `alert alert--${kind} edge edge--${kind}`;
    const body = document.createElement("div");
    body.className = "alert__body";
    body.append(document.createElement("h2"), document.createElement("p"));
    box.append(icon(kind === "bad" ? "alert" : "info"), body);
    place.append(box);
  }
  const [title, words] = box.querySelectorAll("h2, p");
  if (title.textContent !== heading) title.textContent = heading;
  if (words.textContent !== text) words.textContent = text;
  if (link && !box.querySelector("a")) {
    const anchor = document.createElement("a");
    anchor.className = "btn";
    anchor.href = link.href;
    anchor.target = "_blank";
    anchor.rel = "noopener";
    anchor.textContent = link.text;
    box.lastElementChild.append(anchor);
  }
}

function dropNotice(name) {
  const box = document.querySelector(`[data-notice="${name}"]`);
  if (box) box.remove();
}

function lock() {
  locked = true;
  const fieldset = form && form.querySelector("fieldset");
  if (fieldset) fieldset.disabled = true;
  for (const button of document.querySelectorAll("#q button, .qnav button, #hand-in button")) button.disabled = true;
}

function supersede() {
  if (locked) return;
  lock();
  wanted = null;
  notice("superseded", "bad", say.saySupersededHeading, say.saySupersededText);
}

// ---- Moving on: only when everything is saved, so that no answer is lost with the page.

function go(to) {
  wanted = to;
  noteChange();
  clearTimeout(sendTimer);
  send();
  if (wanted) setTimeout(() => wanted && notice("waiting", "info", say.sayWaiting, ""), 1500);
}

async function goOn() {
  if (!wanted || locked || unsavedCount() > 0) return;
  const next = wanted;
  try {
    // Unless the server was just heard, it is asked first: a page that cannot be reached must not take the place of
    // this one.
    if (next.fields) {
      const reply = await post(href, next.fields);
      if (!reply.ok) throw new Error(String(reply.status));
    } else if (performance.now() - heardAt > 3000) {
      const reply = await request(`${href}/heartbeat`, { headers: { Accept: "application/json" } });
      if (!reply.ok && reply.status !== 401) throw new Error(String(reply.status));
    }
    wanted = null;
    if (next.form) next.form.submit();
    else location.assign(next.href);
  } catch {
    offline = true;
    showState();
    notice("waiting", "info", say.sayWaiting, "");
    setTimeout(goOn, jitter(FIRST_RETRY * 2));
  }
}

function post(path, fields) {
  const body = new URLSearchParams({ csrf: token, ...fields });
  return request(path, { method: "POST", body });
}

function onSubmit(event) {
  const button = event.submitter || lastButton;
  event.preventDefault();
  if (locked) return;
  const { name, value } = button && button.name ? button : { name: "go", value: "" };
  const here = `${href}?question=${position}`;
  if (name === "go" && value === "check") go({ href: `${href}/submit` });
  else if (name === "go" && value) go({ href: `${href}?question=${value}` });
  else if (name === "do" && value === "clear") {
    showNothing();
    noteChange();
  } else if (name === "do") {
    noteChange();
    const fields = { epoch, sequence, position, do: value };
    go({ href: here, get fields() { return { ...fields, sequence, response: currentResponse() }; } });
  } else noteChange();
}

// The other language is another page: what is not saved goes first, as before any other step.
function onLanguage(event) {
  if (locked) return;
  event.preventDefault();
  const choice = event.currentTarget;
  const { value } = choice.querySelector("button[name=lang]");
  const chosen = choice.querySelector("input[name=lang]") || document.createElement("input");
  Object.assign(chosen, { type: "hidden", name: "lang", value });
  choice.append(chosen);
  // The address of the page may stand for "the first open question", which is another one by now.
  if (position) choice.querySelector("input[name=back]").value = `${href}?question=${position}`;
  go({ form: choice });
}

function showNothing() {
  if (isText) inputs[0].value = "";
  else for (const input of inputs) input.checked = false;
}

// ---- The end.

const announce = (words) => {
  document.getElementById("announce").textContent = words;
};

let secondsBefore = null;

function tick() {
  if (deadline === null || ended) return;
  const left = Math.max(0, deadline - serverNow());
  const seconds = Math.ceil(left / 1000);
  const shown = document.querySelector("#timer .timer__n");
  const text = clockText(seconds);
  if (shown && shown.textContent !== text) shown.textContent = text;
  const timer = document.getElementById("timer");
  if (timer) timer.classList.toggle("timer--low", seconds < 300);
  const moment = MOMENTS.find((mark) => secondsBefore !== null && secondsBefore > mark && seconds <= mark);
  if (moment) announce(moment >= 60 ? fill(say.sayLeftMinutes, { count: moment / 60 }) : fill(say.sayLeftSeconds, { count: moment }));
  secondsBefore = seconds;
  // A clock of the device that was set, or slept through, shows as a difference between its two clocks.
  if (Math.abs(Date.now() - performance.now() - wallAtZero) > 2000) {
    wallAtZero = Date.now() - performance.now();
    beat();
  }
  if (left <= 0 && !readOnly) finish();
}

function clockText(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

// The time is over: nothing more can be changed, what is not saved is sent, then the page hands in.
async function finish() {
  if (ended) return;
  ended = true;
  noteChange();
  lock();
  notice("over", "info", say.sayOverHeading, say.sayOverText);
  announce(say.sayOverHeading);
  for (let tries = 0; ; tries += 1) {
    try {
      if (unsavedCount() > 0) {
        const reply = await postJson(`${href}/saves`, savesBody());
        await judge(reply);
      }
      const reply = await post(`${href}/submit`, { epoch, by: "page_at_deadline" });
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
      offline = true;
    }
    if (deadline !== null && serverNow() > deadline + GRACE) notice("over", "info", say.sayOverHeading, say.sayOverOffline);
    await new Promise((resolve) => setTimeout(resolve, jitter(Math.min(FIRST_RETRY * (tries + 1), 5000))));
  }
}

// Handing in never leaves the page for one that cannot be reached.
async function onHandIn(event) {
  event.preventDefault();
  if (ended) return;
  const fields = Object.fromEntries(new FormData(handIn));
  const button = handIn.querySelector("button");
  button.disabled = true;
  for (let tries = 0; ; tries += 1) {
    try {
      if (await send()) {
        delete fields.csrf;
        const reply = await post(`${href}/submit`, fields);
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
      offline = true;
      notice("waiting", "bad", say.sayWaiting, "");
    }
    await new Promise((resolve) => setTimeout(resolve, jitter(Math.min(FIRST_RETRY * (tries + 1), 5000))));
  }
}

// ---- Beginning.

// When the page goes away or to the back, what is not saved is sent in a request that outlives it.
function flush() {
  noteChange();
  if (locked || signedOut || unsavedCount() === 0) return;
  postJson(`${href}/saves`, savesBody(), { keepalive: true })
    .then((reply) => (reply.ok ? judge(reply) : undefined))
    .then(showState)
    .catch(() => undefined);
}

// Answers of this question that were given before a reload and never acknowledged are shown again and sent.
function restore() {
  const own = unsaved[position];
  if (own && own.sequence > sequence) {
    sequence = own.sequence;
    showResponse(own.response);
  }
  noteSequence();
}

if (!readOnly) {
  if (form) {
    restore();
    form.addEventListener("change", noteChange);
    form.addEventListener("input", () => isText && noteChange());
    form.addEventListener("compositionstart", () => { composing = true; });
    form.addEventListener("compositionend", () => {
      composing = false;
      noteChange();
    });
    // Older browsers do not say which button was pressed.
    document.addEventListener("click", (event) => { lastButton = event.target.closest("button"); }, true);
    form.addEventListener("submit", onSubmit);
  }
  if (handIn) handIn.addEventListener("submit", onHandIn);
  for (const one of document.querySelectorAll("form[action='/language']")) one.addEventListener("submit", onLanguage);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? flush() : beat()));
  window.addEventListener("pagehide", flush);
  window.addEventListener("online", () => {
    failures = 0;
    beat();
  });
  // A page taken out of the browser's memory is old: what the server says now is asked for again.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  window.addEventListener("offline", () => {
    offline = true;
    showState();
  });
  showState();
  if (unsavedCount() > 0) plan(0);
}
keepBeating();
setInterval(tick, 250);
tick();
