// What the page remembers: in this tab only, or on this machine if the person asked for it.

const NAME = "bt";
const LINES = 300;

function fresh() {
  return { token: "", cursor: 0, lang: "", lines: [], queue: [] };
}

function shelf(name) {
  try {
    return window[name];
  } catch (refused) {
    return null; // the browser forbids storage: the page works, it only forgets
  }
}

const session = shelf("sessionStorage");
const local = shelf("localStorage");
let onMachine = Boolean(local && local.getItem(NAME));
let gone = false;

function read() {
  const from = onMachine ? local : session;
  try {
    return Object.assign(fresh(), JSON.parse((from && from.getItem(NAME)) || "{}"));
  } catch (broken) {
    return fresh();
  }
}

export const state = read();

export function reread() {
  Object.assign(state, read());
}

export function save() {
  if (gone) return;
  state.lines = state.lines.slice(-LINES);
  try {
    (onMachine ? local : session).setItem(NAME, JSON.stringify(state));
  } catch (full) {
    // no room or no storage: what is on the screen stays
  }
}

export function remembers() {
  return onMachine;
}

export function remember(yes) {
  erase();
  onMachine = Boolean(yes && local);
  save();
}

function erase() {
  for (const one of [session, local]) {
    try {
      one.removeItem(NAME);
    } catch (refused) {
      // nothing was kept there
    }
  }
}

export function wipe() {
  gone = true;
  erase();
  Object.assign(state, fresh());
}

// Another tab of the same person wrote (or left): call back with what happened.
export function onOtherTab(changed, left) {
  window.addEventListener("storage", (event) => {
    if (!onMachine || (event.key !== null && event.key !== NAME)) return;
    if (event.newValue) changed();
    else left();
  });
}
