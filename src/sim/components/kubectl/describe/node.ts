import type { Lease, Node, Pod } from '../../../api/types'
import { since } from '../../../api/duration'
import { nodeRoles } from '../../../api/kinds/node/columns'
import { canonicalQuantity, quantityMilliValue, quantityValue } from '../../../api/quantity'
import { goSorted } from '../print/go-sort'
import { errorOf, itemsOf, list, objectOf, type About, type Describer } from './describer'
import { amountOf, amountText, milliOf, podAmounts, sumOf, valueOf, type Amount, type Amounts } from './resources'
import { longTime, type Writer } from './writer'

/** Models describeNode. */
export const node: Describer<Node> = {
  before: ({ metadata: { name } }) => [
    list('pods', 'pods', undefined, {
      fieldSelector: `spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed`
    })
  ],
  after: ({ metadata: { name } }) => [
    list('slices', 'resourceslices', undefined, { fieldSelector: `spec.nodeName=${name}` }, 0),
    { key: 'lease', call: { verb: 'get', resource: 'leases', namespace: 'kube-node-lease', name } }
  ],
  write: (of, writer, about) => {
    const { metadata, spec, status } = of
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Roles', nodeRoles(of))
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.row(0, 'CreationTimestamp', longTime(metadata.creationTimestamp))
    writer.rows(
      'Taints',
      goSorted(spec.taints ?? [], (a, b) => `${a.effect},${a.key}` < `${b.effect},${b.key}`).map(
        ({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`
      )
    )
    writer.row(0, 'Unschedulable', spec.unschedulable ?? false)
    writeLease(writer, about)
    writeConditions(writer, of)
    writer.line(0, 'Addresses:')
    for (const { type, address } of status.addresses ?? []) writer.row(1, type, address)
    for (const [title, amounts = {}] of [
      ['Capacity', status.capacity],
      ['Allocatable', status.allocatable]
    ] as const) {
      const names = Object.keys(amounts).sort()
      if (names.length > 0) writer.line(0, `${title}:`)
      for (const name of names) writer.row(1, name, canonicalQuantity(String(amounts[name])) ?? '')
    }
    writeSystem(writer, of)
    if (errorOf(about, 'pods') === undefined) writePods(writer, of, itemsOf<Pod>(about, 'pods'), about.now)
    else writer.line(0, 'Pods:\tnot authorized')
    writer.events(about.events, about.now)
  }
}

function writeLease(writer: Writer, about: About): void {
  const lease = objectOf<Lease>(about, 'lease')
  if (!lease) return writer.row(0, 'Lease', `Failed to get lease: ${errorOf(about, 'lease') ?? ''}`)
  const { holderIdentity = '<unset>', acquireTime, renewTime } = lease.spec
  writer.line(0, 'Lease:')
  writer.row(1, 'HolderIdentity', holderIdentity)
  writer.row(1, 'AcquireTime', acquireTime ? longTime(acquireTime) : '<unset>')
  writer.row(1, 'RenewTime', renewTime ? longTime(renewTime) : '<unset>')
}

function writeConditions(writer: Writer, { status: { conditions = [] } }: Node): void {
  if (conditions.length === 0) return
  writer.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage')
  writer.line(1, '----\t------\t-----------------\t------------------\t------\t-------')
  for (const { type, status, lastHeartbeatTime, lastTransitionTime, reason = '', message = '' } of conditions)
    writer.line(
      1,
      `${type} \t${status} \t${longTime(lastHeartbeatTime)} \t${longTime(lastTransitionTime)} \t${reason} \t${message}`
    )
}

function writeSystem(writer: Writer, { spec, status: { nodeInfo } }: Node): void {
  writer.line(0, 'System Info:')
  for (const [title, value = ''] of [
    ['Machine ID', nodeInfo?.machineID],
    ['System UUID', nodeInfo?.systemUUID],
    ['Boot ID', nodeInfo?.bootID],
    ['Kernel Version', nodeInfo?.kernelVersion],
    ['OS Image', nodeInfo?.osImage],
    ['Operating System', nodeInfo?.operatingSystem],
    ['Architecture', nodeInfo?.architecture],
    ['Container Runtime Version', nodeInfo?.containerRuntimeVersion],
    ['Kubelet Version', nodeInfo?.kubeletVersion]
  ] as const)
    writer.row(1, title, value)
  if (spec.podCIDR) writer.row(0, 'PodCIDR', spec.podCIDR)
  if ((spec.podCIDRs ?? []).length > 0) writer.row(0, 'PodCIDRs', spec.podCIDRs!.join(','))
  if (spec.providerID) writer.row(0, 'ProviderID', spec.providerID)
}

/** Models describeNodeResource. */
function writePods(writer: Writer, { status }: Node, pods: readonly Pod[], now: number): void {
  const allocatable = status.allocatable ?? status.capacity ?? {}
  const [cpu, memory] = [quantityMilliValue(allocatable.cpu), quantityValue(allocatable.memory)]
  const share = (amount: Amount, name: 'cpu' | 'memory') =>
    percent(amount, name === 'cpu' ? milliOf(amount) : valueOf(amount), name === 'cpu' ? cpu : memory)
  writer.line(0, `Non-terminated Pods:\t(${pods.length} in total)`)
  writer.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge')
  writer.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---')
  const requests = pods.map((pod) => podAmounts(pod, 'requests'))
  const limits = pods.map((pod) => podAmounts(pod, 'limits'))
  pods.forEach(({ metadata: { namespace = '', name, creationTimestamp } }, i) => {
    const both = (resource: 'cpu' | 'memory') =>
      [requests[i]!, limits[i]!].map((amounts) => share(amountOf(amounts, resource), resource)).join('\t')
    writer.line(1, `${namespace}\t${name}\t\t${both('cpu')}\t${both('memory')}\t${since(creationTimestamp, now)}`)
  })
  writeTotals(writer, allocatable, sumOf(requests), sumOf(limits))
}

function writeTotals(
  writer: Writer,
  allocatable: Readonly<Record<string, unknown>>,
  requests: Amounts,
  limits: Amounts
): void {
  writer.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)')
  writer.line(1, 'Resource\tRequests\tLimits')
  writer.line(1, '--------\t--------\t------')
  const whole = (name: string) => {
    const amount = allocatable[name]
    if (amount === undefined) return 0
    return name === 'cpu' ? quantityMilliValue(String(amount)) : quantityValue(String(amount))
  }
  const row = (name: string) => {
    const shares = [requests, limits].map((amounts) => {
      const amount = amountOf(amounts, name)
      return percent(amount, name === 'cpu' ? milliOf(amount) : valueOf(amount), whole(name))
    })
    writer.line(1, `${name}\t${shares.join('\t')}`)
  }
  const standard = ['cpu', 'memory', 'ephemeral-storage']
  standard.forEach(row)
  const names = Object.keys(allocatable).sort()
  names.filter((name) => name.startsWith('hugepages-')).forEach(row)
  for (const name of names)
    if (!name.startsWith('hugepages-') && !standard.includes(name) && name !== 'pods')
      writer.line(1, `${name}\t${amountText(amountOf(requests, name))}\t${amountText(amountOf(limits, name))}`)
}

const percent = (amount: Amount, part: number, whole: number): string =>
  `${amountText(amount)} (${whole === 0 ? 0 : Math.trunc((part / whole) * 100)}%)`
