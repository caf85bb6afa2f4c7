// The room: a trainer gives time, pauses, goes on and ends; the trainee's page shows each within 15 seconds, without a
// reload and without losing an answer.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertFits, desk, launch, person, phone, signIn } from "./browser.mjs";

const PASSWORD = "certamen-demo";
const ROOM = "/exams/fab-exam/room";
// A watchdog; that the page asks often enough for 15 seconds is shown by a test of the server.
const SEEN = { timeout: 20_000 };

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

async function press(page, button) {
  await Promise.all([page.waitForNavigation(), button.click()]);
}

async function look(page) {
  await assertAccessible(page);
  await assertFits(page);
  assert.deepEqual(page.consoleErrors, [], page.url());
}

/** Says later whether the page was loaded again. */
const mark = (page) => page.evaluate(() => (window.marked = true));
const isMarked = (page) => page.evaluate(() => window.marked === true);

async function act(page, what, reason, minutes) {
  await page.goto(`${ROOM}/${what}`);
  await look(page);
  if (minutes) await page.locator("#minutes").fill(String(minutes));
  await page.locator("#reason").fill(reason);
  await press(page, page.locator("main form button.btn--primary"));
}

const seconds = (clock) => clock.trim().split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

test("f10 more time and pauses reach a running exam within 15 seconds and without a reload", async () => {
  const trainee = await person(browser, { viewport: phone });
  await signIn(trainee, "CH1001", PASSWORD);
  await trainee.goto("/my/exams/fab-exam");
  await press(trainee, trainee.locator("form[action$='/start'] button"));
  const one = trainee.locator(".quest__one:not([hidden])");
  const saved = trainee.locator("#save .save:not(.save--bad):not(.save--busy)");
  await one.locator(".opt label").first().click();
  await saved.waitFor();
  await mark(trainee);
  const clock = async () => seconds(await trainee.locator("#timer .timer__n").innerText());

  const trainer = await person(browser, { viewport: desk });
  await signIn(trainer, "CH0101", PASSWORD);
  await trainer.goto("/exams/fab-exam");
  await press(trainer, trainer.locator(`.tabs a[href="${ROOM}"]`));
  const row = trainer.locator("#room-rows tr", { hasText: "林晓雯" });
  await row.locator("text=在考").waitFor();
  assert.match(await row.innerText(), /1 \/ 20/);
  await look(trainer);

  // The board goes on by itself and leaves the focus where it is.
  await mark(trainer);
  await row.locator("a.go").focus();
  const at = await trainer.locator("[data-part=now]").innerText();
  await trainer.waitForFunction((was) => document.querySelector("[data-part=now]").innerText !== was, at);
  assert.ok(await row.locator("a.go").evaluate((link) => link === document.activeElement), "the focus stays");

  // A second window of the trainer acts; the first one only watches.
  const desk2 = await trainer.context().newPage();
  desk2.consoleErrors = [];
  const before = await clock();
  await act(desk2, "extend", "设备故障", 10);
  await trainee.locator("[data-notice=extended]").waitFor(SEEN);
  assert.match(await trainee.locator("[data-notice=extended]").innerText(), /已加时 10 分钟/);
  await trainee.waitForFunction(
    (was) => document.querySelector("#timer .timer__n").innerText.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) > was,
    before,
  );
  const more = (await clock()) - before;
  assert.ok(more > 560 && more <= 600, `${more} s more`);
  await look(trainee);

  await act(desk2, "pause", "火警演习");
  await trainee.locator("[data-notice=paused]").waitFor(SEEN);
  assert.ok(!(await one.isVisible()), "the question is covered");
  await row.locator("text=已暂停").waitFor(SEEN);
  assert.ok(await isMarked(trainer), "the board was not loaded again");
  const stopped = await clock();
  const then = await trainer.locator("[data-part=now]").innerText();
  await trainer.waitForFunction((was) => document.querySelector("[data-part=now]").innerText !== was, then);
  assert.equal(await clock(), stopped, "the clock stands still");
  await look(trainee);
  // What is opened anew during the pause waits too, and goes on by itself.
  const again = await trainee.context().newPage();
  await again.goto(trainee.url());
  await again.locator("#paused").waitFor();
  again.consoleErrors = [];
  await look(again);

  await act(desk2, "resume", "演习结束");
  await trainee.locator("[data-notice=resumed]").waitFor(SEEN);
  await one.waitFor();
  assert.ok(stopped - (await clock()) <= 16, "nothing was lost but what ran since");
  await again.locator(".quest__one:not([hidden])").waitFor(SEEN);
  await again.close();
  await one.locator(".opt label").nth(1).click();
  await saved.waitFor();
  assert.ok(await isMarked(trainee), "the exam page was not loaded again");
  await look(trainee);

  // Ended by the trainer, with a reason.
  await desk2.goto(ROOM);
  await press(desk2, desk2.locator("#room-rows tr", { hasText: "林晓雯" }).locator("a.go"));
  await look(desk2);
  await desk2.locator("#reason").fill("提前离场");
  await desk2.locator("label[for=sure]").click();
  await press(desk2, desk2.locator("form[action$='/end'] button"));
  await trainee.waitForURL(/\/receipt/, SEEN);
  assert.match(await trainee.locator("main").innerText(), /培训师结束了这场考试/);
  await row.locator("text=已交卷").waitFor(SEEN);
  for (const page of [trainee, trainer]) assert.deepEqual(page.consoleErrors, []);
});

for (const [locale, colorScheme, viewport] of [["en", "dark", phone], ["zh-CN", "light", phone], ["en", "light", desk]]) {
  test(`the pages of the room, ${locale}, ${colorScheme}, ${viewport.width} px`, async () => {
    const trainer = await person(browser, { locale, colorScheme, viewport });
    await signIn(trainer, "CH0101", PASSWORD);
    for (const below of ["", "?show=not_started", "?show=finished", "/extend", "/pause", "/resume", "/outages"]) {
      await trainer.goto(`${ROOM}${below}`);
      await look(trainer);
    }
    await trainer.goto(ROOM);
    await press(trainer, trainer.locator("#room-rows a.go").first());
    await look(trainer);
  });
}

test("without a script the room comes again by itself and every action works", async () => {
  const context = await browser.newContext({ baseURL: process.env.BASE_URL, javaScriptEnabled: false, locale: "zh-CN" });
  const page = await context.newPage();
  await signIn(page, "CH0101", PASSWORD);
  await page.goto(ROOM);
  assert.equal(await page.locator("meta[http-equiv=refresh]").count(), 1);
  await page.goto(`${ROOM}/extend`);
  await page.locator("#reason").fill("设备故障");
  await press(page, page.locator("main form button.btn--primary"));
  assert.match(await page.locator("main").innerText(), /没有正在考试的人加时/);
});
