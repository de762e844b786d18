import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { median } from '../../../src/base/median'
import { ms, seconds } from '../../../src/base/time'
import { createAt, lifeOf, type Moment } from '../../../src/rigs/pods'
import { parseCommand } from '../../../src/scenarios'
import { forkSimulation, type Simulation } from '../../../src/sim'

/** How fast pods were: ends of pods on a quiet machine, one by one, and starts on a loaded one, as medians. */
const files = ['deletion-quiet.json', 'pod-start-medians.json'] as const

/** The files that a folder has; one of them may be named alone. */
export function pacesIn(folder: string): readonly string[] {
  if (existsSync(folder) && statSync(folder).isFile()) return isPace(basename(folder)) ? [folder] : []
  return files.map((file) => join(folder, file)).filter((path) => existsSync(path))
}

const isPace = (name: string): boolean => (files as readonly string[]).includes(name)

type Sign = readonly [component: string, what: RegExp]

const start: Readonly<Record<string, Sign>> = {
  syncloop_add: ['kubelet log', /"SyncLoop ADD"/],
  ev_scheduled: ['kube-scheduler', /^EVENT Normal Scheduled/],
  patch1: ['kubelet', /^PATCH pods\/status/],
  volumes_mounted: ['kubelet log', /"MountVolume.SetUp succeeded/],
  sandbox_call: ['containerd', /^RunPodSandbox for/],
  ev_pulled: ['kubelet', /^EVENT Normal Pulled/],
  create_call: ['containerd', /^CreateContainer within/],
  start_call: ['containerd', /^StartContainer for/],
  ev_created: ['kubelet', /^EVENT Normal Created/],
  ev_started: ['kubelet', /^EVENT Normal Started/],
  pleg: ['kubelet log', /"SyncLoop \(PLEG\)/],
  patch_sandbox: ['kubelet', /^PATCH pods\/status.*\{(?=[^{}]*"PodReadyToStartContainers")(?=[^{}]*"status": ?"True")/],
  patch_running: ['kubelet', /^PATCH pods\/status.*"phase": ?"Running"/]
}

const end: Readonly<Record<string, Sign>> = {
  syncloop_delete: ['kubelet log', /"SyncLoop DELETE"/],
  killing_event: ['kubelet', /^EVENT Normal Killing/],
  patch_generation: ['kubelet', /^PATCH pods\/status/],
  sigterm: ['containerd', /^Stop container /],
  container_exit: ['runtime', /^nginx#0: EXIT/],
  patch_terminated: ['kubelet', /^PATCH pods\/status.*"terminated"/],
  api_delete_g0: ['kubelet', /^DELETE pods/],
  remove: ['kubelet log', /"SyncLoop REMOVE"/]
}

const firstOf = (timeline: readonly Moment[], [component, what]: Sign): number =>
  timeline.find((moment) => moment.component === component && what.test(moment.what))?.t_ms ?? NaN

/** Ten pods, each made and ended at other points of what a kubelet does every second. */
const offsets = Array.from({ length: 10 }, (_, n) => n * 97)
const livesS = 6

function livesOf(quiet: Simulation, spec: object): readonly (readonly Moment[])[] {
  return offsets.map((offset) => {
    const pod = `plain-${offset}`
    const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: pod }, spec })
    const command = parseCommand(`${livesS + offset / 1_000}s kubectl delete pod ${pod} --wait=false`)
    if (!command.ok) throw new Error(command.error)
    const create = { at: createAt + ms(offset), line: 'create -f -', stdin }
    const branch = forkSimulation(quiet, { kubectl: [create, command.value], faults: [] })
    branch.history.advance(seconds(livesS + 5))
    return lifeOf(branch, pod)?.timeline ?? []
  })
}

const nginx = { name: 'nginx', image: 'nginx:1.27' }
const plain = { containers: [nginx] }
/** What pods of a group were, by the end of its name; of others the recording does not say enough. */
const specs: readonly (readonly [RegExp, object])[] = [
  [/-plain$/, plain],
  [/-noauto$/, { automountServiceAccountToken: false, ...plain }]
]

interface Paced {
  readonly what: string
  readonly passed: boolean
  readonly found: string
}

interface Deletion {
  readonly container_exits: readonly (readonly [number, number])[]
  readonly status_patches: readonly (readonly [number, string, unknown])[]
}

/** What a process waits for a processor even when nothing else runs, in ms. */
const latency = 10

function gradeEnds(quiet: Simulation, recorded: readonly Deletion[]): readonly Paced[] {
  const lives = livesOf(quiet, plain).map((timeline) => {
    const at = timeline.findIndex(({ component, what }) => component === 'kubectl' && what.startsWith('DELETE pods'))
    return { from: timeline[at]?.t_ms ?? NaN, after: timeline.slice(Math.max(0, at)) }
  })
  return Object.entries(end).flatMap(([step, sign]) => {
    const there = recorded.map((each) => recordedEnd(each, step)).filter((value) => value !== undefined)
    if (there.length === 0) return []
    const found = median(lives.map(({ from, after }) => firstOf(after, sign) - from))
    const [least, most] = [Math.min(...there), Math.max(...there)]
    return [
      {
        what: `end of a pod, ${step}: ${least} to ${most} ms (n=${there.length})`,
        passed: found >= least - latency && found <= most + latency,
        found: `${found.toFixed(0)} ms`
      }
    ]
  })
}

function recordedEnd(deletion: Deletion, step: string): number | undefined {
  if (step === 'container_exit') return deletion.container_exits[0]?.[0]
  if (step === 'patch_terminated') return deletion.status_patches.find(([, what]) => what === 'terminated')?.[0]
  return (deletion as unknown as Readonly<Record<string, number | null>>)[step] ?? undefined
}

type Spread = readonly [median: number, min: number, max: number, n: number]
type Medians = Readonly<Record<string, { readonly median_min_max_n: Readonly<Record<string, Spread | null>> }>>

/** Steps whose medians lie closer together may change places on a loaded machine, in ms. */
const apart = 30

/** When a scheduler wrote its event is no step of a kubelet's: their order is a loaded machine's. */
const isKubelets = (step: string): boolean => step !== 'ev_scheduled'

/** A loaded machine is late and never early: its greatest bounds us; and the order of what lies apart is its own. */
function gradeStarts(quiet: Simulation, recorded: Medians): readonly Paced[] {
  return Object.entries(recorded).flatMap(([group, { median_min_max_n: spreads }]) => {
    const spec = specs.find(([name]) => name.test(group))?.[1]
    if (!spec) return []
    const lives = livesOf(quiet, spec)
    const ours = (step: string): number => median(lives.map((timeline) => firstOf(timeline, start[step]!)))
    const known = Object.entries(spreads)
      .filter((entry): entry is [string, Spread] => entry[1] !== null && entry[0] in start)
      .sort((a, b) => a[1][0] - b[1][0])
    return known.flatMap(([step, [middle, , most, n]], i): Paced[] => {
      const next = known.slice(i + 1).find(([other, spread]) => spread[0] - middle >= apart && isKubelets(other))
      const found = ours(step)
      const late = {
        what: `start of ${group}, ${step}: at the latest ${most} ms (n=${n})`,
        passed: found <= most,
        found: `${found.toFixed(0)} ms`
      }
      if (!next || !isKubelets(step)) return [late]
      const then = ours(next[0])
      const order = `${found.toFixed(0)} ms, then ${then.toFixed(0)} ms`
      return [late, { what: `start of ${group}: ${step}, then ${next[0]}`, passed: found <= then, found: order }]
    })
  })
}

/** How fast pods start and end, against each file of paces. */
export function gradePaces(paths: readonly string[], quiet: Simulation): readonly Paced[] {
  return paths.flatMap((path) => {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return basename(path) === 'deletion-quiet.json'
      ? gradeEnds(quiet, content as readonly Deletion[])
      : gradeStarts(quiet, content as Medians)
  })
}
