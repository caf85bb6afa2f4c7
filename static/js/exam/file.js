// Work that could not be sent in time, as a file to keep and hand in. What sealing needs is fetched while there is a
// connection, because it is used when there is none.
import { epoch, form, handIn, href, readOnly, say, sitting } from "./page.js";
import { serverNow } from "./time.js";
import { unsaved, unsavedCount } from "./unsaved.js";
import { notice } from "./notices.js";
import { request } from "./sending.js";

const maySeal = Boolean(say.seal) && window.isSecureContext && Boolean(window.crypto && crypto.subtle);

let pass = null;
let sealer = null;
let preparing = false;
let offered = "";

export async function prepareSeal() {
  if (!maySeal || readOnly || !(form || handIn) || (pass && sealer) || preparing || sitting.locked) return;
  preparing = true;
  try {
    sealer = sealer || (await import(say.seal));
    const reply = await request(`${href}/seal`);
    if (reply.ok) pass = await reply.json();
  } catch {
    // Tried again after the next heartbeat.
  } finally {
    preparing = false;
  }
}

// Offers what is not sent as a file. Again when something else is not sent meanwhile.
export async function offerFile() {
  if (!pass || !sealer || unsavedCount() === 0) return;
  const answers = Object.entries(unsaved).map(([position, save]) => ({ position: Number(position), ...save }));
  const state = JSON.stringify(answers);
  if (state === offered) return;
  offered = state;
  const text = await sealer.seal(pass, say.id, epoch, { sealed_at: new Date(serverNow()).toISOString(), answers });
  const box = notice("file", "info", say.sayFileHeading, say.sayFileText);
  const old = box.querySelector("a");
  if (old) {
    URL.revokeObjectURL(old.href);
    old.remove();
  }
  const link = document.createElement("a");
  link.className = "btn btn--primary";
  link.href = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  link.download = `${say.id.slice(-12)}.certamen`;
  link.textContent = say.sayFileKeep;
  box.lastElementChild.append(link);
}
