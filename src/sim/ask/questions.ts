import { ms, seconds } from '../../base/time'
import type { Deployment, Pod } from '../api/types'
import type { World } from '../kernel/world'
import { runningPods, storedObjects } from '../view/truth'
import type { Answer, Question, QuestionId } from './question'

/** The name of what a question creates: it lives in the fork only. */
const asked = 'lab-question'

/** How long one waits: kubectl's own tries against a silent host, and pods that start as slowly as the document's. */
const patience = seconds(45)
/** Kubelets renew their leases every 10 s, a little more at most. */
const aWhile = seconds(13)
/** A restart waits for the container's back-off of at least 10 s. */
const restartPatience = seconds(30)

/**
 * What can be asked at an instant; with the cluster's own objects where it has them. A question without its object (nothing
 * to scale, no pod to delete) is not asked: its answer says why.
 */
export function questionsAt(world: World): Readonly<Record<QuestionId, Question | Answer>> {
  const pods = storedObjects<Pod>(world, 'pods').filter(({ metadata }) => !isSystem(metadata.namespace))
  const deployments = storedObjects<Deployment>(world, 'deployments').filter(
    ({ metadata }) => !isSystem(metadata.namespace) && metadata.deletionTimestamp === undefined
  )
  const kubectl = world.process('users/kubectl')
  const typed = (question: Question | Answer): Question | Answer =>
    kubectl.status === 'running' && !kubectl.paused
      ? question
      : unasked("nobody can type kubectl: the users' machine is down")
  return {
    read: typed({
      id: 'read',
      // Each on a connection of its own, so that a round robin shows every server twice.
      act: Array.from(
        { length: 2 * world.processes.filter(({ kind }) => kind === 'kube-apiserver').length },
        (_, i) => ({
          kubectl: 'get nodes',
          after: ms(50) * i
        })
      ),
      patience,
      read: { kind: 'kubectl' }
    }),
    write: typed({
      id: 'write',
      act: [{ kubectl: `create configmap ${asked} --from-literal=asked=yes` }],
      patience,
      read: { kind: 'kubectl' }
    }),
    calm: { id: 'calm', act: [], patience: aWhile, read: { kind: 'calm' } },
    restart: restartOf(world, pods),
    new: typed({
      id: 'new',
      act: [{ kubectl: `create deployment ${asked} --image=registry.k8s.io/pause:3.9` }],
      patience,
      read: { kind: 'pod', prefix: `default/${asked}-`, known: [] }
    }),
    scale: typed(scaleOf(deployments, pods)),
    heal: typed(healOf(pods))
  }
}

const unasked = (why: string): Answer => ({ status: 'unknown', evidence: why, reached: {} })
const isSystem = (namespace = ''): boolean => namespace.startsWith('kube-')
const keyOf = ({ metadata }: Pod | Deployment): string => `${metadata.namespace}/${metadata.name}`

/** The first container that really runs is killed, whatever the API says of it. */
function restartOf(world: World, pods: readonly Pod[]): Question | Answer {
  const running = world.machines.flatMap(({ id }) => runningPods(world, id))
  const pod = running.find(({ key }) => !isSystem(key))?.key
  if (pod === undefined && pods.length > 0)
    return { status: 'failed', evidence: 'no container of a pod runs anywhere', reached: {} }
  if (pod === undefined) return unasked('there is no pod whose container could crash')
  return {
    id: 'restart',
    act: [{ fault: { kind: 'kill-container', at: 0, pod } }],
    patience: restartPatience,
    read: { kind: 'container', pod }
  }
}

function scaleOf(deployments: readonly Deployment[], pods: readonly Pod[]): Question | Answer {
  const [deployment] = deployments
  if (!deployment) return unasked('there is no Deployment to scale')
  const { namespace, name } = deployment.metadata
  const replicas = (deployment.spec.replicas ?? 1) + 1
  return {
    id: 'scale',
    act: [{ kubectl: `scale deployment ${name} -n ${namespace} --replicas=${replicas}` }],
    patience,
    read: { kind: 'pod', prefix: `${keyOf(deployment)}-`, known: pods.map(keyOf) }
  }
}

/** A pod that something else must replace is deleted. */
function healOf(pods: readonly Pod[]): Question | Answer {
  const owned = pods.filter(
    ({ metadata }) =>
      metadata.deletionTimestamp === undefined && metadata.ownerReferences?.some(({ kind }) => kind === 'ReplicaSet')
  )
  const pod = owned.find(({ status }) =>
    status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')
  )
  const chosen = pod ?? owned[0]
  if (!chosen) return unasked('there is no pod that a controller would replace')
  const owner = chosen.metadata.ownerReferences!.find(({ kind }) => kind === 'ReplicaSet')!
  const { namespace, name } = chosen.metadata
  return {
    id: 'heal',
    act: [{ kubectl: `delete pod ${name} -n ${namespace} --wait=false` }],
    patience,
    read: { kind: 'pod', prefix: `${namespace}/${owner.name}-`, known: pods.map(keyOf) }
  }
}
