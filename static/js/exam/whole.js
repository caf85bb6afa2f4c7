// The other questions of a paper that shows one a page: fetched once the page is in use, kept in the page and nowhere
// else, so that going on needs no connection.
import { form, href, readOnly, say, showsAll, sitting } from "./page.js";
import { adopt, questions } from "./questions.js";
import { request } from "./sending.js";

let fetching = false;

export async function fetchWhole() {
  if (!form || readOnly || showsAll || fetching || sitting.locked || questions.size >= Number(say.count)) return;
  fetching = true;
  try {
    const reply = await request(`${href}/questions`);
    if (!reply.ok || reply.redirected) return;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const foot = form.querySelector(".quest__foot");
    for (const section of [...page.querySelectorAll("[data-position]")]) {
      if (questions.has(Number(section.dataset.position))) continue;
      section.hidden = true;
      form.insertBefore(document.adoptNode(section), foot);
      adopt(section);
    }
  } catch {
    // Tried again after the next heartbeat; until then the question list asks the server.
  } finally {
    fetching = false;
  }
}
