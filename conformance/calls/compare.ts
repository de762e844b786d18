import type { AuditedCall } from '../../src/rigs/calls'

/** How far the simulated calls are the recorded ones. */
export interface Comparison {
  readonly recorded: number
  readonly simulated: number
  /** Recorded requests that were simulated too. */
  readonly matched: number
  readonly missing: readonly string[]
  readonly extra: readonly string[]
  /** Chains of requests about one object that come in another order or in other words. */
  readonly disordered: readonly string[]
}

/**
 * Compares two audit logs: the multiset of requests, and their order along each object's own chain (everybody's
 * requests to that object, and those about its events). Names that chance chose are replaced by what they stand for.
 */
export function compareCalls(recorded: readonly AuditedCall[], simulated: readonly AuditedCall[]): Comparison {
  const { missing, extra } = difference(recorded.map(lineOf), simulated.map(lineOf))
  const chains = difference(chainsOf(recorded), chainsOf(simulated))
  return {
    recorded: recorded.length,
    simulated: simulated.length,
    matched: recorded.length - missing.length,
    missing,
    extra,
    disordered: [
      ...chains.missing.map((chain) => `recorded  ${chain}`),
      ...chains.extra.map((chain) => `simulated ${chain}`)
    ]
  }
}

/**
 * The calls without what depends on how fast a machine is: a write that lost a race (409), the read before it is tried
 * again and the event that complains of it; and how many changes one level-triggered write of a controller sums up.
 */
export function settled(calls: readonly AuditedCall[]): AuditedCall[] {
  const lost = new Set<string>()
  const last = new Map<string, string>()
  return calls.filter((call) => {
    const { component, verb, resource, sub, code, name } = call
    const object = `${component} ${resource} ${name}`
    if (code === 409) {
      lost.add(object)
      return false
    }
    if (verb === 'get' && component.startsWith('kcm/') && lost.delete(object)) return false
    if (isComplaint(call)) return false
    if (!component.startsWith('kcm/') || verb !== 'update') return true
    const write = `${verb} ${sub ?? ''}`
    if (last.get(object) === write) return false
    last.set(object, write)
    return true
  })
}

const isComplaint = ({ resource, what }: AuditedCall): boolean =>
  resource === 'events' && /^FailedTo\w+: .*(already exists|please apply your changes)/.test(what ?? '')

export const isSame = ({ missing, extra, disordered }: Comparison): boolean =>
  missing.length + extra.length + disordered.length === 0

function difference(wanted: readonly string[], found: readonly string[]) {
  const count = new Map<string, number>()
  for (const line of wanted) count.set(line, (count.get(line) ?? 0) + 1)
  for (const line of found) count.set(line, (count.get(line) ?? 0) - 1)
  const rest = (sign: 1 | -1) =>
    [...count].sort().flatMap(([line, n]) => Array.from({ length: Math.max(0, sign * n) }, () => line))
  return { missing: rest(1), extra: rest(-1) }
}

/** Replaces what chance chose: hashes and suffixes of names, an event's time, versions; which worker a pod went to. */
const steady = (text: string): string =>
  text
    .replace(/\b([a-z]+)-[0-9bcdfghjklmnpqrstvwxz]{7,10}\b/g, '$1-HASH')
    .replace(/\b([a-z]+-HASH)-[0-9bcdfghjklmnpqrstvwxz]{5}\b/g, '$1-POD')
    .replace(/\b(endpointslices[ /][a-z]+)-[0-9a-z]{5}\b/g, '$1-SLICE')
    .replace(/\.[0-9a-f]{16,17}\b/g, '.EVENT')
    .replace(/(resourceVersion|timeoutSeconds)=[1-9]\d*/g, '$1=N')
    .replace(/\bhash=[^&]*&/, '')

const componentOf = ({ component }: AuditedCall): string => component.replace(/^kubelet .*/, 'kubelet')

/** An event's reason says which one it is. */
const reasonOf = ({ resource, what }: AuditedCall): string =>
  resource === 'events' ? ` ${/^\w+/.exec(what ?? '')?.[0] ?? ''}` : ''

const lineOf = (call: AuditedCall): string =>
  `${componentOf(call)} ${call.verb} ${steady(call.uri)} ${call.code}${reasonOf(call)}`

/** The object that a request is about, with its own name: an event is about the object that it regards. */
function objectOf({ resource, name, uri }: AuditedCall): string | null {
  if (resource === null || name === null || /-$/.test(name)) return null
  return resource === 'events'
    ? `events ${name.replace(/\.[0-9a-f]+$/, '')}`
    : `${resource} ${name.replace(/\?.*/, '')}${uri.includes('/token') ? ' token' : ''}`
}

/** Shared by all pods of a node: requests for these come in no order. */
const shared = new Set(['configmaps', 'serviceaccounts'])
const reads = new Set(['get', 'list', 'watch'])

/**
 * What causes what: everybody's writes of one object in their order, and each component's own requests about it. Whether
 * somebody else's read comes before or after a write is chance.
 */
function chainsOf(calls: readonly AuditedCall[]): string[] {
  const chains = new Map<string, string[]>()
  const add = (chain: string, link: string) => chains.set(chain, [...(chains.get(chain) ?? []), link])
  for (const call of calls) {
    const object = objectOf(call)
    if (object === null || shared.has(call.resource ?? '')) continue
    const { verb, sub, code } = call
    const link = `${verb}${sub === null ? '' : `/${sub}`} ${code}${reasonOf(call)}`
    add(`${object} (${componentOf(call)})`, link)
    if (!reads.has(verb)) add(object, `${componentOf(call)} ${link}`)
  }
  return [...chains].map(([object, links]) => `${steady(object)}: ${links.join(' → ')}`).sort()
}

/** A comparison to read; empty if both are the same. */
export const readable = ({ recorded, matched, missing, extra, disordered }: Comparison): string =>
  missing.length + extra.length + disordered.length === 0
    ? ''
    : [
        `${matched} of ${recorded} requests`,
        ...missing.map((line) => `  - ${line}`),
        ...extra.map((line) => `  + ${line}`),
        ...disordered.map((line) => `  ~ ${line}`),
        ''
      ].join('\n')
