import { create } from 'zustand'
import type { Micros } from '../base/time'
import type { FrameView, TimelineView } from '../sim/view/types'
import { createClient, Refused, startWorker, type Client } from '../worker/client'
import type { Configure, RunInfo } from '../worker/protocol'
import { currentLink } from './address'
import { useLab } from './lab'

/** A second run beside the page's own: the same link with something changed, in lockstep with the playhead. */
interface Comparison {
  readonly change: Configure | null
  readonly info: RunInfo | null
  readonly frame: FrameView | null
  readonly timeline: TimelineView | null
  readonly error: string | null
}

const nothing: Comparison = { change: null, info: null, frame: null, timeline: null, error: null }
export const useComparison = create<Comparison>()(() => nothing)

let other: Client | null = null
let unfollow: (() => void) | null = null
let seeking = false

/** Starts the other run in a worker of its own. */
export async function compareWith(change: Configure): Promise<void> {
  stopComparing()
  useComparison.setState({ ...nothing, change })
  const link = await currentLink()
  if (link === null) return
  const client = createClient(startWorker(), (message) => {
    if (message.type === 'opened') useComparison.setState({ info: message.info })
    if (message.type === 'frame') useComparison.setState({ frame: message.frame })
    if (message.type === 'timeline') useComparison.setState({ timeline: message.timeline })
    if (message.type === 'crashed') useComparison.setState({ error: message.error })
  })
  other = client
  try {
    await client.ask({ type: 'open', link })
    await client.ask({ type: 'configure', change })
  } catch (error) {
    if (error instanceof Refused) useComparison.setState({ error: error.message })
    return
  }
  unfollow = useLab.subscribe((lab, before) => {
    if (lab.frame?.now !== before.frame?.now) void follow(client, lab.frame?.now ?? 0)
  })
  void follow(client, useLab.getState().playhead)
}

export function stopComparing(): void {
  unfollow?.()
  unfollow = null
  other?.close()
  other = null
  useComparison.setState(nothing)
}

async function follow(client: Client, at: Micros): Promise<void> {
  if (seeking) return
  seeking = true
  try {
    await client.ask({ type: 'seek', at })
  } catch {
    // Said by the listener; the page's own run goes on.
  } finally {
    seeking = false
  }
  const now = useLab.getState().frame?.now ?? at
  if (now !== at && other === client) void follow(client, now)
}
