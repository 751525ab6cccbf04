/** The two sounds of a verdict. A mini-program plays files only: `scripts/tones.mjs` makes them when it is built. */

let playing: UniApp.InnerAudioContext | null = null;

/** Two soft rising notes. */
export const softTone = (): void => play("/static/pass.wav");

/** Three seconds of a two-tone alarm. */
export const siren = (): void => play("/static/stop.wav");

export function quiet(): void {
  playing?.stop();
  playing?.destroy();
  playing = null;
}

function play(file: string): void {
  quiet();
  const sound = uni.createInnerAudioContext();
  (sound as { obeyMuteSwitch?: boolean }).obeyMuteSwitch = false; // a stop is heard on a muted phone
  sound.src = file;
  sound.play();
  playing = sound;
}
