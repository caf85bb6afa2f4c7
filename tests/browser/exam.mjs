// What the tests of the exam page share: an exam that somebody sits, the answers on the page, the database behind it.
import { execFileSync } from "node:child_process";
import { person, signIn } from "./browser.mjs";

export const PASSWORD = "certamen-demo";

/** Runs SQL in the server's database and gives what it prints. */
export function sql(text) {
  return execFileSync("psql", [process.env.SAID, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", text], { encoding: "utf8" }).trim();
}

/** Somebody signed in who has just started the exam; the address of the attempt. */
export async function start(browser, login, { exam = "fab-exam", ...options } = {}) {
  const page = await person(browser, options);
  await signIn(page, login, PASSWORD);
  const href = await goOnWith(page, exam);
  return { page, href };
}

/** Starts the exam, or goes on with it. */
export async function goOnWith(page, exam = "fab-exam") {
  await page.goto(`/my/exams/${exam}`);
  await Promise.all([page.waitForURL(/\/attempts\//), page.locator("form[action$='/start'] button").click()]);
  return new URL(page.url()).pathname;
}

/** The whole paper is in the page. */
export function whole(page) {
  return page.waitForFunction(() => document.querySelectorAll("[data-position]").length === Number(document.getElementById("exam").dataset.count));
}

export const shown = (page) => page.locator(".quest__one:not([hidden])");

/** Chooses the option at this place, from 0, of the question that is shown. */
export const choose = (page, place) => shown(page).locator(".opt label").nth(place).click();

export const chosen = (page) => shown(page).locator(".opt input").evaluateAll((all) => all.map((one) => one.checked).indexOf(true));

export const next = (page) => page.locator("[data-go=next]").click();

export const position = (page) => shown(page).getAttribute("data-position").then(Number);

/** The line says that all is saved. */
export const saved = (page) => page.locator("#save .save:not(.save--bad):not(.save--busy)").waitFor({ timeout: 30_000 });

export const notSaved = (page) => page.locator("#save .save--bad").waitFor({ timeout: 15_000 });

/** What the database holds of an attempt: `1A 2B`. */
export function stored(href) {
  const id = href.split("/")[2];
  return sql(`SELECT coalesce(string_agg(position || response, ' ' ORDER BY position), '') FROM responses WHERE attempt_id = '${id}'`);
}

/** Seconds on the clock of the page. */
export async function secondsShown(page) {
  const parts = (await page.locator("#timer .timer__n").textContent()).split(":").map(Number);
  return parts.reduce((sum, part) => sum * 60 + part, 0);
}

/** Seconds until the deadline by the clock of the database. */
export function secondsLeft(href) {
  return Number(sql(`SELECT extract(epoch FROM deadline_at - app_now()) FROM attempts WHERE id = '${href.split("/")[2]}'`));
}
