/** Phone numbers, typed or stored, in one form: `138 1234 5678`, `0635-8888888`, `+852 …`. */
export function phone(number: string | null | undefined): string {
  const digits = (number ?? '').replace(/[\s()-]/g, '').replace(/^00/, '+')
  const home = digits.startsWith('+86') ? digits.slice(3) : digits
  if (/^1\d{10}$/.test(home)) return `${home.slice(0, 3)} ${home.slice(3, 7)} ${home.slice(7)}`
  const fixed = /^0?(10|2\d|[3-9]\d{2})(\d{7,8})$/.exec(home)
  if (fixed && (digits.startsWith('+86') || home.startsWith('0'))) return `0${fixed[1]}-${fixed[2]}`
  return number ?? ''
}
