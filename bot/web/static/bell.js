// The bell: two tones, again and again until it is told to stop. Browsers want one press before any sound.

const EVERY = 4000; // milliseconds
const WANTED = "bell";
const SILENT = "no";

export function bell(button, words, texts) {
  const Sound = window.AudioContext || window.webkitAudioContext;
  let sound = null;
  let timer = 0;

  function tone(pitch, from) {
    const wave = sound.createOscillator();
    const volume = sound.createGain();
    wave.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(0.4, from + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.45);
    wave.connect(volume);
    volume.connect(sound.destination);
    wave.start(from);
    wave.stop(from + 0.5);
  }

  function once() {
    if (document.documentElement.classList.contains("covered")) return; // hide.js: silent under the cover
    const touched = !navigator.userActivation || navigator.userActivation.hasBeenActive; // else it is refused
    if (navigator.vibrate && sound && touched && wanted()) navigator.vibrate([300, 100, 300]);
    if (!sound || sound.state !== "running" || !wanted()) return;
    [880, 660, 880, 660].forEach((pitch, n) => tone(pitch, sound.currentTime + n * 0.4));
  }

  function ring(yes) {
    clearInterval(timer);
    timer = 0;
    button.classList.toggle("ringing", yes);
    if (!yes) return;
    once();
    timer = setInterval(once, EVERY);
  }

  function wanted() {
    return sessionStorage.getItem(WANTED) !== SILENT;
  }

  function shown() {
    const on = Boolean(sound && sound.state === "running" && wanted());
    button.setAttribute("aria-pressed", String(on));
    words.textContent = on ? texts.bellOn : texts.bellOff;
  }

  function wake() {
    sound = sound || new Sound();
    sound.onstatechange = () => {
      shown();
      if (timer) once();
    };
    sound.resume();
    if (wanted()) sessionStorage.setItem(WANTED, "yes");
  }

  // Pressed while it sounds it is silent, in this tab until it is pressed again: the page says so in colour and words.
  function press() {
    const on = button.getAttribute("aria-pressed") === "true";
    sessionStorage.setItem(WANTED, on ? SILENT : "yes");
    if (!on) wake();
    if (!on && timer) once();
    shown();
  }

  if (Sound) {
    button.hidden = false;
    button.addEventListener("click", press);
    document.addEventListener("pointerdown", (event) => sound || button.contains(event.target) || wake(), { once: true });
    if (sessionStorage.getItem(WANTED) === "yes") wake(); // a browser that saw a press on the page before may allow it
  }
  return { ring, once };
}
