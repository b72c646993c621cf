"use strict";
// Ids stay strings from end to end: they are longer than a number of this language can hold.
const at = (id) => document.getElementById(id);
let me = decodeURIComponent(location.hash.slice(1)) || "Lan";
let shown = "";

async function state() {
  const answer = await fetch("state?me=" + encodeURIComponent(me), { cache: "no-store" });
  show(await answer.json());
}

async function act(name, more = {}) {
  const body = JSON.stringify({ act: name, me, ...more });
  const answer = await fetch("act", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (answer.ok) show(await answer.json());
}

function show(found) {
  const now = JSON.stringify([found.lines, found.standing, found.switches, found.faults]);
  if (found.me !== me || now === shown) return;
  shown = now;
  at("address").textContent = found.id;
  at("standing").replaceChildren(...found.standing.map((line) => made("li", line)));
  choices(found.people);
  const log = at("log");
  if (log.dataset.lines !== JSON.stringify(found.lines)) {
    log.dataset.lines = JSON.stringify(found.lines);
    log.replaceChildren(...found.lines.map(bubble));
    log.scrollTop = log.scrollHeight;
  }
  board("switches", "switch", found.switches);
  board("faults", "fault", found.faults);
}

function choices(people) {
  const list = at("me");
  list.replaceChildren(...people.map((name) => new Option(name, name, false, name === me)));
}

function bubble(line) {
  const item = made("li");
  item.className = line.mine ? "mine" : line.by === "nhân viên" ? "human" : "";
  const box = made("div");
  box.className = "bubble";
  for (const url of pictures(line)) {
    const image = made("img");
    image.src = url;
    image.alt = "Ảnh";
    box.append(image);
  }
  box.append(words(line));
  item.append(box);
  if (line.buttons && line.buttons.length) item.append(keys(line));
  const time = new Date(line.at).toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" });
  const meta = made("div", [time, line.by, line.seen ? "✓✓" : ""].filter(Boolean).join(" · "));
  meta.className = "meta";
  item.append(meta);
  return item;
}

function pictures(line) {
  const sent = line.mine && line.kind === "image" ? line.attachments.map((one) => one.payload.url) : [];
  if (line.image && line.image.startsWith("http")) sent.push(line.image);
  else if (line.image) sent.push("asset/" + line.image);
  return sent;
}

function words(line) {
  if (line.text) return line.text;
  return { image: "", location: "📍 vị trí", audio: "🎤 ghi âm", sticker: "🙂 nhãn dán", file: "📄 tệp" }[line.kind] ?? line.kind;
}

function keys(line) {
  const box = made("div");
  box.className = "keys";
  for (const button of line.buttons) box.append(key(line, button));
  return box;
}

function key(line, button) {
  if (button.type === "oa.open.phone" || button.type === "oa.open.url" || button.type === "oa.open.sms") {
    const link = made("a", button.title);
    const about = button.payload;
    link.href = button.type === "oa.open.url" ? about.url : (button.type === "oa.open.phone" ? "tel:" : "sms:") + about.phone_code;
    return link;
  }
  const pressable = made("button", button.title);
  pressable.onclick = () => (button.type === "info" ? act("submit_new") : act("press", { message: line.id, words: button.title }));
  return pressable;
}

function board(id, name, switches) {
  at(id).replaceChildren(...Object.entries(switches).map(([word, on]) => {
    const button = made("button", word);
    button.setAttribute("aria-pressed", on);
    button.onclick = () => act(name, { name: word, on: !on });
    return button;
  }));
}

function made(tag, text = "") {
  const found = document.createElement(tag);
  found.textContent = text;
  return found;
}

function become(name) {
  me = name;
  location.hash = encodeURIComponent(name);
  shown = "";
  state();
}

function spoken(form, field, name) {
  at(form).onsubmit = (event) => {
    event.preventDefault();
    const text = at(field).value;
    at(field).value = "";
    if (text.trim()) act(name, { text });
  };
}

at("me").onchange = (event) => become(event.target.value);
at("other").onclick = () => {
  const name = prompt("Tên hoặc id");
  if (name) become(name);
};
at("photo").onchange = (event) => {
  const reader = new FileReader();
  reader.onload = () => act("photo", { data: reader.result.split(",")[1] });
  if (event.target.files[0]) reader.readAsDataURL(event.target.files[0]);
  event.target.value = "";
};
spoken("composer", "text", "say");
if (at("human")) spoken("human", "answer", "human");
for (const button of document.querySelectorAll("[data-act]")) button.onclick = () => act(button.dataset.act);
state();
setInterval(state, 700);
