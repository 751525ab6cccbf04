/** Light or dark: as chosen on this device, else as the system says. */
import { ref } from 'vue'

const KEY = 'venuecode.dark'
const kept = localStorage.getItem(KEY)

export const dark = ref(kept === null ? matchMedia('(prefers-color-scheme: dark)').matches : kept === '1')

function apply(): void {
  document.documentElement.classList.toggle('dark', dark.value)
}
apply()

export function toggleDark(): void {
  dark.value = !dark.value
  localStorage.setItem(KEY, dark.value ? '1' : '0')
  apply()
}

/** Makes the page dark while something that is only dark is shown; the choice kept on this device stays. Returns the way back. */
export function darken(): () => void {
  const before = dark.value
  dark.value = true
  apply()
  return () => {
    dark.value = before
    apply()
  }
}
