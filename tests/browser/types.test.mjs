// Gaps, a number, pairs, an order and "I do not answer": set by a trainer, answered with the keyboard alone, and on a phone.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { assertAccessible, assertFits, launch, person, phone, signIn } from "./browser.mjs";
import { PASSWORD, position, saved, shown, sql, start, stored, whole } from "./exam.mjs";

const QUESTIONS = [
  ["fill_blank", "账期为____天，超期按____计息。", [], [["30"], ["万分之五", "0.05%"]]],
  ["numeric", "折扣超过多少百分比要审批？", [], { value: 15, tolerance: 0 }],
  ["matching", "产品特点与好处如何对应？", ["省下停机的时间", "省下换刀的人工", "没有对应"], [["自动排屑", "省下停机的时间"], ["自动换刀", "省下换刀的人工"], ["", "没有对应"]]],
  ["ordering", "异议处理的步骤", ["倾听", "确认", "举证", "收尾"], ["A", "B", "C", "D"]],
  ["true_false", "口头承诺等同于合同。", [], false],
];
const KINDS = QUESTIONS.map(([kind]) => kind);

let browser;
before(async () => {
  browser = await launch();
  const quoted = (value) => `'${JSON.stringify(value).replaceAll("'", "''")}'`;
  const rows = QUESTIONS.map(([kind, stem, options, answer], index) => {
    const text = { stem, options, explanation: null, reference: [] };
    return `WITH q AS (INSERT INTO questions (id, bank_id, code) SELECT gen_random_uuid(), id, 'types-${index}' FROM banks WHERE code = 'types' RETURNING id, bank_id),
      v AS (INSERT INTO question_versions (id, question_id, number, kind, difficulty, texts, languages, option_count, answer, fingerprint, content_digest)
        SELECT gen_random_uuid(), id, 1, '${kind}', 3, ${quoted({ "zh-CN": text })}, '{zh-CN}', ${options.length}, ${quoted(answer)}, sha256('t${index}'), sha256('t${index}') FROM q RETURNING id, question_id)
      INSERT INTO bank_questions (bank_id, question_id, version_id, from_revision) SELECT q.bank_id, q.id, v.id, 1 FROM q JOIN v ON v.question_id = q.id;`;
  });
  sql(`INSERT INTO banks (id, code, title_zh, title_en) VALUES (gen_random_uuid(), 'types', '题型', 'Types');
    INSERT INTO bank_revisions (bank_id, number, source, source_name, added, changed, removed) SELECT id, 1, 'shipped', 'types', 5, 0, 0 FROM banks WHERE code = 'types'; ${rows.join("\n")}`);
  await compose();
});
after(() => browser.close());
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

async function press(page, button) {
  await Promise.all([page.waitForNavigation(), button.click()]);
}

/** The trainer makes an exam with a section of each type, publishes and assigns it to everybody. */
async function compose() {
  const page = await person(browser);
  await signIn(page, "CH0101", PASSWORD);
  await page.goto("/exams/new");
  await page.locator("#title_zh").fill("题型考试");
  await page.locator("#title_en").fill("Exam of types");
  await page.locator("#code").fill("types-exam");
  await press(page, page.locator("main form button.btn--primary"));
  await page.goto("/exams/types-exam");
  await page.locator("input[name=languages][value=en]").uncheck();
  await press(page, page.locator("main form button.btn--primary"));
  for (const kind of KINDS) {
    await page.goto("/exams/types-exam/sections/new");
    await page.locator("#title_zh").fill(kind);
    await page.locator("#title_en").fill(kind);
    await page.locator("#source").selectOption("types");
    for (const box of await page.locator("input[name=kinds]").all()) await box.setChecked((await box.getAttribute("value")) === kind);
    await page.locator("#count").fill("1");
    await page.locator("#points").fill("4");
    await page.locator(`input[name=scoring][value=${kind === "true_false" ? "claim" : "per_option"}]`).check();
    await page.locator("#penalty").fill("50");
    await assertAccessible(page);
    await assertFits(page);
    await press(page, page.locator("main form button.btn--primary").first());
    assert.equal(await page.locator(".field__error").count(), 0, await page.locator("main").innerText());
  }
  await page.goto("/exams/types-exam/times");
  await page.locator("#attempts_allowed").fill("");
  await press(page, page.locator("main form button.btn--primary").first());
  await page.goto("/exams/types-exam/publish");
  await press(page, page.locator("form[action$='/publish'] button"));
  await page.goto("/exams/types-exam/assignments");
  for (const box of await page.locator("input[name=groups]").all()) await box.check();
  await press(page, page.locator("form[action$='/assignments'] button.btn--primary"));
  await page.context().close();
}

/** The letter that the paper shows before an option. */
const letterOf = (page, text) => shown(page).locator(".parts__options li", { hasText: text }).locator(".opt__key").innerText();

/** Tabs until the focus is on a field of the question that is shown. */
async function tabTo(page, field) {
  for (let steps = 0; steps < 40; steps += 1) {
    if (await field.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail("no way to the field with the keyboard");
}

const fields = (page) => shown(page).locator("input[type=text], select");

/** Chooses in the select that has the focus by typing the beginning of an option. */
async function typeChoice(page, text) {
  await page.keyboard.type(await letterOf(page, text));
}

test("every type is answered with the keyboard alone and marked", async () => {
  const { page, href } = await start(browser, "CH1003", { exam: "types-exam" });
  await whole(page);
  await tabTo(page, fields(page).nth(0));
  await page.keyboard.type("３０");
  await page.keyboard.press("Tab");
  await page.keyboard.type("万分之五");
  // Enter saves and goes on.
  await page.keyboard.press("Enter");
  assert.equal(await position(page), 2);
  await tabTo(page, fields(page).nth(0));
  await page.keyboard.type("15%");
  await page.keyboard.press("Enter");
  assert.equal(await position(page), 3);
  for (const [index, right] of ["省下停机的时间", "省下换刀的人工"].entries()) {
    await tabTo(page, fields(page).nth(index));
    await typeChoice(page, right);
  }
  await page.keyboard.press("Tab");
  await assertAccessible(page);
  await page.keyboard.press("Alt+ArrowRight");
  assert.equal(await position(page), 4);
  for (const [index, right] of ["倾听", "确认", "举证", "收尾"].entries()) {
    await tabTo(page, fields(page).nth(index));
    await typeChoice(page, right);
  }
  await page.keyboard.press("Tab");
  await page.keyboard.press("Alt+ArrowRight");
  assert.equal(await position(page), 5);
  const radios = () => page.evaluate(() => document.activeElement.name === "response-5");
  for (let steps = 0; steps < 40 && !(await radios()); steps += 1) await page.keyboard.press("Tab");
  assert.equal(await radios(), true, "no way to the options with the keyboard");
  const skip = shown(page).locator("input[value='-']");
  for (let steps = 0; steps < 3 && !(await skip.isChecked()); steps += 1) await page.keyboard.press("ArrowDown");
  assert.equal(await skip.isChecked(), true, "one may say that one does not answer");
  await saved(page);
  assert.match(stored(href), /^130\n|^1３０\n/);
  // Each answer stands there again, and is taken back with one button.
  await page.goto(`${href}?question=4`);
  const places = await fields(page).evaluateAll((all) => all.map((one) => one.value));
  assert.equal(new Set(places).size, 4);
  await page.goto(`${href}/submit`);
  await page.locator("#hand-in button.btn--primary").click();
  await page.waitForURL(/\/receipt/);
  const id = href.split("/")[2];
  assert.equal(sql(`SELECT string_agg(mark ->> 'points', ' ' ORDER BY place) FROM results, jsonb_array_elements(marks) WITH ORDINALITY AS all_marks (mark, place) WHERE attempt_id = '${id}'`), "400 400 400 400 0");
  assert.deepEqual(page.consoleErrors, []);
});

test("gaps and places survive a reload without a connection and are taken back, on a phone", async () => {
  const { page, href } = await start(browser, "CH1004", { exam: "types-exam", viewport: phone });
  await whole(page);
  for (const at of [1, 2, 3, 4, 5]) {
    await page.goto(`${href}?question=${at}`);
    await assertAccessible(page);
    await assertFits(page);
  }
  await page.goto(`${href}?question=1`);
  await fields(page).nth(1).fill("万分之五");
  await saved(page);
  assert.equal(stored(href), "1\n万分之五", "an empty gap keeps the other in its place");
  await page.reload();
  assert.equal(await fields(page).nth(0).inputValue(), "");
  assert.equal(await fields(page).nth(1).inputValue(), "万分之五");
  await shown(page).locator("button[value='clear-1']").click();
  await saved(page);
  await page.goto(`${href}?question=4`);
  assert.equal(stored(href), "1");
  await fields(page).nth(2).selectOption("B");
  await page.goto(`${href}?question=1`);
  await page.goto(`${href}?question=4`);
  assert.equal(await fields(page).nth(2).inputValue(), "B");
  assert.equal(await fields(page).nth(0).inputValue(), "-");
  await saved(page);
  assert.equal(stored(href), "1 4--B");
  assert.deepEqual(page.consoleErrors, []);
});
