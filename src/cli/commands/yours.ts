import {
  failureKinds,
  failuresIn,
  findingsOf,
  groupedByOwner,
  lossesOf,
  readYours,
  sentenceOf,
  titleOf,
  type Advice,
  type Losses,
  type Tried,
  type Yours
} from '../../advisor'
import { fail, ok, type Result } from '../../base/result'
import type { Command, Io } from '../command'
import { poolOf } from '../threads'
import { readArgs } from '../options'
import { progressOn, readCores } from './advise'

const usage = 'yours -f cluster.json [--advise] [--cores n] [--json]'
const options = {
  file: { type: 'string', short: 'f' },
  advise: { type: 'boolean' },
  cores: { type: 'string' },
  json: { type: 'boolean' }
} as const

export const yours: Command = {
  usage,
  summary:
    'Builds your cluster from what `kubectl get nodes,pods,deploy,rs,sts,ds,svc,pdb,pvc,pc -A -o json` printed; takes away each node and each zone, drains each node, and prints what finds no place, and which disruption budgets block.',
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { file, advise = false, cores: coresText, json = false } = read.value.values
    if (file === undefined) return fail(`No file is named; expected ${usage}.`)
    const cores = readCores(coresText)
    if (!cores.ok) return cores
    const text = io.readFile(file)
    if (text === undefined) return fail(`File '${file}' cannot be read; expected one.`)
    const cluster = readYours(text)
    if (!cluster.ok) return cluster
    io.background?.(report(cluster.value, advise, cores.value, io, json))
    return ok(0)
  }
}

async function report(
  cluster: Yours,
  advise: boolean,
  cores: number | undefined,
  io: Io,
  json: boolean
): Promise<Result<0 | 1>> {
  const pool = poolOf(cores)
  try {
    const losses = await lossesOf(cluster, pool, { progress: progressOn(io, 'removals') })
    const failures = advise
      ? failuresIn(
          cluster.scenario,
          failureKinds.filter((kind) => kind !== 'pair')
        )
      : ok([])
    if (!failures.ok) return failures
    const jobs = failures.value.map((failure) => ({ type: 'failure', scenario: cluster.scenario, failure }) as const)
    const tried = await pool.all(jobs, { progress: progressOn(io, 'failures') })
    const advice = findingsOf(tried.filter((one): one is Tried => one !== null))
    const { nodes, zones, pods, notes, written, machines } = cluster
    const names = Object.fromEntries(machines.nameOf)
    if (json)
      io.out(
        `${JSON.stringify({ nodes, zones, pods, notes, written, machines: names, ...losses, ...(advise && { advice }) })}\n`
      )
    else io.out(told(cluster, losses, advise ? advice : null))
    return ok(0)
  } finally {
    pool.close()
  }
}

const titles = { node: 'Without node', zone: 'Without zone', drain: 'kubectl drain' } as const

function told({ nodes, zones, pods, notes, written }: Yours, { now, losses }: Losses, advice: Advice | null): string {
  const lines = [`${nodes} nodes, ${zones.length} zones, ${pods} pods`, ...notes]
  for (const { name, text } of written) lines.push(`${name}: ${text}`)
  for (const { owner, pods: count, why } of groupedByOwner(now.homeless))
    lines.push(`Now: ${count} of ${owner} wait: ${why}`)
  for (const { kind, name, displaced } of losses) {
    for (const { owner, pods: count, why } of groupedByOwner(displaced.homeless))
      lines.push(`${titles[kind]} ${name}: ${count} of ${owner} find no place: ${why}`)
    for (const { pod, budgets, why } of displaced.refused)
      lines.push(
        `${titles[kind]} ${name}: ${pod} stays${budgets.length > 0 ? ` (budget ${budgets.join(', ')})` : ''}: ${why}`
      )
  }
  for (const finding of advice?.findings ?? [])
    lines.push(`${finding.grade === 'for-good' ? '◆' : '◇'} ${titleOf(finding)}: ${sentenceOf(finding.measured)}`)
  return `${lines.join('\n')}\n`
}
