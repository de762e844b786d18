import { isPodReady } from '../../../api/kinds/pod/conditions'
import { selectsEqual } from '../../../api/labels'
import type { Pod, Service } from '../../../api/types'
import type { Change } from '../../../client-go/informer'
import { listNamespace } from '../caches'
import type { ControllerManager } from '../context'
import { canonical, equal } from '../../../api/equality'
import { isTerminal, podKey } from '../pods'

/** What both endpoint controllers ask about pods and Services. Models pkg/controller/util/endpoint/controller_utils.go. */

/** Pods that stand behind a Service: they have an address and have not ended. */
export const isBehindService = (pod: Pod, includeTerminating: boolean): boolean =>
  !isTerminal(pod) && !!pod.status.podIP && (includeTerminating || !pod.metadata.deletionTimestamp)

/** Keys of the Services whose endpoints a change of a pod may change. Models GetServicesToUpdateOnPodChange. */
export function servicesOf(kcm: ControllerManager, { type, object, old }: Change): string[] {
  const pod = object as Pod
  if (type !== 'update') return selecting(kcm, pod)
  const before = old as Pod
  const labelsChanged = !equal(before.metadata.labels, pod.metadata.labels)
  const changed =
    isPodReady(before.status) !== isPodReady(pod.status) ||
    isTerminal(before) !== isTerminal(pod) ||
    before.status.podIP !== pod.status.podIP ||
    before.spec.nodeName !== pod.spec.nodeName ||
    !before.metadata.deletionTimestamp !== !pod.metadata.deletionTimestamp
  if (!changed && !labelsChanged) return []
  return labelsChanged ? [...new Set([...selecting(kcm, before), ...selecting(kcm, pod)])] : selecting(kcm, pod)
}

const selecting = (kcm: ControllerManager, pod: Pod): string[] =>
  listNamespace(kcm.caches, 'services', pod.metadata.namespace!)
    .filter(({ spec: { selector } }) => selector && selectsEqual(selector, pod.metadata.labels))
    .map(podKey)

type ServicePort = NonNullable<Service['spec']['ports']>[number]

/** The container port behind a Service's port, or null if the pod has none of that name. Models FindPort. */
export function targetPort(pod: Pod, { port, targetPort: target, protocol = 'TCP' }: ServicePort): number | null {
  if (target === undefined || target === 0 || target === '') return port
  if (typeof target === 'number') return target
  for (const container of pod.spec.containers) {
    const found = container.ports?.find(({ name, protocol: its = 'TCP' }) => name === target && its === protocol)
    if (found) return found.containerPort
  }
  return null
}

export interface Port {
  readonly name?: string
  readonly port: number
  readonly protocol: string
  readonly appProtocol?: string
}

const portOf = ({ name, protocol = 'TCP', appProtocol }: ServicePort, port: number): Port => ({
  ...(name && { name }),
  port,
  protocol,
  ...(appProtocol && { appProtocol })
})

const portsOf = ({ spec: { ports = [] } }: Service, pod: Pod): Port[] =>
  ports.flatMap((servicePort) => {
    const port = targetPort(pod, servicePort)
    return port === null ? [] : [portOf(servicePort, port)]
  })

/** The ports that all pods of a Service have, or null if some are looked up by their name in each pod. */
export function samePorts({ spec: { ports = [] } }: Service): readonly Port[] | null {
  if (ports.some(({ targetPort: target }) => typeof target === 'string' && target !== '')) return null
  return ports.map((servicePort) => portOf(servicePort, Number(servicePort.targetPort) || servicePort.port))
}

/** Pods with the same ports together, each group in the order of its pods. */
export function groupByPorts(service: Service, pods: readonly Pod[]): { ports: readonly Port[]; pods: Pod[] }[] {
  const groups = new Map<string, { ports: readonly Port[]; pods: Pod[] }>()
  for (const pod of pods) {
    const ports = portsOf(service, pod)
    const key = canonical(ports)
    const group = groups.get(key)
    if (group) group.pods.push(pod)
    else groups.set(key, { ports, pods: [pod] })
  }
  return [...groups.values()]
}

export const isHeadless = ({ spec }: Service): boolean => spec.clusterIP === 'None' || spec.clusterIP === ''
