import { ms, seconds, type Micros } from '../../base/time'
import { parseTime } from '../../sim/api/timestamp'
import type { CoreEvent, KubeObject } from '../../sim/api/types'
import { Instances, type Change, type Told } from './decode'
import { faultsOf, type SetupStep } from './machines-told'
import type { Metrics } from './metrics'
import { StateWorld } from './world'

/** A list of objects: what `kubectl get -A -o json` gives, or a record. */
export interface State {
  readonly items: readonly Told[]
  /** The clock of the record. */
  readonly now?: string
  /** Log files of the containers, by `NODE:PATH`. */
  readonly logs?: Readonly<Record<string, string>>
  /** What the metrics API said. */
  readonly metrics?: Metrics
  /** Objects of the lists before it that are gone. */
  readonly bootstrapGone?: readonly Told[]
  /** What was done to machines, if the record tells it. */
  readonly setup?: readonly SetupStep[]
}

/** One entry of a list of commands. */
export interface Recorded {
  readonly id: string
  /** With `kubectl` as its first word. */
  readonly argv?: readonly string[]
  readonly stdin?: string
  /** Files that are new or others in the working directory; they stay. */
  readonly files?: Readonly<Record<string, string>>
  /** Unless it says otherwise, kubectl is typed by a cluster's administrator, on a machine of the control plane. */
  readonly env?: Readonly<Record<string, string>>
  /** When it is started; else the clock stands where it was. */
  readonly at?: string
  readonly duration_ms?: number
  /** When the server completed each request. */
  readonly request_ms?: readonly number[]
  /** `SIGINT after 5 s`: the person pressed Ctrl-C then. */
  readonly stopped?: string
  /** What others typed meanwhile. */
  readonly during?: readonly { readonly after_ms: number; readonly argv?: readonly string[] }[]
  /** What others have changed since the command before. */
  readonly before?: readonly Told[]
  /** What is there afterwards, whatever this command did. */
  readonly after?: readonly Told[]
  readonly keptAside?: boolean
  /** In a record every command says whether it changed something: what `after` does not name it has not changed. */
  readonly mutates?: boolean
}

export interface Answer {
  readonly id: string
  readonly stdout: string
  readonly stderr: string
  readonly exit: number
}

/** kubectl needs so long until it prints. */
const little = ms(200)
/** This part of a command's time has passed when it has its last answer: the middle of those whose requests' times are known. */
const untilAnswered = 0.95
/** And so long, in ms, it takes from there until it prints. */
const toPrint = 10

/** Time to come to rest before the first thing befalls a machine. */
const soonBefore = seconds(10)

/** A change stands in the record so soon after it came about. */
const recordedWithin = seconds(3)

/** Runs commands, one after the other, against an API server that holds the objects of these lists. `now`: the clock of those without a time. */
export function runCommands(
  states: readonly State[],
  now: Micros | undefined,
  commands: readonly Recorded[]
): Answer[] {
  const world = StateWorld.begin()
  const instances = new Instances()
  const objects: KubeObject[] = []
  for (const { items, bootstrapGone = [] } of states) {
    const gone = new Set(bootstrapGone.map(identityOf))
    for (let i = objects.length - 1; i >= 0; i--) if (gone.has(nameOf(objects[i]!))) objects.splice(i, 1)
    for (const change of instances.take(items)) if ('object' in change) objects.push(change.object)
  }
  world.hold(
    objects,
    now ?? (states.some((state) => state.now) ? parseTime(states.findLast((state) => state.now)?.now) : undefined)
  )
  const logs = states.flatMap(({ logs }) => (logs ? Object.entries(logs) : []))
  world.keepLogs(states.some((state) => state.logs) ? Object.fromEntries(logs) : undefined)
  world.keepMetrics(states.findLast(({ metrics }) => metrics)?.metrics)
  const faults = faultsOf(states.flatMap(({ setup = [] }) => setup))
  /** The clock of the record as this world began to follow it: only what befell machines needs that. */
  const followed = faults[0] && { clock: faults[0].at - soonBefore, now: world.now }
  const worldAt = (time: Micros): Micros => followed!.now + Math.max(0, time - followed!.clock)
  world.expect(faults.map((fault) => ({ ...fault, at: worldAt(fault.at) })))
  const files: Record<string, string> = {}
  let clock = now ?? parseTime(states.at(-1)?.now)
  // Each is told against those before it.
  const told = commands.map(({ at, before = [], after = [] }) => ({
    at: at === undefined ? undefined : parseTime(at),
    before: instances.take(before),
    after: instances.take(after)
  }))
  // What was typed to prepare later commands, after the state was taken.
  const prepared = preparedAfter(states)
  return commands.flatMap((command, i) => {
    const { id, argv, stdin, env, keptAside = false } = command
    const { before, after: outcome } = told[i]!
    while (prepared[0] && command.at !== undefined && parseTime(prepared[0].at) < parseTime(command.at)) {
      const { argv: typed = [], stdin: read, at: when } = prepared.shift()!
      const then = parseTime(when)
      if (followed) world.pass(worldAt(then))
      world.run(typed.slice(1), then, then, read === undefined ? {} : { stdin: read })
    }
    world.held.change(before)
    Object.assign(files, command.files)
    if (command.at !== undefined) clock = parseTime(command.at)
    if (followed) world.pass(worldAt(clock))
    // What others changed until the next command: one that waits still when it should have ended hears of that, too.
    const heard = [...outcome, ...(told[i + 1]?.before ?? [])]
    const putBack = command.mutates === undefined || followed ? undefined : world.held.remembered()
    const answers =
      keptAside || argv === undefined
        ? []
        : [{ id, ...(followed ? world.aside(() => answerTo(argv)) : answerTo(argv)) }]
    putBack?.()
    world.held.change(outcome)
    return answers

    /** What the record tells of only later, though commands that take long saw it. */
    function soon(until: Micros): Change[] {
      const next = told.slice(i + 1)
      const end = next.findIndex(({ at }) => at !== undefined && at > until + recordedWithin)
      return next.slice(0, end < 0 ? next.length : Math.max(1, end)).flatMap(({ before: changes }) => changes)
    }

    function answerTo([program, ...words]: readonly string[]): Omit<Answer, 'id'> {
      if (program !== 'kubectl') return { stdout: '', stderr: `sh: 1: ${program ?? ''}: not found\n`, exit: 127 }
      const { duration_ms: took, request_ms: asked = [], stopped, during = [] } = command
      const streams = stopped !== undefined || words.some((word) => /^(?:-w|--watch(?:-only)?)(?:=true)?$/.test(word))
      const last = streams ? asked[0] : (asked.at(-1) ?? (took === undefined ? undefined : took * untilAnswered))
      const kubectlAt = clock + (last === undefined || streams ? little : ms(last + toPrint))
      const serverAt = last === undefined ? kubectlAt : clock + Math.max(0, ms(last - 5))
      if (!streams) world.held.change(soon(serverAt).filter((change) => isBefore(change, serverAt)))
      return world.run(words, serverAt, kubectlAt, {
        files: { ...files },
        outcome: { after: stopped === undefined ? ms(took ?? 0) : 0, changes: heard },
        ...(stdin !== undefined && { stdin }),
        env: { KUBECONFIG: '/etc/kubernetes/admin.conf', ...env },
        ...(stopped !== undefined && { interruptAfter: interruptOf(stopped) }),
        others: during.flatMap(({ after_ms, argv: typed = [] }) =>
          typed[0] === 'kubectl' ? [{ after: ms(after_ms), argv: typed.slice(1) }] : []
        )
      })
    }
  })
}

/** Whether an object says itself that it was so by then: its last write, or what it tells of, is older by a whole second. */
function isBefore(change: Change, at: Micros): boolean {
  if ('gone' in change) return false
  const { metadata, ...told } = change.object
  const { lastTimestamp, eventTime, series } = told as Partial<CoreEvent>
  const written = ((metadata.managedFields ?? []) as readonly { readonly time?: string }[]).map(({ time }) => time)
  const seen = change.object.kind === 'Event' ? [series?.lastObservedTime, lastTimestamp, eventTime] : []
  const times = [...written, ...seen].filter((time) => time !== undefined && time !== null).map(parseTime)
  return times.length > 0 && Math.max(...times) + seconds(1) <= at
}

const interruptOf = (stopped: string): Micros => seconds(Number(/after ([\d.]+) s/.exec(stopped)?.[1] ?? 1))

/** Steps of a setup that are kubectl's and younger than the state. */
function preparedAfter(states: readonly State[]): SetupStep[] {
  const taken = states.at(-1)?.now
  if (taken === undefined) return []
  return states.flatMap(({ setup = [] }) =>
    setup.filter(({ argv, at }) => argv?.[0] === 'kubectl' && at !== undefined && parseTime(at) > parseTime(taken))
  )
}

const nameOf = ({ kind, metadata: { namespace = '', name } }: KubeObject): string => [kind, namespace, name].join('/')
const identityOf = ({ kind, namespace = '', name, metadata }: Told): string =>
  metadata === undefined ? [kind, namespace, name].join('/') : nameOf({ kind, metadata } as unknown as KubeObject)
