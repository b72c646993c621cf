// A run's page: how far it is renews itself every five seconds; another state brings other buttons, so the page opens anew.

const box = document.getElementById("progress");
const EVERY = 5000; // milliseconds

async function renew() {
  const before = box.firstElementChild;
  if (!before || !before.dataset.open) return;
  setTimeout(renew, EVERY);
  if (document.hidden || box.contains(document.activeElement)) return; // nobody loses their place in the table
  try {
    const answer = await fetch(box.dataset.from, { cache: "no-store" });
    if (!answer.ok) return;
    const fresh = document.createElement("div");
    fresh.innerHTML = await answer.text(); // our own template, escaped there
    if (fresh.firstElementChild.dataset.state !== before.dataset.state) location.reload();
    else box.replaceChildren(...fresh.childNodes);
  } catch (unreached) {
    // in five seconds again
  }
}

setTimeout(renew, EVERY);
