import { Inflate, deflateSync, strFromU8, strToU8 } from 'fflate'
import * as v from 'valibot'
import { fail, ok, type Result } from '../base/result'
import type { Micros } from '../base/time'
import { readScenario } from './file'
import { presetOf } from './presets'
import { scenarioSchema } from './schema'
import type { Scenario } from './types'

/**
 * A link is `<codec>:<payload>` after the `#`, or the id of a preset alone. It carries a run's inputs and what the page
 * showed, never state. Codecs, once published, stay readable; a new form of the payload gets a new codec name.
 */
export interface LinkContent {
  readonly scenario: Scenario
  readonly playhead: Micros
  /** What the inspector shows, such as `master-2/etcd`; empty for nothing. */
  readonly selection: string
  /** What people wrote beside moments: plain text, at most 50 of at most 280 characters. */
  readonly notes?: readonly { readonly at: Micros; readonly text: string }[]
  /** Hash of the trace up to a time: who opens the link can say that it is the same run. */
  readonly check?: { readonly at: Micros; readonly hash: string }
}

/** Whole links are at most this long, and what they unfold to. */
export const longestLink = 64 * 1024
const largestPayload = 2 * 1024 * 1024

/** Writes only what differs from the preset of the same id, or the whole scenario. */
export function formatLink(content: LinkContent): string {
  const { scenario, playhead, selection, notes = [], check } = content
  const json = JSON.stringify({
    ...differences(scenario),
    ...(playhead === 0 ? {} : { playhead }),
    ...(selection === '' ? {} : { selection }),
    ...(notes.length > 0 ? { notes } : {}),
    ...(check ? { check } : {})
  })
  return `z1:${toBase64Url(deflateSync(strToU8(json), { level: 9 }))}`
}

/** Reads a link: a whole address, what follows its `#`, or a preset's id. */
export function parseLink(text: string): Result<LinkContent> {
  const link = text.trim().replace(/^[^#]*#/, '')
  if (link.length > longestLink) return fail(`Link: ${link.length} characters; expected at most ${longestLink}.`)
  const colon = link.indexOf(':')
  if (colon < 0) {
    const scenario = presetOf(link)
    return scenario
      ? ok({ scenario, playhead: 0, selection: '' })
      : fail(`Link '${shorten(link)}': neither a scenario's id nor <codec>:<payload>.`)
  }
  const codec = link.slice(0, colon)
  if (codec !== 'z1')
    return fail(`Link: the codec '${shorten(codec)}' is unknown; expected z1 (a newer page may have made this link).`)
  const json = inflate(link.slice(colon + 1))
  return json.ok ? readPayload(json.value) : json
}

const micros = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(86_400_000_000))
const changeable = [
  'title',
  'summary',
  'cluster',
  'profile',
  'flags',
  'seed',
  'workloads',
  'commands',
  'faults',
  'untilSeconds',
  'startsAt'
] as const
const optional = v.partial(scenarioSchema, changeable)
const payloadSchema = v.strictObject({
  scenario: v.union([v.string(), v.looseObject({})]),
  change: v.optional(v.pick(optional, changeable)),
  playhead: v.optional(micros, 0),
  selection: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
  notes: v.optional(
    v.pipe(
      v.array(v.strictObject({ at: micros, text: v.pipe(v.string(), v.minLength(1), v.maxLength(280)) })),
      v.maxLength(50)
    ),
    []
  ),
  check: v.optional(v.strictObject({ at: micros, hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{8,64}$/)) }))
})

function readPayload(json: string): Result<LinkContent> {
  const value = parseJson(json)
  if (value === undefined) return fail(damaged)
  const result = v.safeParse(payloadSchema, value, { abortEarly: true })
  if (!result.success) {
    const [issue] = result.issues
    return fail(
      `Link, ${v.getDotPath(issue) ?? 'payload'}: ${issue.received === 'undefined' ? 'this field is missing' : issue.message}.`
    )
  }
  const { scenario, change, playhead, selection, notes, check } = result.output
  const base = typeof scenario === 'string' ? presetOf(scenario) : scenario
  if (!base) return fail(`Link: no scenario has the id '${shorten(String(scenario))}'.`)
  const whole = readScenario({ ...base, ...change })
  if (!whole.ok) return fail(whole.error.replace(/^Scenario file/, 'Link'))
  return ok({
    scenario: whole.value,
    playhead,
    selection,
    ...(notes.length > 0 ? { notes } : {}),
    ...(check ? { check } : {})
  })
}

function differences(scenario: Scenario): { scenario: unknown; change?: Partial<Scenario> } {
  const preset = presetOf(scenario.id)
  if (!preset) return { scenario }
  const changed = changeable.filter((field) => JSON.stringify(scenario[field]) !== JSON.stringify(preset[field]))
  if (changed.length === 0) return { scenario: scenario.id }
  // JSON has no word for what was taken away.
  if (changed.some((field) => scenario[field] === undefined)) return { scenario }
  return { scenario: scenario.id, change: Object.fromEntries(changed.map((field) => [field, scenario[field]])) }
}

/** Unfolds as a stream, so that a small link cannot become a huge text. */
function inflate(payload: string): Result<string> {
  const bytes = fromBase64Url(payload)
  if (!bytes) return fail('Link: the payload is damaged (not base64url); copy the whole link.')
  const chunks: Uint8Array[] = []
  let size = 0
  let ended = false
  try {
    const stream = new Inflate((chunk, final) => {
      size += chunk.length
      if (size > largestPayload) throw new Error('too large')
      chunks.push(chunk)
      ended = final
    })
    for (let i = 0; i < bytes.length; i += 1_024) stream.push(bytes.subarray(i, i + 1_024), i + 1_024 >= bytes.length)
  } catch {
    return fail(size > largestPayload ? `Link: it unfolds to more than ${largestPayload} bytes.` : damaged)
  }
  return ended && size > 0 ? ok(strFromU8(concat(chunks, size))) : fail(damaged)
}

const damaged = 'Link: the payload is damaged (it does not unpack); copy the whole link.'

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) return undefined
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
