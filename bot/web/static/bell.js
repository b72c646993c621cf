// The bell: two tones, again and again until it is told to stop. Browsers want one press before any sound.

const EVERY = 4000; // milliseconds
const WANTED = "bell";

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
    if (navigator.vibrate && sound && touched) navigator.vibrate([300, 100, 300]);
    if (!sound || sound.state !== "running") return;
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

  function shown() {
    const on = Boolean(sound && sound.state === "running");
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
    sessionStorage.setItem(WANTED, "yes");
  }

  if (Sound) {
    button.hidden = false;
    button.addEventListener("click", wake);
    document.addEventListener("pointerdown", () => sound || wake(), { once: true });
    if (sessionStorage.getItem(WANTED)) wake(); // a browser that saw a press on the page before may allow it
  }
  return { ring, once };
}
