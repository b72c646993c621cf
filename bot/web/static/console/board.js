// The map beside the table: it draws what the rows say and nothing else. The table renews itself every minute.
// What draws the map is two thirds of the page: it comes when the map is near the screen, and the table never waits.

const NEAR = "200px";
let L;
const place = document.getElementById("map");
const board = document.getElementById("board");
const EVERY = 60000;
const SMALLEST = 1500; // metres: the circle of a tiny ward can still be seen
let drawn;
let shapes = {};
let map;

function loaded(tag, words, before) {
  return new Promise((done, failed) => {
    const one = Object.assign(document.createElement(tag), words, { onload: done, onerror: failed });
    before.before(one);
  });
}

async function show() {
  const style = document.getElementById("board-style"); // ours stands behind, and wins
  await Promise.all([
    loaded("link", { rel: "stylesheet", href: place.dataset.style }, style),
    loaded("script", { src: place.dataset.script }, style),
  ]);
  L = window.L;
  begin();
  await outlines();
}

function watch() {
  place.hidden = false;
  const watcher = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watcher.disconnect();
    show().catch(() => (place.hidden = true)); // the table says it all
  }, { rootMargin: NEAR });
  watcher.observe(place);
}

function begin() {
  map = L.map(place, { zoomControl: false, attributionControl: Boolean(place.dataset.credit) });
  L.control.zoom({ zoomInTitle: place.dataset.in, zoomOutTitle: place.dataset.out }).addTo(map);
  if (map.attributionControl) map.attributionControl.setPrefix("").addAttribution(escaped(place.dataset.credit));
  if (place.dataset.tiles) L.tileLayer(place.dataset.tiles, { maxZoom: 18 }).addTo(map);
  drawn = L.featureGroup().addTo(map);
  map.setView([16, 107], 5);
  draw();
  if (drawn.getLayers().length) map.fitBounds(drawn.getBounds().pad(0.15), { maxZoom: 15 });
}

function escaped(words) {
  const text = document.createElement("span");
  text.textContent = words;
  return text.innerHTML;
}

function draw() {
  drawn.clearLayers();
  document.querySelectorAll("[data-lat]").forEach((row) => (row.dataset.pin ? pin(row) : circle(row)));
}

function at(row) {
  return [Number(row.dataset.lat), Number(row.dataset.lon)];
}

// A commune: its boundary where one was imported, else a circle of its size; how many cases are open stands in it.
function circle(row) {
  const style = { className: "spot " + row.dataset.spot, weight: 2 };
  const radius = Math.max(Math.sqrt((Number(row.dataset.km2) || 70) / Math.PI) * 1000, SMALLEST);
  const shape = shapes[row.dataset.code];
  const area = shape ? L.geoJSON(shape, { style: () => style }) : L.circle(at(row), { ...style, radius });
  area.bindPopup(() => card(row)).addTo(drawn);
  if (row.dataset.count !== "0") number(row);
}

function number(row) {
  const words = { className: "count " + row.dataset.spot, html: escaped(row.dataset.count), iconSize: [26, 26] };
  L.marker(at(row), { icon: L.divIcon(words), keyboard: false, interactive: false }).addTo(drawn);
}

// A dangerous place or a rescue, at its point.
function pin(row) {
  const style = { className: "pin " + row.dataset.pin, radius: 9, weight: 3 };
  L.circleMarker(at(row), style).bindPopup(() => card(row)).addTo(drawn);
}

// What the row says, word for word, with its link.
function card(row) {
  const words = document.createElement("div");
  const headings = Array.from(row.closest("table").tHead.rows[0].cells, (cell) => cell.textContent);
  Array.from(row.cells).forEach((cell, n) => {
    const line = document.createElement("p");
    if (n) line.append(headings[n] + ": ");
    line.append(...Array.from(cell.childNodes, (node) => node.cloneNode(true)));
    words.append(line);
  });
  return words;
}

async function outlines() {
  if (!place.dataset.outlines) return;
  const answer = await fetch(place.dataset.outlines, { cache: "no-store" });
  if (!answer.ok) return;
  const found = await answer.json();
  found.features.forEach((feature) => (shapes[feature.properties.code] = feature));
  if (found.features.length) draw();
}

export async function renew() {
  if (document.hidden || board.contains(document.activeElement)) return; // nobody loses their place in the table
  const answer = await fetch(board.dataset.part, { cache: "no-store" });
  if (!answer.ok) return;
  board.innerHTML = await answer.text(); // our own template, escaped there
  if (map) draw();
}

if (place) watch();
if (board) setInterval(() => renew().catch(() => {}), EVERY);
