// The composer: the preview renews itself a moment after the last key, and what was typed is not left by mistake.

const form = document.getElementById("composer");
const shown = document.getElementById("shown");
const news = document.getElementById("shown-news");
const PAUSE = 900; // milliseconds without a key
let waits = 0;
let asked = 0;
let changed = false;

async function renew() {
  const mine = ++asked;
  const fields = new URLSearchParams(new FormData(form));
  fields.set("act", "part");
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, cache: "no-store" });
    if (!answer.ok || mine !== asked) return;
    shown.innerHTML = await answer.text(); // our own template, escaped there
    news.textContent = shown.dataset.says;
  } catch (unreached) {
    // the button still asks for the whole page
  }
}

form.addEventListener("input", () => {
  changed = true;
  clearTimeout(waits);
  waits = setTimeout(renew, PAUSE);
});
form.addEventListener("submit", () => {
  changed = false;
});
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
const problems = document.getElementById("problems");
if (problems) problems.focus();
