import { expect, it } from 'vitest'
import { Prng } from '../../base/prng'
import { seconds, type Micros } from '../../base/time'
import { prepare, presetOf } from '../../scenarios'
import type { KubeObject } from '../api/types'
import { createSimulation, type Simulation } from '../simulation'
import { inspect } from './inspect'
import { storedObjects } from './truth'

/** What may go wrong, at any time; each is one fault that can be taken away again. */
const everyone = ['master-1', 'master-2', 'master-3', 'lb', 'users', 'worker-1', 'worker-2', 'worker-3']
const alone = (machine: string) => `partition ${machine} | ${everyone.filter((one) => one !== machine).join(',')}`
const faultsOf = [
  'crash master-1',
  'crash master-2',
  'crash worker-1',
  'crash worker-2',
  'kill master-1/etcd',
  'kill master-2/kube-apiserver',
  'kill master-1/kube-controller-manager',
  'kill worker-1/kubelet',
  'stop worker-2/kubelet',
  'pause master-1',
  'pause worker-3',
  'pause master-2/kube-scheduler',
  'slow-disk master-1 50x',
  'cut worker-1 -> lb',
  'kill lb/load-balancer',
  alone('master-1'),
  alone('worker-3')
]

const runs = new Map<string, Simulation>()
function run(faults: readonly string[], until: Micros): Simulation {
  const key = `${faults.join()} ${until}`
  let simulation = runs.get(key)
  if (!simulation) {
    const spec = prepare({ ...presetOf('ha-master-fails')!, faults })
    if (!spec.ok) throw new Error(spec.error)
    simulation = createSimulation(spec.value)
    simulation.history.advance(until)
    runs.set(key, simulation)
  }
  return simulation
}

function targetsAt({ history }: Simulation, at: Micros): string[] {
  const world = history.seek(at)
  const objects = (resource: string, namespace: string, name = resource) =>
    storedObjects<KubeObject>(world, resource).flatMap(({ metadata }) =>
      (metadata.namespace ?? '') === namespace
        ? [`${name}:${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`]
        : []
    )
  return [
    ...world.processes.flatMap(({ id, kind }) => (kind === 'linux' || kind === 'api-probes' ? [] : [id])),
    ...world.machines.map(({ id }) => id),
    ...objects('pods', 'default', 'pod'),
    ...objects('deployments', 'default'),
    ...objects('endpoints', 'default'),
    ...objects('leases', 'kube-system'),
    ...objects('nodes', '')
  ]
}

/** What is seen of a thing at an instant: its state, its newest step without numbers, and the fault at the root of its Why. */
function seen({ history }: Simulation, at: Micros, target: string) {
  const view = inspect(history.seek(at), history.timeline, target)
  if (!view) return null
  const [newest] = view.why
  const root = view.why.at(-1)
  return {
    state: view.state,
    newest: newest ? { at: newest.at, text: newest.text.replace(/[\d.]+/g, '#') } : null,
    root: root?.text ?? ''
  }
}

type Seen = ReturnType<typeof seen>

/** Gone, other, or at another time by more than jitter. */
const noise = seconds(0.5)
const isOther = (before: Seen, after: Seen): boolean =>
  !before ||
  !after ||
  before.state !== after.state ||
  before.newest?.text !== after.newest?.text ||
  Math.abs((before.newest?.at ?? 0) - (after.newest?.at ?? 0)) > noise

it('the fault that Why names matters: without it the effect is gone or moves; and where none is named, none put it into its state', () => {
  const rng = Prng.fromSeed(20)
  const pick = <T>(items: readonly T[]): T => items[rng.below(items.length)]!
  const lies: string[] = []
  let named = 0
  let asked = 0
  for (let i = 0; i < 8; i++) {
    const until = seconds(i === 3 ? 400 : 65)
    const faults = Array.from({ length: 1 + (i % 2) }, () => 5 + rng.below(15))
      .sort((a, b) => a - b)
      .map((at) => `${at}s ${pick(faultsOf)}`)
    const simulation = run(faults, until)
    for (let k = 0; k < 32; k++) {
      const at = seconds(5) + Math.floor(rng.float() * (until - seconds(6)))
      const target = pick(targetsAt(simulation, at))
      const here = seen(simulation, at, target)
      if (!here) continue
      asked++
      const cause = faults.find((fault) => here.root === fault)
      const others = cause ? faults.filter((fault) => fault !== cause) : []
      const without = seen(run(others, until), at, target)
      // Where another fault alone does the same, it is gone with both.
      const matters = isOther(here, without) || isOther(here, seen(run([], until), at, target))
      if (cause) named++
      if (cause && !matters)
        lies.push(`${faults.join(' + ')}: at ${at / 1e6} s ${target} is not so because of ${cause}`)
      if (!cause && without?.state !== here.state)
        lies.push(
          `${faults.join(' + ')}: at ${at / 1e6} s ${target} would be ${without?.state}, not ${here.state}: ${here.root}`
        )
    }
    runs.clear()
  }
  expect(asked).toBeGreaterThan(200)
  expect(named).toBeGreaterThan(25)
  expect(lies).toEqual([])
}, 600_000)
