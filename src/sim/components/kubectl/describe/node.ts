import type { CoreEvent, Lease, Node, Pod } from '../../../api/types'
import { since } from '../../../api/duration'
import { nodeRoles } from '../../../api/kinds/node/columns'
import { eventLines, longTime, mapLines } from './lines'
import { formatMilli, quantityMilliValue } from '../../../api/quantity'
import { listLines } from './template'

/** Models describeNode. */
export function describeNode(
  node: Node,
  lease: Lease | null,
  pods: readonly Pod[],
  events: readonly CoreEvent[],
  now: number
): string {
  const { metadata, spec, status } = node
  const { conditions = [], addresses = [], capacity = {}, allocatable = {}, nodeInfo } = status
  const taints = (spec.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`)
  const amounts = (title: string, map: Record<string, unknown>) =>
    `${title}:\n${Object.keys(map)
      .sort()
      .map((key) => `  ${key}:\t${String(map[key])}\n`)
      .join('')}`
  return [
    `Name:\t${metadata.name}\nRoles:\t${nodeRoles(node)}\n`,
    mapLines('Labels', metadata.labels, '='),
    mapLines('Annotations', metadata.annotations, ': '),
    `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}\n`,
    listLines('Taints', taints, ''),
    `Unschedulable:\t${spec.unschedulable ?? false}\n`,
    lease
      ? `Lease:\n  HolderIdentity:\t${lease.spec.holderIdentity ?? '<unset>'}\n  AcquireTime:\t${longTime(lease.spec.acquireTime)}\n  RenewTime:\t${longTime(lease.spec.renewTime)}\n`
      : 'Lease:\tFailed to get lease\n',
    conditions.length > 0
      ? `Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n  ----\t------\t-----------------\t------------------\t------\t-------\n${conditions
          .map(
            ({ type, status: value, lastHeartbeatTime, lastTransitionTime, reason, message }) =>
              `  ${type} \t${value} \t${longTime(lastHeartbeatTime)} \t${longTime(lastTransitionTime)} \t${reason} \t${message}\n`
          )
          .join('')}`
      : '',
    `Addresses:\n${addresses.map(({ type, address }) => `  ${type}:\t${address}\n`).join('')}`,
    amounts('Capacity', capacity),
    amounts('Allocatable', allocatable),
    `System Info:\n`,
    ...(
      [
        ['Machine ID', nodeInfo?.machineID],
        ['System UUID', nodeInfo?.systemUUID],
        ['Boot ID', nodeInfo?.bootID],
        ['Kernel Version', nodeInfo?.kernelVersion],
        ['OS Image', nodeInfo?.osImage],
        ['Operating System', nodeInfo?.operatingSystem],
        ['Architecture', nodeInfo?.architecture],
        ['Container Runtime Version', nodeInfo?.containerRuntimeVersion],
        ['Kubelet Version', nodeInfo?.kubeletVersion],
        ['Kube-Proxy Version', nodeInfo?.kubeProxyVersion]
      ] as const
    ).map(([title, value = '']) => `  ${title}:\t${value}\n`),
    spec.podCIDR ? `PodCIDR:\t${spec.podCIDR}\n` : '',
    spec.podCIDRs ? `PodCIDRs:\t${spec.podCIDRs.join(',')}\n` : '',
    podLines(node, pods, now),
    eventLines(events, now)
  ].join('')
}

const shownResources = ['cpu', 'memory', 'ephemeral-storage']

type Totals = Record<string, { requests: number; limits: number }>

function requestsOf(pod: Pod, name: string, kind: 'requests' | 'limits'): number {
  return pod.spec.containers.reduce((sum, { resources }) => sum + quantityMilliValue(resources?.[kind]?.[name]), 0)
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.trunc((part / whole) * 100))

/** Non-terminated pods and what is allocated. Models describeNodeResource. */
function podLines({ status: { allocatable = {}, capacity = {} } }: Node, all: readonly Pod[], now: number): string {
  const pods = all.filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed')
  const whole = (name: string) => quantityMilliValue((allocatable as Record<string, string>)[name])
  const totals: Totals = {}
  const names = [
    ...shownResources,
    ...Object.keys(capacity).filter((name) => !shownResources.includes(name) && name !== 'pods')
  ]
  for (const name of names) totals[name] = { requests: 0, limits: 0 }
  const rows = pods.map((pod) => {
    const cells = (['cpu', 'memory'] as const).flatMap((name) =>
      (['requests', 'limits'] as const).map((kind) => {
        const amount = requestsOf(pod, name, kind)
        return `${formatMilli(amount, name)} (${percent(amount, whole(name))}%)`
      })
    )
    for (const name of names) {
      totals[name]!.requests += requestsOf(pod, name, 'requests')
      totals[name]!.limits += requestsOf(pod, name, 'limits')
    }
    return `  ${pod.metadata.namespace}\t${pod.metadata.name}\t\t${cells.join('\t')}\t${since(pod.metadata.creationTimestamp, now)}\n`
  })
  const share = (name: string, amount: number) => `${formatMilli(amount, name)} (${percent(amount, whole(name))}%)`
  const totalRows = names.map((name) => {
    const { requests, limits } = totals[name]!
    // Extended resources and huge pages are counted as plain numbers.
    return `  ${name}\t${share(name, requests)}\t${share(name, limits)}\n`
  })
  return [
    `Non-terminated Pods:\t(${pods.length} in total)\n`,
    '  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n',
    '  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n',
    ...rows,
    'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n',
    '  Resource\tRequests\tLimits\n  --------\t--------\t------\n',
    ...totalRows
  ].join('')
}
