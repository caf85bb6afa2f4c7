// The whole story, as the people in it: an administrator adds everyone, a trainer brings a paper and makes an exam of it,
// a trainee passes it on a phone with the network gone for ten seconds, HR takes the records home, an outsider checks
// the certificate.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { assertAccessible, assertFits, desk, launch, person, phone, signIn } from "./browser.mjs";

const PASSWORD = "four blue horses";

// The paper as a trainer has it: a heading, sections, keys in brackets at the end of the stems.
const SINGLES = [
  ["拜访新客户之前最先要做的是", ["了解客户的业务和难处", "准备最低折扣", "约好晚餐", "印更多的名片"], "A"],
  ["判断一家企业是不是大客户，首先看", ["办公楼的高度", "业务量和发展潜力", "员工的年龄", "公司的名字"], "B"],
  ["客户说“再考虑考虑”，合适的回应是", ["请他不要浪费时间", "立即降价", "问清还有什么顾虑", "转身离开"], "C"],
  ["大客户档案应当由谁更新", ["没有人", "前台", "客户自己", "负责该客户的销售人员"], "D"],
];
const JUDGEMENTS = [
  ["大客户只看当年的采购金额。", false],
  ["定期回访有助于发现客户的新需求。", true],
];
const MULTIPLES = [
  ["客户档案里应当有哪些内容", ["决策人和影响人", "采购周期", "客户的星座", "历史订单"], "ABD"],
  ["可以用来寻找潜在大客户的渠道有哪些", ["行业协会名录", "现有客户介绍", "随机拨号", "行业展会"], "ABD"],
];

function paperText() {
  const lines = ["客户经理入门考试", "", "一、单项选择题（每题 10 分）"];
  let number = 0;
  for (const [stem, options, key] of SINGLES) {
    lines.push(`${++number}. ${stem}（ ${key} ）`);
    options.forEach((text, index) => lines.push(`${"ABCD"[index]}. ${text}`));
  }
  lines.push("", "二、判断题");
  for (const [stem, right] of JUDGEMENTS) lines.push(`${++number}. ${stem}（ ${right ? "√" : "×"} ）`);
  lines.push("", "三、多项选择题");
  for (const [stem, options, key] of MULTIPLES) {
    lines.push(`${++number}. ${stem}（ ${key} ）`);
    options.forEach((text, index) => lines.push(`${"ABCD"[index]}. ${text}`));
  }
  return lines.join("\n");
}

/** What to choose for the question on the page, whatever order its options have. */
function rightTexts(stem) {
  const choice = [...SINGLES, ...MULTIPLES].find(([text]) => stem.startsWith(text));
  if (choice) return [...choice[2]].map((label) => choice[1]["ABCD".indexOf(label)]);
  const judgement = JUDGEMENTS.find(([text]) => stem.startsWith(text));
  assert.ok(judgement, `no such question: ${stem}`);
  return [judgement[1] ? "T" : "F"];
}

async function press(page, button) {
  await Promise.all([page.waitForNavigation(), button.click()]);
}

async function look(page) {
  const complaints = await page.locator(".alert--bad").allInnerTexts();
  assert.deepEqual(complaints, [], `${page.url()} complains`);
  await assertAccessible(page);
  await assertFits(page);
}

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("from an empty server to a certificate an outsider can check", async () => {
  // The administrator opens the one-time link and adds everyone.
  const admin = await person(browser);
  await admin.goto(process.env.SAID.match(/http:\S+\/welcome\/\S+/)[0]);
  await look(admin);
  await admin.locator("#name").fill("顾明远");
  await admin.locator("#login").fill("A001");
  await admin.locator("#password").fill(PASSWORD);
  await press(admin, admin.locator("main form button"));
  await look(admin);
  await admin.goto("/groups");
  await admin.locator("#name_zh").fill("华东区");
  await admin.locator("#name_en").fill("East region");
  await admin.locator("#code").fill("east");
  await press(admin, admin.locator("main form button.btn--primary"));
  for (const [number, name, role, groups] of [
    ["R001", "周明哲", "trainer", []],
    ["H001", "许曼", "hr", []],
    ["T001", "林晓雯", "trainee", ["华东区"]],
  ]) {
    await admin.goto("/people/new");
    await admin.locator("#name").fill(name);
    await admin.locator("#employee_number").fill(number);
    await admin.locator(`input[name=roles][value=${role}]`).check();
    for (const group of groups) await admin.getByLabel(group).check();
    await admin.locator("#password").fill(PASSWORD);
    await press(admin, admin.locator("main form button.btn--primary"));
    await look(admin);
  }

  // The trainer brings the paper, looks at every question and writes it.
  const trainer = await person(browser);
  await signIn(trainer, "R001", PASSWORD);
  await look(trainer);
  await trainer.goto("/banks/import");
  await trainer.locator("#file").setInputFiles({ name: "入门考试.txt", mimeType: "text/plain", buffer: Buffer.from(paperText()) });
  await trainer.locator("#bank").selectOption({ index: 0 });
  await trainer.locator("#code").fill("starter");
  await trainer.locator("#title_zh").fill("客户经理入门");
  await trainer.locator("#title_en").fill("Account manager basics");
  await press(trainer, trainer.locator("main form button.btn--primary"));
  await look(trainer);
  assert.equal(await trainer.locator(".verdict").count(), 8, "every question of the paper is shown");
  await press(trainer, trainer.locator(".commit button.btn--primary"));
  await look(trainer);
  await trainer.goto("/banks/starter");
  await look(trainer);
  assert.match(await trainer.locator("main").innerText(), /拜访新客户之前/);

  // An exam of it, in Chinese, published and assigned.
  await trainer.goto("/exams/new");
  await trainer.locator("#title_zh").fill("客户经理入门考试");
  await trainer.locator("#title_en").fill("Account manager entrance exam");
  await trainer.locator("#code").fill("starter-exam");
  await press(trainer, trainer.locator("main form button.btn--primary"));
  await trainer.goto("/exams/starter-exam");
  await trainer.locator("input[name=languages][value=en]").uncheck();
  await press(trainer, trainer.locator("main form button.btn--primary"));
  for (const [title, kind, count] of [
    ["一、单项选择题", "single_choice", SINGLES.length],
    ["二、判断题", "true_false", JUDGEMENTS.length],
    ["三、多项选择题", "multiple_choice", MULTIPLES.length],
  ]) {
    await trainer.goto("/exams/starter-exam/sections/new");
    await trainer.locator("#title_zh").fill(title);
    await trainer.locator("#title_en").fill(title);
    const source = trainer.locator("#source option", { hasText: "客户经理入门" }).first();
    await trainer.locator("#source").selectOption(await source.getAttribute("value"));
    for (const box of await trainer.locator("input[name=kinds]").all()) await box.setChecked((await box.getAttribute("value")) === kind);
    await trainer.locator("#difficulty_min").selectOption({ index: 0 });
    await trainer.locator("#count").fill(String(count));
    await trainer.locator("#points").fill("10");
    await trainer.locator("input[name=scoring]").first().check();
    await press(trainer, trainer.locator("main form button.btn--primary").first());
    await look(trainer);
  }
  await trainer.goto("/exams/starter-exam/publish");
  await look(trainer);
  await press(trainer, trainer.locator("form[action$='/publish'] button"));
  await trainer.goto("/exams/starter-exam/assignments");
  await trainer.getByLabel("华东区").check();
  await press(trainer, trainer.locator("form[action$='/assignments'] button.btn--primary"));
  await look(trainer);

  // HR makes the certification and says who must hold it.
  const hr = await person(browser);
  await signIn(hr, "H001", PASSWORD);
  await hr.goto("/certifications/new");
  await hr.locator("#code").fill("starter");
  await hr.locator("#title_zh").fill("客户经理（初级）");
  await hr.locator("#title_en").fill("Account manager (basic)");
  await hr.locator("#part-starter-exam").selectOption("1");
  await hr.locator("#months").fill("12");
  await hr.locator("tbody input[name^=group-]").first().check();
  await hr.locator("tbody input[type=date]").first().fill("2026-01-01");
  await press(hr, hr.locator("main form button.btn--primary"));
  await look(hr);

  // The trainee sits it on a phone; the network is gone for ten seconds in the middle.
  const trainee = await person(browser, { viewport: phone });
  await signIn(trainee, "T001", PASSWORD);
  await look(trainee);
  await trainee.goto("/my/exams/starter-exam");
  await look(trainee);
  await press(trainee, trainee.locator("form[action$='/start'] button"));
  await look(trainee);
  const count = SINGLES.length + JUDGEMENTS.length + MULTIPLES.length;
  for (let position = 1; position <= count; position += 1) {
    const stem = (await trainee.locator(".quest__stem:visible").innerText()).trim();
    if (position === 4) await trainee.context().setOffline(true);
    for (const text of rightTexts(stem)) {
      const row = ["T", "F"].includes(text)
        ? trainee.locator(`.quest__one:not([hidden]) .opt input[value=${text}]`)
        : trainee.locator(".quest__one:not([hidden]) .opt", { hasText: text }).locator("input");
      await row.check();
    }
    if (position === 4) {
      await trainee.locator("#save .save--bad").waitFor({ timeout: 10_000 });
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      await trainee.context().setOffline(false);
    }
    await trainee.locator("#save .save:not(.save--bad):not(.save--busy)").waitFor({ timeout: 30_000 });
    await press(trainee, trainee.locator("#q .quest__foot .btn--primary:visible"));
  }
  await trainee.waitForURL(/\/submit/);
  await look(trainee);
  await press(trainee, trainee.locator("#hand-in button.btn--primary"));
  await look(trainee);
  assert.match(trainee.url(), /\/receipt/);
  await press(trainee, trainee.locator("main a.btn--primary"));
  await look(trainee);
  assert.match(await trainee.locator("main").innerText(), /100%/, "every answer counted, also those given without a network");
  await trainee.goto("/my/certificates");
  await look(trainee);
  await press(trainee, trainee.locator("main a[href^='/certificates/']").first());
  await look(trainee);
  const certificate = await trainee.locator(".cert").innerText();
  assert.match(certificate, /林晓雯/);
  const number = certificate.match(/STARTER-\d{4}-\d+/)[0];
  const verification = await trainee.locator("a[href*='/verify/']").first().getAttribute("href");

  // HR sees it and takes the rows home.
  await hr.setViewportSize(desk);
  await hr.goto("/records");
  await look(hr);
  assert.match(await hr.locator("main").innerText(), /林晓雯/);
  const [download] = await Promise.all([hr.waitForEvent("download"), hr.locator("a[href^='/records.csv']").first().click()]);
  const csv = readFileSync(await download.path(), "utf8");
  assert.ok(csv.startsWith("\uFEFF"), "the spreadsheet program is told that it is UTF-8");
  assert.ok(csv.includes("林晓雯") && csv.includes(number), csv);

  // An outsider checks the code and sees no full name.
  const outsider = await person(browser, { viewport: phone, locale: "en" });
  await outsider.goto(new URL(verification, process.env.BASE_URL).pathname);
  await look(outsider);
  const verdict = await outsider.locator("main").innerText();
  assert.ok(verdict.includes(number) && !verdict.includes("林晓雯") && verdict.includes("林*雯"), verdict);
  for (const page of [admin, trainer, hr, trainee, outsider]) assert.deepEqual(page.consoleErrors, []);
});
