// News as they happen: a stream of events that name no content; where that fails the page polls, and tries again later.

const FIRST = 2000; // milliseconds until the stream is tried again; twice as long each time
const LAST = 120000;
const EVENTS = ["changed", "mail", "siren", "idle", "over"];

// `on` has a function for each event, `connected`, and `poll(stop)`, which asks until `stop` is aborted.
export function live(address, on) {
  if (!window.EventSource) return on.poll(new AbortController().signal);
  let wait = FIRST;
  let polling = null;
  let over = false;

  function connect() {
    const stream = new EventSource(address);
    stream.onopen = () => {
      wait = FIRST;
      if (polling) polling.abort();
      polling = null;
      on.connected();
    };
    stream.onerror = () => {
      stream.close(); // the browser's own way back knows no patience
      if (over) return;
      if (!polling) {
        polling = new AbortController();
        on.poll(polling.signal);
      }
      setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LAST);
    };
    stream.addEventListener("enough", () => { // newer tabs listen, and ring: this one does again once somebody looks at it
      stream.close();
      document.addEventListener("visibilitychange", seen);
    });
    EVENTS.forEach((name) => stream.addEventListener(name, () => {
      if (name === "over") over = true;
      if (over) stream.close();
      on[name]();
    }));
    window.addEventListener("pagehide", () => stream.close(), { once: true });
  }

  function seen() {
    if (document.hidden) return;
    document.removeEventListener("visibilitychange", seen);
    connect();
  }

  connect();
}
