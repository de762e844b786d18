import { seconds, toSeconds, type Micros } from '../../base/time'
import type { Fact } from '../../sim'
import { silent, type Recorder } from '../../sim/kernel/recorder'
import { runUntil } from '../../sim/kernel/step'
import type { World } from '../../sim/kernel/world'
import { goOnApart } from '../../sim/simulation'
import type { Measured, PerService, Script } from '../transition'
import { countsOf, each, secondsLost, secondsOpen, services, shareLost, type Counts } from './counts'
import { actsOf } from './acts'
import { backedOff, hasten, startsSoon } from './jump'
import { isUnderway, loopingPods } from './underway'

/** A cluster in which nothing changes any more, whatever is broken in it. */
export interface Settled {
  readonly world: World
  readonly share: PerService
  /** How often containers of the control plane were started since it was whole, by pod. */
  readonly starts: ReadonlyMap<string, number>
  /** Pods with a container that crashes for ever. */
  readonly looping: ReadonlySet<string>
  /** The machine behind whose address the API is. */
  readonly entrance: string
}

/** So long nothing may change. */
const quiet = seconds(12)
/** So often is looked. */
const look = seconds(4)
/** What a healthy cluster does comes round in that. */
const routine = seconds(10)
/** What hangs on silent connections (pings of HTTP/2, 30 s and 15 s) has shown by then. */
const afterSilence = seconds(65)
/** A machine that starts answers what it does not know: nobody waits for it in silence. */
const afterRestarts = seconds(24)
const afterProcesses = quiet
/** Caches that are ahead of a snapshot that came back hang until its revisions have caught up, or their watches are begun anew. */
const afterRestore = seconds(300)
/** Two of the longest back-offs, one after the other, and the starts after them: an API server may wait for its etcd. */
const afterLoops = seconds(640)
/** From one start to the next of what crashes at the longest pace: its back-off and the life after it. */
const wholeBackOff = seconds(324)
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
  const times = script.map(({ afterS }) => begin + seconds(afterS))
  const all = script.map(({ line }, i) => actsOf(line, times[i]!, from.world))
  const acts = all.flatMap((one) => one.acts).sort((a, b) => a.at - b.at)
  const world = goOnApart(from.world, acts, recorder)
  const passing = all.flatMap(({ passes }, i) => (passes ? [{ at: times[i]!, passes }] : []))
  const runTo = (at: Micros) => {
    for (let next = passing[0]; next && next.at <= at; next = passing[0]) {
      passing.shift()
      runUntil(world, next.at)
      next.passes(world)
    }
    runUntil(world, at)
  }
  const before = countsOf(from.world)
  const last = Math.max(times.at(-1)!, acts.at(-1)?.at ?? 0)
  const least = last + Math.max(...script.map(({ line }) => showsAfter(line, from.entrance)))
  const ofDisks = script.some(({ line }) => line.includes('-disk '))
  const past: Counts[] = []
  let settled = false
  let leftOut: Micros = 0
  let jumped = each(() => 0)
  let paced: Paced | null = null
  let share: PerService | null = null
  for (let at = begin + look; ; at += look) {
    runTo(until === null ? at : Math.min(at, until))
    past.push(countsOf(world, past.at(-1) ?? before))
    const lived = at - last + leftOut
    if (until !== null ? at >= until : lived > patience) break
    if (until !== null || at < least || at - changed < quiet || !isSteady(past) || startsSoon(world)) continue
    const isNew = [...loopingPods(world)].some((pod) => !from.looping.has(pod))
    // Whoever waits for a disk does so in back-offs whose end nobody has seen.
    const isWaiting = lived < afterLoops && (isNew || (ofDisks && backedOff(world).length > 0))
    if (!isWaiting && !isUnderway(world)) {
      const lost = plus(secondsLost(before, past.at(-1)!), jumped)
      if (isNew) paced ??= { lived, lost }
      if (!paced || lived - paced.lived >= wholeBackOff) {
        settled = true
        if (paced) share = overTime(paced, { lived, lost })
        break
      }
    }
    if (isUnderway(world, true) || !isPlain(past)) continue
    // Nobody jumps over the instants at which it is looked for how long containers crash, or how much that costs.
    const most = paced ? paced.lived + wholeBackOff - lived : lived < afterLoops ? afterLoops - lived : patience
    const sooner = hasten(world, routine, seconds(1), most)
    const lostNow = shareLost(past.at(-2)!, past.at(-1)!)
    leftOut += sooner
    jumped = each((service) => jumped[service] + lostNow[service] * toSeconds(sooner))
  }
  const looping = loopingPods(world)
  share ??= cleaned(shareLost(past.at(settled && isPlain(past) ? -4 : -7) ?? before, past.at(-1)!))
  if (settled && !paced && services.some((service) => share![service] > 0 && share![service] < 1)) {
    const first = past.at(isPlain(past) ? -4 : -7) ?? before
    runUntil(world, world.now + apart)
    past.push(countsOf(world, past.at(-1) ?? before))
    share = cleaned(shareLost(first, past.at(-1)!))
  }
  const known = share
  // What crashed before at its longest pace goes on to do so: one look sees but a part of that.
  const goesOn = !paced && looping.size > 0
  const end = past.at(-1)!
  const lost = secondsLost(before, end)
  const phase = seconds(script[0]!.afterS)
  const [openBefore, openAfter] = [secondsOpen(before), secondsOpen(end)]
  const then = each((service) => (goesOn && known[service] === 0 ? from.share[service] : known[service]))
  return {
    durationS: toSeconds(world.now - begin - phase + leftOut),
    // What is open at the end fares as all do then; what was before the first fault is not of it.
    lost: each(
      (service) =>
        lost[service] +
        jumped[service] +
        then[service] * openAfter[service] -
        from.share[service] * (openBefore[service] + toSeconds(phase))
    ),
    share: then,
    settled,
    loops: looping.size > 0,
    after: { world, share: then, starts, looping, entrance: from.entrance }
  }
}

/** Since when all that crashes for ever does so at its longest pace, and what was lost by then. */
interface Paced {
  readonly lived: Micros
  readonly lost: PerService
}

const plus = (a: PerService, b: PerService): PerService => each((service) => a[service] + b[service])

const overTime = (from: Paced, to: Paced): PerService =>
  each((service) => {
    const share = (to.lost[service] - from.lost[service]) / toSeconds(to.lived - from.lived)
    return share < 0.003 ? 0 : share > 0.997 ? 1 : share
  })

/** A share that is nearly none or all is that: one request of forty-eight met something on its way. */
const cleaned = (share: PerService): PerService =>
  each((service) => (share[service] < 0.03 ? 0 : share[service] > 0.97 ? 1 : share[service]))

/** The last three looks tell the same of every service, nothing or all; or two stretches of three are alike. */
function isSteady(past: readonly Counts[]): boolean {
  if (isPlain(past)) return true
  const [one, two, three] = [past.at(-7), past.at(-4), past.at(-1)]
  if (!one || !two || !three) return false
  const [former, latter] = [shareLost(one, two), shareLost(two, three)]
  return services.every((service) => Math.abs(former[service] - latter[service]) <= alike)
}

/** In each of the last three looks each service's requests all failed, or none did. */
function isPlain(past: readonly Counts[]): boolean {
  const last = past.slice(-4)
  if (last.length < 4) return false
  const [one, ...others] = last.slice(1).map((counts, i) => shareLost(last[i]!, counts))
  return services.every(
    (service) =>
      (one![service] === 0 || one![service] === 1) && others.every((other) => other[service] === one![service])
  )
}

/**
 * How long after a fault all has begun that it will ever cause. The entrance is waited for in silence by everybody, so when it is
 * back that shows as late as its loss.
 */
function showsAfter(line: string, entrance: string): Micros {
  if (line.startsWith('restore-data')) return afterRestore
  if (/^(?:kill|restart) \S+\//.test(line)) return afterProcesses
  return line.startsWith('restart ') && line !== `restart ${entrance}` ? afterRestarts : afterSilence
}
