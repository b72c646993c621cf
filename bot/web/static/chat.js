// The chat page: puts the parts together.

import * as keep from "./keep.js";
import { leave, watch } from "./leave.js";
import { add, attach, empty, mark, offer, texts, toEnd, withdraw } from "./show.js";
import * as ways from "./ways.js";
import { connect, fetchFile, lane, listen, newId } from "./wire.js";

const at = (id) => document.getElementById(id);
const state = keep.state;
const files = []; // photos and recordings on their way: too large for the browser's storage
const line = at("line");
const words = at("words");
const sendWords = lane(() => state.queue, report);
const sendFiles = lane(() => files, report);

function report(item, what, why) {
  const said = state.lines.find((one) => one.id === item.id);
  if (said) {
    said.state = what;
    said.why = why || "";
    mark(said);
  }
  troubled(false);
  keep.save();
}

// Said, and read aloud, once: not at every try. What waits to be sent is worse than a broken line.
function troubled(cut) {
  const waits = state.lines.some((one) => one.state === "waiting");
  const told = waits ? texts.call : cut ? texts.unconnected : "";
  if (told === line.textContent) return;
  const comes = told && line.hidden;
  line.hidden = !told;
  line.textContent = told;
  if (comes) toEnd();
}

function note(said) {
  state.lines.forEach((line) => delete line.places); // long lists, of use only while their question is open
  state.lines.push(said);
  withdraw();
  keep.save();
}

// The language of the page goes along when it is news, so that a language chosen in words is not undone.
function withLanguage(item) {
  const now = document.documentElement.lang;
  if (state.lang !== now) item.lang = now;
  state.lang = now;
  return item;
}

function say(text, more) {
  const item = withLanguage(Object.assign({ id: newId(), text }, more));
  const said = { id: item.id, me: true, text: text || texts.point, at: Date.now(), state: "sending" };
  state.queue.push(item);
  note(said);
  add(said);
  sendWords();
}

function show(kind, blob) {
  const said = { id: newId(), me: true, text: kind === "photo" ? texts.photo : texts.recording, at: Date.now(), state: "sending" };
  files.push(withLanguage({ id: said.id, kind, blob }));
  note(said);
  add(said, kind === "photo" ? URL.createObjectURL(blob) : "");
  more(false);
  sendFiles();
}

function press(text, question) {
  say(text, { question });
  words.focus({ preventScroll: true });
}

function heard(messages) {
  if (keep.remembers()) keep.reread();
  for (const message of messages) {
    if (message.id <= state.cursor) continue;
    state.cursor = message.id;
    if (message.clear) return leave();
    if (!message.text) continue;
    const said = { id: message.id, text: message.text, at: message.at, buttons: message.buttons, question: message.question, places: message.places, file: message.file, picture: message.picture };
    state.lines.push(said);
    put(said);
    if (said.buttons.length) offer(said, press);
  }
  return keep.save();
}

function put(said) {
  add(said);
  if (said.file) fetchFile(said.file).then((found) => attach(said, found));
}

function restore() {
  empty();
  state.lines.forEach((said) => {
    const kept = state.queue.some((item) => item.id === said.id) || files.some((item) => item.id === said.id);
    if (said.me && !kept && (said.state === "sending" || said.state === "waiting")) said.state = "lost";
    if (said.me) withdraw();
    put(said);
    if (!said.me && said.buttons.length) offer(said, press);
  });
}

function more(open) {
  if (!open && at("more").contains(document.activeElement)) at("plus").focus();
  at("more").hidden = !open;
  at("plus").setAttribute("aria-expanded", String(open));
  if (!open) ways.close();
}

function grow() {
  words.style.height = "auto";
  words.style.height = words.scrollHeight + 2 + "px";
}

// What the address had put into the box is used up: a reload does not type it again.
function used() {
  const typed = at("typed");
  if (!typed) return;
  typed.remove();
  const address = new URL(location.href);
  address.searchParams.delete("viet");
  history.replaceState(null, "", address);
}

function submit(event) {
  event.preventDefault();
  if (words.value.trim()) say(words.value.trim());
  used();
  words.value = "";
  grow();
  words.focus();
}

watch(at("exit"), document.querySelector(".language"));
connect(heard, troubled);
restore();
at("unstarted").hidden = true;
at("send").disabled = false; // before this, what was written would have been lost
if (words.value) grow();
at("composer").addEventListener("submit", submit);
at("starts").addEventListener("click", (event) => {
  if (event.target.closest("button")) say(event.target.closest("button").textContent);
});
at("plus").addEventListener("click", () => more(at("more").hidden));
at("remember").checked = keep.remembers();
at("remember").addEventListener("change", (event) => keep.remember(event.target.checked));
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // no step in the history
  words.focus();
});
words.addEventListener("input", grow);
words.addEventListener("keydown", (event) => {
  const desktop = window.matchMedia && window.matchMedia("(pointer: fine)").matches;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229 && desktop) submit(event);
});
ways.photos(show);
ways.voice(show);
ways.place((lat, lon) => {
  more(false);
  say("", { lat, lon });
});
keep.onOtherTab(() => {
  keep.reread();
  restore();
}, leave);
sendWords();
listen();
