import { equal } from '../../api/equality'
import type { KubeList, Node, Pod, Service } from '../../api/types'
import { request, type ApiResult, type Call } from '../../client-go/transport'
import { messageOf } from './begin'
import type { NginxIngressController } from './context'
import type { Ingress } from './ingress'
import type { Outbox } from './messages'
import { ownIngresses } from './sync'

/** A round in which the leader writes where its Ingresses can be reached. Models internal/ingress/status/status.go. */
export interface StatusSync {
  /** Counts rounds: answers to an older one are nobody's. */
  round: number
  /** What is known so far of the addresses; null: they are not all known. */
  addresses: readonly Address[] | null
  /** Nodes that are still to be asked for. */
  nodes: readonly string[]
  /** The last round of all: they are taken out again. */
  removing: boolean
  /** Writes under way. */
  waiting: number
}

interface Address {
  readonly ip?: string
  readonly hostname?: string
}

export interface StatusRef {
  readonly kind: 'status'
  readonly round: number
  readonly step: 'service' | 'pods' | 'node' | 'others' | 'get' | 'update'
  readonly key?: string
}

const isIp = (text: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(text)
const addressOf = (text: string): Address => (isIp(text) ? { ip: text } : { hostname: text })

/** Begins a round. The last one is `ingress.status-done` when it is over. */
export function startStatus(context: NginxIngressController, out: Outbox, removing = false): void {
  const { status, options, labels } = context
  Object.assign(status, { round: status.round + 1, addresses: null, nodes: [], removing, waiting: 0 })
  if (options.publishStatusAddress !== '')
    return known(context, out, options.publishStatusAddress.split(/,\s*/).map(addressOf))
  if (options.publishService !== '') {
    const [namespace = '', name = ''] = options.publishService.split('/')
    return ask(context, out, 'service', { verb: 'get', resource: 'services', namespace, name })
  }
  ask(context, out, 'pods', podsWith(context, labels))
}

const podsWith = ({ namespace }: NginxIngressController, labels: Readonly<Record<string, string>>): Call => ({
  verb: 'list',
  resource: 'pods',
  namespace,
  options: {
    labelSelector: Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',')
  }
})

function ask(context: NginxIngressController, out: Outbox, step: StatusRef['step'], call: Call, key?: string): void {
  const ref: StatusRef = { kind: 'status', round: context.status.round, step, ...(key !== undefined && { key }) }
  request(context.client, context, out, call, ref)
}

/** An answer to one of its questions. */
export function statusResult(context: NginxIngressController, out: Outbox, ref: StatusRef, result: ApiResult): void {
  const { status } = context
  if (ref.round !== status.round) return
  const isWrite = ref.step === 'get' || ref.step === 'update'
  if (result.kind !== 'response' || result.code >= 300) {
    const why = result.kind === 'response' ? messageOf(result.body) : result.kind === 'error' ? result.error : ''
    out.log(
      isWrite ? 'W' : 'E',
      isWrite
        ? `status.go:338] error updating ingress rule: ${why}`
        : `queue.go:131] "requeuing" err="${why}" key="sync status"`
    )
    return isWrite ? written(context, out) : over(context, out)
  }
  const { body } = result
  if (ref.step === 'service') return known(context, out, addressesOf(body as Service))
  if (ref.step === 'pods') return podsRead(context, out, (body as KubeList).items as readonly Pod[])
  if (ref.step === 'node') return nodeRead(context, out, body as Node)
  if (ref.step === 'others') return (body as KubeList).items.length > 1 ? over(context, out) : write(context, out, [])
  if (ref.step === 'update') return written(context, out)
  change(context, out, body as Ingress)
}

/** Models statusAddressFromService. */
function addressesOf({ spec, status }: Service): readonly Address[] {
  const { type = 'ClusterIP', externalName = '', clusterIP = '', externalIPs = [] } = spec
  if (type === 'ExternalName') return [{ hostname: externalName }]
  if (type === 'LoadBalancer')
    return [
      ...((status as ServiceStatus | undefined)?.loadBalancer?.ingress ?? []),
      ...externalIPs.map((ip) => ({ ip }))
    ].map(({ ip, hostname }: Address) => ({ ...(ip && { ip }), ...(hostname && { hostname }) }))
  return type === 'NodePort' && externalIPs.length > 0 ? externalIPs.map((ip) => ({ ip })) : [{ ip: clusterIP }]
}
interface ServiceStatus {
  readonly loadBalancer?: { readonly ingress?: readonly Address[] }
}

/** Nodes of the pods that are ready. */
function podsRead(context: NginxIngressController, out: Outbox, pods: readonly Pod[]): void {
  const ready = pods.filter(
    ({ status }) =>
      status.phase === 'Running' && status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True')
  )
  for (const pod of pods)
    if (pod.status.phase === 'Running' && !ready.includes(pod))
      out.log(
        'I',
        `status.go:211] "POD is not ready" pod="${pod.metadata.namespace}/${pod.metadata.name}" node="${pod.spec.nodeName}"`
      )
  context.status.nodes = [...new Set(ready.map(({ spec }) => spec.nodeName ?? ''))]
  nextNode(context, out, [])
}

function nextNode(context: NginxIngressController, out: Outbox, addresses: readonly Address[]): void {
  const [node, ...rest] = context.status.nodes
  if (node === undefined) return known(context, out, addresses)
  context.status.nodes = rest
  context.status.addresses = addresses
  ask(context, out, 'node', { verb: 'get', resource: 'nodes', name: node })
}

/** Models internal/k8s GetNodeIPs. */
function nodeRead(context: NginxIngressController, out: Outbox, { status }: Node): void {
  const of = (type: string) =>
    (status.addresses ?? []).filter((one) => one.type === type).map(({ address }) => ({ ip: address }))
  const external = of('ExternalIP')
  const own = context.options.useInternalIP || external.length === 0 ? of('InternalIP') : external
  nextNode(context, out, [...(context.status.addresses ?? []), ...own])
}

/** All addresses are known. */
function known(context: NginxIngressController, out: Outbox, addresses: readonly Address[]): void {
  const { status, labels } = context
  status.addresses = addresses
  if (!status.removing) return write(context, out, addresses)
  if (addresses.length > 1) {
    out.log('I', 'status.go:136] "leaving status update for next leader"')
    return over(context, out)
  }
  const {
    'pod-template-hash': _hash,
    'controller-revision-hash': _revision,
    'pod-template-generation': _generation,
    ...lasting
  } = labels
  ask(context, out, 'others', podsWith(context, lasting))
}

function write(context: NginxIngressController, out: Outbox, given: readonly Address[]): void {
  const { status } = context
  const wanted = given.toSorted((a, b) =>
    `${a.hostname ?? ''} ${a.ip ?? ''}`.localeCompare(`${b.hostname ?? ''} ${b.ip ?? ''}`)
  )
  status.addresses = wanted
  if (status.removing) out.log('I', 'status.go:145] "removing value from ingress status"')
  const stale = ownIngresses(context).filter((ingress) => !equal(ingress.status?.loadBalancer?.ingress ?? [], wanted))
  status.waiting = stale.length
  for (const { metadata } of stale) {
    const { namespace, name } = metadata
    ask(context, out, 'get', { verb: 'get', resource: 'ingresses', namespace, name }, `${namespace}/${name}`)
  }
  if (stale.length === 0) over(context, out)
}

function change(context: NginxIngressController, out: Outbox, ingress: Ingress): void {
  const { namespace, name } = ingress.metadata
  const value = (list: readonly Address[]) => `[${list.map((one) => JSON.stringify(one)).join(',')}]`
  const before = (ingress.status?.loadBalancer?.ingress ?? []) as readonly Address[]
  const addresses = context.status.addresses ?? []
  out.log(
    'I',
    `status.go:304] "updating Ingress status" namespace="${namespace}" ingress="${name}" currentValue=${value(before)} newValue=${value(addresses)}`
  )
  const body = Object.freeze({ ...ingress, status: { loadBalancer: { ingress: addresses } } })
  ask(context, out, 'update', { verb: 'update', resource: 'ingresses', subresource: 'status', namespace, name, body })
}

function written(context: NginxIngressController, out: Outbox): void {
  if (--context.status.waiting <= 0) over(context, out)
}

const over = ({ status }: NginxIngressController, out: Outbox): void => {
  if (status.removing) out.raise({ type: 'ingress.status-done' })
}
