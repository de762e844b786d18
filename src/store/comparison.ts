import { create } from 'zustand'
import type { Micros } from '../base/time'
import type { FrameView, ImpactTableView, TimelineView } from '../sim/view/types'
import { createClient, startWorker, type Client, type Heard } from '../worker/client'
import type { Configure, RunInfo } from '../worker/protocol'
import { currentLink } from './address'
import { refusalOf } from './connection'
import { useLab } from './lab'

/** A second run beside the branch that is shown: its inputs with something changed, in lockstep with the playhead. */
interface Comparison {
  readonly change: Configure | null
  readonly info: RunInfo | null
  readonly frame: FrameView | null
  readonly timeline: TimelineView | null
  readonly error: string | null
}

const nothing: Comparison = { change: null, info: null, frame: null, timeline: null, error: null }
export const useComparison = create<Comparison>()(() => nothing)

/** The worker of the other run. */
let other: Client | null = null
/** Ends what the last comparison began. */
let end: () => void = () => {}

/** Starts the other run in a worker of its own; one that is under way makes room. */
export async function compareWith(change: Configure): Promise<void> {
  stopComparing()
  useComparison.setState({ change })
  const cleanups: (() => void)[] = []
  let ended = false
  end = () => {
    ended = true
    for (const cleanup of cleanups) cleanup()
  }
  const link = await currentLink()
  if (ended) return
  if (link === null) return useComparison.setState({ error: 'This run has no link to compare with.' })
  const client = createClient(startWorker, listen)
  other = client
  cleanups.push(() => client.close())
  try {
    await client.ask('open', { link })
    await client.ask('configure', { change })
  } catch (error) {
    const sentence = refusalOf(error)
    if (sentence !== '') useComparison.setState({ error: sentence })
    return
  }
  if (ended) return
  cleanups.push(keepStep(client), compareAnewOnChange(change))
}

export function stopComparing(): void {
  end()
  end = () => {}
  other = null
  useComparison.setState(nothing)
}

/** What works in the other run at its instant; null if there is none, or it cannot say. */
export async function otherImpact(): Promise<ImpactTableView | null> {
  try {
    return (await other?.ask('impact', {})) ?? null
  } catch (error) {
    refusalOf(error)
    return null
  }
}

function listen(heard: Heard): void {
  if (heard.type === 'timeline') useComparison.setState({ timeline: heard.timeline })
  if (heard.type === 'crashed') useComparison.setState({ error: heard.error })
  if (heard.type !== 'shown') return
  const { frame, changed } = heard.shown
  useComparison.setState({ frame, ...(changed && { info: changed.info, timeline: changed.timeline }) })
}

/** Follows the playhead: one question at a time, and of those that come meanwhile the last. Gives how to end it. */
function keepStep(client: Client): () => void {
  let wanted: Micros | null = null
  let asking = false
  const take = () => {
    const next = wanted
    wanted = null
    return next
  }
  const follow = async (at: Micros) => {
    wanted = at
    if (asking) return
    asking = true
    try {
      for (let next = take(); next !== null; next = take()) await client.ask('seek', { at: next })
    } catch (error) {
      // What went wrong has been told; the page's own run goes on.
      refusalOf(error)
    } finally {
      asking = false
    }
  }
  void follow(useLab.getState().playhead)
  return useLab.subscribe(({ frame }, before) => {
    if (frame && frame.now !== before.frame?.now) void follow(frame.now)
  })
}

/** Another branch, or other inputs: that is what is compared then. */
const compareAnewOnChange = (change: Configure): (() => void) =>
  useLab.subscribe(({ info, revision }, before) => {
    const sameRun = revision?.run === before.revision?.run && revision?.branch === before.revision?.branch
    if (!sameRun || info?.faults !== before.info?.faults) void compareWith(change)
  })
