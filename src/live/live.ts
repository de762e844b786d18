import { createStore, type StoreApi } from 'zustand/vanilla'
import { keepSame } from '../base/keep-same'
import type { Micros } from '../base/time'
import type { ChainStep, FrameView, ImpactTableView, TimelineView, WorksView } from '../sim/view/types'
import {
  Closed,
  createClient,
  Crashed,
  Refused,
  startWorker,
  type Client,
  type Heard,
  type Port
} from '../worker/client'
import type { Ask, Configure, Piece, Reply, RequestType, Shell, Shown } from '../worker/protocol'
import { playOn } from './play'
import { isWhole, unopened, type LiveState } from './state'

/** What a line that was typed printed, or why it was not run. */
export type Typed =
  | { readonly said: readonly Piece[]; readonly code: number; readonly changed: boolean; readonly at: Micros }
  | { readonly refused: string }

/** A run in a worker of its own. Nothing runs before it is woken; what fails is told by `error` in its state. */
export interface Live {
  /** What it was made with: the text after `#` in the lab's address, or a preset's id. */
  readonly link: string
  readonly store: StoreApi<LiveState>
  /** Starts its worker and opens the run, or what it had become when it fell asleep. Does nothing if it is awake. */
  wake(): void
  /** Ends its worker. What it showed stays in the store, and so do the inputs of the branch that was shown. */
  sleep(): void
  seek(at: Micros): void
  /**
   * Plays until an instant (then it stops there); without one, to the end of what is simulated by itself. `pace` is simulated seconds
   * per second at an instant, times the speed; without it, 1.
   */
  play(until?: Micros, pace?: (at: Micros) => number): void
  pause(): void
  setSpeed(speed: number): void
  /** A fault, as text without its time, at the instant shown: a branch. Gives the sentence of a refusal, or null. */
  act(fault: string): Promise<string | null>
  /** A line in a person's terminal at the instant shown. The shell is kept from one line to the next. */
  type(line: string): Promise<Typed>
  /** Other inputs: the run begins anew with them and keeps its playhead. Gives the sentence of a refusal, or null. */
  configure(change: Configure): Promise<string | null>
  /** Back to what its link says, at the same instant. */
  reset(): Promise<void>
  /** What works at the instant shown, when all questions about it are answered; null if it was left before. */
  impact(): Promise<ImpactTableView | null>
  works(): Promise<WorksView | null>
  /** The frame of another instant, and what works or not then; the instant shown stays. Null while it is refused. */
  probe(at: Micros, what: 'frame'): Promise<FrameView | null>
  probe(at: Micros, what: 'works'): Promise<WorksView | null>
  probe(at: Micros, what: 'impact'): Promise<ImpactTableView | null>
  /** Chain of causes of an entry, the cause first. */
  chain(entry: number): Promise<readonly ChainStep[]>
  /** Any other question of the worker's protocol, at the instant shown; null if it was refused. */
  ask<T extends RequestType>(type: T, what: Ask<T>): Promise<Reply<T> | null>
  /** The link that opens the instant shown in the lab. */
  here(): Promise<string>
  /** When all that is simulated by itself has been read; rejects if the run cannot be opened. */
  whole(): Promise<TimelineView>
  close(): void
}

const newShell: Shell = { machine: '', vars: {}, code: 0, files: {}, disks: {} }

/** @param start a worker; tests give one that runs in their own process */
export function createLive(link: string, start: () => Port = startWorker): Live {
  const store = createStore<LiveState>()(() => unopened)
  const { getState, setState } = store
  let client: Client | null = null
  let opened: Promise<unknown> = Promise.resolve()
  /** Why its run cannot be opened; empty if it can. */
  let unopenable = ''
  let first = ''
  let shell = newShell
  let wanted: Micros | null = null
  let seeking: Promise<void> | null = null
  let stop: Micros | null = null
  let paceAt: (at: Micros) => number = () => 1
  let ticking = false
  /** What is asked of another instant than the one shown; everybody else waits. */
  let probing: Promise<unknown> | null = null
  let quiet = false

  const hear = (heard: Heard): void => {
    switch (heard.type) {
      case 'shown':
        return show(heard.shown)
      case 'opening':
        return setState({ opening: heard.share })
      case 'timeline':
        return setState(({ revision, timeline }) =>
          revision?.run === heard.revision.run && revision.branch === heard.revision.branch
            ? { timeline: keepSame(timeline ?? undefined, heard.timeline) }
            : {}
        )
      case 'crashed':
        return setState({ opening: null, playing: false, failed: true, error: heard.error.split('\n')[0]! })
      case 'revived':
        return setState({ playing: false, error: `${heard.why} It was started again with the same inputs.` })
    }
  }

  const show = ({ frame, revision, changed }: Shown): void => {
    if (quiet && !changed) return
    if (changed) first ||= changed.inputs
    setState((before) => ({
      frame: keepSame(before.frame ?? undefined, frame),
      revision,
      opening: null,
      ...(changed && {
        info: keepSame(before.info ?? undefined, changed.info),
        timeline: changed.timeline,
        inputs: changed.inputs,
        onBranch: changed.inputs !== first
      })
    }))
  }

  const send = async <T extends RequestType>(type: T, what: Ask<T>): Promise<Reply<T>> => {
    if (!client) wake()
    await opened
    // What is asked of nothing has the same answer.
    if (unopenable !== '') throw new Refused(unopenable)
    while (probing) await probing
    return sendNow(type, what)
  }

  /** Without waiting for what is being opened. */
  const sendNow = async <T extends RequestType>(type: T, what: Ask<T>): Promise<Reply<T>> => {
    if (!client) throw new Closed('the run was put to sleep')
    setState(({ outstanding }) => ({ outstanding: outstanding + 1 }))
    try {
      return await client.ask(type, what)
    } finally {
      setState(({ outstanding }) => ({ outstanding: outstanding - 1 }))
    }
  }

  /** Null is no answer; the reason stands in the state, unless the run was put to sleep meanwhile. */
  const ask = async <T extends RequestType>(type: T, what: Ask<T>): Promise<Reply<T> | null> => {
    try {
      return await send(type, what)
    } catch (error) {
      const sentence = sentenceOf(error)
      if (sentence !== '') setState({ error: sentence })
      return null
    }
  }

  const wake = (): void => {
    if (client) return
    client = createClient(start, hear)
    const { inputs, playhead } = getState()
    setState({ awake: true, error: '', failed: false, outstanding: 0 })
    unopenable = ''
    opened = open(inputs || link, playhead).catch((error: unknown) => {
      const sentence = sentenceOf(error)
      if (error instanceof Refused) unopenable = sentence
      if (sentence !== '') setState({ error: sentence, failed: true })
    })
  }

  /** Opens a run at the instant that is wanted by then, or, if none is, where the link says. */
  const open = async (what: string, before: Micros): Promise<void> => {
    const { playhead } = await sendNow('open', { link: what })
    if (before === 0 && getState().playhead === 0) setState({ playhead })
    for (let at = playhead; at !== getState().playhead;) await sendNow('seek', { at: (at = getState().playhead) })
  }

  const sleep = (): void => {
    if (!client) return
    const ended = client
    client = null
    wanted = null
    setState({ awake: false, playing: false, opening: null })
    ended.close()
  }

  const follow = async (): Promise<void> => {
    while (wanted !== null) {
      const at = wanted
      wanted = null
      if ((await ask('seek', { at })) !== null) continue
      setState(({ frame, playhead }) => ({ playhead: frame?.now ?? playhead }))
      break
    }
    seeking = null
  }

  const seek = (at: Micros): void => {
    const playhead = Math.round(Math.max(0, at))
    setState({ playhead })
    if (!client) return
    wanted = playhead
    seeking ??= follow()
  }

  const settled = async (): Promise<void> => {
    pause()
    if (seeking) await seeking
  }

  const pause = (): void => setState({ playing: false })

  const play = (until?: Micros, pace: (at: Micros) => number = () => 1): void => {
    wake()
    stop = until ?? null
    paceAt = pace
    setState({ playing: true })
    if (ticking) return
    ticking = true
    playOn({
      playing: () => (ticking = getState().playing),
      pace: () => getState().speed * paceAt(getState().playhead),
      at: () => {
        const { playhead, timeline } = getState()
        const end = timeline?.end ?? playhead
        return { playhead, end, stop: stop ?? timeline?.until ?? playhead }
      },
      seek,
      stopped: pause
    })
  }

  const refusal = async (asking: () => Promise<Shown>): Promise<string | null> => {
    await settled()
    try {
      const { frame } = await asking()
      setState({ playhead: frame.now, error: '' })
      return null
    } catch (error) {
      return sentenceOf(error) || null
    }
  }

  /** Asked again and again until nothing is open, as long as the instant is still the one shown. */
  const answered = async <T extends 'impact' | 'works'>(type: T): Promise<Reply<T> | null> => {
    if (seeking) await seeking
    const { frame } = getState()
    for (;;) {
      const answer = await ask(type, {} as Ask<T>)
      if (!answer || getState().frame?.now !== frame?.now) return null
      if (answer.open === 0) return answer
    }
  }

  const asideOf = async (at: Micros, what: 'frame' | 'works' | 'impact') => {
    if (seeking) await seeking
    quiet = true
    try {
      const { frame } = await sendNow('seek', { at })
      if (what === 'frame') return frame
      for (;;) {
        const answer = await sendNow(what, {})
        if (answer.open === 0) return answer
      }
    } finally {
      quiet = false
      if (client) await sendNow('seek', { at: getState().playhead })
    }
  }

  function probe(at: Micros, what: 'frame'): Promise<FrameView | null>
  function probe(at: Micros, what: 'works'): Promise<WorksView | null>
  function probe(at: Micros, what: 'impact'): Promise<ImpactTableView | null>
  async function probe(
    at: Micros,
    what: 'frame' | 'works' | 'impact'
  ): Promise<FrameView | WorksView | ImpactTableView | null> {
    wake()
    await opened
    while (probing) await probing
    pause()
    const asked = asideOf(at, what).catch((error: unknown) => {
      sentenceOf(error)
      return null
    })
    probing = asked
    try {
      return await asked
    } finally {
      probing = null
    }
  }

  return {
    link,
    store,
    wake,
    sleep,
    seek,
    play,
    pause,
    setSpeed: (speed) => setState({ speed }),
    act: (text) => refusal(() => send('fault', { text })),
    type: async (line) => {
      await settled()
      try {
        const reply = await send('terminal', { line, shell })
        if (reply.unfinished) return { refused: 'The line is not ended: a quote or a here-document is open.' }
        shell = reply.shell
        if (reply.shown) setState({ playhead: reply.shown.frame.now })
        return { said: reply.said, code: reply.code, changed: reply.shown !== null, at: reply.since }
      } catch (error) {
        return { refused: sentenceOf(error) || 'The simulation was put to sleep.' }
      }
    },
    configure: (change) => refusal(() => send('configure', { change })),
    reset: async () => {
      await settled()
      const { playhead } = getState()
      shell = newShell
      unopenable = ''
      opened = open(link, playhead).catch((error: unknown) => setState({ error: sentenceOf(error) }))
      await opened
    },
    impact: () => answered('impact'),
    works: () => answered('works'),
    probe,
    chain: async (entry) => (await ask('chain', { entry }))?.steps ?? [],
    ask: async (type, what) => {
      if (seeking) await seeking
      return ask(type, what)
    },
    here: async () => {
      if (seeking) await seeking
      return (await ask('link', { selection: '' }))?.link ?? getState().inputs
    },
    whole: () =>
      new Promise((resolve, reject) => {
        wake()
        const look = (state: LiveState): boolean => {
          if (isWhole(state)) resolve(state.timeline!)
          else if (state.failed) reject(new Error(state.error))
          else return false
          return true
        }
        if (look(getState())) return
        const unsubscribe = store.subscribe((state) => {
          if (look(state)) unsubscribe()
        })
      }),
    close: sleep
  }
}

/** What is said to the person; empty if the run was put to sleep, or another one opened, meanwhile. Anything else is a bug, and thrown. */
function sentenceOf(error: unknown): string {
  if (error instanceof Refused || error instanceof Crashed) return error.message.split('\n')[0]!
  if (error instanceof Closed) return ''
  throw error
}
