// A day of HR: who may sell, who may not and why, what ends when, how it was on a day that is over, the file for the
// boss, a certificate on paper, one that is taken back. Each page is accessible and fits in both sizes.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertAccessible, assertFits, baseURL, desk, launch, person, phone, signIn } from "./browser.mjs";

const PASSWORD = "certamen-demo";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

async function look(page) {
  for (const viewport of [phone, desk]) {
    await page.setViewportSize(viewport);
    await assertAccessible(page);
    await assertFits(page);
  }
  assert.deepEqual(page.consoleErrors, [], page.url());
}

async function follow(page, locator) {
  await Promise.all([page.waitForNavigation(), locator.first().click()]);
}

/** The tab of the records page that leads there. */
const tab = (page, path) => page.locator(`.tabs a[href^="${path}"]`);

test("HR answers who may sell, finds the gaps, takes the file home and keeps the question as a view", async () => {
  const page = await person(browser, { viewport: desk, acceptDownloads: true });
  await signIn(page, "CH0201", PASSWORD);
  await follow(page, page.locator('nav a[href="/records"]'));
  await look(page);
  const everybody = await page.locator("tbody tr").count();
  assert.ok(everybody > 3, "the demonstration has people");

  await page.locator("#status").selectOption("missing");
  await follow(page, page.locator("form.sheet button.btn--primary"));
  assert.match(page.url(), /status=missing/);
  const missing = await page.locator("tbody tr").count();
  assert.ok(missing > 0 && missing < everybody);
  await look(page);

  for (const [kind, begins] of [["csv", "\u{feff}"], ["xlsx", "PK"]]) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator(`a[href^="/records.${kind}"]`).first().click(),
    ]);
    assert.match(download.suggestedFilename(), new RegExp(`^certamen-records-[0-9-]+\\.${kind}$`));
    const text = await readFile(await download.path(), "utf8");
    assert.ok(text.startsWith(begins), kind);
    if (kind === "csv") assert.ok(text.trim().split("\r\n").length > missing, "a line for each and the header");
  }

  await follow(page, tab(page, "/records?view=list"));
  assert.match(page.url(), /status=missing/, "the question stays when the view changes");
  await look(page);
  await follow(page, page.locator('thead a[href*="sort=certification"]'));
  assert.equal(await page.locator('th[aria-sort="ascending"]').count(), 1);

  for (const path of ["/records/gaps", "/records/expiring", "/records/compare"]) {
    await follow(page, tab(page, path));
    await look(page);
  }
  const plots = page.locator("main svg[role=img]");
  assert.ok((await plots.count()) > 0, "a picture");
  assert.ok((await page.locator("main table").count()) > 0, "and the numbers beside it");

  await page.goto("/records?status=missing");
  await page.locator("summary", { hasText: /视图/ }).click();
  await follow(page, page.locator('a[href^="/records/views/new"]'));
  await look(page);
  await page.locator("#name").fill("谁还缺证");
  await follow(page, page.locator("main form button.btn--primary"));
  await page.goto("/records");
  await page.locator("summary", { hasText: /视图/ }).click();
  await follow(page, page.getByRole("link", { name: "谁还缺证", exact: true }));
  assert.match(page.url(), /status=missing/);
});

test("HR shows a day that is over, and a person's whole record on one page", async () => {
  const page = await person(browser, { viewport: desk, locale: "en" });
  await signIn(page, "CH0201", PASSWORD);
  const day = new Date(Date.now() - 120 * 86_400_000).toISOString().slice(0, 10);
  await page.goto("/records");
  await page.locator("#on").fill(day);
  await follow(page, page.locator("form.sheet button.btn--primary"));
  assert.match(page.url(), new RegExp(`on=${day}`));
  assert.ok((await page.locator("tbody tr").count()) > 0, "past days of the demonstration are not empty");
  await look(page);

  await page.goto("/records");
  await follow(page, page.locator("tbody th a"));
  if (!/\/records\/people\//.test(page.url())) await follow(page, page.locator('a[href^="/records/people/"]'));
  assert.match(page.url(), /\/records\/people\//);
  await look(page);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("header nav").isVisible().catch(() => false), false, "paper has no navigation");
});

test("HR prints a certificate, takes it back, and the public page says so until it is given back", async () => {
  const page = await person(browser, { viewport: desk });
  await signIn(page, "CH0201", PASSWORD);
  await page.goto("/records?status=valid");
  await follow(page, page.locator('tbody td a[href^="/certificates/"]'));
  await look(page);
  const address = page.url();
  const paper = await page.request.get(`${address}.pdf`);
  assert.equal(paper.status(), 200);
  const bytes = await paper.body();
  assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
  assert.deepEqual(await (await page.request.get(`${address}.pdf`)).body(), bytes, "the same bytes again");
  const verify = await page.locator('a[href*="/verify/"]').first().getAttribute("href");

  const outsider = await person(browser, { viewport: phone });
  const seen = async () => {
    await outsider.goto(new URL(verify, baseURL).pathname);
    return outsider.locator("main").innerText();
  };
  const genuine = await seen();
  await follow(page, page.locator(`a[href$="/revoke"]`));
  await page.locator('input[name="reason"]').first().check({ force: true });
  await follow(page, page.locator("main form button.btn--danger"));
  const revoked = await seen();
  assert.notEqual(revoked, genuine);
  assert.match(revoked, /吊销/);
  await assertAccessible(outsider);
  await follow(page, page.locator(`a[href$="/reinstate"]`));
  await page.locator('input[name="reason"]').first().check({ force: true });
  await follow(page, page.locator("main form button.btn--primary, main form button.btn--danger"));
  assert.doesNotMatch(await seen(), /已吊销/);
});

test("the administrator lets a program read, and it reads", async () => {
  const page = await person(browser, { viewport: desk });
  await signIn(page, "CH0001", PASSWORD);
  await page.goto("/admin");
  await follow(page, page.locator('a[href="/admin/tokens"]'));
  await look(page);
  await page.locator("#name").fill("人力资源系统");
  await follow(page, page.locator("main form button.btn--primary"));
  await page.locator(".field--bad").first().waitFor();
  await page.locator('input[name="scope"][value="records"]').check({ force: true });
  await follow(page, page.locator("main form button.btn--primary"));
  const token = await page.locator("#made").inputValue();
  await look(page);
  const records = await fetch(`${baseURL}/api/v1/records?limit=5`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(records.status, 200);
  assert.ok((await records.json()).data.length > 0);
  await page.goto("/api");
  await look(page);
  await page.goto("/admin/tokens");
  await follow(page, page.locator('a[href$="/revoke"]'));
  await look(page);
  await follow(page, page.locator("main form button.btn--danger"));
  const after = await fetch(`${baseURL}/api/v1/records`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(after.status, 401);
});
