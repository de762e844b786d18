import type { Micros } from '../../base/time'
import type { FrameView, MachineView, PillView, TimelineView } from '../../sim/view/types'
import { balancerSaid, usersSaid } from './said'

/** What of a run a box of a drawing stands for. */
export type LitSubject =
  | { readonly type: 'machine' | 'process' | 'milestone' | 'works' | 'node-pods'; readonly id: string }
  /** `at`: how the lane is so many seconds after the first fault; null: at the playhead. */
  | { readonly type: 'lane'; readonly id: string; readonly at: number | null }
  | { readonly type: 'balancer' | 'users' }
  | { readonly type: 'link'; readonly from: string; readonly to: string }

/** How a box is lit at an instant: true now, believed though it is not so, not yet, gone, otherwise than claimed, or nothing is known. */
export interface Lit {
  readonly state: 'true' | 'leads' | 'believes' | 'waits' | 'gone' | 'unknown' | 'otherwise'
  readonly text: string
}

/** What is drawn at the playhead. */
export interface LitBy {
  readonly frame: FrameView
  readonly timeline: TimelineView
  readonly pills: readonly PillView[]
  readonly faultAt: Micros
  /** Somebody is to guess first: when something will come is not said. */
  readonly untold?: boolean
}

const unknown = (text = ''): Lit => ({ state: 'unknown', text })

export function litOf(subject: LitSubject, by: LitBy): Lit {
  const { frame } = by
  const machine = (id: string) => frame.machines.find((one) => one.id === id)
  switch (subject.type) {
    case 'machine':
      return ofMachine(machine(subject.id))
    case 'node-pods': {
      const found = machine(subject.id)
      const lit = ofMachine(found)
      if (!found || lit.state === 'gone') return lit
      const alive = found.pods.filter((pod) => pod.alive).length
      return { ...lit, text: `${alive} ${alive === 1 ? 'pod runs' : 'pods run'}` }
    }
    case 'process': {
      const found = machine(subject.id.split('/')[0]!)?.processes.find(({ id }) => id === subject.id)
      if (!found) return unknown('not in this cluster')
      if (found.status === 'stopped') return { state: 'gone', text: 'gone' }
      const text = found.detail.split(' · ')[0]!
      if (found.status === 'paused') return { state: 'gone', text: 'frozen' }
      return { state: found.leads ? 'leads' : found.health === 'ok' ? 'true' : 'believes', text }
    }
    case 'balancer': {
      if (!frame.balancer) return unknown('not in this cluster')
      const { text, health } = balancerSaid(frame)
      return { state: health === 'warn' ? 'believes' : health === 'bad' ? 'gone' : 'true', text }
    }
    case 'users': {
      const { text, health } = usersSaid(frame)
      return health === 'off' ? unknown(text) : { state: health === 'ok' ? 'true' : 'gone', text }
    }
    case 'milestone':
      return ofMilestone(subject.id, by)
    case 'lane':
      return ofLane(subject.id, subject.at, by)
    case 'works': {
      const pill = by.pills.find(({ id }) => id === subject.id)
      if (!pill) return unknown()
      if (pill.status === 'all') return { state: 'true', text: 'works' }
      if (pill.status === 'some') return { state: 'believes', text: `${pill.done} of ${pill.of} tries` }
      return pill.status === 'none' ? { state: 'gone', text: 'does not work' } : unknown()
    }
    case 'link': {
      const link = frame.links.find(
        ({ from, to }) => (from === subject.from && to === subject.to) || (from === subject.to && to === subject.from)
      )
      if (!link) return unknown()
      return link.state === 'cut' || link.state === 'dead' ? { state: 'gone', text: '' } : { state: 'true', text: '' }
    }
  }
}

/** A box that claims that something works, or that it does not: whether the run has it so. What limps is neither. */
export function claimed(lit: Lit, claims: 'well' | 'down' | ''): Lit {
  const works = lit.state === 'true' || lit.state === 'leads' ? 'well' : lit.state === 'gone' ? 'down' : ''
  if (claims === '' || works === '') return lit
  return works === claims ? { ...lit, state: 'true' } : { state: 'otherwise', text: `otherwise: ${lit.text}` }
}

function ofMachine(machine: MachineView | undefined): Lit {
  if (!machine) return unknown('not in this cluster')
  if (!machine.up) return { state: 'gone', text: 'gone' }
  if (machine.paused) return { state: 'gone', text: 'frozen' }
  const leads = machine.processes.find(({ kind, leads: does }) => kind === 'etcd' && does)
  if (leads) return { state: 'leads', text: 'leads etcd' }
  return { state: machine.health === 'ok' ? 'true' : 'believes', text: machine.badge }
}

/** A milestone is true from its instant on; before, the run knows how long it takes. */
function ofMilestone(id: string, { frame, timeline, faultAt, untold = false }: LitBy): Lit {
  const found = timeline.milestones.find((milestone) => milestone.id === id)
  if (found && found.at <= frame.now) return { state: 'true', text: `true since +${text(found.at - faultAt)}` }
  if (found)
    return {
      state: 'waits',
      text:
        frame.now < faultAt ? 'nothing has happened' : untold ? 'not yet' : `not yet: in ${text(found.at - frame.now)}`
    }
  const isWhole = timeline.read && timeline.end >= timeline.until
  if (untold) return { state: 'waits', text: 'not yet' }
  return isWhole ? { state: 'waits', text: 'not in this run' } : unknown('being simulated …')
}

function ofLane(id: string, after: number | null, { frame, timeline, faultAt }: LitBy): Lit {
  const at = after === null ? frame.now : faultAt + after * 1_000_000
  if (at > frame.now) return { state: 'waits', text: `not yet: in ${text(at - frame.now)}` }
  const span = timeline.lanes.find((lane) => lane.id === id)?.spans.find(({ from, to }) => from <= at && at < to)
  if (!span) return unknown()
  const said = [span.text, ...span.short].find((form) => form.length <= 22) ?? span.short.at(-1) ?? span.count
  const states = { lead: 'leads', ok: 'true', warn: 'believes', bad: 'gone', none: 'gone', off: 'unknown' } as const
  return { state: states[span.health], text: said }
}

/**
 * A line that stands for nothing of its own carries nothing if an end is gone, and nothing yet if an end is not there yet; what is not so
 * in Kubernetes is never lit.
 */
export function lineOf(own: Lit | null, from: Lit, to: Lit): Lit['state'] {
  if (own) return own.state
  // What is otherwise than the document has it is known, and here.
  const ends = [from.state, to.state].map((state) => (state === 'otherwise' ? 'unknown' : state))
  if (ends.includes('gone')) return 'gone'
  if (ends.includes('waits')) return 'waits'
  if (ends.includes('unknown')) return 'unknown'
  return ends.includes('believes') ? 'believes' : 'true'
}

const text = (micros: Micros): string => `${(micros / 1_000_000).toFixed(micros < 100e6 ? 1 : 0)} s`
