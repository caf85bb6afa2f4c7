// Sealing work on the device: only the server can open it, and only for the attempt, the person and the epoch it belongs
// to. Loaded when the page is in use; works over https only, because browsers seal nowhere else.

const bytesOf = (text) => new TextEncoder().encode(text);
const toBase64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const CURVE = { name: "ECDH", namedCurve: "P-256" };
// A call takes no more arguments than this at once.
const PIECE = 8192;

function longToBase64(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

// `pass` is what the server gave: {format, key, person}. The file as text.
export async function seal(pass, attempt, epoch, work) {
  const { subtle } = crypto;
  const theirs = await subtle.importKey("raw", fromBase64(pass.key), CURVE, false, []);
  const ours = await subtle.generateKey(CURVE, true, ["deriveBits"]);
  const point = await subtle.exportKey("raw", ours.publicKey);
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
  const material = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: point, info: bytesOf("certamen work") };
  const key = await subtle.deriveKey(derivation, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = bytesOf(`${pass.format} ${attempt} ${pass.person} ${epoch}`);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData }, key, bytesOf(JSON.stringify(work)));
  return JSON.stringify({
    format: pass.format, attempt, epoch, key: toBase64(point), nonce: toBase64(nonce), sealed: longToBase64(sealed),
  });
}
