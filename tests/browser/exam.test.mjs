// The exam page in a real browser, with the network cut, clocks moved, sessions ended. The numbers are those of the fault
// cases.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { assertAccessible, assertFits, launch, person, phone, signIn } from "./browser.mjs";
import { choose, chosen, goOnWith, next, notSaved, PASSWORD, position, saved, secondsLeft, secondsShown, shown, sql, start, stored, whole } from "./exam.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());
// A page that stays open goes on talking to the server.
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

test("f43: without a connection one goes through the whole paper, and all of it arrives by itself", async () => {
  const { page, href } = await start(browser, "CH1001");
  await whole(page);
  await page.context().setOffline(true);
  for (let at = 1; at <= 3; at += 1) {
    assert.equal(await position(page), at);
    await choose(page, 0);
    await next(page);
  }
  await notSaved(page);
  await page.locator('[data-notice="offline"]').waitFor();
  assert.match(await page.locator('[data-notice="offline"]').innerText(), /1, 2, 3/);
  assert.equal(await page.locator(".qnav .is-lost").count(), 3, "the question list says which");
  assert.equal(stored(href), "");
  await page.context().setOffline(false);
  await saved(page);
  assert.equal(stored(href), "1A 2A 3A");
  assert.equal(await page.locator("[data-notice]").count(), 0);
  assert.deepEqual(page.consoleErrors, []);
});

test("f43: what was not sent outlives a reload and is sent then", async () => {
  const { page, href } = await start(browser, "CH1002");
  // Also the request that would outlive the page.
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  await network.send("Network.setBlockedURLs", { urls: ["*/saves"] });
  await choose(page, 1);
  await notSaved(page);
  await page.reload();
  assert.equal(await chosen(page), 1, "shown again");
  await notSaved(page);
  assert.equal(stored(href), "");
  await network.send("Network.setBlockedURLs", { urls: [] });
  await saved(page);
  assert.equal(stored(href), "1B");
  const kept = await page.evaluate(() => Object.keys(localStorage));
  assert.deepEqual(kept, [], "nothing stays in the browser");
});

test("f17: a save whose answer was lost is sent again and stands once", async () => {
  const { page, href } = await start(browser, "CH1002");
  let lost = 0;
  await page.route("**/saves", async (route) => {
    if (lost === 0) {
      lost += 1;
      await route.fetch();
      await route.abort();
    } else {
      await route.continue();
    }
  });
  await page.goto(`${href}?question=2`);
  await choose(page, 2);
  await page.locator("#save .save:not(.save--bad):not(.save--busy)").waitFor();
  await page.waitForFunction(() => Object.keys(localStorage).length === 0);
  assert.match(stored(href), /2C/);
  assert.equal(lost, 1);
  const id = href.split("/")[2];
  assert.equal(sql(`SELECT count(*) FROM response_journal WHERE attempt_id = '${id}' AND position = 2`), "1");
});

test("f45: handing in without a connection stays on the page, says so, and goes through later", async () => {
  const { page } = await start(browser, "CH1003");
  await choose(page, 0);
  await saved(page);
  await Promise.all([page.waitForURL(/\/submit$/), page.locator(".qnav button[value=check]").click()]);
  await page.locator("#sure").check();
  await page.context().setOffline(true);
  await page.locator("#hand-in .btn--primary").click();
  await page.locator('[data-notice="waiting"]').waitFor();
  assert.match(page.url(), /\/submit$/);
  await page.context().setOffline(false);
  await page.waitForURL(/\/receipt$/, { timeout: 30_000 });
  assert.deepEqual(page.consoleErrors, []);
});

test("f19: after handing in, back shows the receipt and nothing can be answered", async () => {
  const page = await person(browser);
  await signIn(page, "CH1003", PASSWORD);
  const href = await goOnWith(page);
  await choose(page, 0);
  await saved(page);
  await page.goto(`${href}/submit`);
  await page.locator("#sure").check();
  await Promise.all([page.waitForURL(/\/receipt$/), page.locator("#hand-in .btn--primary").click()]);
  await page.goBack();
  await page.waitForURL(/\/receipt$/);
  await page.goto(`${href}?question=2`);
  assert.match(page.url(), /\/receipt$/);
});

test("f19: back and forward go through the questions that were seen", async () => {
  const { page, href } = await start(browser, "CH1004");
  await whole(page);
  await choose(page, 0);
  await next(page);
  await choose(page, 1);
  await next(page);
  assert.equal(await position(page), 3);
  await page.goBack();
  assert.equal(await position(page), 2);
  assert.equal(await chosen(page), 1);
  await page.goBack();
  await page.waitForFunction(() => document.querySelector(".quest__one:not([hidden])").dataset.position === "1");
  await page.goForward();
  assert.equal(await position(page), 2);
  await saved(page);
  assert.equal(stored(href), "1A 2B");
});

test("f44: whoever is signed out signs in on the same page, and the answer arrives", async () => {
  const { page, href } = await start(browser, "CH1005");
  await whole(page);
  sql("UPDATE sessions SET revoked_at = app_now() WHERE revoked_at IS NULL AND person_id = (SELECT id FROM people WHERE employee_number = 'CH1005')");
  await choose(page, 2);
  const notice = page.locator('[data-notice="signed-out"]');
  await notice.waitFor();
  await assertAccessible(page);
  assert.equal(stored(href), "");
  await notice.locator("input[name=login]").fill("CH1005");
  await notice.locator("input[name=password]").fill("wrong password");
  await notice.locator("form button").click();
  await page.waitForFunction(() => document.querySelector('[data-notice="signed-out"] [role=status]').textContent !== "");
  await notice.locator("input[name=password]").fill(PASSWORD);
  await notice.locator("form button").click();
  await notice.waitFor({ state: "detached" });
  await saved(page);
  assert.equal(stored(href), "1C");
  assert.equal(new URL(page.url()).pathname, href, "the page was never left");
  // The session that held the attempt is over; the new one takes its place without a question.
  await page.waitForFunction(async (address) => (await (await fetch(`${address}/heartbeat`)).json()).held, href);
  await page.reload();
  assert.equal(await page.locator("#q fieldset[disabled]").count(), 0);
  assert.equal(await chosen(page), 2);
});

test("f15: of two tabs the older one overwrites nothing and shows both answers", async () => {
  const { page, href } = await start(browser, "CH1006");
  const other = await page.context().newPage();
  await other.goto(`${href}?question=1`);
  await choose(other, 1);
  await saved(other);
  await choose(page, 2);
  await page.locator('[data-notice="conflict-1"]').waitFor();
  const said = await page.locator('[data-notice="conflict-1"]').innerText();
  assert.ok(said.includes("B") && said.includes("C"), said);
  assert.equal(await chosen(page), 1, "the stored answer is shown");
  assert.equal(stored(href), "1B");
  await choose(page, 2);
  await saved(page);
  assert.equal(stored(href), "1C", "chosen again with both in view, it counts");
});

test("f15: two tabs without a connection keep their own answers", async () => {
  const { page, href } = await start(browser, "CH1006");
  const other = await page.context().newPage();
  await page.goto(`${href}?question=4`);
  await other.goto(`${href}?question=5`);
  await page.context().route("**/saves", (route) => route.abort());
  await choose(page, 0);
  await notSaved(page);
  await choose(other, 1);
  await notSaved(other);
  await page.close();
  await other.reload();
  await page.context().unroute("**/saves");
  await saved(other);
  await other.waitForFunction(() => Object.keys(localStorage).length === 0);
  assert.match(stored(href), /4A 5B/);
});

test("f46: who goes on elsewhere locks the first page, and its late answer changes nothing", async () => {
  const { page, href } = await start(browser, "CH1007");
  await choose(page, 0);
  await saved(page);
  const second = await person(browser, { viewport: phone });
  await signIn(second, "CH1007", PASSWORD);
  await second.goto(href);
  assert.equal(await second.locator("#q fieldset[disabled]").count(), 1, "looking first");
  // The first page is to hear it from its own late answer, not from a heartbeat.
  await page.route("**/heartbeat", (route) => route.abort());
  await Promise.all([second.waitForNavigation(), second.locator("form[action$='/take-over'] button").click()]);
  await choose(page, 1);
  await page.locator('[data-notice="superseded"]').waitFor();
  assert.equal(await page.locator("#question-1 fieldset[disabled]").count(), 1);
  await second.goto(`${href}?question=1`);
  assert.equal(await chosen(second), 0);
  await choose(second, 3);
  await saved(second);
  assert.equal(stored(href), "1D");
});

for (const [what, shift] of [["an hour ahead", 3_600_000], ["a day behind", -86_400_000]]) {
  test(`f06: a device clock that is set ${what} changes nothing`, async () => {
    const { page, href } = await start(browser, "CH1008");
    await page.evaluate((by) => {
      const real = Date.now.bind(Date);
      Date.now = () => real() + by;
    }, shift);
    await page.waitForTimeout(1500);
    assert.ok(Math.abs((await secondsShown(page)) - secondsLeft(href)) <= 2, "the clock of the server");
    await choose(page, shift > 0 ? 0 : 1);
    await saved(page);
    const id = href.split("/")[2];
    const off = Number(sql(`SELECT max(abs(extract(epoch FROM received_at - client_at))) FROM response_journal WHERE attempt_id = '${id}'`));
    assert.ok(off < 60, `the device's time of an answer is off by ${off} s`);
  });
}

test("f06: a page that slept shows the right time within a second of waking", async () => {
  const { page, href } = await start(browser, "CH1008");
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  // Meanwhile somebody was given more time.
  const id = href.split("/")[2];
  sql(`UPDATE attempts SET deadline_at = deadline_at + interval '10 minutes' WHERE id = '${id}'`);
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await session.send("Page.setWebLifecycleState", { state: "active" });
  // What a sleep looks like from inside: the clock of the wall went on, the page's own did not.
  await page.evaluate(() => {
    const real = Date.now.bind(Date);
    Date.now = () => real() + 1_800_000;
  });
  await page.waitForFunction((most) => {
    const parts = document.querySelector("#timer .timer__n").textContent.split(":").map(Number);
    return parts.reduce((sum, part) => sum * 60 + part, 0) > most;
  }, secondsLeft(href) - 3);
  assert.ok(Math.abs((await secondsShown(page)) - secondsLeft(href)) <= 2);
});

test("f47: without JavaScript every button works", async () => {
  const context = await browser.newContext({ baseURL: process.env.BASE_URL, javaScriptEnabled: false, locale: "en" });
  const page = await context.newPage();
  await signIn(page, "CH1009", PASSWORD);
  const href = await goOnWith(page);
  await choose(page, 0);
  await next(page);
  assert.equal(await position(page), 2);
  await choose(page, 1);
  await shown(page).locator("button[value^=flag]").click();
  assert.equal(stored(href), "1A 2B");
  await page.locator("#choices summary").click();
  await page.locator("#choices button[name=paging]").click();
  assert.equal(await page.locator("[data-position]").count(), 20);
  await page.locator("#question-3 .opt label").nth(2).click();
  await page.locator(".quest__foot button[value=save]").click();
  assert.equal(stored(href), "1A 2B 3C");
  await page.locator("#question-3 button[value=clear-3]").click();
  assert.equal(stored(href), "1A 2B 3");
  await page.locator(".quest__foot button[value=check]").click();
  await page.locator("#sure").check();
  await page.locator("#hand-in .btn--primary").click();
  assert.match(page.url(), /\/receipt$/);
});

test("with all questions on the page each answer is saved on its own", async () => {
  const { page, href } = await start(browser, "CH1001", { exam: "key-account-exam", locale: "en" });
  await page.locator("#choices summary").click();
  await Promise.all([page.waitForNavigation(), page.locator("#choices button[name=paging]").click()]);
  assert.equal(await page.locator("[data-position]").count(), 20);
  await page.locator("#question-7 .opt label").nth(1).click();
  await saved(page);
  assert.equal(stored(href), "7B");
  await page.locator("#question-9 button[value^=flag]").click();
  assert.match(await page.locator(".qnav button[value='9']").getAttribute("aria-label"), /marked/);
  await page.locator(".qnav button[value='20']").click();
  assert.ok(await page.locator("#question-20").isVisible());
  await assertAccessible(page);
  await assertFits(page);
  await page.reload();
  assert.match(await page.locator(".qnav button[value='9']").getAttribute("aria-label"), /marked/);
  assert.deepEqual(page.consoleErrors, []);
});

test("keys, the clock that hides, the size of the text, and what is read out", async () => {
  const { page } = await start(browser, "CH1002", { exam: "key-account-exam", locale: "en" });
  await whole(page);
  await page.evaluate(() => {
    window.heard = [];
    const place = document.getElementById("announce");
    new MutationObserver(() => window.heard.push(place.textContent)).observe(place, { childList: true, characterData: true, subtree: true });
  });
  await page.keyboard.press("Alt+ArrowRight");
  assert.equal(await position(page), 2);
  await page.keyboard.press("Alt+ArrowUp");
  assert.match(await page.locator(".qnav button[value='2']").getAttribute("aria-label"), /marked/);
  await choose(page, 0);
  await page.keyboard.press("Alt+Delete");
  assert.equal(await chosen(page), -1);
  await page.keyboard.press("Alt+ArrowLeft");
  assert.equal(await position(page), 1);
  for (const letter of ["a", "n", "1", "?"]) await page.keyboard.press(letter);
  assert.equal(await position(page), 1, "no single key does anything");
  await page.locator("#hide-time").click();
  assert.equal(await page.locator("#timer .timer__n").evaluate((one) => getComputedStyle(one).visibility), "hidden");
  await page.reload();
  assert.equal(await page.locator("#timer .timer__n").evaluate((one) => getComputedStyle(one).visibility), "hidden", "remembered");
  await page.keyboard.press("F2");
  await page.locator(".timer:not(.timer--hidden)").waitFor();
  await page.keyboard.press("F1");
  assert.ok(await page.locator("#choices").evaluate((one) => one.open));
  await page.locator("#choices button[value='3']").click();
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "21px");
  await page.setViewportSize({ width: 320, height: 256 });
  await assertFits(page);
  await assertAccessible(page);
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.size), "3", "remembered");
  assert.deepEqual(page.consoleErrors, []);
});

test("the clock is silent but for a few moments, and comes back when little time is left", async () => {
  const { page, href } = await start(browser, "CH1004", { exam: "key-account-exam", locale: "en" });
  await page.evaluate(() => {
    window.heard = [];
    const place = document.getElementById("announce");
    new MutationObserver(() => window.heard.push(place.textContent)).observe(place, { childList: true });
  });
  await page.locator("#hide-time").click();
  await page.waitForTimeout(3000);
  assert.deepEqual(await page.evaluate(() => window.heard), [], "no word while the seconds run");
  // The next thing the server says is that five minutes and two seconds are left.
  const id = href.split("/")[2];
  sql(`UPDATE attempts SET started_at = app_now() - interval '1 hour', deadline_at = app_now() + interval '302 seconds' WHERE id = '${id}'`);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await page.waitForFunction(() => document.querySelector(".timer--low"), undefined, { timeout: 10_000 });
  assert.equal(await page.locator("#timer .timer__n").evaluate((one) => getComputedStyle(one).visibility), "visible");
  const heard = await page.evaluate(() => window.heard);
  assert.ok(heard.length >= 1 && heard.length <= 5, JSON.stringify(heard));
});

test("nothing moves on the page while it comes to life", async () => {
  const page = await person(browser, { viewport: phone });
  await signIn(page, "CH1005", PASSWORD);
  await page.addInitScript(() => {
    window.moved = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await goOnWith(page, "key-account-exam");
  await whole(page);
  await page.waitForTimeout(500);
  assert.ok((await page.evaluate(() => window.moved)) < 0.02, String(await page.evaluate(() => window.moved)));
});

test("an input method's unfinished word is not an answer", async () => {
  const { page, href } = await start(browser, "CH1006", { exam: "key-account-exam" });
  const id = href.split("/")[2];
  // No exam can be published with written answers yet: this paper is made to have one.
  sql(`ALTER TABLE papers DISABLE TRIGGER USER;
       UPDATE papers SET items = jsonb_set(jsonb_set(items, '{0,kind}', '"short_answer"'), '{0,option_count}', '0') WHERE attempt_id = '${id}';
       ALTER TABLE papers ENABLE TRIGGER USER`);
  await page.goto(`${href}?question=1`);
  await shown(page).locator("textarea").click();
  const session = await page.context().newCDPSession(page);
  await session.send("Input.imeSetComposition", { text: "da ke hu", selectionStart: 8, selectionEnd: 8 });
  await page.waitForTimeout(1500);
  assert.equal(stored(href), "", "while the word is being made nothing is sent");
  await session.send("Input.insertText", { text: "大客户" });
  await page.waitForFunction(() => document.querySelector("#save .save:not(.save--busy)"));
  await page.waitForFunction(() => Object.keys(localStorage).length === 0);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal(stored(href), "1大客户");
});

test("who presses quickly through the paper waits for nothing and loses nothing", async () => {
  const { page, href } = await start(browser, "CH1007", { exam: "key-account-exam" });
  await whole(page);
  for (let at = 1; at <= 20; at += 1) {
    await choose(page, 0);
    if (at < 20) await next(page);
  }
  await Promise.all([page.waitForURL(/\/submit$/), page.locator("[data-go=check]").click()]);
  assert.equal(stored(href).split(" ").length, 20);
});

test("f43: without a connection at the deadline the work is sealed, handed in as a file and accepted", async () => {
  const { page, href } = await start(browser, "CH1009", { exam: "key-account-exam", locale: "en" });
  await whole(page);
  await page.waitForFunction(() => performance.getEntriesByType("resource").some((one) => one.name.endsWith("/seal")));
  const id = href.split("/")[2];
  sql(`UPDATE attempts SET started_at = app_now() - interval '1 hour', deadline_at = app_now() + interval '25 seconds' WHERE id = '${id}'`);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await page.waitForFunction(() => document.querySelector(".timer--low"));
  await page.context().setOffline(true);
  await choose(page, 1);
  await next(page);
  await choose(page, 0);
  await notSaved(page);
  const link = page.locator('[data-notice="file"] a');
  await link.waitFor({ timeout: 60_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  assert.match(download.suggestedFilename(), /[.]certamen$/);
  const file = await download.path();
  // The grace passes and the server closes the attempt.
  sql(`UPDATE attempts SET deadline_at = app_now() - interval '61 seconds' WHERE id = '${id}'`);
  for (let tries = 0; sql(`SELECT state FROM attempts WHERE id = '${id}'`) !== "graded"; tries += 1) {
    assert.ok(tries < 60, "the sweep closes it");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await page.context().setOffline(false);
  await page.locator('[data-notice="too-late"]').waitFor({ timeout: 30_000 });
  assert.match(await page.locator('[data-notice="too-late"]').innerText(), /1, 2/);
  await assertAccessible(page);
  assert.equal(stored(href), "");

  const trainer = await person(browser, { locale: "en" });
  await signIn(trainer, "CH0101", PASSWORD);
  await trainer.goto("/exams/key-account-exam/results");
  await trainer.locator("a[href$='/hand-in-files']").click();
  await assertAccessible(trainer);
  await trainer.locator("#file").setInputFiles(file);
  await Promise.all([trainer.waitForURL(/hand-in-files\/./), trainer.locator("main form button.btn--primary").click()]);
  assert.equal(await trainer.locator("tbody tr").count(), 2);
  await assertAccessible(trainer);
  await trainer.locator("#reason").fill("The network of the room was down");
  await Promise.all([trainer.waitForNavigation(), trainer.locator("main form button.btn--primary").click()]);
  assert.equal(sql(`SELECT string_agg(cause, ' ' ORDER BY number) FROM results WHERE attempt_id = '${id}'`), "submitted file");
  await trainer.locator("a[href*='/results/']").first().click();
  await assertAccessible(trainer);
  assert.match(await trainer.locator("main").innerText(), /The network of the room was down/);
  for (const one of [page, trainer]) assert.deepEqual(one.consoleErrors, []);
});

test("the try-out works in the look of the exam page and says how things stand", async () => {
  for (const viewport of [{ width: 1280, height: 900 }, phone]) {
    const page = await person(browser, { locale: "en", viewport });
    await signIn(page, "CH1004", PASSWORD);
    await page.goto("/my/try-out");
    await page.locator("#a").check();
    assert.match(await page.locator("#said").innerText(), /A$/);
    await page.locator('[data-check="clock"] .st--ok').waitFor();
    assert.match(await page.locator('[data-check="line"]').innerText(), /ms/);
    await assertAccessible(page);
    await assertFits(page);
    assert.deepEqual(page.consoleErrors, []);
  }
});
