import { ok, type Result } from '../../base/result'
import { ms, type Micros } from '../../base/time'
import { prepare, type Scenario } from '../../scenarios'
import { createSimulation, type Simulation } from '../../sim'
import { yamlOf, type PodManifest } from './manifest'

/**
 * The recorded lab: one master, one worker, the two images on its disk, no name server that answers, and a kubelet that
 * logs at level 2.
 */
export const lab: Scenario = {
  id: 'pod',
  title: 'One pod',
  summary: '',
  cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
  profile: 'kubernetes-1.25',
  flags: {
    v: 2,
    'preloaded-images': 'registry.k8s.io/pause:3.6,nginx:1.25,busybox:1.36',
    'dns-answers': false,
    // Nobody else asks the API or uses a Service.
    'users-rate-per-s': 0
  },
  seed: 1,
  workloads: [],
  commands: [],
  faults: [],
  untilSeconds: 60
}

/** When `kubectl create` is entered so that its pod is bound at about time 0. */
export const createAt = ms(-112)

/** Runs a scenario in which the pod is bound at about time 0. */
export function runPod(scenario: Scenario, pod: PodManifest, until: Micros): Result<Simulation> {
  const spec = prepare(scenario)
  if (!spec.ok) return spec
  const create = { at: createAt, line: 'create -f -', stdin: yamlOf(pod) }
  const simulation = createSimulation({ ...spec.value, kubectl: [create, ...spec.value.kubectl] })
  simulation.history.advance(until)
  return ok(simulation)
}
