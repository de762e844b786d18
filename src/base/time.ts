/** Virtual time and durations, in whole microseconds. A plain number: arithmetic stays readable, names carry other units. */
export type Micros = number

export const ms = (value: number): Micros => Math.round(value * 1_000)
export const seconds = (value: number): Micros => Math.round(value * 1_000_000)
export const minutes = (value: number): Micros => seconds(value * 60)
export const hours = (value: number): Micros => seconds(value * 3_600)

export const toSeconds = (value: Micros): number => value / 1_000_000
export const toMs = (value: Micros): number => value / 1_000
