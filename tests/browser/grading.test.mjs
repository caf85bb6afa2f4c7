// A trainer grades with the keyboard alone; the trainee who waited has a result; the pages on which a score is changed are usable.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertFits, desk, launch, person, phone, signIn } from "./browser.mjs";

const PASSWORD = "certamen-demo";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

async function look(page) {
  await assertAccessible(page);
  await assertFits(page);
  assert.deepEqual(page.consoleErrors, [], page.url());
}

/** Goes to an element with the Tab key alone. */
async function tabTo(page, selector) {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  assert.fail(`${selector} is not reached with the keyboard on ${page.url()}`);
}

async function enter(page) {
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

test("answers are graded with the keyboard alone, and the pages that change a score are accessible in both sizes", async () => {
  const trainee = await person(browser, { viewport: phone });
  await signIn(trainee, "CH1008", PASSWORD);
  await trainee.goto("/my/exams/objection-case");
  assert.match(await trainee.locator("main").innerText(), /评阅中/);
  await look(trainee);

  const trainer = await person(browser, { viewport: desk });
  await signIn(trainer, "CH0101", PASSWORD);
  await trainer.goto("/");
  await tabTo(trainer, ".nav a[href='/grading']");
  await enter(trainer);
  await look(trainer);
  await tabTo(trainer, "a[href='/grading/exams/objection-case']");
  await enter(trainer);
  assert.doesNotMatch(await trainer.locator("main").innerText(), /孙丽/);
  await look(trainer);
  await tabTo(trainer, ".head form button");
  await enter(trainer);
  assert.equal(await trainer.evaluate(() => document.activeElement.id), "points", "digits can be typed at once");
  await look(trainer);
  await trainer.setViewportSize(phone);
  await look(trainer);
  await trainer.setViewportSize(desk);
  await trainer.keyboard.type("9");
  await enter(trainer);
  assert.match(await trainer.locator("#points-error").innerText(), /0 到 6/);
  await trainer.locator("#points").focus();
  await trainer.keyboard.press("ControlOrMeta+A");
  await trainer.keyboard.type("4.5");
  await enter(trainer);
  assert.match(trainer.url(), /\/grading\/exams\/objection-case$/);
  assert.match(await trainer.locator("main").innerText(), /已评 1 \/ 1/);

  await trainee.goto("/my/exams/objection-case");
  await Promise.all([trainee.waitForNavigation(), trainee.locator("a[href$='/result']").first().click()]);
  assert.doesNotMatch(await trainee.locator("main").innerText(), /评阅中/);
  await look(trainee);

  // The trainee objects to a mark; a trainer answers; the answer stands beside the question.
  await trainee.locator("main details summary", { hasText: "异议" }).first().click();
  await trainee.locator("main details[open] textarea").first().fill("我写了三点。");
  await look(trainee);
  await Promise.all([trainee.waitForNavigation(), trainee.locator("main details[open] form button").first().click()]);
  assert.match(await trainee.locator("main").innerText(), /我写了三点/);
  await look(trainee);
  await trainer.goto("/grading");
  await look(trainer);
  await Promise.all([trainer.waitForNavigation(), trainer.locator("a[href^='/grading/disputes/']").first().click()]);
  assert.match(await trainer.locator("main").innerText(), /我写了三点/);
  await look(trainer);
  await trainer.setViewportSize(phone);
  await look(trainer);
  await trainer.setViewportSize(desk);
  await trainer.locator("#answer").fill("第三点没有写出条件。");
  await Promise.all([trainer.waitForNavigation(), trainer.locator("main form .btn--primary").first().click()]);
  await look(trainer);
  await trainee.reload();
  assert.match(await trainee.locator("main").innerText(), /第三点没有写出条件/);
  await look(trainee);

  await trainer.goto("/exams/objection-case/results");
  await Promise.all([trainer.waitForNavigation(), trainer.locator("tbody th a", { hasText: "孙丽" }).click()]);
  await look(trainer);
  const changes = await trainer.locator("main a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  for (const change of ["/void", "/reopen", "/marks/5"]) {
    const href = changes.find((one) => one.endsWith(change));
    assert.ok(href, `the page of the attempt leads to ${change}`);
    await trainer.goto(href);
    await look(trainer);
    await trainer.setViewportSize(phone);
    await look(trainer);
    await trainer.setViewportSize(desk);
  }
});
