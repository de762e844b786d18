import { seconds, toSeconds, type Micros } from '../../base/time'
import { parseFault, type Fact } from '../../sim'
import { silent, type Recorder } from '../../sim/kernel/recorder'
import { runUntil } from '../../sim/kernel/step'
import type { World } from '../../sim/kernel/world'
import { goOnApart } from '../../sim/simulation'
import { soonestS } from '../walk'
import type { Measured, PerService, Script } from '../transition'
import { countsOf, each, secondsLost, secondsOpen, services, shareLost, type Counts } from './counts'
import { crashLoops, isUnderway } from './underway'

/** A cluster in which nothing changes any more, whatever is broken in it. */
export interface Settled {
  readonly world: World
  readonly share: PerService
  /** How often containers of the control plane were started since it was whole, by pod. */
  readonly starts: ReadonlyMap<string, number>
}

/** So long nothing may change, and the same share of requests is answered, twice in a row. */
const quiet = seconds(12)
/** What hangs on silent connections (pings of HTTP/2, 30 s and 15 s) has shown by then. */
const afterMachines = seconds(65)
const afterProcesses = seconds(soonestS)
/** Two of the longest back-offs, one after the other, and the starts after them: an API server may wait for its etcd. */
const afterLoops = seconds(640)
/** Where a part of the requests fails, so long is asked for how many. */
const apart = seconds(120)
/** Who has not settled by then never does: said in the result. */
export const patience = seconds(1_500)
/** Back-offs of 10, 20, 40, 80 and 160 s: the next start is the first at the longest pace. */
const loops = 6
/** Shares of some ten requests that are no further apart are taken for the same. */
const alike = 0.13

const telling: ReadonlySet<Fact['fact']> = new Set<Fact['fact']>([
  'etcd-leader-elected',
  'etcd-leader-lost',
  'leader-acquired',
  'lb-backend-up',
  'lb-backend-down',
  'node-not-ready',
  'node-tainted',
  'node-untainted',
  'pod-created',
  'pod-scheduled',
  'pod-ready',
  'pod-evicted',
  'container-started',
  'container-exited',
  'endpoints-updated'
])

/**
 * Does this to a settled cluster, and lives on until it has settled again. `jumps: false` goes on to `until` whatever happens, for
 * whoever wants to know whether settling changes a result.
 */
export function measure(
  from: Settled,
  script: Script,
  until: Micros | null = null
): Measured & { readonly after: Settled } {
  const begin = from.world.now
  const starts = new Map(from.starts)
  let changed = begin
  const recorder: Recorder = {
    ...silent,
    fact: (_entry, at, _process, fact, detail) => {
      if (!telling.has(fact as Fact['fact'])) return
      if (fact === 'container-started' || fact === 'container-exited') {
        const pod = String(detail.pod)
        const count = (starts.get(pod) ?? 0) + (fact === 'container-started' ? 1 : 0)
        starts.set(pod, count)
        if (count >= loops) return
      }
      changed = at
    }
  }
  const faults = script.map(({ afterS, line }) => faultAt(begin + seconds(afterS), line))
  const world = goOnApart(from.world, faults, recorder)
  const before = countsOf(from.world)
  const last = faults.at(-1)!.at
  const least = last + (script.every(({ line }) => isOfProcess(line)) ? afterProcesses : afterMachines)
  const past: Counts[] = []
  let settled = false
  for (let look = begin + quiet; ; look += quiet) {
    runUntil(world, until === null ? look : Math.min(look, until))
    past.push(countsOf(world))
    if (until !== null ? look >= until : look - last > patience) break
    if (until !== null || look < least || look - changed < quiet || past.length < 3) continue
    const [one, two, three] = past.slice(-3) as [Counts, Counts, Counts]
    const [former, latter] = [shareLost(one, two), shareLost(two, three)]
    if (services.some((service) => Math.abs(former[service] - latter[service]) > alike) || isUnderway(world)) continue
    if (look - last < afterLoops && crashLoops(world)) continue
    settled = true
    break
  }
  const first = past.at(-3) ?? before
  let share = cleaned(shareLost(first, past.at(-1)!))
  if (settled && services.some((service) => share[service] > 0 && share[service] < 1)) {
    runUntil(world, world.now + apart)
    past.push(countsOf(world))
    share = cleaned(shareLost(first, past.at(-1)!))
  }
  const end = past.at(-1)!
  const lost = secondsLost(before, end)
  const phase = seconds(script[0]!.afterS)
  const [openBefore, openAfter] = [secondsOpen(before), secondsOpen(end)]
  return {
    durationS: toSeconds(world.now - begin - phase),
    // What is open at the end fares as all do then; what was before the first fault is not of it.
    lost: each(
      (service) =>
        lost[service] +
        share[service] * openAfter[service] -
        from.share[service] * (openBefore[service] + toSeconds(phase))
    ),
    share,
    settled,
    loops: crashLoops(world),
    after: { world, share, starts }
  }
}

/** A share that is nearly none or all is that: one request of forty-eight met something on its way. */
const cleaned = (share: PerService): PerService =>
  each((service) => (share[service] < 0.03 ? 0 : share[service] > 0.97 ? 1 : share[service]))

/** A process is killed, or what systemd runs is started: the machine stays. */
const isOfProcess = (line: string): boolean => /^(?:kill|restart) \S+\//.test(line)

function faultAt(at: Micros, line: string) {
  const fault = parseFault(`0s ${line}`)
  if (!fault.ok) throw new Error(fault.error)
  return { ...fault.value, at }
}
