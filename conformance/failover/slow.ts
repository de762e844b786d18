import { median } from '../../src/base/median'
import { play, type Act } from './cluster'
import { asks, configMap, gradeOperation, maps, paths } from './outage'
import type { Seen } from './seen'
import { same, type Statement } from './statement'

interface Outcome {
  readonly n: number
  readonly dur_ms_min: number
  readonly dur_ms_max: number
}

/** A member of etcd whose every fdatasync took so much longer. */
interface Slow {
  readonly runs: readonly {
    readonly fdatasync_delay_ms: number
    readonly seconds: number
    readonly operations: Readonly<Record<string, { readonly outcomes: Readonly<Record<string, Outcome>> }>>
    readonly health: readonly { readonly path: string; readonly failed: unknown }[]
    readonly etcd_log_repeats: Readonly<Record<string, number>>
    readonly kcm_alive: boolean
  }[]
}

/** What one fsync takes here when nothing slows it, in ms (flag `disk-fsync-ms`). */
const fsyncMs = 2
/** A write that takes so long waits for the disk, on whatever machine. */
const ofTheDisk = 2_000
/** Lines of etcd that tell of its disk, not of how busy the recorder's machine was. */
const ofDisk = /fdatasync|ReadIndex response took too long/

function runOf(delay: number, seconds: number): Seen {
  const acts: Act[] = [
    { at: 0, line: `slow-disk master-1 ${delay / fsyncMs}x` },
    { at: seconds, line: 'slow-disk master-1 1x' }
  ]
  const at = Array.from({ length: seconds + 4 }, (_, i) => i + 0.2)
  const requests = [
    ...at.map((_, n) => ({
      at: -8 + n / 50,
      op: 'before',
      method: 'POST',
      target: maps,
      body: configMap(`changed-${n}`)
    })),
    ...Object.entries(asks).flatMap(([op, ask]) => at.map((when, n) => ({ at: when, op, ...ask(n) }))),
    ...paths.flatMap((path) => at.map((when) => ({ at: when, op: path, method: 'GET', target: `${path}?verbose` })))
  ]
  return play({ topology: 'single', acts, untilS: seconds + 25, requests }, [15.91])[0]!
}

/**
 * Which requests succeed, how long writes and reads take that wait for the disk, which health checks fail, whether kube-controller-manager keeps
 * its lease, whether etcd warns of its disk. A loaded machine was slow by itself: below some 2 s times are not compared, and a check may
 * fail there alone.
 */
export function gradeSlowDisk(of: string, recorded: Slow): readonly Statement[] {
  return recorded.runs.flatMap(
    ({ fdatasync_delay_ms: delay, seconds, operations, health, etcd_log_repeats, kcm_alive }) => {
      const run = runOf(delay, seconds)
      const name = `${of} +${delay} ms`
      const outcomes = Object.entries(operations).flatMap(([op, { outcomes }]) =>
        asks[op] ? gradeOperation(name, op, withoutLate(outcomes), run, seconds * 1_000) : []
      )
      const durations = Object.entries(operations).flatMap(([op, { outcomes }]): Statement[] => {
        const during = Object.entries(outcomes).find(([label]) => label.includes('during the outage'))?.[1]
        if (!asks[op] || !during || during.dur_ms_min < ofTheDisk) return []
        const ours = median(
          run.answers
            .filter((each) => each.op === op && each.sent < seconds * 1_000)
            .map(({ sent, answered }) => answered - sent)
        )
        const [from, to] = [during.dur_ms_min, during.dur_ms_max].map((ms) => (ms / 1_000).toFixed(1))
        const passed = ours >= during.dur_ms_min / 2 && ours <= during.dur_ms_max
        return [{ of: name, what: `${op} takes ${from} to ${to} s`, passed, found: `${(ours / 1_000).toFixed(1)} s` }]
      })
      const there = failing(health.flatMap(({ failed }) => (Array.isArray(failed) ? (failed as string[]) : [])))
      const here = failing(
        run.answers.filter(({ op }) => paths.includes(op)).flatMap(({ text }) => text.match(/\[-\]\S+ failed/g) ?? [])
      )
      const lost = run.ended.some(({ process }) => process === 'master-1/kube-controller-manager')
      const warned = new Set(
        run.lines.filter(({ component }) => component.startsWith('log etcd')).map(({ what }) => ofDisk.exec(what)?.[0])
      )
      return [
        ...outcomes,
        ...durations,
        ...[...here].map((check) => same(name, `${check} at times`, there.has(check), true)),
        ...(delay >= ofTheDisk / 4
          ? [...there].map((check) => same(name, `${check} at times`, true, here.has(check)))
          : []),
        same(name, 'kube-controller-manager keeps its lease', kcm_alive, !lost),
        ...Object.keys(etcd_log_repeats)
          .filter((message) => ofDisk.test(message))
          .map((message) => same(name, `etcd logs ${message}`, true, warned.has(ofDisk.exec(message)![0])))
      ]
    }
  )
}

const failing = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.map((text) => text.replace(/: .*/, '')))

/** Whether one is answered before or after the disk is well again hangs on when it was sent. */
const withoutLate = (outcomes: Readonly<Record<string, Outcome>>): Readonly<Record<string, Outcome>> =>
  Object.fromEntries(Object.entries(outcomes).filter(([label]) => !/after the outage/.test(label)))
