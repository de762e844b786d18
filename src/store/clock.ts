import { toSeconds, type Micros } from '../base/time'

/** Time of day of a simulated instant, such as `10:00:05.320`. */
export function clockText(at: Micros, clockStartSeconds: number): string {
  const totalMs = Math.floor(at / 1_000) + clockStartSeconds * 1_000
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const inDay = ((totalMs % 86_400_000) + 86_400_000) % 86_400_000
  const millis = String(Math.floor(inDay % 1_000)).padStart(3, '0')
  return `${two(inDay / 3_600_000)}:${two((inDay / 60_000) % 60)}:${two((inDay / 1_000) % 60)}.${millis}`
}

/** Distance to the fault, such as `+5.3 s after the fault` or `4.0 s before the fault`. */
export function sinceFaultText(at: Micros, faultAt: Micros | null): string {
  if (faultAt === null) return ''
  const distance = toSeconds(at - faultAt)
  return distance < 0 ? `${(-distance).toFixed(1)} s before the fault` : `+${distance.toFixed(1)} s after the fault`
}

/** Seconds after the start with as many digits as one can use: `1.417 s`, `85.2 s`. */
export const secondsText = (value: number): string =>
  `${value.toFixed(Math.abs(value) < 10 ? 3 : 1).replace(/\.?0+$/, '')} s`
