import type { Micros } from '../../../base/time'
import { lanesOf } from '../lanes'
import { sentence } from '../entries'
import type { World } from '../../kernel/world'
import { isCausedBy } from '../../timeline/causes'
import type { Timeline } from '../../timeline/timeline'
import type { Told } from './record'
import type { Rule } from './rules'
import type { Participant } from './types'

const lanes: Readonly<Partial<Record<Participant, string>>> = {
  'API Server': 'kube-apiserver',
  etcd: 'etcd',
  Scheduler: 'kube-scheduler',
  'Controller Manager': 'kube-controller-manager',
  kubelet: 'kubelet',
  'kube-proxy': 'kube-proxy',
  'Container Runtime': 'container-runtime'
}

/** How long after the step before a message is not late yet. */
const patience: Micros = 5_000_000
/** Entries that are looked through for what was lost. */
const searched = 200_000

/**
 * Why a step did not come: what got lost on the way from the step before, what whoever acts there noted, or how those were who
 * should have acted.
 */
export function whyMissing(timeline: Timeline, world: World, rule: Rule, before: Told | undefined): string {
  if (!before) return 'not reached'
  const end = Math.max(0, world.now)
  const lost = lostAfter(timeline, before.entry)
  if (lost >= 0) return `${sentence(timeline, world, timeline.get(lost))}.`
  const failure = /^([45]\d\d) /.exec(before.label)
  if (failure) return `The answer was ${before.label}.`
  const who = [rule.from, rule.to].flatMap((name) => lanes[name] ?? [])
  // What a person types goes through the load balancer, where there is one.
  const through = rule.from === 'kubectl' ? ['load-balancer', ...who] : who
  const unwell = [...new Set(through)].flatMap((lane) => unwellAt(timeline, world, lane, before.at, end))
  if (unwell.length > 0) return `${unwell.join('; ')}.`
  const [note] = timeline.notes.get(before.entry) ?? []
  if (note) return `${note}.`
  if (end - before.at < patience) return 'It has not come yet.'
  return `${rule.from} had nothing to send: the run goes on for ${Math.round((end - before.at) / 1_000_000)} s without it.`
}

/** The first message that was lost of those that an entry led to; -1 if none was. */
function lostAfter(timeline: Timeline, entry: number): number {
  const { silences } = timeline
  for (const seq of silences) {
    if (seq <= entry || seq > entry + searched || timeline.kindOf(seq) !== 'lost') continue
    if (isCausedBy(timeline, seq, entry)) return seq
  }
  return -1
}

function unwellAt(timeline: Timeline, world: World, who: string, at: Micros, end: Micros): string[] {
  const lane = lanesOf(timeline, world, 0, end).find(({ id }) => id === who)
  const span = lane?.spans.find(
    ({ to, health }) => to > at && (health === 'bad' || health === 'none' || health === 'warn')
  )
  return lane && span ? [`${lane.title}: ${span.text}`] : []
}
