import { create } from 'zustand'
import { isSure, live, reportOf, Study, usualInputs, type Inputs, type Mean, type Report } from '../../../availability'
import { answer } from '../answers'
import { hire, type Crew } from './hands'
import { sentence } from './sentence'
import { readTexts, usualTexts, type Texts } from './texts'

/** A usual cluster in two racks; without a fault of racks they change nothing. */
function inRacks(masters: number, balancers?: 1 | 2): Inputs {
  const usual = usualInputs(masters, balancers)
  return { ...usual, cluster: { ...usual.cluster, racks: 2 } }
}

/** The clusters that live the same years: what is common to them meets the same fate. */
export const clusters = [
  { id: 'one', name: '1 master', colour: 'var(--one)', dashed: false, inputs: inRacks(1) },
  { id: 'three', name: '3 masters', colour: 'var(--several)', dashed: false, inputs: inRacks(3, 1) },
  { id: 'balanced', name: '+ balancer', colour: 'var(--several)', dashed: true, inputs: inRacks(3, 2) }
] as const
export type ClusterId = (typeof clusters)[number]['id']

/** So many at most; fewer if every mean is known to 5 % before. */
export const most = 1_000
/** Results are drawn anew after so many. */
const every = 20

/** A mean as it was after so many years. */
export interface Step {
  readonly years: number
  readonly writes: Mean
}

export interface Lived {
  readonly report: Report | null
  readonly steps: readonly Step[]
  readonly years: number
  readonly done: boolean
}

interface Years {
  readonly texts: Texts
  /** What the results were made with; null: there are none. */
  readonly made: Texts | null
  readonly state: 'none' | 'running' | 'paused' | 'done'
  readonly lived: Readonly<Record<ClusterId, Lived>>
  /** Ways that were simulated: what the first years wait for. */
  readonly measured: number
  /** Seconds that are left, as far as the time so far tells. */
  readonly left: number | null
  readonly error: string
}

const none: Lived = { report: null, steps: [], years: 0, done: false }
const nothing = { one: none, three: none, balanced: none }

export const useYears = create<Years>()(() => ({
  texts: usualTexts,
  made: null,
  state: 'none',
  lived: nothing,
  measured: 0,
  left: null,
  error: ''
}))

/** What is not made with what stands in the fields is not true of it. */
export const isStale = ({ texts, made }: Pick<Years, 'texts' | 'made'>): boolean =>
  made !== null && JSON.stringify(texts) !== JSON.stringify(made)

export const progressOf = ({ lived }: Pick<Years, 'lived'>): number =>
  clusters.reduce((sum, { id }) => sum + (lived[id].done ? 1 : lived[id].years / most), 0) / clusters.length

export function write(texts: Texts): void {
  useYears.setState({ texts })
}

let crew: Crew | null = null
/** Counts beginnings: what belongs to an earlier one is dropped. */
let course = 0
let wake: (() => void)[] = []

export function pause(): void {
  if (useYears.getState().state === 'running') useYears.setState({ state: 'paused', left: null })
}

export function goOn(): void {
  if (useYears.getState().state !== 'paused') return
  useYears.setState({ state: 'running' })
  for (const go of wake) go()
  wake = []
}

/** Lives the years with what stands in the fields. Without a text that is understood nothing begins. */
export function begin(): void {
  const { texts, state, lived } = useYears.getState()
  const read = readTexts(texts)
  if (!read.ok) return
  const mine = ++course
  const former = state === 'none' ? nothing : lived
  for (const go of wake) go()
  wake = []
  crew?.close()
  crew = hire()
  // The last results stay, hatched, until there are new ones.
  useYears.setState({
    state: 'running',
    lived: {
      ...former,
      ...Object.fromEntries(clusters.map(({ id }) => [id, { ...former[id], years: 0, done: false }]))
    },
    measured: 0,
    left: null,
    error: ''
  })
  const clock = stopwatch()
  const isMine = () => mine === course
  const mayGoOn = async () => {
    while (isMine() && useYears.getState().state === 'paused') {
      clock.stop()
      await new Promise<void>((go) => wake.push(go))
      clock.go()
    }
    return isMine()
  }
  const all = clusters.map(async ({ id, inputs: usual }) => {
    const inputs: Inputs = { ...usual, faults: read.value }
    const study = new Study(inputs, most)
    const shown: Step[] = []
    // The first ones come sooner, with intervals as wide as they are.
    let next = 2
    const progress = () => {
      if (!isMine()) return
      useYears.setState(({ measured }) => ({ measured: measured + 1 }))
      if (study.years.length < Math.min(next, most)) return
      next =
        study.years.length < every ? study.years.length * 2 : study.years.length - (study.years.length % every) + every
      show(id, study, shown, texts, clock.seconds())
    }
    const ended = await live(study, crew!.of(inputs), { mayGoOn, progress, untilSure: true })
    if (ended && isMine()) show(id, study, shown, texts, clock.seconds(), true)
  })
  Promise.all(all).then(
    () => {
      if (!isMine()) return
      close()
      useYears.setState({ state: 'done', left: 0 })
    },
    (error: unknown) => {
      if (!isMine()) return
      close()
      useYears.setState({ state: 'done', left: null, error: error instanceof Error ? error.message : String(error) })
    }
  )
}

function close(): void {
  crew?.close()
  crew = null
}

function show(id: ClusterId, study: Study, steps: Step[], made: Texts, seconds: number, over = false): void {
  const { years, inputs } = study
  const report = reportOf(inputs, most, years)
  steps.push({ years: years.length, writes: report.results.writes.lostS })
  const done = over || study.done || isSure(study)
  const { lived } = useYears.getState()
  const next = { ...lived, [id]: { report, steps: [...steps], years: years.length, done } }
  const share = progressOf({ lived: next })
  const left = share > 0.02 ? (seconds * (1 - share)) / share : null
  useYears.setState({ lived: next, made, left })
  answer('year', sentence(next))
}

/** Seconds that were worked, without pauses. */
function stopwatch() {
  let before = 0
  let since: number | null = performance.now()
  return {
    seconds: () => (before + (since === null ? 0 : performance.now() - since)) / 1_000,
    stop: () => {
      if (since !== null) before += performance.now() - since
      since = null
    },
    go: () => (since ??= performance.now())
  }
}
