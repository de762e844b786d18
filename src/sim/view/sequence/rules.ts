import type { ApiRequest, ApiResponse, ApiWatch, Verb } from '../../components/kube-apiserver/messages'
import { isEvent } from '../../kernel/types'
import type { Told } from './record'
import type { Participant } from './types'

/** What a story knows while its steps are looked for: those that were found, by their ids. */
export interface Found {
  readonly steps: ReadonlyMap<string, Told>
  /** Whether an entry is due to another one. */
  readonly isDue: (entry: number, to: number) => boolean
}

/** How one step of a story is recognised: by who says what kind of thing to whom. */
export interface Rule {
  readonly id: string
  readonly document?: number
  readonly stage: string
  readonly from: Participant
  readonly to: Participant
  readonly title: string
  /** The step after which it is looked for; without, after the command. */
  readonly after?: string
  readonly fits: (told: Told, found: Found) => boolean
  /** What it was in this run, where the message's own label does not say it. */
  readonly say?: (told: Told, found: Found) => string
  /** The step that stored the pod which this one is about: one pod is followed through the story. */
  readonly of?: string
  /** Whether how many there were says something: pods that were created, or evicted. */
  readonly counted?: boolean
  /** A message that says another step, too: the request whose arrival is authenticated. */
  readonly within?: string
  /** A run is whole without it. */
  readonly optional?: boolean
}

export const requestOf = ({ event }: Told): ApiRequest | null =>
  isEvent<ApiRequest>(event, 'api.request') ? event : null

/** The pod that a step stored, as `namespace/name`; empty if it stored none. */
export function podOf(step: Told | undefined): string {
  const key = step && isEvent<Txn>(step.event, 'etcd.txn') ? (step.event.success[0]?.key ?? '') : ''
  return key.startsWith(pods) ? key.slice(pods.length) : ''
}
const pods = '/registry/pods/'

interface Txn {
  readonly type: 'etcd.txn'
  readonly success: readonly { readonly key?: string; readonly value?: unknown }[]
}

/** Whether a message is about a pod: names it, or an object that is it. */
export function isAbout({ event }: Told, pod: string): boolean {
  const name = pod.slice(pod.indexOf('/') + 1)
  if (isEvent<ApiRequest>(event, 'api.request')) return event.name === name
  if (isEvent<ApiWatch>(event, 'api.watch'))
    return event.events.some(({ object }) => object.kind === 'Pod' && object.metadata.name === name)
  return true
}

type Where = Pick<Rule, 'id' | 'stage' | 'title'> & Partial<Rule>

/** A request of somebody to the API server. */
export function asks(
  from: Participant,
  verbs: readonly Verb[],
  resource: string,
  subresource: string,
  where: Where
): Rule {
  return {
    from,
    to: 'API Server',
    fits: (told) => {
      const request = told.from === from && told.to === 'API Server' ? requestOf(told) : null
      return (
        request !== null &&
        verbs.includes(request.verb) &&
        (resource === '' || request.resource === resource) &&
        (request.subresource ?? '') === subresource
      )
    },
    ...where
  }
}

/** What a request of another step leads to in etcd: a write, or for a read a range. */
export const stores = (request: string, where: Where): Rule => ({
  from: 'API Server',
  to: 'etcd',
  after: request,
  fits: ({ type, to, entry }, { steps, isDue }) =>
    to === 'etcd' &&
    (type === 'etcd.txn' || (type === 'etcd.range' && isRead(steps.get(request)!))) &&
    isDue(entry, steps.get(request)!.entry),
  ...where
})

/** What admission looks up for a write is not what is stored. */
const isRead = ({ event }: Told): boolean =>
  isEvent<ApiRequest>(event, 'api.request') && (event.verb === 'get' || event.verb === 'list')

/** A watch tells somebody of an object of a kind. */
export const hears = (who: Participant, kind: string, where: Where): Rule => ({
  from: 'API Server',
  to: who,
  fits: ({ to, event }) =>
    to === who && isEvent<ApiWatch>(event, 'api.watch') && event.events.some(({ object }) => object.kind === kind),
  ...where
})

/** The answer to a request of another step. */
export const answers = (request: string, who: Participant, where: Where): Rule => ({
  from: 'API Server',
  to: who,
  after: request,
  fits: ({ to, event, entry }, { steps, isDue }) =>
    to === who && isEvent<ApiResponse>(event, 'api.response') && isDue(entry, steps.get(request)!.entry),
  ...where
})

/** Anything by its type. */
export const does = (from: Participant, to: Participant, types: readonly string[], where: Where): Rule => ({
  from,
  to,
  fits: (told, { steps, isDue }) =>
    told.to === to &&
    types.includes(told.type) &&
    (from === to || told.from === from) &&
    (where.after === undefined || isDue(told.entry, steps.get(where.after)!.entry)),
  ...where
})

/** What a request goes through on the server before it does something: the same message, said of the server itself. */
export const authenticates = (request: string, where: Partial<Rule> = {}): Rule => ({
  id: `${request} authentication`,
  stage: 'Authentication',
  title: 'Authentication & Validation',
  from: 'API Server',
  to: 'API Server',
  within: request,
  fits: () => true,
  say: (told) => `${requestOf(told)?.user ?? 'somebody'} is who asks`,
  ...where
})

/** What admission and defaulting put into an object between its request and what is stored, field by field. */
export const admits = (request: string, stored: string): Rule => ({
  id: `${request} admission`,
  stage: 'Admission control',
  title: 'Admission',
  from: 'API Server',
  to: 'API Server',
  within: stored,
  fits: () => true,
  say: (told, { steps }) => {
    const asked = fieldsOf(requestOf(steps.get(request)!)?.body)
    const added = [...fieldsOf(storedIn(told))].filter((field) => !asked.has(field))
    if (added.length === 0) return 'adds nothing'
    const rest = added.length - 4
    return `sets ${added.slice(0, 4).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
  }
})

const storedIn = ({ event }: Told): unknown =>
  isEvent<Txn>(event, 'etcd.txn') ? event.success.find(({ value }) => value !== undefined)?.value : undefined

function fieldsOf(object: unknown): ReadonlySet<string> {
  const spec = typeof object === 'object' && object !== null && 'spec' in object ? object.spec : undefined
  return new Set(typeof spec === 'object' && spec !== null ? Object.keys(spec) : [])
}
