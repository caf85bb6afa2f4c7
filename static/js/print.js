// Buttons marked data-print print the page. They are hidden in the markup and shown here, so that a browser without
// JavaScript never shows a button that does nothing.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.addEventListener("click", () => window.print());
  button.hidden = false;
}
