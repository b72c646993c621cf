// Quick exit: nothing stays on the machine, the page is replaced in the history by a harmless one.

import { state, wipe } from "./keep.js";

const HARMLESS = "/bang-cuu-chuong";
const TWICE = 1200; // milliseconds between the two presses of Esc

export function leave() {
  const token = state.token;
  const unsent = state.queue.slice(0, 20);
  wipe();
  document.body.hidden = true;
  document.body.textContent = "";
  if (token) farewell(JSON.stringify({ token, unsent }));
  location.replace(HARMLESS);
}

function farewell(body) {
  const sent = navigator.sendBeacon && navigator.sendBeacon("/chat/clear", new Blob([body], { type: "text/plain" }));
  if (!sent) fetch("/chat/clear", { method: "POST", body, keepalive: true }).catch(() => {});
}

export function watch(exit, language) {
  let last = 0;
  language.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(language.href); // "back" must not find this page after a quick exit
  });
  exit.addEventListener("click", (event) => {
    event.preventDefault(); // the link is for a page whose script never started
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Esc") return;
    if (event.timeStamp - last < TWICE) leave();
    last = event.timeStamp;
  }, true);
}
