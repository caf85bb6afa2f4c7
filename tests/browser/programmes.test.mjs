// HR's pages of programmes: whom new rules affect, where a person stands, exemptions, giving back, certificates from before.
// Each is accessible and fits in both sizes, and leads on.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible, assertFits, desk, launch, person, phone, signIn } from "./browser.mjs";

const PASSWORD = "certamen-demo";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

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

async function hr(options) {
  const page = await person(browser, { viewport: desk, ...options });
  await signIn(page, "CH0201", PASSWORD);
  return page;
}

test("HR sees whom new rules affect before they are published", async () => {
  const page = await hr({ locale: "en" });
  await page.goto("/certifications/key-account");
  await page.locator("#window_days").fill("200");
  await page.locator("#grace_days").fill("30");
  await follow(page, page.locator("button[value='preview']").last());
  assert.match(await page.locator("#preview").innerText(), /change/i);
  await look(page);
  // The Enter key in a field previews again: nothing that was changed since is published unseen.
  await page.locator("#grace_days").fill("20");
  await Promise.all([page.waitForNavigation(), page.locator("#grace_days").press("Enter")]);
  assert.equal(await page.locator("#preview").count(), 1);
  assert.equal(await page.locator("#grace_days").inputValue(), "20");
  await follow(page, page.locator("button[value='save']"));
  await look(page);
});

test("where a person stands, an exemption with its reason, and its end", async () => {
  const page = await hr({ colorScheme: "dark" });
  await page.goto("/people");
  await follow(page, page.locator("main table a[href^='/people/'], main .list a[href^='/people/']"));
  await follow(page, page.locator("main a[href$='/certifications']"));
  await look(page);
  await follow(page, page.locator("main a[href$='/exempt']"));
  await look(page);
  await page.locator("#reason").fill("产假");
  await follow(page, page.locator("main form .btn--primary"));
  assert.match(await page.locator("main").innerText(), /产假/);
  await look(page);
  await follow(page, page.locator("main a[href$='/end']"));
  await look(page);
  await page.locator("#reason").fill("提前返岗");
  await follow(page, page.locator("main form .btn--danger"));
  assert.match(await page.locator("main").innerText(), /提前返岗/);
  await look(page);
});

test("certificates from before come in from a table, are looked at, and are taken back", async () => {
  const page = await hr();
  await page.goto("/certifications");
  await follow(page, page.locator("a[href='/certificates/import']"));
  await look(page);
  const rows = [
    "工号,姓名,认证名称,证书编号,发证日期,有效期至",
    "CH1001,,key-account,旧-001,2021-05-01,2022-04-30",
    "CH1002,,没有这个认证,旧-002,2021-05-01,2022-04-30",
    "CH9999,,key-account,旧-003,2021-05-01,2022-04-30",
    "CH1003,,key-account,旧-004,不是日期,2022-04-30",
  ];
  await page.locator("#file").setInputFiles({ name: "台账.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });
  await follow(page, page.locator("main form .btn--primary"));
  assert.match(await page.locator("main").innerText(), /没有这个认证/);
  await look(page);
  await follow(page, page.locator("form[action$='/commit'] button"));
  await look(page);
  await follow(page, page.locator("main table a[href^='/certificates/']"));
  assert.doesNotMatch(await page.locator("main").innerText(), /0%/, "nobody knows the points of a certificate from before");
  await look(page);
  await page.goBack();
  await follow(page, page.locator("form[action$='/undo'] button"));
  await look(page);
});

test("a certificate is revoked and given back with a reason", async () => {
  const page = await hr({ locale: "en" });
  await page.goto("/records?status=valid");
  await follow(page, page.locator("main a[href^='/certificates/']"));
  await follow(page, page.locator("main a[href$='/revoke']"));
  await page.locator("main form input[type=radio]").first().check();
  await follow(page, page.locator("main form .btn--danger"));
  await follow(page, page.locator("main a[href$='/reinstate']"));
  await look(page);
  await page.locator("main form input[type=radio]").first().check();
  await follow(page, page.locator("main form .btn--primary"));
  assert.match(await page.locator("main").innerText(), /Given back/);
  await look(page);
});
