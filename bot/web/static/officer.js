// The officers' page: news as they happen, a list that renews itself, a bell that rings until somebody answers.

import { bell } from "./bell.js";
import { live } from "./console/live.js";

const at = (id) => document.getElementById(id);
const texts = JSON.parse(at("texts").textContent);
const body = document.body;
const list = at("list");
const OPENED = "opened"; // case numbers looked at in this tab: they ring no more
let cursor = Number(body.dataset.seen);
let unread = 0;
const title = document.title;
const ringer = bell(at("bell"), at("bell-words"), texts);

function opened() {
  return (sessionStorage.getItem(OPENED) || "").split(" ");
}

function remember(number) {
  if (number && !opened().includes(number)) sessionStorage.setItem(OPENED, opened().concat(number).join(" "));
}

function ringing() {
  if (!list) return false;
  return Array.from(list.querySelectorAll("[data-rings]")).some((row) => !opened().includes(row.dataset.number));
}

function badge() {
  if (document.documentElement.classList.contains("covered")) return; // the cover has a title of its own
  const waits = list ? list.querySelectorAll(".case.wait").length : 0;
  const count = waits + unread;
  document.title = count ? "(" + count + ") " + title : title;
}

const QUIET = { cache: "no-store", headers: { "X-Quiet": "yes" } }; // nobody pressed anything

async function renew() {
  if (!list) return renewCase();
  const answer = await fetch("/o/list" + location.search, QUIET);
  if (answer.status === 401) return trouble(texts.loggedOut);
  if (answer.ok) fill(await answer.text());
  return update();
}

// The row that has the focus keeps it; a page whose rows are the same is not touched.
function fill(html) {
  const fresh = document.createElement("div");
  fresh.innerHTML = html; // our own template, escaped there
  if (shown(fresh) === shown(list)) return;
  const row = list.contains(document.activeElement) && document.activeElement.closest("[data-number]");
  const button = row && document.activeElement.tagName === "BUTTON";
  list.replaceChildren(...fresh.childNodes);
  const again = row && list.querySelector(`[data-number="${row.dataset.number}"]`);
  if (again) ((button && again.querySelector("button")) || again.querySelector("a")).focus({ preventScroll: true });
}

const shown = (part) => Array.from(part.querySelectorAll("h2, .case, .ill, .empty"), (one) =>
  one.className + one.textContent.replace(/\s+/g, " ")).join("|");

// What is read on a case page is read anew; what is being written stays.
async function renewCase() {
  const answer = body.dataset.case && (await fetch(location.pathname, QUIET));
  if (answer && answer.status === 404) location.replace("/o"); // not ours any more
  if (!answer || !answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelectorAll("[data-renews]").forEach((old) => {
    const now = fresh.getElementById(old.id);
    if (now && !old.contains(document.activeElement)) old.replaceWith(now);
  });
}

function update() {
  badge();
  ringer.ring(ringing());
}

function put(message) {
  const notice = at("notice").content.cloneNode(true).firstElementChild;
  notice.querySelector("time").textContent = message.when;
  notice.querySelector("p").textContent = message.text;
  if (message.picture) notice.querySelector("p").before(publicPicture(message.picture));
  notice.classList.toggle("siren", message.siren);
  notice.dataset.about = message.about;
  const form = notice.querySelector("form");
  form.hidden = !message.buttons.length;
  form.elements.question.value = message.question;
  message.buttons.forEach((words) => {
    const button = document.createElement("button");
    button.name = "words";
    button.value = words;
    button.textContent = words;
    form.append(button);
  });
  at("news").prepend(notice);
  once(form);
}

function publicPicture(hash) {
  const image = document.createElement("img");
  image.loading = "lazy";
  image.alt = ""; // the words beside it say the same
  image.src = "/c/" + hash;
  return image;
}

// The template's hidden field is the same in every copy: give each notice its own.
function once(form) {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  form.elements.once.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What was said of one case goes, and lists that may name it; nothing tells that there was something.
function drop(about) {
  at("told").textContent = "";
  at("news").querySelectorAll("[data-about]").forEach((notice) => {
    if (notice.dataset.about === about || notice.dataset.about === "several") notice.remove();
  });
}

function heard(messages) {
  const alerts = list ? messages.filter((one) => one.siren && !one.retract) : [];
  if (alerts.length) at("told").textContent = alerts.map((one) => one.text).join(" "); // read aloud; seen as a row of the list
  for (const message of messages) {
    cursor = Math.max(cursor, message.id);
    if (message.retract) {
      drop(message.about);
      continue;
    }
    if (message.siren) {
      sessionStorage.removeItem(OPENED);
      if (body.dataset.case) ringer.once();
    }
    if (message.text && !(list && message.siren)) put(message);
    if (document.hidden) unread += 1;
  }
}

function trouble(words) {
  if (words === at("line").textContent) return; // read aloud once, not at every try
  at("line").hidden = !words;
  at("line").textContent = words;
}

async function take(wait) {
  const answer = await fetch("/o/poll?after=" + cursor + wait, QUIET);
  if (answer.status === 401) return false;
  if (!answer.ok) throw new Error("later");
  const found = await answer.json();
  heard(found.messages);
  if (found.messages.length || (list && !wait)) await renew();
  return true;
}

// Long polling, for as long as there is no stream.
async function listen(stop) {
  let wait = 1;
  while (!stop.aborted) {
    try {
      if (!(await take(""))) return trouble(texts.loggedOut);
      trouble("");
      wait = 1;
    } catch (unreachable) {
      if (wait > 2) trouble(texts.unconnected);
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
      wait = Math.min(wait * 2, 15);
    }
  }
}

// One after the other, so that no older answer comes last; whatever fails is asked for again at the next event.
let busy = Promise.resolve();
const soon = (job) => () => (busy = busy.then(job).catch(() => {}));
let idle = false;

live("/o/live", {
  connected: soon(() => trouble("")),
  changed: soon(renew),
  mail: soon(() => take("&wait=no")),
  siren: () => idle && ringer.ring(true), // else the list itself says what rings
  idle: () => {
    idle = true;
    trouble(texts.idle);
  },
  over: () => trouble(texts.loggedOut),
  poll: listen,
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) unread = 0;
  badge();
});
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  setTimeout(() => button && (button.disabled = true), 0); // after the form was read
});
remember(body.dataset.case);
update();
