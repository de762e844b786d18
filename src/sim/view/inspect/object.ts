import { storedKinds } from '../../api/scheme'
import { nameAndAge } from '../../api/kinds/columns'
import { summarize } from '../../api/kinds/pod/status'
import type { KubeObject, Pod } from '../../api/types'
import { contextOf } from '../../components/contexts'
import { placementView } from '../../components/kube-scheduler/view'
import { clockOf } from '../../kernel/outbox'
import type { World } from '../../kernel/world'
import type { Timeline } from '../../timeline/timeline'
import { runningContainers, storedVersions, uidOnNode } from '../truth'
import type { InspectorView, PlacementView } from '../types'
import { whyNow, whyOfObject } from '../why'
import { objectSentence, podSentence } from './sentence'
import type { ObjectTarget } from './target'
import { yamlText } from './yaml'

/** An object as it stands in etcd, and for a pod whether that is so. */
export function inspectObject(world: World, timeline: Timeline, target: ObjectTarget): InspectorView | null {
  const key = `/registry/${target.resource}/${target.key}`
  const versions = storedVersions(world, key)
  if (!versions) return null
  const { after: object, revision } = versions
  const { metadata } = object
  const isPod = target.resource === 'pods'
  const common = {
    id: `${isPod ? 'pod' : target.resource}:${target.key}`,
    title: metadata.name,
    states: [],
    why: whyNow(timeline, world, `${target.resource}:${target.key}`, whyOfObject(timeline, world, key)),
    log: [],
    charts: [],
    yaml: yamlText(object),
    raft: null,
    loops: [],
    rules: ''
  } as const
  if (isPod) return { ...common, ...podParts(world, object as Pod, target.key) }
  return {
    ...common,
    kind: 'object',
    state: object.kind,
    sentence: objectSentence(world, timeline, { resource: target.resource, object, key }),
    numbers: columnsOf(world, target.resource, object, revision),
    beliefs: [],
    placements: []
  }
}

/** The columns that `kubectl get -o wide` prints of it, and its revision. */
function columnsOf(world: World, resource: string, object: KubeObject, revision: number): InspectorView['numbers'] {
  const { headers, wide = [], row } = storedKinds.get(resource)?.code.columns ?? nameAndAge
  const cells = row(object, clockOf(world))
  return [
    ...[...headers, ...wide].slice(1).map((name, i) => ({ name: capital(name), value: cells[i + 1] ?? '' })),
    { name: 'Revision', value: String(revision) }
  ].filter(({ value }) => value !== '' && value !== '<none>')
}

const capital = (header: string): string => header[0]! + header.slice(1).toLowerCase()

function podParts(world: World, pod: Pod, key: string) {
  const { status } = summarize(pod)
  const alive = runningContainers(world, pod.spec.nodeName ?? '').has(uidOnNode(pod))
  const restarts = pod.status.containerStatuses?.reduce((sum, found) => sum + (found.restartCount ?? 0), 0) ?? 0
  return {
    kind: 'pod',
    state: status,
    sentence: podSentence(world, pod, alive),
    numbers: [
      { name: 'Phase', value: pod.status.phase ?? '' },
      { name: 'Node', value: pod.spec.nodeName ?? 'not scheduled' },
      ...(pod.status.podIP === undefined ? [] : [{ name: 'IP', value: pod.status.podIP }]),
      { name: 'Restarts', value: String(restarts) }
    ],
    beliefs: [
      {
        about: 'The API says',
        believes: status,
        truth: alive ? 'its containers run' : 'no container runs',
        differs: alive !== saysThatItRuns(pod)
      }
    ],
    placements: placementsOf(world, key)
  } as const
}

/** Whether the API claims that a container of it runs: a phase of Running goes on between two lives of a container. */
const saysThatItRuns = ({ status }: Pod): boolean => {
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
  return containers.some(({ state }) => state?.running !== undefined && state.running !== null)
}

/** What schedulers remember of their decision about a pod, the latest first. */
function placementsOf(world: World, pod: string): readonly PlacementView[] {
  return world.processes
    .flatMap((process) => contextOf(process, 'kube-scheduler')?.explanations.get(pod) ?? [])
    .sort((a, b) => b.at - a.at)
    .map(placementView)
}
