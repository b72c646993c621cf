// The conversation on the screen: text only, never HTML from anybody.

import { finder } from "./places.js";

const log = document.getElementById("log");
const frame = document.getElementById("scroll");
export const texts = JSON.parse(document.getElementById("texts").textContent);

const down = document.getElementById("down");
const ANSWER_TIME = 15000; // milliseconds
const NUMBERS = /^11[1-5]$/;
const DIGITS = /\d(?:[\d .-]*\d)?/g;

function make(tag, className, words) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (words) made.textContent = words;
  return made;
}

// Emergency numbers in our text can be pressed; digits that belong to a longer number are left alone.
function withLinks(bubble, text) {
  let from = 0;
  for (let found = DIGITS.exec(text); found; found = DIGITS.exec(text)) {
    if (!NUMBERS.test(found[0])) continue;
    bubble.append(text.slice(from, found.index));
    const link = make("a", "", found[0]);
    link.href = "tel:" + found[0];
    bubble.append(link);
    from = found.index + found[0].length;
  }
  bubble.append(text.slice(from));
}

// The hour in Vietnam, as in the texts, whatever the machine's clock is set to; with the day if that is not today.
function when(at) {
  const there = (moment) => new Date(new Date(moment).getTime() + 7 * 3600 * 1000).toISOString();
  const said = there(at);
  const today = said.slice(0, 10) === there(Date.now()).slice(0, 10);
  return said.slice(11, 16) + (today ? "" : " " + said.slice(8, 10) + "/" + said.slice(5, 7));
}

function below() {
  const all = document.documentElement;
  return Math.max(frame.scrollHeight - frame.scrollTop - frame.clientHeight, all.scrollHeight - window.scrollY - all.clientHeight);
}

function atEnd() {
  return below() < 160;
}

function pointDown() {
  down.hidden = !log.children.length || below() < 40;
}

let ended = true; // whether the newest is in sight: it stays so when the keyboard opens

function scrolled() {
  ended = below() < 40;
  pointDown();
}

frame.addEventListener("scroll", scrolled);
window.addEventListener("scroll", scrolled);
window.addEventListener("resize", () => {
  if (ended && log.children.length) toEnd();
  pointDown();
});
down.addEventListener("click", () => {
  toEnd();
  pointDown();
});

// An answer of several messages is read from its beginning: that one stays in sight.
function toAnswer() {
  const mine = log.querySelectorAll(".me");
  const first = mine.length ? mine[mine.length - 1].nextElementSibling : null;
  toEnd();
  if (!first) return;
  const hidden = frame.getBoundingClientRect().top - first.getBoundingClientRect().top;
  if (hidden > 0) frame.scrollTop -= hidden + 8;
}

export function toEnd() {
  frame.scrollTop = frame.scrollHeight;
  if (document.documentElement.scrollHeight > window.innerHeight) window.scrollTo(0, document.documentElement.scrollHeight);
}

let spoken = 0; // when the person last said something here

export function add(line, picture) {
  const answers = !line.me && Date.now() - spoken < ANSWER_TIME;
  const stay = !line.me && !answers && !atEnd();
  if (line.me) spoken = Date.now();
  const row = make("li", (line.me ? "me" : "us") + " fresh");
  row.dataset.id = line.id;
  row.append(bubbleOf(line, picture));
  const meta = make("p", "meta", when(line.at));
  meta.append(make("span"));
  row.append(meta);
  log.append(row);
  mark(line);
  if (answers) toAnswer();
  else if (!stay) toEnd();
  pointDown();
}

function bubbleOf(line, picture) {
  const bubble = make("div", "bubble");
  if (line.me) bubble.append(make("span", "hidden", texts.you + ": "));
  if (picture) {
    const image = make("img");
    image.src = picture;
    image.alt = line.text;
    image.onload = toEnd;
    bubble.append(image);
  } else if (line.me) bubble.append(line.text);
  else {
    if (line.picture) bubble.append(publicPicture(line.picture));
    withLinks(bubble, line.text);
  }
  return bubble;
}

// A campaign's picture stands above its words, which say the same.
function publicPicture(hash) {
  const image = make("img");
  image.loading = "lazy";
  image.alt = texts.photo;
  image.src = "/c/" + hash;
  return image;
}

// A photo or recording under the words that came with it.
export function attach(line, found) {
  const row = Array.from(log.children).find((one) => one.dataset.id === String(line.id));
  if (!row || !found.url) return;
  const shown = make(found.sound ? "audio" : "img");
  if (found.sound) shown.controls = true;
  else shown.alt = line.text;
  shown.src = found.url;
  row.querySelector(".bubble").append(shown);
}

export function mark(line) {
  const row = Array.from(log.children).find((one) => one.dataset.id === String(line.id));
  if (!row) return;
  row.classList.toggle("waiting", line.state === "waiting");
  row.classList.toggle("refused", line.state === "refused" || line.state === "lost");
  const told = line.state ? " · " + texts[line.state] + (line.why ? ": " + line.why : "") : "";
  const state = row.querySelector(".meta span");
  if (state.textContent !== told) state.textContent = told; // what changes is read aloud, once
}

// Buttons and suggestions belong to what was said last; they leave as soon as the person says something.
export function offer(line, press) {
  const row = log.lastElementChild;
  const box = make("div", "choices");
  if (line.places && line.places.length) box.append(finder(line, press, texts));
  line.buttons.forEach((words) => {
    const button = make("button", "", words);
    button.type = "button";
    button.addEventListener("click", () => press(words, line.question));
    box.append(button);
  });
  row.append(box);
  if (Date.now() - spoken < ANSWER_TIME) toAnswer();
  else toEnd();
  pointDown();
}

export function withdraw() {
  log.querySelectorAll(".choices").forEach((box) => box.remove());
}

export function empty() {
  log.textContent = "";
}
