import { formatDuration, parseDuration } from '../../base/duration'
import { fail, ok, type Result } from '../../base/result'
import type { MachineId } from '../kernel/types'
import { everybodyElse, type Fault, type FaultKind } from './types'
import {
  readBytes,
  readContainer,
  readFactor,
  readMachine,
  readMachineOrProcess,
  readOffset,
  readPercent,
  readPod,
  readProcess,
  writeBytes,
  writePercent
} from './words'

export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>
type Body<K extends FaultKind> = Omit<FaultOf<K>, 'kind' | 'at'>

interface Grammar<K extends FaultKind> {
  /** The form, as the README and error sentences show it. */
  readonly usage: string
  readonly read: (words: readonly string[]) => Result<Body<K>>
  readonly write: (fault: FaultOf<K>) => string
}

const machine = <K extends FaultKind>(kind: K, ...more: string[]) => ({
  usage: [kind, 'MACHINE', ...more].join(' '),
  read: one(readMachine, (machine: MachineId) => ({ machine })),
  write: (fault: { machine: MachineId }) => fault.machine
})

const target = <K extends FaultKind>(kind: K) => ({
  usage: `${kind} MACHINE[/PROCESS]`,
  read: one(readMachineOrProcess, (target: string) => ({ target })),
  write: (fault: { target: string }) => fault.target
})

/** What may follow each kind of fault, and how it is written. The README lists the same forms; a test compares. */
export const faultGrammar: { readonly [K in FaultKind]: Grammar<K> } = {
  crash: machine('crash'),
  restart: target('restart'),
  shutdown: machine('shutdown'),
  add: machine('add'),
  remove: machine('remove'),
  kill: target('kill'),
  stop: target('stop'),
  pause: target('pause'),
  resume: target('resume'),
  partition: {
    usage: 'partition MACHINE,… | MACHINE,… [| …]',
    read: readGroups,
    write: ({ groups }) => groups.map((group) => group.join(',')).join(' | ')
  },
  cut: {
    usage: 'cut MACHINE -> MACHINE',
    read: (words) => {
      if (words.length !== 3 || words[1] !== '->') return fail(unfit(words))
      const pair = readDifferent(words[0]!, words[2]!)
      return pair.ok ? ok({ from: pair.value[0], to: pair.value[1] }) : pair
    },
    write: ({ from, to }) => `${from} -> ${to}`
  },
  link: {
    usage: 'link MACHINE -|-> MACHINE|all [latency DURATION] [jitter DURATION] [loss PERCENT]',
    read: readLink,
    write: ({ a, b, oneWay, latency, jitter, loss }) => {
      const parts = [`${a} ${oneWay ? '->' : '-'} ${b}`]
      if (latency > 0 || (jitter === 0 && loss === 0)) parts.push(`latency ${formatDuration(latency)}`)
      if (jitter > 0) parts.push(`jitter ${formatDuration(jitter)}`)
      if (loss > 0) parts.push(`loss ${writePercent(loss)}`)
      return parts.join(' ')
    }
  },
  heal: {
    usage: 'heal [MACHINE]',
    read: (words) => (words.length === 0 ? ok({}) : one(readMachine, (machine: MachineId) => ({ machine }))(words)),
    write: ({ machine }) => machine ?? ''
  },
  drop: {
    usage: 'drop MACHINE/PROCESS -> MACHINE/PROCESS [MESSAGE]',
    read: (words) => {
      const [from, arrow, to, type, ...more] = words
      if (from === undefined || arrow !== '->' || to === undefined || more.length > 0) return fail(unfit(words))
      for (const word of [from, to]) {
        const process = readProcess(word)
        if (!process.ok) return process
      }
      return ok({ from, to, ...(type === undefined ? {} : { type }) })
    },
    write: ({ from, to, type }) => `${from} -> ${to} ${type ?? ''}`
  },
  'slow-disk': {
    usage: 'slow-disk MACHINE FACTORx',
    read: two(readMachine, readFactor, (machine, factor) => ({ machine, factor })),
    write: ({ machine, factor }) => `${machine} ${factor}x`
  },
  'full-disk': machine('full-disk'),
  'free-disk': machine('free-disk'),
  'lose-disk': machine('lose-disk'),
  'skew-clock': {
    usage: 'skew-clock MACHINE +DURATION|-DURATION',
    read: two(readMachine, readOffset, (machine, offset) => ({ machine, offset })),
    write: ({ machine, offset }) => `${machine} ${offset < 0 ? '-' : '+'}${formatDuration(Math.abs(offset))}`
  },
  'kill-container': {
    usage: 'kill-container POD [CONTAINER]',
    read: (words) =>
      words.length === 2
        ? two(readPod, readContainer, (pod, container) => ({ pod, container }))(words)
        : one(readPod, (pod) => ({ pod }))(words),
    write: ({ pod, container }) => `${pod} ${container ?? ''}`
  },
  'fill-memory': {
    usage: 'fill-memory POD [CONTAINER] BYTES',
    read: (words) => {
      const bytes = readBytes(words.at(-1) ?? '')
      if (!bytes.ok) return bytes
      const target = faultGrammar['kill-container'].read(words.slice(0, -1))
      return target.ok ? ok({ ...target.value, bytes: bytes.value }) : target
    },
    write: ({ pod, container, bytes }) => [pod, container, writeBytes(bytes)].filter(Boolean).join(' ')
  }
}

type Reader<T> = (word: string) => Result<T>

function one<A, T>(read: Reader<A>, make: (a: A) => T) {
  return (words: readonly string[]): Result<T> => {
    if (words.length !== 1) return fail(unfit(words))
    const a = read(words[0]!)
    return a.ok ? ok(make(a.value)) : a
  }
}

function two<A, B, T>(readA: Reader<A>, readB: Reader<B>, make: (a: A, b: B) => T) {
  return (words: readonly string[]): Result<T> => {
    if (words.length !== 2) return fail(unfit(words))
    const a = readA(words[0]!)
    if (!a.ok) return a
    const b = readB(words[1]!)
    return b.ok ? ok(make(a.value, b.value)) : b
  }
}

const unfit = (words: readonly string[]): string =>
  words.length === 0 ? 'it names no target' : `'${words.join(' ')}' does not fit`

function readGroups(words: readonly string[]): Result<Body<'partition'>> {
  const groups = words
    .join(' ')
    .split('|')
    .map((group) => group.split(/[\s,]+/).filter((word) => word !== ''))
  if (groups.length < 2 || groups.some((group) => group.length === 0)) return fail(unfit(words))
  const seen = new Set<MachineId>()
  for (const word of groups.flat()) {
    const machine = word === everybodyElse ? ok(word) : readMachine(word)
    if (!machine.ok) return machine
    if (seen.has(word)) return fail(`${word} is named twice`)
    seen.add(word)
  }
  return ok({ groups })
}

function readDifferent(first: string, second: string): Result<readonly [MachineId, MachineId]> {
  const a = readMachine(first)
  if (!a.ok) return a
  const b = readMachine(second)
  if (!b.ok) return b
  return a.value === b.value ? fail(`${a.value} has no link to itself`) : ok([a.value, b.value])
}

function readLink(words: readonly string[]): Result<Body<'link'>> {
  const [first = '', dash, second = '', ...settings] = words
  if ((dash !== '-' && dash !== '->') || settings.length === 0 || settings.length % 2 !== 0) return fail(unfit(words))
  const near = readMachine(first)
  const pair =
    second !== everybodyElse ? readDifferent(first, second) : near.ok ? ok([near.value, second] as const) : near
  if (!pair.ok) return pair
  const found = { latency: 0, jitter: 0, loss: 0 }
  for (let i = 0; i < settings.length; i += 2) {
    const [name = '', value = ''] = settings.slice(i, i + 2)
    if (!Object.hasOwn(found, name)) return fail(`'${name}' is not latency, jitter or loss`)
    const read = name === 'loss' ? readPercent(value) : parseDuration(value)
    if (!read.ok) return read
    found[name as keyof typeof found] = read.value
  }
  return ok({ a: pair.value[0], b: pair.value[1], ...(dash === '->' && { oneWay: true }), ...found })
}
