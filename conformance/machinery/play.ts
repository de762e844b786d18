import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { squeezed } from '../validation/compare'
import { abridged } from './abridged'
import { Client, type Answer } from './client'
import { Clock } from './clock'
import { differences, normalised } from './compare'
import { Revisions } from './revisions'
import { filled, isFields, type Asked, type Step } from './steps'
import { named as namedIn } from './named'
import { rightsOf } from './rights'
import { chosenBy, surroundings } from './surroundings'
import { makes, unseen } from './unseen'
import { toldLike, withBundles } from './webhooks'

export interface Score {
  passed: number
  failed: number
}

/**
 * Plays every recorded sequence (of a folder, or the one of a file) against a fresh cluster each, and counts the steps whose answer
 * is the recorded one.
 */
export function machinery(given: string, show: number, out: (text: string) => void): Score {
  const total: Score = { passed: 0, failed: 0 }
  for (const file of sequences(given)) {
    const name = basename(file)
    const score = playSequence(readFileSync(file, 'utf8'), show, out)
    out(`${name}: ${score.passed} of ${score.passed + score.failed}\n`)
    total.passed += score.passed
    total.failed += score.failed
  }
  out(`${total.passed} passed, ${total.failed} failed\n`)
  return total
}

/** Plays one sequence, as it is written in its file, against a cluster of its own. */
export function playSequence(text: string, show: number, out: (text: string) => void): Score {
  const { steps } = JSON.parse(withBundles(text)) as { steps: readonly Step[] }
  return play(new Client(), steps, show, out)
}

function sequences(given: string): readonly string[] {
  if (!statSync(given).isDirectory()) return [given]
  const names = readdirSync(given).filter((file) => /^\d.*\.json$/.test(file))
  return names.sort().map((name) => join(given, name))
}

function play(client: Client, steps: readonly Step[], show: number, out: (text: string) => void): Score {
  const score: Score = { passed: 0, failed: 0 }
  const answers: unknown[] = []
  const revisions = new Revisions()
  const before = unseen(steps)
  const rights = [...rightsOf(steps), ...namedIn(steps)]
  const clock = new Clock(client)
  let shown = 0
  const labels = chosenBy(steps)
  let around: readonly Asked[] = []
  for (const name of assumed(steps))
    client.ask({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name, labels } } })
  clock.wait(pause)
  for (const [i, step] of steps.entries()) {
    const { request, code, response } = step
    for (const one of before) if (one.before === i) makes(client, one)
    for (const one of rights) if (one.before === i) client.ask(one.request)
    clock.before(step)
    // Watches, waits and observations are told otherwise.
    if (!request || code === undefined || response === undefined) {
      clock.after(step)
      answers.push(undefined)
      continue
    }
    const wanted = surroundings(steps, i)
    if (JSON.stringify(wanted) !== JSON.stringify(around)) {
      for (const each of around) client.ask(removal(each))
      for (const each of wanted) client.ask(each)
      around = wanted
      clock.wait(inEffect)
    }
    const told = { ...request, path: revisions.told(request.path), body: revisions.toldIn(request.body) }
    const asked = filled(told, answers) as Asked
    const sent = JSON.stringify(request.body ?? null)
    client.asked()
    let answer = client.ask(asked)
    // What a recorder made it took away again, mostly out of sight.
    if (answer.code === 409 && code !== 409 && isMade(answer.body)) {
      client.ask(removal(asked))
      client.asked()
      answer = client.ask(asked)
    }
    const { calls } = step
    const heard = calls ? differences(calls, client.asked().map(toldLike(calls)), 'calls') : []
    const back = ({ body, ...rest }: Answer): Answer => ({ ...rest, body: revisions.back(body, request) })
    let found = [...compared(step, asked, back(answer), sent), ...heard]
    // Between two steps the recorder waited, by its notes up to some seconds: controllers are at work meanwhile.
    for (let tries = 0; tries < patience && found.length > 0 && asked.method === 'GET'; tries++) {
      clock.wait(pause)
      answer = client.ask(asked)
      found = compared(step, asked, back(answer), sent)
    }
    answers.push(answer.body)
    clock.after(step)
    revisions.learn(response, abridged(response, answer.body))
    if (found.length === 0) score.passed++
    else {
      score.failed++
      if (shown++ < show) out(`  [${i}] ${request.method} ${request.path}: ${found.slice(0, 3).join('; ')}\n`)
    }
  }
  return score
}

const compared = ({ code, response }: Step, asked: Asked, answer: Answer, sent: string): string[] => [
  ...(answer.code === code ? [] : [`code: want ${code} got ${answer.code}`]),
  ...differences(
    normalised(named(response, asked.body), sent),
    normalised(named(squeezed(abridged(response, answer.body)), asked.body), sent)
  )
]

const isMade = (body: unknown): boolean => (body as { reason?: string } | null)?.reason === 'AlreadyExists'

/** The deletion of what a step makes. */
function removal({ path, body }: Asked): Asked {
  const { metadata } = (typeof body === 'object' ? body : {}) as { metadata?: { name?: string } }
  const [plain] = path.split('?')
  return { method: 'DELETE', path: `${plain}/${metadata?.name ?? ''}?gracePeriodSeconds=0` }
}

/** How often a read is made again, and after how many milliseconds: 2.4 s of simulated time. */
const patience = 6
const pause = 400
/** How long until a configuration is in effect. */
const inEffect = 1_000

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

/** Namespaces that the sequence uses and does not make: they were there when it was recorded. */
function assumed(steps: readonly Step[]): readonly string[] {
  const named = new Set<string>()
  const made = new Set<string>()
  for (const { request, code, response } of steps) {
    // Who may nothing there says nothing of whether it was there.
    if (code === 403 || code === 404) continue
    const [, name] = /\/namespaces\/([a-z0-9-]+)(?:\/|$)/.exec(request?.path ?? '') ?? []
    if (name !== undefined) named.add(name)
    for (const each of namespacesIn(response)) named.add(each)
    const { metadata } = (typeof request?.body === 'object' && request.body !== null ? request.body : {}) as {
      metadata?: { name?: string }
    }
    if (request?.method === 'POST' && /^\/api\/v1\/namespaces(\?|$)/.test(request.path) && metadata?.name)
      made.add(metadata.name)
  }
  return [...named].filter((name) => !made.has(name) && name !== 'default' && !name.startsWith('kube-'))
}

/** The namespaces of what a list over all of them shows. */
function namespacesIn(response: unknown): readonly string[] {
  const { items = response } = (isFields(response) ? response : {}) as { items?: unknown }
  if (!Array.isArray(items)) return []
  return (items as readonly unknown[]).flatMap((item) => {
    const { namespace } = (isFields(item) && isFields(item.metadata) ? item.metadata : {}) as { namespace?: string }
    const [, short] = typeof item === 'string' ? (/^([a-z0-9-]+)\/[^/ ]+$/.exec(item) ?? []) : []
    return namespace ?? short ?? []
  })
}
