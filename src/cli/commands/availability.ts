import {
  causes,
  formatHours,
  hoursAway,
  live,
  readFrequency,
  readHours,
  reportOf,
  Study,
  usualFaults,
  usualInputs,
  type Cause,
  type Frequency,
  type Inputs,
  type Mean,
  type Report,
  type Shard
} from '../../availability'
import { Laboratory, services } from '../../availability/simulate'
import { fail, ok, type Result } from '../../base/result'
import type { Command, Io } from '../command'
import { readArgs, readCount } from '../options'
import { table } from '../table'
import { cores, measurers } from '../threads'

const usage =
  "availability [--masters 3] [--balancers 0|1|2] [--workers 3] [--zones 3] [--racks 0] [--years 1000] [--until-sure] [--mtbf '4,000 h'] [--mttr '4 h'] [--every 'CAUSE 2 y'] [--lasts 'CAUSE 1 h'] [--seed 1] [--phases 4] [--snapshots '24 h'] [--shard 0/8] [--cores n] [--progress] [--json]"
const options = {
  masters: { type: 'string', default: '3' },
  balancers: { type: 'string' },
  workers: { type: 'string', default: '3' },
  zones: { type: 'string', default: '3' },
  racks: { type: 'string', default: '0' },
  years: { type: 'string', default: '1000' },
  'until-sure': { type: 'boolean', default: false },
  mtbf: { type: 'string' },
  mttr: { type: 'string' },
  every: { type: 'string', multiple: true },
  lasts: { type: 'string', multiple: true },
  seed: { type: 'string', default: '1' },
  phases: { type: 'string', default: '4' },
  snapshots: { type: 'string', default: '24 h' },
  shard: { type: 'string', default: '0/1' },
  cores: { type: 'string' },
  progress: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false }
} as const

export const availability: Command = {
  usage,
  summary: `How long reads, writes and users' requests are away in a year of faults at random (${causes.join(', ')}), with 95 % intervals.`,
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    if (positionals.length > 0) return fail(`'${positionals[0]}' is one argument too many; expected ${usage}.`)
    const inputs = readInputs(values)
    if (!inputs.ok) return inputs
    const years = readCount('--years', values.years, 1, 1_000_000)
    if (!years.ok) return years
    const shard = readShard(values.shard)
    if (!shard.ok) return shard
    const count = readCount('--cores', values.cores ?? String(cores()), 1, 256)
    if (!count.ok) return count
    const study = new Study(inputs.value, years.value, shard.value)
    const finish = (): Result<0> => {
      const report = reportOf(inputs.value, years.value, study.years)
      io.out(values.json ? `${JSON.stringify(report)}\n` : tableOf(report))
      if (study.unsettled > 0)
        io.err(`${study.unsettled} of ${study.measured} measured ways did not settle within 25 minutes.\n`)
      return ok(0)
    }
    const course = { progress: values.progress ? progress(io) : () => {}, untilSure: values['until-sure'] }
    if (io.background) io.background(inThreads(study, count.value, course).then(finish))
    else {
      alone(study)
      return finish()
    }
    return ok(0)
  }
}

async function inThreads(study: Study, count: number, course: Parameters<typeof live>[2]): Promise<void> {
  const hands = measurers(study.inputs, count)
  try {
    await live(study, hands, course)
  } finally {
    for (const { close } of hands) close()
  }
}

/** Without threads, where nothing may go on in the background. */
function alone(study: Study): void {
  const laboratory = new Laboratory(study.inputs.cluster, study.inputs.seed)
  for (;;) {
    const queue = study.wanted(1)
    if (queue.length === 0) return
    for (let way = queue.pop(); way; way = queue.pop()) queue.push(...study.learn(way, laboratory.measure(way)))
  }
}

/** A line whenever another twentieth of the years is lived. */
function progress(io: Io): (study: Study) => void {
  let told = 0
  return ({ years, total, measured }) => {
    if (years.length < told + total / 20 && years.length < total) return
    told = years.length
    io.err(`${years.length} of ${total} years, ${measured} ways measured\n`)
  }
}

type Values = Readonly<
  Record<'masters' | 'workers' | 'zones' | 'racks' | 'seed' | 'phases' | 'snapshots', string> & {
    balancers?: string | undefined
    mtbf?: string | undefined
    mttr?: string | undefined
    every?: string[] | undefined
    lasts?: string[] | undefined
  }
>

function readInputs(values: Values): Result<Inputs> {
  const counts: Record<string, number> = {}
  const limits = {
    masters: [1, 7],
    workers: [1, 50],
    zones: [0, 9],
    racks: [0, 50],
    seed: [0, 0xffff_ffff],
    phases: [1, 50]
  }
  for (const [name, [least, most]] of Object.entries(limits)) {
    const count = readCount(`--${name}`, values[name as keyof typeof limits], least!, most!)
    if (!count.ok) return count
    counts[name] = count.value
  }
  const { masters = 3, workers = 3, zones = 3, racks = 0, seed = 1, phases = 4 } = counts
  const usual = usualInputs(masters)
  const balancers = readCount('--balancers', values.balancers ?? String(usual.cluster.balancers), 0, 2)
  if (!balancers.ok) return balancers
  if (masters > 1 && balancers.value === 0)
    return fail('--balancers is 0; expected 1 or 2 with several masters, which clients reach through one.')
  const faults = readFaults(values)
  if (!faults.ok) return faults
  const snapshots = readHours(values.snapshots)
  if (!snapshots.ok) return fail(`--snapshots: ${snapshots.error}.`)
  if (snapshots.value === Infinity)
    return fail('--snapshots is never; expected a time from one to the next, such as 24 h.')
  const cluster = { masters, workers, zones, racks, balancers: balancers.value as 0 | 1 | 2 }
  return ok({ cluster, faults: faults.value, seed, phases, snapshots: snapshots.value })
}

/** The usual faults, with what is said otherwise. A cause that is not among them needs both texts. */
function readFaults({ mtbf, mttr, every = [], lasts = [] }: Values): Result<Inputs['faults']> {
  const faults: Partial<Record<Cause, Frequency>> = { ...usualFaults }
  const texts = new Map<string, { every?: string; lasts?: string }>()
  const say = (cause: string, text: { every: string } | { lasts: string }) =>
    texts.set(cause, { ...texts.get(cause), ...text })
  if (mtbf !== undefined) say('machine', { every: mtbf })
  if (mttr !== undefined) say('machine', { lasts: mttr })
  for (const text of every) say(...split(text, (rest) => ({ every: rest })))
  for (const text of lasts) say(...split(text, (rest) => ({ lasts: rest })))
  for (const [cause, said] of texts) {
    const known = faults[cause as Cause]
    const read = readFrequency(
      cause,
      said.every ?? (known ? formatHours(known.every.mean) : 'never'),
      said.lasts ?? (known ? `${formatHours(known.lasts.mean)} ${known.lasts.shape}` : '1 h')
    )
    if (!read.ok) return fail(`${read.error}.`)
    if (read.value.every.mean === Infinity) delete faults[cause as Cause]
    else faults[cause as Cause] = read.value
  }
  return ok(faults)
}

/** `process 1,000 h` */
function split<T>(text: string, as: (rest: string) => T): [string, T] {
  const [, cause = '', rest = ''] = /^\s*(\S*)\s*(.*)$/.exec(text) ?? []
  return [cause, as(rest)]
}

function readShard(text: string): Result<Shard> {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? []
  return index !== undefined && Number(index) < Number(of)
    ? ok({ index: Number(index), of: Number(of) })
    : fail(`--shard is '${text}'; expected INDEX/COUNT with an index from 0, such as 0/8.`)
}

export function tableOf({ results, years, forgottenS }: Report): string {
  const rows = services.map((service) => {
    const { lostS, availability, closedForm } = results[service]
    const formula = closedForm === null ? 'none' : lasting(hoursAway(closedForm) * 3_600)
    return [service, lasting(lostS.mean), interval(lostS), `${(availability * 100).toFixed(5)} %`, formula]
  })
  return `${years.length} years\n${table([['away a year', 'mean', '95 %', 'available', 'closed form'], ...rows])}writes forgotten with lost data: ${lasting(forgottenS.mean)} a year (${interval(forgottenS)})\n`
}

const interval = ({ low, high }: Mean): string => `${lasting(low)} to ${lasting(high)}`
const lasting = (s: number): string => (s < 1e-9 ? '0 s' : formatHours(s / 3_600))
