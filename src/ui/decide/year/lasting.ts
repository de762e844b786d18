import { formatHours } from '../../../availability'

/** Seconds as people say them: `9.5 h`, `1.9 min`, `0 s`; number and unit stay together. */
export const lasting = (seconds: number): string =>
  seconds < 0.005
    ? '0 s'
    : formatHours(seconds / 3_600)
        .replace(' ', ' ')
        .replace(/^(\d+) y$/, (_, n: string) => `${Number(n) * 8760} h`)
