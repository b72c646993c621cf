// Suggestions while one types the name of a place: all from the message itself, nothing is asked of anybody.

const MOST = 8;
let count = 0; // finders on this page, for ids that differ

// Lower case without accents, as people type in a hurry.
function plain(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

function fits(name, typed) {
  return name.startsWith(typed) || name.includes(" " + typed);
}

function search(places, typed) {
  const wanted = plain(typed.trim());
  if (!wanted) return [];
  const now = places.filter((place) => fits(plain(place.say), wanted));
  const before = places.filter((place) => !now.includes(place) && fits(" " + plain(place.old), wanted));
  return now.concat(before).slice(0, MOST);
}

function element(tag, more) {
  return Object.assign(document.createElement(tag), more);
}

function option(place, id, texts, choose) {
  const row = element("li", { id, textContent: place.say });
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  if (place.old) row.append(element("small", { textContent: " " + texts.formerly + ": " + place.old }));
  row.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  row.addEventListener("click", () => choose(place.say));
  return row;
}

function combobox(input, list) {
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  list.setAttribute("role", "listbox");
}

// A box with a list below it: arrows move, Enter takes the marked place or sends what was typed.
export function finder(line, press, texts) {
  const id = "find-" + (count += 1);
  const form = element("form", { className: "finder", autocomplete: "off" });
  form.setAttribute("aria-live", "off"); // the conversation around it reads itself aloud
  const label = element("label", { htmlFor: id, textContent: texts.find });
  const input = element("input", { id, type: "text", autocomplete: "off", spellcheck: false });
  const send = element("button", { type: "submit", textContent: texts.send });
  const list = element("ul", { id: id + "-list", hidden: true });
  const told = element("p", { className: "small" });
  told.setAttribute("role", "status");
  list.setAttribute("aria-label", texts.find);
  combobox(input, list);
  const choose = (say) => press(say, line.question);
  let marked = -1;

  function mark(at) {
    const rows = Array.from(list.children);
    marked = rows.length ? (at + rows.length) % rows.length : -1;
    rows.forEach((row, n) => row.setAttribute("aria-selected", String(n === marked)));
    if (marked >= 0) rows[marked].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", marked >= 0 ? rows[marked].id : "");
  }

  function show() {
    const found = search(line.places, input.value);
    list.replaceChildren(...found.map((place, n) => option(place, id + "-" + n, texts, choose)));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.setAttribute("aria-activedescendant", "");
    if (found.length) form.scrollIntoView({ block: "start" }); // above the keyboard of a telephone
    told.textContent = found.length || !input.value.trim() ? "" : texts.unfound;
    marked = -1;
  }

  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") mark(marked + 1);
    else if (event.key === "ArrowUp") mark(marked < 0 ? -1 : marked - 1);
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const taken = search(line.places, input.value)[marked];
    if (taken || input.value.trim()) choose(taken ? taken.say : input.value.trim());
  });
  const row = element("div", { className: "pair" });
  row.append(input, send);
  form.append(label, row, list, told);
  return form;
}
