// Photo, voice and place: each asks in plain words before the browser does.

import { texts } from "./show.js";

const LARGEST = 12 * 1024 * 1024;
const LONGEST_VOICE = 180; // seconds
const at = (id) => document.getElementById(id);
const box = at("asking");

function ask(words, yes, then, no = close) {
  at("asking-words").textContent = words;
  at("asking-time").textContent = "";
  at("asking-yes").hidden = !yes;
  at("asking-yes").textContent = yes;
  at("asking-no").textContent = texts.no;
  at("asking-yes").onclick = then;
  at("asking-no").onclick = no;
  box.hidden = false;
  at(yes ? "asking-yes" : "asking-no").focus();
}

export function close() {
  if (box.contains(document.activeElement)) at("plus").focus();
  box.hidden = true;
}

function tell(words) {
  ask(words, "", null);
}

export function photos(send) {
  ["camera", "picture"].forEach((id) => at(id).addEventListener("change", (event) => {
    const file = event.target.files[0];
    if (file && file.size > LARGEST) tell(texts.large);
    else if (file) send("photo", file);
    event.target.value = "";
  }));
}

export function place(send) {
  const button = at("place");
  button.hidden = !navigator.geolocation;
  button.addEventListener("click", () => ask(texts.placeAsk, texts.placeYes, () => find(send)));
}

function find(send) {
  tell(texts.placeWait);
  navigator.geolocation.getCurrentPosition(
    (found) => {
      close();
      send(found.coords.latitude, found.coords.longitude);
    },
    () => tell(texts.placeFailed),
    { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
  );
}

export function voice(send) {
  const button = at("voice");
  button.hidden = !(window.MediaRecorder && navigator.mediaDevices);
  button.addEventListener("click", async () => {
    listening(true);
    try {
      record(await navigator.mediaDevices.getUserMedia({ audio: true }), send);
    } catch (refused) {
      listening(false);
      tell(texts.voiceFailed);
    }
  });
}

// While the microphone is open nothing else may take its place on the screen.
function listening(yes) {
  at("ways").hidden = yes;
  at("plus").disabled = yes;
}

function record(stream, send) {
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 32000 });
  const parts = [];
  let wanted = true;
  let seconds = 0;
  const shown = () => Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  const timer = setInterval(() => {
    seconds += 1;
    at("asking-time").textContent = shown();
    if (seconds >= LONGEST_VOICE) recorder.stop();
  }, 1000);
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = () => {
    clearInterval(timer);
    stream.getTracks().forEach((track) => track.stop());
    listening(false);
    close();
    if (wanted && parts.length) send("voice", new Blob(parts, { type: recorder.mimeType }));
  };
  recorder.start();
  ask(texts.voiceNow, texts.voiceYes, () => recorder.stop(), () => {
    wanted = false;
    recorder.stop();
  });
  at("asking-time").textContent = shown();
}
