// Notices above the question: one of each name at most; its text is replaced in place.
import { icon } from "./page.js";

export function notice(name, kind, heading, text) {
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
  return box;
}

export function dropNotice(name) {
  const box = document.querySelector(`[data-notice="${name}"]`);
  if (box) box.remove();
}

// A link below the text of a notice.
export function addLink(box, text, address, opensTab) {
  if (box.querySelector("a")) return;
  const anchor = document.createElement("a");
  anchor.className = "btn";
  anchor.href = address;
  if (opensTab) Object.assign(anchor, { target: "_blank", rel: "noopener" });
  anchor.textContent = text;
  box.lastElementChild.append(anchor);
}
