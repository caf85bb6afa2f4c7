// A trainer makes a bank, writes a question with a picture while the preview follows, and gives it out in an exam; a
// trainee sees it just so.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertFits, launch, person, phone, signIn } from "./browser.mjs";

const PASSWORD = "certamen-demo";

// A red square, drawn by the browser below.
const red = async (page) => {
  const url = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 60;
    const brush = canvas.getContext("2d");
    brush.fillStyle = "#c00";
    brush.fillRect(0, 0, 60, 60);
    return canvas.toDataURL("image/png");
  });
  return Buffer.from(url.split(",")[1], "base64");
};

async function press(page, button) {
  await Promise.all([page.waitForNavigation(), button.click()]);
}

async function look(page) {
  await assertAccessible(page);
  await assertFits(page);
  assert.deepEqual(page.consoleErrors, [], page.url());
}

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("a question with a picture goes from the form into an exam a trainee sits", async () => {
  const trainer = await person(browser);
  await signIn(trainer, "CH0101", PASSWORD);
  await trainer.goto("/banks/new");
  await trainer.locator("#code").fill("colours");
  await trainer.locator("#title_zh").fill("颜色");
  await trainer.locator("#title_en").fill("Colours");
  await look(trainer);
  await press(trainer, trainer.locator("main form button.btn--primary"));

  await trainer.goto("/banks/colours/new-question");
  await look(trainer);
  const preview = trainer.locator("#preview");
  await trainer.locator("#stem_zh").fill("图中是什么颜色？");
  await preview.getByText("图中是什么颜色？").waitFor();
  await trainer.locator("#stem_en").fill("Which colour is this?");
  for (const [number, zh, en] of [[1, "红色", "Red"], [2, "蓝色", "Blue"], [3, "绿色", "Green"], [4, "黄色", "Yellow"]]) {
    await trainer.locator(`#option_${number}_zh`).fill(zh);
    await trainer.locator(`#option_${number}_en`).fill(en);
  }
  await preview.getByText("Yellow").waitFor();
  await preview.getByText("没有找到这道题的答案").waitFor();
  await trainer.locator("#key_1").check();
  await preview.getByText("没有找到这道题的答案").waitFor({ state: "detached" });
  assert.equal(await preview.locator("input:checked").count(), 0, "the preview says nothing about the key");

  // Another type and back: nothing is lost on the way.
  await Promise.all([trainer.waitForNavigation(), trainer.locator("#kind").selectOption("true_false")]);
  assert.equal(await trainer.locator("#option_1_zh").isVisible(), false);
  await look(trainer);
  await Promise.all([trainer.waitForNavigation(), trainer.locator("#kind").selectOption("single_choice")]);
  assert.equal(await trainer.locator("#option_4_en").inputValue(), "Yellow");
  assert.equal(await trainer.locator("#key_1").isChecked(), true);

  await trainer.locator("#file").setInputFiles({ name: "red.png", mimeType: "image/png", buffer: await red(trainer) });
  await trainer.locator("#picture_words").fill("一块红色");
  await press(trainer, trainer.locator("button[value=picture]"));
  assert.match(await trainer.locator("#stem_zh").inputValue(), /!\[一块红色\]\(media:[0-9a-f]{32}\.png\)/);
  assert.equal(await preview.locator("img.pic").first().evaluate((image) => image.complete && image.naturalWidth), 60);
  await look(trainer);
  await press(trainer, trainer.locator("button[value=save]"));
  assert.match(trainer.url(), /\/banks\/colours\/questions\/colours-0001$/);
  await look(trainer);

  // A change, and its place in the history.
  await trainer.goto("/banks/colours/questions/colours-0001/edit");
  await trainer.locator("#explanation_zh").fill("红色就是红色。");
  await press(trainer, trainer.locator("button[value=save]"));
  await look(trainer);
  for (const path of ["revisions", "revisions/2", "revisions/1/restore", "retired", "settings", "bulk", "review"]) {
    await trainer.goto(`/banks/colours/${path}`);
    await look(trainer);
  }

  await trainer.goto("/exams/new");
  await trainer.locator("#title_zh").fill("颜色考试");
  await trainer.locator("#title_en").fill("Colour exam");
  await trainer.locator("#code").fill("colours");
  await press(trainer, trainer.locator("main form button.btn--primary"));
  await trainer.goto("/exams/colours/sections/new");
  await trainer.locator("#title_zh").fill("颜色");
  await trainer.locator("#title_en").fill("Colours");
  const source = trainer.locator("#source option", { hasText: "颜色" }).first();
  await trainer.locator("#source").selectOption(await source.getAttribute("value"));
  await trainer.locator("#count").fill("1");
  await trainer.locator("#points").fill("10");
  await press(trainer, trainer.locator("main form button.btn--primary").first());
  await trainer.goto("/exams/colours/publish");
  await press(trainer, trainer.locator("form[action$='/publish'] button"));
  await trainer.goto("/exams/colours/assignments");
  for (const box of await trainer.locator("form[action$='/assignments'] input[type=checkbox]").all()) await box.check();
  await press(trainer, trainer.locator("form[action$='/assignments'] button.btn--primary"));

  const trainee = await person(browser, { viewport: phone });
  await signIn(trainee, "CH1001", PASSWORD);
  await trainee.goto("/my/exams/colours");
  await press(trainee, trainee.locator("form[action$='/start'] button"));
  assert.match(await trainee.locator(".quest__stem:visible").innerText(), /图中是什么颜色/);
  const picture = trainee.locator(".quest__stem:visible img.pic");
  assert.equal(await picture.evaluate((image) => image.complete && image.naturalWidth), 60);
  assert.equal(await picture.getAttribute("alt"), "一块红色");
  assert.ok(!(await trainee.content()).includes("红色就是红色"), "the explanation stays with the trainers");
  await look(trainee);
});

test("types that are answered in fields are previewed with their fields, on a phone too", async () => {
  const trainer = await person(browser, { viewport: phone });
  await signIn(trainer, "CH0101", PASSWORD);
  await trainer.goto("/banks/fab/new-question");
  const preview = trainer.locator("#preview");
  const choose = (kind) => Promise.all([trainer.waitForNavigation(), trainer.locator("#kind").selectOption(kind)]);
  await choose("matching");
  await trainer.locator("#stem_zh").fill("把说法和步骤对上");
  for (const [number, left, right] of [[1, "开场", "问候"], [2, "结尾", "约定下一步"]]) {
    await trainer.locator(`#left_${number}`).fill(left);
    await trainer.locator(`#option_${number}_zh`).fill(right);
  }
  await preview.getByLabel("结尾").waitFor();
  assert.deepEqual(await preview.getByLabel("开场").locator("option").allInnerTexts(), ["未选", "A. 问候", "B. 约定下一步"]);
  await look(trainer);
  await choose("fill_blank");
  await trainer.locator("#blanks").fill("三十\n三");
  await preview.getByLabel("空 2").waitFor();
  assert.equal(await preview.locator("textarea").count(), 0);
  await choose("numeric");
  await preview.getByLabel("您的答案").waitFor();
  await look(trainer);
});
