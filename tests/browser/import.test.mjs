// A trainer brings questions in: a Word document, an Excel workbook and a text in GBK, each from upload over review and
// commit to undo. The files are made here.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { crc32 } from "node:zlib";
import { assertAccessible, assertFits, desk, launch, person, phone, signIn } from "./browser.mjs";

const PAPER = [
  "1. 第一次上门拜访之前，最应当先做的是（ B ）。",
  "A. 准备折扣",
  "B. 了解对方的业务",
  "C. 打印合同",
  "2. 会谈结束之后，当天应当完成的是（ A ）。",
  "A. 发送会谈纪要",
  "B. 等对方来电",
  "C. 催促付款",
  "3. 客户迟到十分钟，合适的做法是（ F ）。",
  "A. 先离开",
  "B. 耐心等候并电话联系",
];

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** A text in GBK: the way back from what the decoder says about each pair of bytes. */
function gbk(text) {
  const decoder = new TextDecoder("gbk");
  const bytes = new Map();
  for (let one = 0x81; one <= 0xfe; one++) {
    for (let two = 0x40; two <= 0xfe; two++) {
      const character = decoder.decode(new Uint8Array([one, two]));
      if (character.length === 1 && !bytes.has(character)) bytes.set(character, [one, two]);
    }
  }
  return Buffer.from([...text].flatMap((one) => (one.charCodeAt(0) < 0x80 ? [one.charCodeAt(0)] : bytes.get(one))));
}

/** A package of files that are not compressed. */
function zip(files) {
  const parts = [];
  const entries = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text);
    const path = Buffer.from(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt32LE(crc32(data), 10);
    head.writeUInt32LE(data.length, 14);
    head.writeUInt32LE(data.length, 18);
    head.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, path, data]);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(offset, 10);
    entries.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, end, path]));
    parts.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(entries);
  const last = Buffer.alloc(18);
  last.writeUInt16LE(entries.length, 4);
  last.writeUInt16LE(entries.length, 6);
  last.writeUInt32LE(directory.length, 8);
  last.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, directory, Buffer.from("PK\x05\x06"), last]);
}

function docx(lines) {
  const xml = '<?xml version="1.0" encoding="UTF-8"?>';
  const body = lines.map((line) => `<w:p><w:r><w:t xml:space="preserve">${line}</w:t></w:r></w:p>`).join("");
  const word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  return zip({
    "[Content_Types].xml": `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    "_rels/.rels": `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    "word/document.xml": `${xml}<w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`,
  });
}

/** Sends the file and gives the address of its review. */
async function upload(page, code, name, buffer) {
  await page.goto("/banks/import");
  await page.locator("#file").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
  await page.locator("#code").fill(code);
  await page.locator("#title_zh").fill("导入试验");
  await page.locator("#title_en").fill("Import trial");
  await page.locator('form[enctype] button').click();
  await page.waitForURL(/\/banks\/import\/[0-9a-f-]{36}/);
  return page.url().split("?")[0];
}

/** Commits what the review shows, looks at the bank, and undoes it. */
async function commitAndUndo(page, review, code, count) {
  await page.goto(review);
  await page.locator(".commit .btn--primary").click();
  await page.locator('form[action$="/undo"] button').waitFor();
  await page.goto(`/banks/${code}`);
  assert.equal(await page.locator("tbody tr").count(), count);
  await page.goto(review);
  await page.locator('form[action$="/undo"] button').click();
  await page.locator(".alert--info").waitFor();
  assert.equal(await page.locator('form[action$="/undo"]').count(), 0);
  await page.goto(`/banks/${code}`);
  assert.equal(await page.locator("tbody tr").count(), 0);
  assert.deepEqual(page.consoleErrors, []);
}

test("a Word document: one question is mended in place, the import is written and undone", async () => {
  const page = await person(browser, { viewport: desk });
  await signIn(page, "CH0101", "certamen-demo");
  const review = await upload(page, "trial-docx", "试卷.docx", docx(PAPER));
  await assertAccessible(page);
  await assertFits(page);
  // What is wrong comes back as text, and the page says so.
  const failed = await page.request.get(`${review}/failed`);
  assert.match(await failed.text(), /^3\. 客户迟到十分钟，合适的做法是（ F ）。/);
  await page.getByText("以纯文本给出").waitFor();
  await page.locator("#q3 a[href*='/rows/3']").click();
  await page.waitForURL(/\/rows\/3/);
  await assertAccessible(page);
  await assertFits(page);
  await page.locator("#right-1").check();
  await page.locator('form[action$="/edit"] .btn--primary').click();
  await page.waitForURL(/#q3$/);
  await commitAndUndo(page, review, "trial-docx", 3);
});

test("a text in GBK on a phone, without scripts: ticked questions are left out", async () => {
  const context = await browser.newContext({
    baseURL: process.env.BASE_URL,
    viewport: phone,
    locale: "zh-CN",
    javaScriptEnabled: false,
  });
  const page = await context.newPage();
  page.consoleErrors = [];
  await signIn(page, "CH0101", "certamen-demo");
  const review = await upload(page, "trial-gbk", "试卷.txt", gbk(PAPER.join("\r\n")));
  assert.match(await page.locator("dl.kv").first().innerText(), /gb/i);
  await page.locator("#t1").check();
  await page.locator("#bulk button[value='leave']").click();
  await page.waitForURL(/page=1/);
  await commitAndUndo(page, review, "trial-gbk", 1);
});

test("an Excel workbook: its cells stand beside the questions, its columns can be named", async () => {
  const page = await person(browser, { viewport: desk, locale: "en", colorScheme: "dark" });
  await signIn(page, "CH0101", "certamen-demo");
  const template = await page.request.get("/banks/import/template/xlsx");
  const review = await upload(page, "trial-xlsx", "table.xlsx", await template.body());
  await assertAccessible(page);
  await assertFits(page);
  assert.equal(await page.locator(".src__n").first().innerText(), "A");
  const count = await page.locator("article.verdict").count();
  await page.goto(`${review}/columns`);
  await assertAccessible(page);
  await assertFits(page);
  await page.locator('form[action$="/columns"] .btn--primary').click();
  // On a slow machine the page says first that it is working.
  await page.locator("article.verdict").first().waitFor();
  assert.equal(await page.locator("article.verdict").count(), count);
  const written = Number((await page.locator(".commit .btn--primary").innerText()).match(/\d+/)[0]);
  await commitAndUndo(page, review, "trial-xlsx", written);
});
