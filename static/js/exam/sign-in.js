// Signing in again without leaving the page: what was answered stays where it is.
import { epoch, href, say, sitting } from "./page.js";
import { addLink, notice } from "./notices.js";
import { request } from "./sending.js";
import { beat } from "./standing.js";

export function askToSignIn() {
  const box = notice("signed-out", "bad", say.saySignedOutHeading, say.saySignedOutText);
  if (box.querySelector("form")) return;
  const form = signInForm();
  form.addEventListener("submit", signIn);
  box.lastElementChild.append(form);
  // Where signing in needs more than a password, another tab does it.
  addLink(box, say.saySignIn, `/login?next=${encodeURIComponent(href)}`, true);
}

const make = (name, properties) => Object.assign(document.createElement(name), properties);

// Made here and not kept in the page: a browser without scripts would show it.
function signInForm() {
  const form = make("form", { className: "stack--s" });
  const said = make("p", { className: "field__error" });
  said.setAttribute("role", "status");
  const row = make("p", {});
  row.append(make("button", { className: "btn btn--primary", textContent: say.saySignInHere }));
  form.append(
    entry("login", say.sayLogin, { autocomplete: "username" }),
    entry("password", say.sayPassword, { type: "password", autocomplete: "current-password" }),
    said,
    row,
  );
  return form;
}

function entry(name, words, properties) {
  const id = `again-${name}`;
  const box = make("div", { className: "field" });
  box.append(
    make("label", { htmlFor: id, textContent: words }),
    make("input", { className: "input", id, name, required: true, ...properties }),
  );
  return box;
}

async function signIn(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  const said = form.querySelector("[role=status]");
  const fields = Object.fromEntries(new FormData(form));
  button.disabled = true;
  said.textContent = "";
  try {
    // The token of the form belongs to the visitor of the login page, not to the session that ended.
    const page = new DOMParser().parseFromString(await (await request("/login")).text(), "text/html");
    const field = page.querySelector("main form[action='/login'] input[name=csrf]");
    // Signed in meanwhile, in another tab.
    if (!field) {
      await beat();
      return;
    }
    const csrf = field.value;
    const reply = await request("/login", { method: "POST", body: new URLSearchParams({ ...fields, csrf, next: href }) });
    const isIn = reply.ok && reply.redirected && !new URL(reply.url).pathname.startsWith("/login");
    said.textContent = isIn ? "" : say.saySignInRefused;
    if (isIn) await beat();
  } catch {
    said.textContent = say.sayOfflineHeading;
  } finally {
    button.disabled = false;
  }
}

let asked = false;

// The session that held the attempt is over and this one took its place: the next page of this browser may write too.
export function continueAfterSignIn() {
  if (asked) return;
  asked = true;
  const body = new URLSearchParams({ csrf: sitting.token, epoch });
  request(`${href}/take-over`, { method: "POST", body, redirect: "manual" }).catch(() => {
    asked = false;
  });
}
