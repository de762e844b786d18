import { seconds } from '../base/time'
import { createSimulation, type RunSpec, type Simulation } from '../sim'

/** A Deployment of so many pods that ask for little. */
const manifest = (pods: number): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: ${pods}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx:1.27
        resources: {requests: {cpu: 10m, memory: 16Mi}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}
`

/** A cluster without users and probes: what the simulation itself costs. */
export const benchSpec = (masters: number, workers: number, pods: number, faults: RunSpec['faults'] = []): RunSpec => ({
  cluster: { masters, workers, zones: 0, runtime: 'containerd', loadBalancer: masters > 1 },
  // With upstream's limit of 20 requests a second a controller manager makes 3,000 pods in 150 s; all are there at time 0.
  flags: { 'users-rate-per-s': 0, 'kube-api-qps': 500, 'kube-api-burst': 500 },
  seed: 1,
  manifests: [manifest(pods)],
  kubectl: [],
  faults
})

export interface Timed {
  readonly simulation: Simulation
  readonly events: number
  readonly simulatedS: number
  readonly wallS: number
}

/**
 * Runs a cluster from the instant on in which its workloads are applied, for so many events, and takes the time: what a cluster costs
 * that would take too long to build.
 */
export function timeBuilding(spec: RunSpec, events: number, now: () => number): Timed {
  const simulation = createSimulation(spec)
  const { history } = simulation
  history.advance(applied)
  const before = history.timeline.length
  const start = now()
  history.advance(0, events)
  const wallS = (now() - start) / 1_000
  return {
    simulation,
    events: history.timeline.length - before,
    simulatedS: (history.end - applied) / 1_000_000,
    wallS
  }
}

/** When a run's workloads are applied (simulation.ts). */
const applied = seconds(-60)

/** Runs a cluster from time 0 on for so many simulated seconds and takes the time; its warm-up is not counted. */
export function timeRun(spec: RunSpec, simulatedS: number, now: () => number): Timed {
  const simulation = createSimulation(spec)
  const { history } = simulation
  history.advance(0)
  const before = history.timeline.length
  const start = now()
  history.advance(seconds(simulatedS))
  const wallS = (now() - start) / 1_000
  return { simulation, events: history.timeline.length - before, simulatedS, wallS }
}
