import type { Config, Policy } from './surroundings'

/** One step of a recorded sequence: a request and its answer, or something that no request is. */
export interface Step {
  readonly note?: string
  readonly request?: Asked
  readonly code?: number
  readonly response?: unknown
  /** What was in effect while it was asked. */
  readonly config?: Config
  readonly policy?: Policy
  readonly mutations?: readonly unknown[]
  /** What webhooks were asked: where, or in more words. */
  readonly calls?: readonly unknown[]
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly user?: string
  readonly headers?: Readonly<Record<string, string | null>>
  readonly contentType?: string | null
  readonly body?: unknown
}

export type Fields = Readonly<Record<string, unknown>>
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a path names: a collection, an object in it, a part of that. */
export interface Place {
  readonly collection: string
  readonly plural: string
  readonly name?: string | undefined
  readonly subresource?: string | undefined
  readonly query: URLSearchParams
}

export function placeOf(path: string): Place | undefined {
  const [plain = '', query = ''] = path.split('?')
  const [, group = '', rest = ''] = /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)\/(.+)$/.exec(plain) ?? []
  const parts = rest.split('/').filter((part) => part !== '')
  if (group === '' || parts.length === 0) return undefined
  const inside = parts[0] === 'namespaces' && parts.length > 2 && !['status', 'finalize'].includes(parts[2]!)
  const [plural = '', name, subresource] = inside ? parts.slice(2) : parts
  const collection = `${group}/${inside ? `namespaces/${parts[1]}/` : ''}${plural}`
  return { collection, plural, name, subresource, query: new URLSearchParams(query) }
}

/** `{{N.path}}` is the value there in the answer of step N, `{{repeat:S:N}}` S as often. */
export function filled(value: unknown, answers: readonly unknown[]): unknown {
  const at = (step: string, path = ''): unknown =>
    path
      .split('.')
      .filter((key) => key !== '')
      .reduce<unknown>((found, key) => (found as Fields | undefined)?.[key], answers[Number(step)])
  if (value === '(the answer before, unchanged)') return answers.at(-1)
  if (typeof value === 'string') {
    const whole = /^\{\{(\d+)(?:\.([^}]+))?\}\}$/.exec(value)
    if (whole) return at(whole[1]!, whole[2])
    return value
      .replace(/\{\{repeat:(.+?):(\d+)\}\}/gs, (_, text: string, count: string) => text.repeat(Number(count)))
      .replace(/\{\{(\d+)\.([^}]+)\}\}/g, (_, step: string, path: string) => String(at(step, path)))
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, answers))
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, answers)]))
}
