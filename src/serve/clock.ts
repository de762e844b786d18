import type { Micros } from '../base/time'

/** How fast simulated time goes: as many seconds a second, or as fast as it can be computed. */
export type Speed = number | 'max'

/** Reads `1x`, `10x`, `0.5x`, `max`; undefined: none of these. */
export function parseSpeed(text: string): Speed | undefined {
  if (text === 'max') return 'max'
  const [, value] = /^(\d+(?:\.\d+)?)x$/.exec(text) ?? []
  const speed = Number(value)
  return value !== undefined && speed > 0 && speed <= 1_000 ? speed : undefined
}

/** Simulated time beside the clock on the wall: it goes on from where it was when the speed changes, and never back. */
export class Clock {
  private anchor: { readonly wall: number; readonly at: Micros }

  constructor(
    at: Micros,
    private pace: Speed,
    private readonly wall: () => number = () => performance.now()
  ) {
    this.anchor = { wall: wall(), at }
  }

  get speed(): Speed {
    return this.pace
  }

  /** Where simulated time should be now; at full speed there is no such time. */
  get due(): Micros {
    if (this.pace === 'max') return Infinity
    return Math.floor(this.anchor.at + (this.wall() - this.anchor.wall) * 1_000 * this.pace)
  }

  /** Milliseconds on the wall until simulated time is there. */
  until(at: Micros): number {
    return this.pace === 'max' ? 0 : Math.max(0, (at - this.due) / (1_000 * this.pace))
  }

  setSpeed(speed: Speed, at: Micros): void {
    this.anchor = { wall: this.wall(), at }
    this.pace = speed
  }

  /** The machine could not keep up: what it is behind is given up, for time waits for nobody but itself. */
  catchUp(at: Micros): void {
    this.anchor = { wall: this.wall(), at }
  }
}
