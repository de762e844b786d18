import type { Finding } from './findings'
import type { Away } from './gaps'
import type { Measured } from './measure'
import type { WorkloadLoss } from './workloads'

/** A duration as people say it: `0.4 s`, `36 s`, `5.9 min`. The space does not break. */
export function spoken(seconds: number): string {
  if (seconds < 10) return `${Number(seconds.toFixed(1))}\u00a0s`
  return seconds < 120 ? `${Math.round(seconds)}\u00a0s` : `${(seconds / 60).toFixed(1)}\u00a0min`
}

/** What a measurement says, one clause for each thing that broke; each is true of the run and stands for itself. */
export function clausesOf(measured: Measured): string[] {
  const { users, reads, writes, workloads, dataLost, unled, until_s } = measured
  return [
    ...(dataLost ? ['what was acknowledged is gone from the store'] : []),
    ...requests("users' requests", users, until_s),
    ...(reads.lasting && writes.lasting && spoken(reads.longest_s) === spoken(writes.longest_s)
      ? api('reads and writes', reads, until_s)
      : [...api('reads', reads, until_s), ...api('writes', writes, until_s)]),
    ...(unled.length > 0 ? [`no ${unled.join(' and no ')} leads ${spoken(until_s)} later`] : []),
    ...pods(workloads, until_s)
  ]
}

function requests(what: string, { answered, failed, longest_s, from_s, to_s, lasting }: Away, until: number): string[] {
  if (failed === 0 && longest_s === 0) return []
  const share = `${failed} of ${answered + failed} ${what} failed`
  if (lasting) return [`${share}, still ${spoken(until)} later`]
  const within = from_s === null || to_s === null ? '' : `, the last ${spoken(to_s)} after it`
  return [`${share}${within}`]
}

/** Away at the end is not away all the time: the longest stretch is said, unless it began with the fault. */
function api(what: string, { longest_s, lasting }: Away, until: number): string[] {
  if (!lasting) return longest_s > 0 ? [`${what} away for ${spoken(longest_s)}`] : []
  const stretch = longest_s > 0 && longest_s < until - began ? `away for up to ${spoken(longest_s)}, ` : ''
  return [`${what} ${stretch}still away ${spoken(until)} later`]
}

/** What is away so soon after a fault is so since the fault, in seconds. */
const began = 15

function pods(workloads: readonly WorkloadLoss[], until: number): string[] {
  const count = (some: readonly WorkloadLoss[]) => some.reduce((sum, { pods: had, least }) => sum + had - least, 0)
  const gone = workloads.filter(({ back_s }) => back_s === null)
  const back = workloads.filter(({ back_s }) => back_s !== null)
  const waits = [...new Set(gone.flatMap(({ waiting }) => waiting.map(({ why }) => why)))]
  const last = Math.max(...back.map(({ back_s }) => back_s ?? 0))
  return [
    ...(gone.length > 0
      ? [
          `${plural(count(gone))} of ${names(gone)} still not ready ${spoken(until)} later${waits.length > 0 ? ` (${waits[0]})` : ''}`
        ]
      : []),
    ...(back.length > 0 ? [`${plural(count(back))} of ${names(back)} back after ${spoken(last)}`] : [])
  ]
}

const plural = (count: number): string => `${count} ${count === 1 ? 'pod' : 'pods'}`
const names = (workloads: readonly WorkloadLoss[]): string =>
  workloads.map(({ name }) => name.replace(/^default\//, '')).join(', ')

/** The finding's name: what failed, and how many of its sort did the same. */
export const titleOf = ({ failure, alike }: Pick<Finding, 'failure' | 'alike'>): string =>
  alike.length === 0 ? capital(failure.what) : `${capital(failure.what)}, and ${alike.length} more like it`

/** A run of faults by its own name, a title's length: what is done, or how much of it, and the goal that it broke, if any. */
export function scriptTitle(faults: readonly string[], broken: string | null): string {
  const acts = faults.map((line) => line.replace(/^\S+ /, '')).join(', ')
  const what = acts.length <= 70 ? acts : `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`
  return broken === null ? what : `${what}: breaks “${broken}”`
}

/** Names of machines and processes stay as they are. */
const capital = (text: string): string =>
  /^[a-z]+-\d|^(?:etcd|kube|container-runtime|lb|zone)\b/.test(text)
    ? text
    : text.charAt(0).toUpperCase() + text.slice(1)

export const sentenceOf = (measured: Measured): string => {
  const text = clausesOf(measured).join('; ')
  return text === '' ? 'Broke nothing.' : `${capital(text)}.`
}
