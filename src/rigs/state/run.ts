import { ms, seconds, type Micros } from '../../base/time'
import { parseTime } from '../../sim/api/timestamp'
import type { KubeObject } from '../../sim/api/types'
import { Instances, type Told } from './decode'
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
}

/** One entry of a list of commands. */
export interface Recorded {
  readonly id: string
  /** With `kubectl` as its first word. */
  readonly argv?: readonly string[]
  readonly stdin?: string
  /** Files that are new or others in the working directory; they stay. */
  readonly files?: Readonly<Record<string, string>>
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
  world.hold(objects)
  const logs = states.flatMap(({ logs }) => (logs ? Object.entries(logs) : []))
  world.keepLogs(states.some((state) => state.logs) ? Object.fromEntries(logs) : undefined)
  world.keepMetrics(states.findLast(({ metrics }) => metrics)?.metrics)
  const files: Record<string, string> = {}
  let clock = now ?? parseTime(states.at(-1)?.now)
  return commands.flatMap((command) => {
    const { id, argv, stdin, env, before = [], after = [], keptAside = false } = command
    world.change(instances.take(before))
    Object.assign(files, command.files)
    if (command.at !== undefined) clock = parseTime(command.at)
    const outcome = instances.take(after)
    const answers = keptAside || argv === undefined ? [] : [{ id, ...answerTo(argv) }]
    world.change(outcome)
    return answers

    function answerTo([program, ...words]: readonly string[]): Omit<Answer, 'id'> {
      if (program !== 'kubectl') return { stdout: '', stderr: `sh: 1: ${program ?? ''}: not found\n`, exit: 127 }
      const { duration_ms: took, request_ms: asked = [], stopped, during = [] } = command
      const streams = stopped !== undefined || words.some((word) => /^(?:-w|--watch(?:-only)?)(?:=true)?$/.test(word))
      const last = streams ? asked[0] : (asked.at(-1) ?? (took === undefined ? undefined : took * untilAnswered))
      const kubectlAt = clock + (last === undefined || streams ? little : ms(last + toPrint))
      const serverAt = last === undefined ? kubectlAt : clock + Math.max(0, ms(last - 5))
      return world.run(words, serverAt, kubectlAt, {
        files: { ...files },
        outcome: { after: stopped === undefined ? ms(took ?? 0) : 0, changes: outcome },
        ...(stdin !== undefined && { stdin }),
        ...(env && { env }),
        ...(stopped !== undefined && { interruptAfter: interruptOf(stopped) }),
        others: during.flatMap(({ after_ms, argv: typed = [] }) =>
          typed[0] === 'kubectl' ? [{ after: ms(after_ms), argv: typed.slice(1) }] : []
        )
      })
    }
  })
}

const interruptOf = (stopped: string): Micros => seconds(Number(/after ([\d.]+) s/.exec(stopped)?.[1] ?? 1))

const nameOf = ({ kind, metadata: { namespace = '', name } }: KubeObject): string => [kind, namespace, name].join('/')
const identityOf = ({ kind, namespace = '', name, metadata }: Told): string =>
  metadata === undefined ? [kind, namespace, name].join('/') : nameOf({ kind, metadata } as unknown as KubeObject)
