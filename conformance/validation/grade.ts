import { differences, expanded, mapTexts, normalised, squeezed, withoutSuffix } from './compare'
import type { Answer, Server } from './server'

interface Asked {
  readonly method: string
  readonly path: string
  readonly query?: string | null
  readonly reqHeaders?: Readonly<Record<string, string | null>>
  readonly contentType?: string | null
  readonly body?: unknown
  readonly waitMs?: number
}

/** A recorded request with what was done before it, and its answer. */
export interface Case extends Asked {
  readonly id: string
  readonly what: string
  readonly setup?: readonly Asked[]
  readonly code: number
  readonly headers?: { readonly Warning?: string | readonly string[]; readonly 'Content-Type'?: string }
  readonly response: unknown
}

/** Plays a case against a server, removes what it made, and says where the answer is not the recorded one. */
export function grade(server: Server, one: Case): readonly string[] {
  const answers: unknown[] = []
  const made: [path: string, object: unknown][] = []
  const asksDry = (query: string | null | undefined) => (query ?? '').includes('dryRun')
  try {
    for (const asked of one.setup ?? []) {
      if (asked.waitMs) server.wait(asked.waitMs)
      const { code, body } = ask(server, asked, answers)
      answers.push(body)
      if (asked.method === 'POST' && code < 300 && typeof body === 'object' && !asksDry(asked.query))
        made.push([String(filled(asked.path, answers)), body])
      if (code >= 300) return [`setup: want accepted got ${code} ${messageOf(body)}`]
    }
    const got = ask(server, one, answers)
    if (['POST', 'PUT', 'PATCH'].includes(one.method) && got.code < 202 && nameOf(got.body) && !asksDry(one.query)) {
      const path = String(filled(one.path, answers))
      made.push([one.method === 'POST' ? path : path.slice(0, path.lastIndexOf('/')), got.body])
    }
    return compared(one, got)
  } finally {
    for (const [path, object] of made.reverse()) remove(server, path, object)
  }
}

function compared(one: Case, got: Answer): readonly string[] {
  const sent = JSON.stringify([one.body ?? null, one.setup ?? null])
  const [, prefix] = /"generateName":"([^"]*)"/.exec(sent) ?? []
  const form = (value: unknown) => withoutSuffix(normalised(squeezed(value), sent), prefix)
  const warnings = [one.headers?.Warning ?? []].flat()
  return [
    ...differences(one.code, got.code, 'code'),
    ...differences(one.headers?.['Content-Type'], got.contentType, 'Content-Type'),
    ...differences(normalised(warnings, sent), normalised(squeezed(got.warnings), sent), 'Warning'),
    ...differences(form(one.response), form(got.body), 'response')
  ]
}

/** `{{N.path}}` is the value there in the answer of request N of the setup. */
function filled(value: unknown, answers: readonly unknown[]): unknown {
  const at = (step: string, path: string | undefined): unknown =>
    (path === undefined ? [] : path.split('.')).reduce<unknown>(
      (found, key) => (found as Readonly<Record<string, unknown>> | undefined)?.[key],
      answers[Number(step)]
    )
  return mapTexts(value, (text) => {
    const whole = /^\{\{(\d+)(?:\.([^}]+))?\}\}$/.exec(text)
    if (whole) return at(whole[1]!, whole[2])
    return text.replace(/\{\{(\d+)\.([^}]+)\}\}/g, (_, step: string, path: string) => String(at(step, path)))
  })
}

function ask(server: Server, asked: Asked, answers: readonly unknown[]): Answer {
  const body = asked.body === undefined || asked.body === null ? undefined : expanded(filled(asked.body, answers))
  const path = String(filled(expanded(asked.path), answers))
  return send(
    server,
    asked.method,
    path + (asked.query ? `?${String(expanded(asked.query))}` : ''),
    body,
    asked.contentType ?? 'application/json',
    asked.reqHeaders
  )
}

function send(
  server: Server,
  method: string,
  path: string,
  body?: unknown,
  contentType = 'application/json',
  more: Readonly<Record<string, string | null>> = {}
): Answer {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'recorder' }
  if (text !== undefined && contentType !== '') headers['content-type'] = contentType
  for (const [name, value] of Object.entries(more))
    if (value === null) delete headers[name.toLowerCase()]
    else headers[name.toLowerCase()] = value
  return server.send(method, path, text, headers)
}

const subresources = /\/(binding|eviction|token|status|scale|finalize|ephemeralcontainers|resize)$/

function remove(server: Server, collection: string, object: unknown): void {
  const name = nameOf(object)
  if (!name || subresources.test(collection)) return
  const path = `${collection}/${encodeURIComponent(name).replace(/%3A/g, ':')}`
  for (let i = 0; i < 40; i++) {
    const { code, body } = send(server, 'DELETE', path, { gracePeriodSeconds: 0, propagationPolicy: 'Background' })
    if (code >= 400) return
    const left = body as { kind?: string; metadata?: { finalizers?: unknown }; spec?: Record<string, unknown> }
    if (left.metadata?.finalizers)
      send(server, 'PATCH', path, { metadata: { finalizers: null } }, 'application/merge-patch+json')
    if (left.kind === 'Namespace')
      send(server, 'PUT', `${path}/finalize`, { ...left, spec: { ...left.spec, finalizers: [] } })
    if (send(server, 'GET', path).code === 404) return
    server.wait(50)
  }
}

const nameOf = (object: unknown): string | undefined =>
  (object as { metadata?: { name?: string } } | undefined)?.metadata?.name
const messageOf = (body: unknown): string => (body as { message?: string } | undefined)?.message ?? String(body)
