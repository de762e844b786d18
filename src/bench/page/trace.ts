/** One event of Chromium's trace; times in µs. */
interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  /** CPU time of the thread. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** A task of a thread's event loop: when it began (ms of the trace), and the thread's own CPU time in ms. */
export interface Task {
  readonly at: number
  readonly cpu: number
}

export interface Trace {
  /** Tasks of the page's main thread, and of its workers. */
  readonly main: readonly Task[]
  readonly workers: readonly Task[]
  /** `performance.mark`s of the page, ms of the trace. */
  readonly marks: ReadonlyMap<string, number>
  /** Wall time from the first to the last event, ms. */
  readonly length: number
}

/** What a trace says of the process that holds the page: the one whose main thread ran most tasks. */
export function readTrace(json: string): Trace {
  const { traceEvents: events } = JSON.parse(json) as { traceEvents: TraceEvent[] }
  const threads = new Map(
    events.filter(({ name }) => name === 'thread_name').map(({ pid, tid, args }) => [`${pid} ${tid}`, args?.name ?? ''])
  )
  const tasks = events.filter(({ name, ph }) => ph === 'X' && name === 'ThreadControllerImpl::RunTask')
  const of = (thread: string, pid?: number) =>
    tasks.filter((task) => threads.get(`${task.pid} ${task.tid}`) === thread && (pid === undefined || task.pid === pid))
  const busiest = mostCommon(of('CrRendererMain').map(({ pid }) => pid))
  const asTask = ({ ts, tdur, dur }: TraceEvent): Task => ({ at: ts / 1_000, cpu: (tdur ?? dur ?? 0) / 1_000 })
  const times = tasks.filter(({ pid }) => pid === busiest).map(({ ts }) => ts)
  return {
    main: of('CrRendererMain', busiest).map(asTask),
    workers: of('DedicatedWorker thread', busiest).map(asTask),
    marks: new Map(
      events.filter(({ ph, name }) => /^[RIn]$/.test(ph) && / /.test(name)).map(({ name, ts }) => [name, ts / 1_000])
    ),
    length: times.length > 0 ? (Math.max(...times) - Math.min(...times)) / 1_000 : 0
  }
}

function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 0
}

export const cpuOf = (tasks: readonly Task[], from = -Infinity, to = Infinity): number =>
  tasks.filter(({ at }) => at >= from && at <= to).reduce((sum, { cpu }) => sum + cpu, 0)
