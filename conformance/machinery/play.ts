import { readdirSync, readFileSync, statSync } from 'node:fs'
import https from 'node:https'
import { basename, join } from 'node:path'
import { presetOf, type Scenario } from '../../src/scenarios'
import { startServing, type Serving } from '../../src/serve/serve'
import { abridged } from './abridged'
import { differences, normalised } from './compare'
import { chosenBy, surroundings, type Config, type Policy } from './surroundings'
import { unseen } from './unseen'

/** A request as it was recorded. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly user?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly contentType?: string | null
  readonly body?: unknown
}

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

/**
 * Plays every recorded sequence (of a folder, or the one of a file) against a fresh cluster each, and counts the steps whose answer
 * is the recorded one.
 */
export async function machinery(given: string, show: number, out: (text: string) => void): Promise<Score> {
  const total: Score = { passed: 0, failed: 0 }
  for (const file of sequences(given)) {
    const name = basename(file)
    const { steps } = JSON.parse(readFileSync(file, 'utf8')) as { steps: readonly Step[] }
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

function sequences(given: string): readonly string[] {
  if (!statSync(given).isDirectory()) return [given]
  const names = readdirSync(given).filter((file) => /^\d.*\.json$/.test(file))
  return names.sort().map((name) => join(given, name))
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
  const labels = chosenBy(steps)
  for (const name of assumed(steps))
    await ask(serving, agent, { method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name, labels } } })
  let around: readonly Asked[] = []
  for (const [at, step] of steps.entries()) {
    const { request, code, response } = step
    // Watches, waits and observations are told otherwise.
    if (!request || code === undefined || response === undefined) {
      answers.push(undefined)
      continue
    }
    const wanted = surroundings(steps, at)
    if (JSON.stringify(wanted) !== JSON.stringify(around)) {
      for (const each of around) await ask(serving, agent, removal(each))
      for (const each of wanted) await ask(serving, agent, each)
      around = wanted
      await wait(inEffect)
    }
    const asked = filled(request, answers) as Asked
    const sent = JSON.stringify(request.body ?? null)
    let answer = await ask(serving, agent, asked)
    // What a recorder made it took away again, mostly out of sight.
    if (answer.code === 409 && code !== 409 && isMade(answer.body)) {
      await ask(serving, agent, removal(asked))
      answer = await ask(serving, agent, asked)
    }
    // What it made out of sight before, and what controllers then did with it.
    const missing = answer.code === 404 && code < 300 ? unseen(asked, response) : undefined
    if (missing && (await ask(serving, agent, missing)).code === 201) {
      await wait(settled)
      answer = await ask(serving, agent, asked)
    }
    const compared = () => [
      ...(answer.code === code ? [] : [`code: want ${code} got ${answer.code}`]),
      ...differences(
        normalised(named(response, asked.body), sent),
        normalised(named(abridged(response, answer.body), asked.body), sent)
      )
    ]
    let found = compared()
    // Between two steps the recorder waited, by its notes up to some seconds: controllers are at work meanwhile.
    for (let tries = 0; tries < patience && found.length > 0 && asked.method === 'GET'; tries++) {
      await wait(pause)
      answer = await ask(serving, agent, asked)
      found = compared()
    }
    answers.push(answer.body)
    if (found.length === 0) score.passed++
    else {
      score.failed++
      if (shown++ < show)
        out(`  [${answers.length - 1}] ${request.method} ${request.path}: ${found.slice(0, 3).join('; ')}\n`)
    }
  }
  agent.destroy()
  return score
}

const isMade = (body: unknown): boolean => (body as { reason?: string } | null)?.reason === 'AlreadyExists'

/** The deletion of what a step makes. */
function removal({ path, body }: Asked): Asked {
  const { metadata } = (typeof body === 'object' ? body : {}) as { metadata?: { name?: string } }
  const [plain] = path.split('?')
  return { method: 'DELETE', path: `${plain}/${metadata?.name ?? ''}?gracePeriodSeconds=0` }
}

/** How often a read is made again, and after how long: 2.4 s of simulated time. */
const patience = 6
const pause = 40
/** How long, in ms, until a configuration is in effect, and until controllers have done with a new object. */
const inEffect = 30
const settled = 200

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A generated name by what it was generated from. */
function named(value: unknown, body: unknown): unknown {
  const { generateName } = ((body ?? {}) as { metadata?: { generateName?: string } }).metadata ?? {}
  if (!generateName) return value
  const base = generateName.slice(0, 58)
  const text = JSON.stringify(value) ?? 'null'
  const suffix = /^[bcdfghjklmnpqrstvwxz2456789]{5}/
  return JSON.parse(
    text
      .split(base)
      .map((part, i) => (i === 0 ? part : part.replace(suffix, '<suffix>')))
      .join(base)
  ) as unknown
}

/**
 * Who asks: a user by name is impersonated, a node with the group of its certificate; `CN=joe O=system:nodes` is a certificate's
 * subject.
 */
function identityOf(user: string | undefined): Readonly<Record<string, string>> {
  if (user === undefined || user === 'admin') return {}
  const [, subject, group] = /^CN=(\S+)(?: O=(\S+))?/.exec(user) ?? []
  if (subject !== undefined) return { 'impersonate-user': subject, ...(group && { 'impersonate-group': group }) }
  return { 'impersonate-user': user, ...(user.startsWith('system:node:') && { 'impersonate-group': 'system:nodes' }) }
}

/** Namespaces that the sequence uses and does not make: they were there when it was recorded. */
function assumed(steps: readonly Step[]): readonly string[] {
  const named = new Set<string>()
  const made = new Set<string>()
  for (const { request, code } of steps) {
    // Who may nothing there says nothing of whether it was there.
    if (code === 403 || code === 404) continue
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
  { method, path, user, headers = {}, contentType, body }: Asked
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
          ...(!Object.keys(headers).some((name) => name.toLowerCase() === 'user-agent') && {
            'user-agent': 'recorder'
          }),
          ...(text !== undefined && {
            'content-type': contentType ?? 'application/json',
            'content-length': String(Buffer.byteLength(text))
          }),
          ...identityOf(user),
          ...Object.fromEntries(
            Object.entries(headers)
              .filter(([, value]) => (value as string | null) !== null)
              .map(([name, value]) => [name.toLowerCase(), value])
          )
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
