import type { Client } from './client'
import { isFields, type Step } from './steps'

/**
 * Lets the time pass that passed between the recorder's steps, as far as its answers tell: by the times in what they show (whole
 * seconds), and by how long it watched or polled. Meanwhile controllers are at work.
 */
export class Clock {
  private elapsed = 0
  private first: number | undefined

  constructor(private readonly client: Client) {}

  before({ request, response }: Step): void {
    this.wait(request?.method === 'GET' ? 5 : aStep)
    const shown = latest(response)
    if (shown === undefined) return
    // What was made before the recording began says nothing of its time.
    this.first ??= shown - this.elapsed
    const behind = shown - this.first - this.elapsed
    if (behind > 0 && behind < aLongTime) this.wait(behind)
  }

  after(step: Step): void {
    const { request, response, code, ...more } = step
    // What takes effect a while later: the recorder waited for it.
    if (
      request &&
      request.method !== 'GET' &&
      /\/(admissionregistration|apiextensions|apiregistration)\./.test(request.path)
    )
      this.wait(aWhile)
    if (response === undefined || code === undefined || !request) this.wait(longest(more))
  }

  wait(milliseconds: number): void {
    if (milliseconds <= 0) return
    this.elapsed += milliseconds
    this.client.wait(milliseconds)
  }
}

/** A request and its answer take some milliseconds. */
const aStep = 15
const aWhile = 2_500
const aLongTime = 120_000

const ofThePast: ReadonlySet<string> = new Set(['creationTimestamp', 'time', 'lastTransitionTime', 'lastUpdateTime'])

function latest(value: unknown): number | undefined {
  const inside = Array.isArray(value) ? value.map(latest) : isFields(value) ? Object.entries(value).map(timeOf) : []
  const times = inside.filter((time) => time !== undefined)
  return times.length > 0 ? Math.max(...times) : undefined
}
const timeOf = ([key, value]: readonly [string, unknown]): number | undefined =>
  ofThePast.has(key) && typeof value === 'string' ? Date.parse(value) || undefined : latest(value)

/** The longest time that a watch or poll tells, in milliseconds. */
function longest(value: unknown): number {
  if (Array.isArray(value)) return Math.max(0, ...value.map(longest))
  if (!isFields(value)) return 0
  return Math.max(
    0,
    ...Object.entries(value).map(([key, item]) =>
      /(^ms|Ms)$/.test(key) && typeof item === 'number' ? item : longest(item)
    )
  )
}
