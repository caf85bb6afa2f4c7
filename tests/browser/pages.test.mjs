// Every page of the demonstration, in both languages and both sizes: reachable, accessible, nothing sticking out,
// nothing in the console.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertFits, baseURL, desk, launch, person, phone, signIn } from "./browser.mjs";

const PASSWORD = "certamen-demo";
const PAGES = {
  CH1001: ["/", "/my/exams", "/my/exams/key-account-exam", "/my/certificates", "/account"],
  CH0101: ["/", "/banks", "/banks/key-account", "/banks/key-account/export?format=gift", "/banks/import", "/banks/import/guide", "/banks/search?q=%E7%95%B0%E8%AD%B0&difficulty=3", "/banks/fab/questions/fab-002", "/topics", "/banks/new", "/banks/key-account/new-question", "/banks/key-account/revisions", "/banks/key-account/revisions/1", "/banks/key-account/retired", "/banks/key-account/settings", "/banks/key-account/bulk", "/banks/key-account/review", "/exams", "/exams/new", "/exams/key-account-exam", "/exams/key-account-exam/delivery", "/exams/key-account-exam/results", "/exams/key-account-exam/results/paper", "/exams/key-account-exam/print", "/exams/key-account-exam/room", "/exams/key-account-exam/times", "/exams/key-account-exam/assignments", "/exams/key-account-exam/make-up", "/grading", "/grading/exams/objection-case", "/exams/objection-case/results", "/account"],
  CH0201: ["/", "/records", "/records?status=expiring", "/certifications", "/certifications/new", "/certifications/key-account", "/certificates/design", "/people", "/extra-time"],
  CH0001: ["/", "/people", "/people/new", "/groups", "/admin", "/admin/audit", "/account/second-factor", "/account/confirm?next=%2F"],
};
const PUBLIC = ["/login", "/verify", "/verify/0000000000000000000000000"];

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

async function look(page, path) {
  const response = await page.goto(path);
  assert.ok(response.status() < 500, `${path}: ${response.status()}`);
  await assertAccessible(page);
  await assertFits(page);
  assert.deepEqual(page.consoleErrors, [], path);
}

/** Links of the page that lead to other pages of ours. */
async function links(page) {
  const hrefs = await page.locator("a[href]").evaluateAll((all) => all.map((one) => one.href));
  return hrefs.filter((href) => href.startsWith(baseURL)).map((href) => new URL(href).pathname);
}

for (const [locale, scheme] of [["zh-CN", "light"], ["en", "dark"]]) {
  for (const viewport of [desk, phone]) {
    test(`public pages, ${locale}, ${scheme}, ${viewport.width} px`, async () => {
      const page = await person(browser, { viewport, locale, colorScheme: scheme });
      for (const path of PUBLIC) await look(page, path);
    });
    for (const [login, paths] of Object.entries(PAGES)) {
      test(`pages of ${login}, ${locale}, ${scheme}, ${viewport.width} px`, async () => {
        const page = await person(browser, { viewport, locale, colorScheme: scheme });
        await signIn(page, login, PASSWORD);
        for (const path of paths) await look(page, path);
      });
    }
  }
}

test("no link of any page is dead", async () => {
  for (const [login, paths] of Object.entries(PAGES)) {
    const page = await person(browser, { locale: "en" });
    await signIn(page, login, PASSWORD);
    const found = new Set();
    for (const path of paths) {
      await page.goto(path);
      for (const link of await links(page)) found.add(link);
    }
    for (const link of found) {
      const response = await page.request.get(link);
      assert.ok(response.status() < 400, `${link}: ${response.status()}`);
    }
  }
});

test("the language can be changed in the middle of an exam without losing the answer just given", async () => {
  const page = await person(browser, { locale: "zh-CN" });
  await signIn(page, "CH1001", PASSWORD);
  await page.goto("/my/exams/fab-exam");
  await Promise.all([page.waitForNavigation(), page.locator("form[action$='/start'] button").click()]);
  await page.locator(".quest__one:not([hidden]) .opt label").nth(1).click();
  await Promise.all([page.waitForNavigation(), page.locator(".xlang button").click()]);
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.ok(await page.locator(".quest__one:not([hidden]) .opt input").nth(1).isChecked(), "the same question with the same answer");
  await Promise.all([page.waitForNavigation(), page.locator(".xlang button").click()]);
  assert.equal(await page.locator("html").getAttribute("lang"), "zh-CN");
  assert.deepEqual(page.consoleErrors, []);
});
