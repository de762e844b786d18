import { ms, seconds } from '../../../base/time'
import type { Deployment, Node, Pod } from '../../api/types'
import type { World } from '../../kernel/world'
import type { Fact } from '../../timeline/timeline'
import { runningPods, storedObjects } from '../../view/truth'
import type { Act } from '../question'
import type { PillReason } from '../../view/types'
import type { AskedPill, Attempt } from './attempt'

/** What is tried exists on the fork only. */
const asked = 'lab-question'

/** Longer is not "right now": in a healthy cluster all of it takes a few tenths of a second. */
const promptly = seconds(2)
/** A container that was restarted before sits out a back-off of 10 s. */
const restartPatience = seconds(13)
/** More tries of one kind tell no more. */
const most = 6

/**
 * What is tried for each pill at an instant, with the cluster's own objects. Through a load balancer each connection may meet
 * another API server: so many are tried.
 */
export function attemptsAt(world: World): Readonly<Record<AskedPill, Attempt | PillReason>> {
  const pods = storedObjects<Pod>(world, 'pods').filter(({ metadata }) => !isSystem(metadata.namespace))
  const servers = world.processes.filter(({ kind }) => kind === 'kube-apiserver').length
  const tries = Math.min(servers, most)
  const kubectl = world.process('users/kubectl')
  const typed = (attempt: Attempt | PillReason): Attempt | PillReason =>
    kubectl.status === 'running' && !kubectl.paused ? attempt : 'users-down'
  return {
    reads: typed(exits(times(tries, () => 'get nodes'))),
    writes: typed(exits(times(tries, (i) => `create configmap ${asked}-${i} --from-literal=asked=yes`))),
    'new-pods': typed(newPods(tries)),
    scaling: typed(scaling(world, pods, tries)),
    healing: typed(healing(pods, tries)),
    restarts: restarts(world, pods),
    rescheduling: typed(rescheduling(world, pods, tries))
  }
}

const isSystem = (namespace = ''): boolean => namespace.startsWith('kube-')
const keyOf = ({ metadata }: Pod | Deployment): string => `${metadata.namespace}/${metadata.name}`
const times = (count: number, line: (i: number) => string): Act[] =>
  Array.from({ length: count }, (_, i) => ({ kubectl: line(i), after: ms(50) * i }))

/** Commands that must end well. */
const exits = (acts: readonly Act[]): Attempt => ({
  acts,
  patience: promptly,
  of: acts.length,
  done: (facts) =>
    facts.filter(
      ({ fact, detail }) => fact === 'kubectl-exit' && detail.id.startsWith('question:') && detail.code === 0
    ).length
})

const bound = (facts: readonly Fact[], isNew: (pod: string, node: string) => boolean): string[] =>
  facts.flatMap((found) =>
    found.fact === 'pod-scheduled' && isNew(found.detail.pod, found.detail.node) ? [found.detail.pod] : []
  )

/** A pod is bound for each Deployment that is made. */
const newPods = (tries: number): Attempt => ({
  acts: times(tries, (i) => `create deployment ${asked}-${i} --image=registry.k8s.io/pause:3.9`),
  patience: promptly,
  of: tries,
  done: (facts) =>
    new Set(
      bound(facts, (pod) => pod.startsWith(`default/${asked}-`)).map((pod) => pod.slice(0, `default/${asked}-0`.length))
    ).size
})

/** One more pod with each try. */
function scaling(world: World, pods: readonly Pod[], tries: number): Attempt | PillReason {
  const deployment = storedObjects<Deployment>(world, 'deployments').find(
    ({ metadata }) => !isSystem(metadata.namespace) && metadata.deletionTimestamp === undefined
  )
  if (!deployment) return 'no-deployment'
  const { namespace, name } = deployment.metadata
  const replicas = deployment.spec.replicas ?? 1
  const known = new Set(pods.map(keyOf))
  return {
    acts: times(tries, (i) => `scale deployment ${name} -n ${namespace} --replicas=${replicas + i + 1}`),
    patience: promptly,
    of: tries,
    done: (facts) =>
      Math.min(tries, bound(facts, (pod) => pod.startsWith(`${keyOf(deployment)}-`) && !known.has(pod)).length)
  }
}

const replaced = (pods: readonly Pod[]): readonly Pod[] =>
  pods.filter(
    ({ metadata }) =>
      metadata.deletionTimestamp === undefined && metadata.ownerReferences?.some(({ kind }) => kind === 'ReplicaSet')
  )
const ownersOf = (pods: readonly Pod[]): string[] =>
  pods.map(({ metadata }) => {
    const owner = metadata.ownerReferences!.find(({ kind }) => kind === 'ReplicaSet')!
    return `${metadata.namespace}/${owner.name}-`
  })

/** Pods that something replaces are deleted, those that are ready first. */
function healing(pods: readonly Pod[], tries: number): Attempt | PillReason {
  const ready = (pod: Pod) =>
    pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ? 0 : 1
  const chosen = [...replaced(pods)].sort((a, b) => ready(a) - ready(b)).slice(0, tries)
  if (chosen.length === 0) return 'no-replaced-pod'
  const owners = ownersOf(chosen)
  const known = new Set(pods.map(keyOf))
  return {
    acts: times(chosen.length, (i) => {
      const { namespace, name } = chosen[i]!.metadata
      return `delete pod ${name} -n ${namespace} --wait=false`
    }),
    patience: promptly,
    of: chosen.length,
    done: (facts) =>
      Math.min(
        chosen.length,
        bound(facts, (pod) => !known.has(pod) && owners.some((owner) => pod.startsWith(owner))).length
      )
  }
}

/** On each node that should run pods, the process of a container is killed: it must be there again. */
function restarts(world: World, pods: readonly Pod[]): Attempt | PillReason {
  const nodes = world.machines.flatMap(({ id }) => {
    const runs = runningPods(world, id).find(({ key }) => !isSystem(key))
    const expected = pods.some(({ spec }) => spec.nodeName === id)
    return runs || expected ? [{ id, pod: runs?.key }] : []
  })
  if (nodes.length === 0) return 'no-running-pod'
  // Nodes without any container first: they are what is wrong.
  const chosen = nodes.sort((a, b) => Number(a.pod !== undefined) - Number(b.pod !== undefined)).slice(0, most)
  const killed = new Set(chosen.flatMap(({ pod }) => pod ?? []))
  return {
    acts: [...killed].map((pod) => ({ fault: { kind: 'kill-container', at: 0, pod } })),
    patience: killed.size === 0 ? 0 : restartPatience,
    of: chosen.length,
    done: (facts) =>
      new Set(
        facts.flatMap((found) =>
          found.fact === 'container-started' && killed.has(found.detail.pod) ? [found.detail.pod] : []
        )
      ).size
  }
}

/** A node gets a taint that no pod tolerates: all that ran there must be bound elsewhere. */
function rescheduling(world: World, pods: readonly Pod[], tries: number): Attempt | PillReason {
  const nodes = storedObjects<Node>(world, 'nodes').filter(({ spec }) => !spec.unschedulable && !spec.taints?.length)
  if (nodes.length < 2) return 'no-other-node'
  const there = nodes
    .map(({ metadata: { name } }) => ({ name, pods: replaced(pods).filter(({ spec }) => spec.nodeName === name) }))
    .filter(({ pods: some }) => some.length > 0)
    .sort((a, b) => a.pods.length - b.pods.length)[0]
  if (!there) return 'no-replaced-pod'
  const owners = ownersOf(there.pods)
  const known = new Set(pods.map(keyOf))
  const of = there.pods.length
  return {
    // The second try finds the taint there already; it is for who met a dead server.
    acts: times(tries, () => `taint node ${there.name} ${asked}=yes:NoExecute`),
    patience: promptly,
    of,
    done: (facts) =>
      Math.min(
        of,
        bound(
          facts,
          (pod, node) => node !== there.name && !known.has(pod) && owners.some((owner) => pod.startsWith(owner))
        ).length
      )
  }
}
