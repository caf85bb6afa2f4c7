// P11: what the exam page weighs and how soon it can be used, over a slow line on a slow device: 400 kbit/s, 400 ms there
// and back, a processor four times slower. Run by script/benches/page.sh; prints one line of JSON.
//
//   BASE_URL=http://127.0.0.1:8080 SESSION=… ATTEMPT=… node page_weight.mjs
import { baseURL, launch, phone } from "./browser.mjs";

const { SESSION, ATTEMPT } = process.env;
const LINE = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };

const browser = await launch();
try {
  const context = await browser.newContext({ baseURL, viewport: phone, locale: "zh-CN" });
  await context.addCookies([{ name: "sid", value: SESSION, url: baseURL }]);
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", LINE);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });

  // Every byte that came over the line, headers included.
  let bytes = 0;
  let requests = 0;
  const files = {};
  const addresses = new Map();
  devtools.on("Network.requestWillBeSent", ({ requestId, request }) => addresses.set(requestId, request.url));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (encodedDataLength === 0) return;
    bytes += encodedDataLength;
    requests += 1;
    const name = new URL(addresses.get(requestId) ?? baseURL).pathname.split("/").pop();
    files[name] = (files[name] ?? 0) + encodedDataLength;
  });

  // Everything is painted and the script has run.
  const toEnd = { waitUntil: "domcontentloaded" };

  /** Goes on and says how long it took until an option could be chosen and would be sent, and what it weighed. */
  async function measure(go) {
    bytes = 0;
    requests = 0;
    const began = performance.now();
    await go();
    await page.locator("#q input[type=radio] + label").first().waitFor({ state: "visible" });
    const usable = performance.now() - began;
    await page.waitForLoadState("networkidle");
    const weighed = { seconds: usable / 1000, kb: bytes / 1000, requests };
    // The proof: what is chosen now is sent.
    const saved = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/saves"));
    await page.locator("#q input[type=radio]:not(:checked)").first().check({ force: true });
    await saved;
    return weighed;
  }

  const first = await measure(() => page.goto(`/attempts/${ATTEMPT}?question=1`, toEnd));
  const weights = { ...files };
  const next = await measure(() => page.goto(`/attempts/${ATTEMPT}?question=2`, toEnd));
  console.log(
    JSON.stringify({
      first_kb: first.kb,
      first_s: first.seconds,
      first_requests: first.requests,
      next_kb: next.kb,
      next_s: next.seconds,
      next_requests: next.requests,
      files: weights,
    }),
  );
} finally {
  await browser.close();
}
