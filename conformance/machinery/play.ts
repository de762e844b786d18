import { readdirSync, readFileSync } from 'node:fs'
import https from 'node:https'
import { join } from 'node:path'
import { presetOf, type Scenario } from '../../src/scenarios'
import { startServing, type Serving } from '../../src/serve/serve'
import { differences, normalised } from './compare'

/** One step of a recorded sequence: a request and its answer, or something that no request is. */
interface Step {
  readonly note?: string
  readonly request?: {
    readonly method: string
    readonly path: string
    readonly user?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly contentType?: string | null
    readonly body?: unknown
  }
  readonly code?: number
  readonly response?: unknown
}

const scenario: Scenario = {
  ...presetOf('ha-master-fails')!,
  cluster: { masters: 1, workers: 0, zones: 0, runtime: 'containerd', loadBalancer: false },
  flags: { 'users-rate-per-s': 0, 'static-pods': false, 'masters-are-nodes': false },
  workloads: [],
  faults: []
}

export interface Score {
  passed: number
  failed: number
}

/** Plays every recorded sequence of a folder against a fresh cluster each, and counts the steps whose answer is the recorded one. */
export async function machinery(folder: string, show: number, out: (text: string) => void): Promise<Score> {
  const total: Score = { passed: 0, failed: 0 }
  for (const name of readdirSync(folder)
    .filter((file) => /^\d.*\.json$/.test(file))
    .sort()) {
    const { steps } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { steps: readonly Step[] }
    const started = await startServing({ scenario, speed: 10, port: 0, host: '127.0.0.1' })
    if (!started.ok) throw new Error(started.error)
    const score = await play(started.value, steps, show, out)
    started.value.stop()
    out(`${name}: ${score.passed} of ${score.passed + score.failed}\n`)
    total.passed += score.passed
    total.failed += score.failed
  }
  out(`${total.passed} passed, ${total.failed} failed\n`)
  return total
}

async function play(
  serving: Serving,
  steps: readonly Step[],
  show: number,
  out: (text: string) => void
): Promise<Score> {
  const score: Score = { passed: 0, failed: 0 }
  const answers: unknown[] = []
  const agent = new https.Agent({ keepAlive: true, ca: serving.ca, ...serving.admin })
  let shown = 0
  for (const name of assumed(steps))
    await ask(serving, agent, { method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name } } })
  for (const step of steps) {
    const { request, code, response } = step
    // Watches, waits and observations are told otherwise.
    if (!request || code === undefined || response === undefined) {
      answers.push(undefined)
      continue
    }
    const answer = await ask(serving, agent, filled(request, answers) as NonNullable<Step['request']>)
    answers.push(answer.body)
    const sent = JSON.stringify(request.body ?? null)
    const found = [
      ...(answer.code === code ? [] : [`code: want ${code} got ${answer.code}`]),
      ...differences(normalised(response, sent), normalised(answer.body, sent))
    ]
    if (found.length === 0) score.passed++
    else {
      score.failed++
      if (shown++ < show) out(`  ${request.method} ${request.path}: ${found.slice(0, 3).join('; ')}\n`)
    }
  }
  agent.destroy()
  return score
}

/** Namespaces that the sequence uses and does not make: they were there when it was recorded. */
function assumed(steps: readonly Step[]): readonly string[] {
  const named = new Set<string>()
  const made = new Set<string>()
  for (const { request } of steps) {
    const [, name] = /\/namespaces\/([a-z0-9-]+)\//.exec(request?.path ?? '') ?? []
    if (name !== undefined) named.add(name)
    const { metadata } = (typeof request?.body === 'object' && request.body !== null ? request.body : {}) as {
      metadata?: { name?: string }
    }
    if (request?.method === 'POST' && /^\/api\/v1\/namespaces(\?|$)/.test(request.path) && metadata?.name)
      made.add(metadata.name)
  }
  return [...named].filter((name) => !made.has(name) && name !== 'default' && !name.startsWith('kube-'))
}

/** `{{N.path}}` is the value there in the answer of step N, `{{repeat:S:N}}` S as often. */
function filled(value: unknown, answers: readonly unknown[]): unknown {
  const at = (step: string, path = ''): unknown =>
    path
      .split('.')
      .filter((key) => key !== '')
      .reduce<unknown>(
        (found, key) => (found as Readonly<Record<string, unknown>> | undefined)?.[key],
        answers[Number(step)]
      )
  if (typeof value === 'string') {
    const whole = /^\{\{(\d+)(?:\.([^}]+))?\}\}$/.exec(value)
    if (whole) return at(whole[1]!, whole[2])
    return value
      .replace(/\{\{repeat:(.+?):(\d+)\}\}/gs, (_, text: string, count: string) => text.repeat(Number(count)))
      .replace(/\{\{(\d+)\.([^}]+)\}\}/g, (_, step: string, path: string) => String(at(step, path)))
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, answers))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, answers)]))
}

function ask(
  serving: Serving,
  agent: https.Agent,
  { method, path, user, headers = {}, contentType, body }: NonNullable<Step['request']>
): Promise<{ code: number; body: unknown }> {
  return new Promise((resolve) => {
    const text =
      body === undefined || body === null ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    const request = https.request(
      {
        agent,
        host: '127.0.0.1',
        port: serving.port,
        method,
        path: path.replace(/[^\x21-\x7e]/g, encodeURIComponent),
        timeout: 15_000,
        headers: {
          accept: 'application/json',
          'user-agent': 'recorder',
          ...(text !== undefined && { 'content-type': contentType ?? 'application/json' }),
          ...(user !== undefined && user !== 'admin' && { 'impersonate-user': user }),
          ...headers
        }
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const found = Buffer.concat(chunks).toString()
          try {
            resolve({ code: response.statusCode ?? 0, body: JSON.parse(found) as unknown })
          } catch {
            resolve({ code: response.statusCode ?? 0, body: found })
          }
        })
        response.on('error', () => resolve({ code: 0, body: undefined }))
      }
    )
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve({ code: 0, body: undefined }))
    request.end(text)
  })
}
