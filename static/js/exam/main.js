// The beginning: puts the parts together.
import { form, readOnly, sitting } from "./page.js";
import { unsavedCount } from "./unsaved.js";
import { watchQuestions } from "./questions.js";
import { showState } from "./list.js";
import { flush, plan } from "./sending.js";
import { beat, keepBeating } from "./standing.js";
import { watchButtons, watchHistory, watchSize } from "./moving.js";
import { watchNotes } from "./notes.js";
import { fetchWhole } from "./whole.js";
import { prepareSeal } from "./file.js";
import { watchTimer } from "./timer.js";
import { watchHandIn } from "./hand-in.js";
import { watchKeys } from "./keys.js";

// The page is usable first; then the rest of the paper is fetched.
const FETCH_WHOLE_AFTER = 1500;

watchSize();
if (!readOnly) {
  if (form) {
    watchQuestions();
    watchHistory();
    setTimeout(fetchWhole, FETCH_WHOLE_AFTER);
  }
  setTimeout(prepareSeal, FETCH_WHOLE_AFTER);
  watchButtons();
  watchHandIn();
  watchKeys();
  watchNotes();
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? flush() : beat()));
  window.addEventListener("pagehide", flush);
  window.addEventListener("online", () => {
    sitting.failures = 0;
    beat();
  });
  window.addEventListener("offline", () => {
    sitting.offline = true;
    showState();
  });
  showState();
  if (unsavedCount() > 0) plan(0);
}
// A page taken out of the browser's memory is old: what the server says now is asked for again.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
keepBeating();
watchTimer();
