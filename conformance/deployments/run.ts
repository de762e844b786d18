import type { Deployment, Pod, ReplicaSet } from '../../src/sim/api/types'
import { ControllerLab } from '../../src/sim/testing/lab'

/** A recorded rolling update. See the data's schema: sizes while no new pod is ready, then as they become ready one by one. */
export interface DeploymentCase {
  readonly id: string
  readonly replicas: number
  readonly maxSurge: number | string
  readonly maxUnavailable: number | string
  readonly firstPlateau: Sizes
  readonly stepsOneReadyAtATime: readonly Sizes[]
}

export interface Sizes {
  readonly newSpec: number
  readonly oldSpec: number
}

export interface DeploymentResult {
  readonly id: string
  readonly firstPlateau: Sizes
  /** Every pair of sizes that was reached, in order. */
  readonly steps: readonly Sizes[]
}

/** Rolls a deployment out with the case's settings, against the real controllers of this repository. */
export function runDeploymentCase({ id, replicas, maxSurge, maxUnavailable }: DeploymentCase): DeploymentResult {
  const lab = new ControllerLab().until(5).namespace('default')
  lab
    .deployment('web', replicas, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } })
    .run(10)
  for (const pod of lab.list<Pod>('pods')) lab.ready(pod)
  lab.run(5)
  const old = lab.list<ReplicaSet>('replicasets')[0]!.metadata.name
  lab.change<Deployment>('deployments', 'web', (deployment) => ({
    ...deployment,
    spec: {
      ...deployment.spec,
      template: { ...deployment.spec.template, spec: { containers: [{ name: 'app', image: 'nginx:2' }] } }
    }
  }))
  const steps: Sizes[] = []
  const sample = () => {
    const sets = lab.list<ReplicaSet>('replicasets')
    const sizes = {
      newSpec: sets.find(({ metadata }) => metadata.name !== old)?.spec.replicas ?? 0,
      oldSpec: sets.find(({ metadata }) => metadata.name === old)?.spec.replicas ?? 0
    }
    const last = steps.at(-1)
    if (last?.newSpec !== sizes.newSpec || last.oldSpec !== sizes.oldSpec) steps.push(sizes)
  }
  settle(lab, () => {})
  sample()
  const firstPlateau = steps[0]!
  for (let i = 0; i < replicas; i++) {
    const next = lab.list<Pod>('pods').find((pod) => isNew(pod, old) && !pod.spec.nodeName)
    if (!next) break
    lab.ready(next)
    settle(lab, sample)
  }
  return { id, firstPlateau, steps }
}

const isNew = ({ metadata }: Pod, old: string): boolean => metadata.ownerReferences?.[0]?.name !== old

/** Until nothing happens any more; deleted pods vanish at once, as in the recording. */
function settle(lab: ControllerLab, sample: () => void): void {
  for (let i = 0; i < 3_000; i++) {
    lab.run(0.001)
    for (const { metadata } of lab.list<Pod>('pods')) {
      if (metadata.deletionTimestamp) lab.remove('pods', metadata.namespace, metadata.name)
    }
    sample()
  }
}

/** Recorded steps were sampled: one may be merged with the next, so they must occur in the simulated ones in order. */
export function agrees(recorded: DeploymentCase, { firstPlateau, steps }: DeploymentResult): boolean {
  if (!same(recorded.firstPlateau, firstPlateau)) return false
  let at = 0
  for (const step of recorded.stepsOneReadyAtATime) {
    while (at < steps.length && !same(steps[at]!, step)) at++
    if (at === steps.length) return false
  }
  return at === steps.length - 1
}

const same = (a: Sizes, b: Sizes): boolean => a.newSpec === b.newSpec && a.oldSpec === b.oldSpec
