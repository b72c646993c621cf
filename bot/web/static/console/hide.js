// Cover the screen at once, in a public room: Escape twice or a button. It runs before the page is drawn, so that a
// covered page that is loaded again never shows what is under the cover. Nothing is lost: the page stays as it is.
(function () {
  "use strict";
  const COVERED = "covered";
  const NEUTRAL = "Bảng cửu chương";
  const TWICE = 1200; // milliseconds between the two presses of Esc
  const root = document.documentElement;
  let title = document.title;
  let last = 0;
  let before = null; // what had the focus

  function isCovered() {
    return root.classList.contains(COVERED);
  }

  function tables(cover) {
    const box = cover.querySelector("div");
    if (box.children.length) return;
    for (let n = 2; n < 10; n += 1) {
      const list = document.createElement("ul");
      for (let m = 1; m < 11; m += 1) {
        const line = document.createElement("li");
        line.textContent = n + " × " + m + " = " + n * m;
        list.append(line);
      }
      box.append(list);
    }
  }

  // What is under the cover cannot be reached, read aloud, copied or printed.
  function apply() {
    const cover = document.getElementById("cover");
    if (!cover) return;
    const yes = isCovered();
    tables(cover);
    cover.hidden = !yes;
    Array.from(document.body.children).forEach((one) => {
      if (one !== cover) one.inert = yes;
    });
    if (yes) {
      document.querySelectorAll("audio, video").forEach((one) => one.pause());
      window.getSelection().removeAllRanges();
      cover.querySelector("h1").focus();
    }
  }

  function cover() {
    if (!isCovered()) {
      title = document.title;
      before = document.activeElement;
    }
    root.classList.add(COVERED);
    document.title = NEUTRAL;
    sessionStorage.setItem(COVERED, "yes");
    apply();
  }

  function uncover() {
    root.classList.remove(COVERED);
    sessionStorage.removeItem(COVERED);
    document.title = title;
    apply();
    const kept = before && before.isConnected && before !== document.body;
    const back = kept ? before : document.getElementById("hide");
    if (back) back.focus();
  }

  if (sessionStorage.getItem(COVERED)) {
    root.classList.add(COVERED);
    document.title = NEUTRAL;
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - last < TWICE) cover();
    last = event.timeStamp;
  }, true);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("hide");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", cover);
    }
    const back = document.getElementById("uncover");
    if (back) back.addEventListener("click", uncover);
    if (isCovered()) apply();
  });
})();
