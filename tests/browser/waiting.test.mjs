// A room that staff start: those who wait do nothing, and their exam opens by itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertFits, launch, person, phone, signIn } from "./browser.mjs";

const PASSWORD = "certamen-demo";
const EXAM = "/my/exams/fab-exam";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

async function press(page, name) {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).click()]);
}

test("people wait until the trainer starts, and their exam opens by itself", async () => {
  const trainer = await person(browser);
  await signIn(trainer, "CH0101", PASSWORD);
  await trainer.goto("/exams/fab-exam/times");
  await trainer.getByLabel("培训师统一开始，在那之前学员等候").check();
  await assertAccessible(trainer);
  await press(trainer, "保存草稿");
  await trainer.goto("/exams/fab-exam/publish");
  await Promise.all([trainer.waitForNavigation(), trainer.locator("main form button.btn--primary").click()]);

  const trainee = await person(browser, { viewport: phone });
  await signIn(trainee, "CH1001", PASSWORD);
  await trainee.goto(EXAM);
  await assertAccessible(trainee);
  await assertFits(trainee);
  assert.match(await trainee.locator("#waiting").innerText(), /请稍候，由培训师开始考试/);
  assert.equal(await trainee.getByRole("button", { name: "现在开始考试" }).count(), 0);

  // A cut of the network is said, and does not stop the waiting.
  await trainee.context().setOffline(true);
  await trainee.getByText("现在连不上服务器，本页会继续尝试。").waitFor();
  await trainee.context().setOffline(false);
  await trainee.getByText("连接正常。").waitFor();

  await trainer.goto("/exams/fab-exam/assignments");
  assert.match(await trainer.locator("main").innerText(), /有 1 人在等候/);
  await assertAccessible(trainer);
  await press(trainer, "现在开始");
  await trainee.waitForURL(/\/attempts\//, { timeout: 20_000 });
  assert.deepEqual(trainee.consoleErrors, []);
  assert.deepEqual(trainer.consoleErrors, []);
});
