/** The console's alarm: two notes, made in the browser. A browser lets a page sound only after a click, hence `enable`. */
import { ref } from 'vue'

const KEY = 'venuecode.sound'
export const soundReady = ref(false)
let context: AudioContext | null = null

/** Call from a click. */
export async function enableSound(): Promise<void> {
  await wake()
  localStorage.setItem(KEY, '1')
  note(660, 0, 0.12)
}

/** Where sound was turned on before, the first click or key after a reload turns it on again. */
export function restoreSound(): void {
  const again = (): void => { if (localStorage.getItem(KEY) === '1') void wake() }
  for (const gesture of ['pointerdown', 'keydown']) addEventListener(gesture, again, { once: true })
}

async function wake(): Promise<void> {
  context ??= new AudioContext()
  await context.resume()
  soundReady.value = context.state === 'running'
}

export function disableSound(): void {
  soundReady.value = false
  localStorage.setItem(KEY, '0')
}

/** Sounds the alarm, if sound was allowed. */
export function alarm(): void {
  if (!soundReady.value) return
  for (const start of [0, 0.5, 1]) {
    note(880, start, 0.2)
    note(622, start + 0.22, 0.24)
  }
}

function note(hertz: number, after: number, seconds: number): void {
  if (!context) return
  const from = context.currentTime + after
  const tone = context.createOscillator()
  const level = context.createGain()
  tone.type = 'square'
  tone.frequency.value = hertz
  level.gain.setValueAtTime(0.0001, from)
  level.gain.exponentialRampToValueAtTime(0.14, from + 0.02)
  level.gain.exponentialRampToValueAtTime(0.0001, from + seconds)
  tone.connect(level).connect(context.destination)
  tone.start(from)
  tone.stop(from + seconds + 0.05)
}
