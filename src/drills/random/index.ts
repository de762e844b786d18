import { Prng } from '../../base/prng'
import { webService } from '../../scenarios/workloads'
import type { Drill } from '../schema'
import { troubles, type Trouble } from './troubles'

/** An incident that the seed alone decides: a cluster, one or two things that go wrong, and the lines that mend them. */
export function randomDrill(seed: number): Drill {
  const rng = Prng.forName(seed, 'drill')
  const cluster = { masters: rng.below(3) === 0 ? 3 : 1, workers: 2 + rng.below(3) }
  const { workers } = cluster
  const chosen: Trouble[] = []
  const wanted = 1 + rng.below(2)
  while (chosen.length < wanted) {
    const trouble = troubles[rng.below(troubles.length)]!(`worker-${1 + rng.below(workers)}`)
    if (!chosen.some(({ about }) => about === trouble.about)) chosen.push(trouble)
  }
  return incidentOf(seed, cluster, chosen, rng)
}

/** The incident of these troubles. */
export function incidentOf(
  seed: number,
  { masters, workers }: { readonly masters: number; readonly workers: number },
  chosen: readonly Trouble[],
  rng: Prng = Prng.forName(seed, 'drill')
): Drill {
  /** Lines of one trouble keep their order. */
  const within = (lines: readonly string[] = []) => {
    const first = 2 + rng.below(8)
    return lines.map((line, i) => `${first + i}s ${line}`)
  }
  const id = `incident-${seed}`
  return {
    id,
    kind: 'incident',
    title: `Incident ${seed}`,
    story: `You are on call for a cluster of ${masters === 1 ? 'one master' : 'three masters'} and ${workers} workers that serves web with four pods. The pager says that not all is as it should be. Find out what, and bring it back.`,
    scenario: {
      id,
      title: `Incident ${seed}`,
      summary: 'Drawn by its seed',
      cluster: { masters, workers, zones: 0, runtime: 'containerd', loadBalancer: masters > 1 },
      profile: 'kubernetes',
      flags: { 'users-rate-per-s': 5, 'eviction-pressure-transition-period-s': 30 },
      seed,
      workloads: webService('web', 4, 'nginx:1.27'),
      commands: chosen.flatMap(({ commands }) => within(commands)),
      faults: chosen.flatMap(({ faults }) => within(faults)),
      untilSeconds: 240
    },
    beginsSeconds: 70,
    withinSeconds: 600,
    tasks: [],
    goal: {
      text: 'web has its four pods, of one version; all nodes are ready and take pods; users are answered',
      check: {
        all: [
          {
            object: 'deployments/default/web',
            where: [
              { path: '{.status.readyReplicas}', is: 4 },
              { path: '{.status.updatedReplicas}', is: 4 },
              { path: '{.status.replicas}', is: 4 }
            ]
          },
          {
            objects: 'nodes',
            where: [
              { path: '{.metadata.name}', matches: '^worker-' },
              { path: '{.status.conditions[?(@.type=="Ready")].status}', is: 'True' },
              { path: '{.spec.taints[*].key}', is: '' }
            ],
            atLeast: workers
          },
          { users: { answered: 0.99, over: 15 } }
        ]
      },
      steadySeconds: 20
    },
    hints: chosen.map(({ seen }) => seen),
    repair: chosen.flatMap(({ repair }) => repair)
  }
}
