import type { DaemonSet, Deployment, KubeObject, StatefulSet } from '../../../../api/types'

/** What `rollout status` says of an object, and whether that is the end; `failed`: the text is an error. */
export interface Told {
  readonly message: string
  readonly done: boolean
  readonly failed?: boolean
}

/** Each kind has its own texts. Models kubectl/pkg/polymorphichelpers/rollout_status.go. */
export function rolloutStatus(object: KubeObject): Told {
  switch (object.kind) {
    case 'Deployment':
      return ofDeployment(object as Deployment)
    case 'StatefulSet':
      return ofStatefulSet(object as StatefulSet)
    case 'DaemonSet':
      return ofDaemonSet(object as DaemonSet)
    default:
      return failed(`no status viewer has been implemented for ${object.kind}`)
  }
}

const failed = (message: string): Told => ({ message, done: false, failed: true })
const waiting = (message: string): Told => ({ message, done: false })
const finished = (message: string): Told => ({ message, done: true })
const onlyRolling = failed('rollout status is only available for RollingUpdate strategy type')

function ofDeployment({ metadata, spec, status }: Deployment): Told {
  const { name, generation = 0 } = metadata
  if (generation > (status?.observedGeneration ?? 0))
    return { message: 'Waiting for deployment spec update to be observed...\n', done: false }
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing')
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return { message: `deployment "${name}" exceeded its progress deadline`, done: false, failed: true }
  }
  const wanted = spec.replicas ?? 1
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status ?? {}
  const rolling = (what: string) => ({
    message: `Waiting for deployment "${name}" rollout to finish: ${what}...\n`,
    done: false
  })
  if (updatedReplicas < wanted) return rolling(`${updatedReplicas} out of ${wanted} new replicas have been updated`)
  if (replicas > updatedReplicas) return rolling(`${replicas - updatedReplicas} old replicas are pending termination`)
  if (availableReplicas < updatedReplicas)
    return rolling(`${availableReplicas} of ${updatedReplicas} updated replicas are available`)
  return { message: `deployment "${name}" successfully rolled out\n`, done: true }
}

function ofStatefulSet({ metadata, spec, status }: StatefulSet): Told {
  const { type, rollingUpdate } = spec.updateStrategy ?? {}
  if (type !== 'RollingUpdate') return onlyRolling
  const { observedGeneration = 0, readyReplicas = 0, updatedReplicas = 0 } = status
  if (observedGeneration === 0 || (metadata.generation ?? 0) > observedGeneration)
    return waiting('Waiting for statefulset spec update to be observed...\n')
  const wanted = spec.replicas ?? 1
  if (readyReplicas < wanted) return waiting(`Waiting for ${wanted - readyReplicas} pods to be ready...\n`)
  if (rollingUpdate?.partition !== undefined) {
    const updating = wanted - rollingUpdate.partition
    return updatedReplicas < updating
      ? waiting(
          `Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${updating} new pods have been updated...\n`
        )
      : finished(`partitioned roll out complete: ${updatedReplicas} new pods have been updated...\n`)
  }
  const { updateRevision = '', currentRevision = '', currentReplicas = 0 } = status
  return updateRevision !== currentRevision
    ? waiting(
        `waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...\n`
      )
    : finished(`statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...\n`)
}

function ofDaemonSet({ metadata, spec, status }: DaemonSet): Told {
  if (spec.updateStrategy?.type !== 'RollingUpdate') return onlyRolling
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return waiting('Waiting for daemon set spec update to be observed...\n')
  const { desiredNumberScheduled: wanted = 0, updatedNumberScheduled: updated = 0, numberAvailable = 0 } = status
  const rollout = `daemon set "${metadata.name}" rollout to finish`
  if (updated < wanted)
    return waiting(`Waiting for ${rollout}: ${updated} out of ${wanted} new pods have been updated...\n`)
  if (numberAvailable < wanted)
    return waiting(`Waiting for ${rollout}: ${numberAvailable} of ${wanted} updated pods are available...\n`)
  return finished(`daemon set "${metadata.name}" successfully rolled out\n`)
}
