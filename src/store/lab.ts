import { create } from 'zustand'
import type { Micros } from '../base/time'
import type { FrameView, LinkView, MachineView, TimelineView } from '../sim/view/types'
import type { Note, Revision, RunInfo, Suggestion } from '../worker/protocol'

export type { RunInfo }
export type Tab = 'timeline' | 'sequence' | 'events' | 'objects' | 'kubectl' | 'metrics' | 'impact' | 'fidelity'

/** Simulated seconds per second; `Infinity` is as fast as it can. */
export type Speed = number

/** A sentence for the person: `status` is said politely, `alert` at once. */
export interface Notice {
  readonly role: 'status' | 'alert'
  readonly text: string
}

/** The mirror of the worker, and what the page itself remembers. Changed by the functions beside this file only. */
export interface Lab {
  readonly info: RunInfo | null
  readonly frame: FrameView | null
  /** The frame's machines and links by id, so that a card finds its own. */
  readonly machines: Readonly<Record<string, MachineView>>
  readonly links: Readonly<Record<string, LinkView>>
  readonly timeline: TimelineView | null
  /** Of which run and branch the frame is; `timeline` and `info` are always of the same. */
  readonly revision: Revision | null
  /** What is worth doing at the instant shown. */
  readonly suggestion: Suggestion | null
  readonly visits: { readonly back: boolean; readonly forth: boolean }
  /** How much of the way to its start a run that is being opened has come, from 0 to 1; null: none is, or it is not known yet. */
  readonly opening: number | null
  readonly crash: { readonly error: string; readonly link: string } | null
  /** Requests that the worker has not answered yet. */
  readonly outstanding: number
  /** Whether what works at the instant shown is still being tried. */
  readonly trying: boolean
  /** Whether somebody asked for what lies in a part of the run that is not known yet. */
  readonly wishing: boolean

  /** The instant that the person looks at; the frame follows it. */
  readonly playhead: Micros
  readonly playing: boolean
  readonly speed: Speed
  /** Slow down by itself around faults and milestones. */
  readonly autoSlow: boolean
  /** Whether playing is slowed down at this moment. */
  readonly slowed: boolean
  /** `master-1`, `master-1/etcd`, `pod:default/web-1`, or nothing. */
  readonly selection: string
  readonly tab: Tab
  /** What people wrote beside moments of the run; it travels in the link. */
  readonly notes: readonly Note[]
  readonly notice: Notice | null
  /** Whether the person has acted: the suggestion of the first minute is shown until then. */
  readonly acted: boolean
}

export const useLab = create<Lab>()(() => ({
  info: null,
  frame: null,
  machines: {},
  links: {},
  timeline: null,
  revision: null,
  suggestion: null,
  visits: { back: false, forth: false },
  opening: null,
  crash: null,
  outstanding: 0,
  trying: false,
  wishing: false,
  playhead: 0,
  playing: false,
  speed: 1,
  autoSlow: true,
  slowed: false,
  selection: '',
  tab: 'timeline',
  notes: [],
  notice: null,
  acted: false
}))

/** Whether the record has been read as far as the instant shown. While it plays, it is read a little later. */
export const isRead = ({ timeline, playhead, playing }: Lab): boolean =>
  timeline !== null && timeline.read && (playing || timeline.end >= playhead)

/** Whether the record has been read as far as the run is simulated by itself: what is not in it does not come, so far. */
export const isComplete = ({ timeline }: Lab): boolean =>
  timeline !== null && timeline.read && timeline.end >= timeline.until

/**
 * Whether nothing is under way: `true` when all that the page shows is there, and all that was asked for is done; `trying` when but
 * for what works that is so.
 */
export function idleness(lab: Lab): 'true' | 'trying' | 'false' {
  const { revision, timeline, frame, playhead } = lab
  const isOne = revision !== null && timeline?.branch === revision.branch && frame?.now === playhead
  const underWay = lab.outstanding > 0 || lab.playing || lab.wishing || !isRead(lab) || !isOne
  return underWay ? 'false' : lab.trying ? 'trying' : 'true'
}

export const linkId = ({ from, to, purpose }: Pick<LinkView, 'from' | 'to' | 'purpose'>): string =>
  `${from}>${to}>${purpose}`

export const select = (selection: string): void => useLab.setState({ selection })
export const showTab = (tab: Tab): void => useLab.setState({ tab })
export const say = (role: Notice['role'], text: string): void => useLab.setState({ notice: { role, text } })
export const dismissNotice = (): void => useLab.setState({ notice: null })
