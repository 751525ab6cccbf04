/** The two sounds of a verdict, made on the spot: no files, nothing to load when the network is down. */

let context: AudioContext | null = null;
let playing: OscillatorNode[] = [];

/** Browsers keep sound back until a touch. */
export function unlockSound(): void {
  context ??= new AudioContext();
  void context.resume();
}

/** Two soft rising notes. */
export function softTone(): void {
  note(660, 0, 0.14, 0.25, "sine");
  note(880, 0.15, 0.22, 0.25, "sine");
}

/** Three seconds of a two-tone alarm. */
export function siren(): void {
  quiet();
  for (let i = 0; i < 8; i++) note(i % 2 ? 740 : 1180, i * 0.38, 0.36, 0.8, "square");
}

export function quiet(): void {
  playing.forEach((oscillator) => oscillator.stop());
  playing = [];
}

function note(hertz: number, after: number, seconds: number, loudness: number, shape: OscillatorType): void {
  if (!context) return;
  const start = context.currentTime + after;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = shape;
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(loudness, start + 0.02);
  gain.gain.setValueAtTime(loudness, start + seconds - 0.05);
  gain.gain.linearRampToValueAtTime(0, start + seconds);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + seconds);
  oscillator.onended = () => (playing = playing.filter((other) => other !== oscillator));
  playing.push(oscillator);
}
