// Keys for the list: each does what something on the page does too; never in a field, and they can be turned off.

const OFF = "keysOff";
const at = (id) => document.getElementById(id);
const dialog = at("keys");
const on = () => !localStorage.getItem(OFF);
const rows = () => Array.from(document.querySelectorAll(".cases .case > a"));

function step(by) {
  const every = rows();
  if (!every.length) return;
  const here = every.findIndex((link) => link.parentElement.contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : every.length - 1) : Math.min(Math.max(here + by, 0), every.length - 1);
  every[next].focus();
  every[next].parentElement.scrollIntoView({ block: "nearest" });
}

function accept() {
  const row = document.activeElement.closest(".case.wait");
  if (row) row.querySelector("form button[value=accept]").click();
}

function search() {
  const folded = at("words").closest("details");
  if (folded) folded.open = true;
  at("words").focus();
}

function help() {
  if (dialog && !dialog.open) dialog.showModal();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: accept,
  "/": search,
  "?": help,
};
const ARROWS = { ArrowDown: 1, ArrowUp: -1 }; // only once a row has the focus: else they scroll, as everywhere

function typing(where) {
  return where.closest("input, textarea, select, dialog, [contenteditable]");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
  if (!on()) return; // the button still opens the list of keys
  const arrow = ARROWS[event.key];
  const act = arrow ? event.target.closest(".case") && (() => step(arrow)) : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

if (dialog && dialog.showModal) {
  at("keys-open").hidden = false;
  at("keys-open").addEventListener("click", help);
  at("keys-on").checked = on();
  at("keys-on").addEventListener("change", (event) => {
    if (event.target.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });
}
