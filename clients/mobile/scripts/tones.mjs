// The two sounds of a verdict as WAV files: 8 kHz, 8 bit, one channel. The web page makes the same notes on the spot.
const RATE = 8000;
const RAMP_SECONDS = 0.02;

/** Two soft rising notes. */
export const pass = () => wav([note(660, 0, 0.14, 0.25, Math.sin), note(880, 0.15, 0.22, 0.25, Math.sin)]);

/** Three seconds of a two-tone alarm. */
export const stop = () =>
  wav(Array.from({ length: 8 }, (_, i) => note(i % 2 ? 740 : 1180, i * 0.38, 0.36, 0.8, (x) => Math.sign(Math.sin(x)))));

const note = (hertz, after, seconds, loudness, shape) => ({ hertz, after, seconds, loudness, shape });

function wav(notes) {
  const length = Math.ceil(Math.max(...notes.map((one) => one.after + one.seconds)) * RATE);
  const samples = Buffer.alloc(length, 128);
  for (const { hertz, after, seconds, loudness, shape } of notes) {
    const [from, count] = [Math.round(after * RATE), Math.round(seconds * RATE)];
    for (let i = 0; i < count; i++) {
      const ramp = Math.min(1, i / RATE / RAMP_SECONDS, (count - i) / RATE / RAMP_SECONDS);
      samples[from + i] = 128 + Math.round(127 * loudness * ramp * shape((2 * Math.PI * hertz * i) / RATE));
    }
  }
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(length, 40);
  return Buffer.concat([head, samples]);
}
