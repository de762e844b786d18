import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DnsRecord } from '../../src/sim/components/linux/messages'
import { Server } from './server'

/** A question and what was answered to it. */
export interface Asked {
  readonly name: string
  readonly type: DnsRecord['type']
  readonly rcode?: string
  readonly aa?: boolean
  readonly answer?: readonly string[]
  readonly authority?: readonly string[]
  readonly additional?: readonly string[]
  /** `TimeoutError('timed out')`: nothing came within `ms`. */
  readonly error?: string
  readonly ms: number
}

interface Options {
  readonly show: number
  /** Questions whose name contains one of these; all of them if empty. */
  readonly only: readonly string[]
}

/** Holds recorded answers of a CoreDNS against ours, all their sections. */
export function dns(folder: string, { show, only }: Options, out: (text: string) => void) {
  const total = { passed: 0, failed: 0 }
  const parsed = (name: string): unknown => {
    const path = existsSync(folder) && folder.endsWith('.json') ? folder : join(folder, name)
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  }
  const names = folder.endsWith('.json') ? [folder] : readdirSync(folder).filter((name) => name.endsWith('.json'))
  for (const file of names.sort()) {
    const questions = questionsIn(parsed(file)).filter(
      ({ asked: { name } }) => only.length === 0 || only.some((word) => name.includes(word))
    )
    const problems = gradeAnswers(questions)
    for (const problem of problems) if (total.failed++ < show) out(`  ${file}: ${problem}\n`)
    total.passed += questions.length - problems.length
  }
  out(`${total.passed} passed, ${total.failed} failed\n`)
  return total
}

export interface Question {
  readonly asked: Asked
  /** Nobody heard the API meanwhile. */
  readonly isFrozen: boolean
}

/** Questions stand in a list, by themselves or at the end of what was noted with them. */
export function questionsIn(list: unknown): Question[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((entry: unknown): Question[] => {
    const isFrozen = Array.isArray(entry) && entry.includes('API frozen')
    const asked = (Array.isArray(entry) ? entry.at(-1) : entry) as Asked | null
    return asked !== null && typeof asked === 'object' && 'type' in asked ? [{ asked, isFrozen }] : []
  })
}

/** One line for each question that is answered otherwise. */
export function gradeAnswers(questions: readonly Question[]): string[] {
  let server = warm(new Server())
  let serial = ''
  const problems: string[] = []
  for (const { asked, isFrozen } of questions) {
    const found = serialIn(asked)
    // Another serial: the server had read its configuration anew, and knows nothing of its resolver.
    if (serial !== '' && found !== '' && found !== serial) server = new Server()
    serial = found || serial
    if (isFrozen) server.freezeApi()
    const problem = compare(asked, server)
    if (problem !== '') problems.push(`${asked.name} ${asked.type}: ${problem}`)
  }
  return problems
}

/** Somebody had asked for names of the world before: the dead resolver is known. */
function warm(server: Server): Server {
  server.ask({ name: 'example.com', type: 'A' })
  return server
}

const serialIn = ({ answer = [], authority = [] }: Asked): string =>
  [...answer, ...authority].flatMap((text) => / SOA \S+ \S+ (\d+) /.exec(text)?.[1] ?? [])[0] ?? ''

function compare(want: Asked, server: Server): string {
  const got = server.ask({ name: want.name, type: want.type })
  // Who gave up within a moment of the answer met silence.
  if (want.error !== undefined)
    return !got || got.ms > want.ms - 50
      ? ''
      : `want no answer in ${want.ms} ms, got ${got.answer.rcode} after ${got.ms} ms`
  if (!got) return `want ${want.rcode}, got no answer`
  const { rcode, records, authoritative = false, authority = [], additional = [] } = got.answer
  if (rcode !== want.rcode) return `want ${want.rcode}, got ${rcode}`
  if (authoritative !== want.aa) return `want aa ${want.aa}, got ${authoritative}`
  if (want.ms > 1_000 && Math.abs(want.ms - got.ms) > 100) return `want after ${want.ms} ms, got after ${got.ms} ms`
  const sections = [
    ['answer', want.answer, records],
    ['authority', want.authority, authority],
    ['additional', want.additional, additional]
  ] as const
  return sections
    .flatMap(([section, texts = [], own]) => {
      const [a, b] = [form(texts), form(own.map(lineOf))]
      return a === b ? [] : [`${section}: want ${a}, got ${b}`]
    })
    .join('; ')
}

/** `loadbalance` turns records round: their order is chance, but that a CNAME comes first; a zone's serial is the time of its last change. */
const form = (texts: readonly string[]): string =>
  texts
    .map((text) => text.replace(/( SOA \S+ \S+) \d+ /, '$1 SERIAL '))
    .sort((a, b) => Number(b.includes(' CNAME ')) - Number(a.includes(' CNAME ')) || (a < b ? -1 : 1))
    .join(', ')

const lineOf = ({ name, ttl, type, value }: DnsRecord): string => {
  const isName = type === 'CNAME' || type === 'SRV' || type === 'PTR' || type === 'NS'
  return `${name}. ${ttl} ${type} ${value}${isName ? '.' : ''}`
}
