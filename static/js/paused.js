// The page in place of the paper while the time stands still: asks now and then, and goes on when it does.

const { href } = document.getElementById("paused").dataset;
const PAUSE = 8000;

async function ask() {
  try {
    const reply = await fetch(`${href}/heartbeat`, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
    });
    // A server that has trouble is asked again; whatever else is not a pause is for the paper's own address to say.
    const waits = reply.status >= 500 || (reply.status === 200 && (await reply.json()).paused);
    if (waits) again();
    else location.replace(href);
  } catch {
    again();
  }
}

function again() {
  setTimeout(ask, PAUSE * (0.8 + 0.4 * Math.random()));
}

again();
