/**
 * The sounds of the room: a two-tone ring, pulses for what must not wait, a falling pair for a
 * lost link, the click of the metronome. Everything else is silent.
 *
 * Browsers give sound only after a gesture; the first key or press of the page unlocks it.
 */

/** @type {AudioContext | null} */
let context = null;
/** @type {number | undefined} */
let ringing;
/** @type {number | undefined} */
let alarming;
const LOUD = 0.1;
const SOFT = 0.025;

function unlock() {
  if (!navigator.userActivation?.isActive) {
    return;
  }
  if (!context) {
    context = new AudioContext();
    context.addEventListener("statechange", () => document.dispatchEvent(new Event("cae:sound")));
  }
  if (context.state === "suspended") {
    context.resume();
  }
}

/** Whether the browser lets this page be heard. */
export function audible() {
  return context?.state === "running";
}

for (const gesture of ["keydown", "keyup", "pointerdown", "pointerup"]) {
  addEventListener(gesture, unlock, { capture: true });
}

/** The audio clock, once a gesture has unlocked it. */
export function audio() {
  return context;
}

/**
 * One tone, with soft edges.
 *
 * @param {number} frequency hertz
 * @param {number} delay seconds from now
 * @param {number} length seconds
 * @param {number} volume 0 to 1
 */
function tone(frequency, delay, length, volume) {
  if (context?.state !== "running") {
    return;
  }
  const at = context.currentTime + delay;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(volume, at + 0.02);
  gain.gain.setValueAtTime(volume, at + length - 0.04);
  gain.gain.linearRampToValueAtTime(0, at + length);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + length);
}

/** Two tones, twice: a call. */
export function ringOnce() {
  for (const turn of [0, 1]) {
    tone(880, turn * 0.4, 0.2, LOUD);
    tone(660, turn * 0.4 + 0.2, 0.2, LOUD);
  }
}

/**
 * Ring until told otherwise.
 *
 * @param {boolean} on
 */
export function ring(on) {
  if (on === (ringing !== undefined)) {
    return;
  }
  clearInterval(ringing);
  ringing = undefined;
  if (on) {
    ringOnce();
    ringing = setInterval(ringOnce, 2500);
  }
}

/**
 * @param {number} count
 * @param {number} delay seconds
 * @param {number} volume
 */
function pulses(count, delay, volume) {
  for (let index = 0; index < count; index += 1) {
    tone(1040, delay + index * 0.22, 0.12, volume);
  }
}

/** Three pulses and two: something vital or unanswered stands. */
export function alarmOnce(volume = LOUD) {
  pulses(3, 0, volume);
  pulses(2, 0.9, volume);
}

/**
 * Sound the alarm every ten seconds, as long as something vital or unanswered stands.
 *
 * @param {boolean} on
 * @param {() => boolean} [softly] whether somebody is on the line when it sounds
 */
export function alarm(on, softly = () => false) {
  if (on === (alarming !== undefined)) {
    return;
  }
  clearInterval(alarming);
  alarming = undefined;
  if (on) {
    const once = () => alarmOnce(softly() ? SOFT : LOUD);
    once();
    alarming = setInterval(once, 10_000);
  }
}

/** Three pulses, once: an emergency has come in. */
export function emergency(volume = LOUD) {
  pulses(3, 0, volume);
}

/**
 * Sound once for each case judged anew that was not heard of yet; give what has been heard of.
 *
 * @param {import("./types.js").CaseCard[]} changed
 * @param {Map<string, number>} heard
 */
export function once(changed, heard) {
  const seqs = new Map(changed.map((card) => [card.id, card.changed?.seq ?? 0]));
  if ([...seqs].some(([id, seq]) => (heard.get(id) ?? 0) < seq)) {
    emergency();
  }
  return seqs;
}

/** A falling pair: the link is lost. */
export function linkLost() {
  tone(520, 0, 0.25, 0.1);
  tone(390, 0.28, 0.35, 0.1);
}

/**
 * One click of the metronome at a time of the audio clock.
 *
 * @param {AudioContext} on
 * @param {number} at seconds on its clock
 * @returns {AudioScheduledSourceNode}
 */
export function click(on, at) {
  const oscillator = on.createOscillator();
  const gain = on.createGain();
  oscillator.frequency.value = 1320;
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(0.35, at + 0.004);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.07);
  oscillator.connect(gain).connect(on.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.08);
  return oscillator;
}
