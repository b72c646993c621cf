// To and from the server: send with the same id until it is kept, wait for messages, never twice, never lost.

import { save, state } from "./keep.js";

const LONGEST_PAUSE = 20;
const lang = document.documentElement.lang;
let heard = () => {};
let troubled = () => {};
let listening = false;
let pending = null; // the token being asked for
const sleepers = new Set();

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function connect(onMessages, onTrouble) {
  heard = onMessages;
  troubled = onTrouble;
  window.addEventListener("online", wakeAll);
  document.addEventListener("visibilitychange", wakeAll);
}

function wakeAll() {
  sleepers.forEach((wake) => wake());
}

function pause(seconds) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      sleepers.delete(done);
      resolve();
    };
    const timer = setTimeout(done, seconds * 1000);
    sleepers.add(done);
  });
}

function within(seconds, path, options) {
  const breaker = window.AbortController ? new AbortController() : null;
  const timer = breaker && setTimeout(() => breaker.abort(), seconds * 1000);
  const signal = breaker ? { signal: breaker.signal } : {};
  const address = path + (path.includes("?") ? "&" : "?") + "lang=" + lang;
  const answer = fetch(address, Object.assign({ cache: "no-store", credentials: "omit" }, signal, options));
  const stop = () => clearTimeout(timer);
  answer.then(stop, stop);
  return answer;
}

// What else answers for us (a proxy, a portal) gives no token: the message waits, it is not refused.
function read(answer) {
  if (!answer.ok) throw new Error("later");
  return answer.json();
}

async function token() {
  if (!state.token) {
    pending = pending || within(20, "/chat/start", { method: "POST" }).then(read);
    try {
      state.token = (await pending).token;
      save();
    } finally {
      pending = null;
    }
  }
  return { Authorization: "Bearer " + state.token };
}

function body(item) {
  if (!item.blob) return JSON.stringify(item);
  const form = new FormData();
  form.append("id", item.id);
  form.append("kind", item.kind);
  if (item.lang) form.append("lang", item.lang);
  form.append("file", item.blob, item.kind);
  return form;
}

// One try. "kept", "later" (try again with the same id), or "refused" with the server's words.
async function attempt(item) {
  try {
    const headers = await token();
    if (!item.blob) headers["Content-Type"] = "application/json";
    const options = { method: "POST", headers, body: body(item), keepalive: !item.blob && (item.text || "").length < 15000 };
    const answer = await within(item.blob ? 300 : 30, "/chat/send", options);
    if (answer.ok) return { outcome: "kept" };
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return { outcome: "later" };
    return { outcome: "refused", words: (await answer.json()).error };
  } catch (unreachable) {
    return { outcome: "later" };
  }
}

// A photo or recording that was sent to us, as an address that the page can show; "" if it is gone.
export async function fetchFile(id) {
  try {
    const answer = await within(60, "/chat/file/" + id, { headers: await token() });
    if (!answer.ok) return { url: "", sound: false };
    const blob = await answer.blob();
    return { url: URL.createObjectURL(blob), sound: blob.type.startsWith("audio/") };
  } catch (unreachable) {
    return { url: "", sound: false };
  }
}

// A lane sends its items one after the other; words do not wait behind photos.
export function lane(items, report) {
  let busy = false;
  return async function go() {
    if (busy) return;
    busy = true;
    let wait = 1;
    while (items().length) {
      const item = items()[0];
      const result = await attempt(item);
      if (result.outcome === "later") {
        report(item, "waiting");
        await pause(wait);
        wait = Math.min(wait * 2, LONGEST_PAUSE);
        continue;
      }
      wait = 1;
      const place = items().findIndex((other) => other.id === item.id);
      if (place >= 0) items().splice(place, 1);
      report(item, result.outcome === "kept" ? "sent" : "refused", result.words);
      listen();
    }
    busy = false;
  };
}

export async function listen() {
  if (listening || !state.token) return;
  listening = true;
  let wait = 1;
  while (state.token) {
    try {
      const answer = await within(40, "/chat/poll?after=" + state.cursor, { headers: await token() });
      if (!answer.ok) throw new Error("later");
      const found = await answer.json();
      wait = 1;
      troubled(false);
      if (state.token) heard(found.messages);
    } catch (unreachable) {
      troubled(wait > 2);
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_PAUSE);
    }
  }
  listening = false;
}
