import { keyOf, kindOf } from '../../../api/scheme'
import { amountOf, amountText, type Amount } from '../../../api/quota/amount'
import { podAmounts } from '../../../api/quota/resources'
import type {
  Container,
  KubeObject,
  LimitRange,
  LimitRangeItem,
  PersistentVolumeClaim,
  Pod,
  Status
} from '../../../api/types'
import type { ApiServer } from '../context'
import { denied } from '../errors'
import type { Admission } from './admission'

const annotation = 'kubernetes.io/limit-ranger'
type Amounts = ReadonlyMap<string, Amount>

const limitsOf = (server: ApiServer, namespace: string): LimitRangeItem[] =>
  (
    server.caches.get('limitranges')!.objects.under(keyOf(kindOf('limitranges'), namespace)) as (KubeObject &
      LimitRange)[]
  ).flatMap(({ spec }) => spec?.limits ?? [])

const isNewPod = ({ kind, operation, request }: Admission): boolean =>
  kind.plural === 'pods' && operation === 'CREATE' && (request.subresource ?? '') === ''

/** Containers that say nothing get a namespace's defaults. Models plugin/pkg/admission/limitranger mergePodResourceRequirements. */
export function limitDefaults(admission: Admission): KubeObject | null {
  if (!isNewPod(admission) || !admission.object) return null
  const pod = admission.object as Pod
  const defaults = limitsOf(admission.server, pod.metadata.namespace!).filter(({ type }) => type === 'Container')
  const requests = Object.assign({}, ...defaults.map(({ defaultRequest }) => defaultRequest ?? {})) as Record<
    string,
    string
  >
  const limits = Object.assign({}, ...defaults.map((item) => item.default ?? {})) as Record<string, string>
  const notes: string[] = []
  const complete =
    (prefix: string) =>
    (container: Container): Container => {
      const own = container.resources ?? {}
      const missing = (wanted: Record<string, string>, given: object | undefined) =>
        Object.keys(wanted)
          .filter((name) => (given as Record<string, unknown> | undefined)?.[name] === undefined)
          .sort()
      const newRequests = missing(requests, own.requests)
      const newLimits = missing(limits, own.limits)
      if (newRequests.length > 0) notes.push(`${newRequests.join(', ')} request for ${prefix} ${container.name}`)
      if (newLimits.length > 0) notes.push(`${newLimits.join(', ')} limit for ${prefix} ${container.name}`)
      if (newRequests.length + newLimits.length === 0) return container
      const pick = (from: Record<string, string>, names: string[]) =>
        Object.fromEntries(names.map((name) => [name, from[name]!]))
      return {
        ...container,
        resources: {
          ...own,
          ...((own.limits ?? newLimits.length > 0) && { limits: { ...own.limits, ...pick(limits, newLimits) } }),
          ...((own.requests ?? newRequests.length > 0) && {
            requests: { ...own.requests, ...pick(requests, newRequests) }
          })
        }
      }
    }
  const containers = (pod.spec.containers ?? []).map(complete('container'))
  const initContainers = pod.spec.initContainers?.map(complete('init container'))
  if (notes.length === 0) return null
  const annotations = { ...pod.metadata.annotations, [annotation]: `LimitRanger plugin set: ${notes.join('; ')}` }
  return {
    ...pod,
    metadata: { ...pod.metadata, annotations },
    spec: { ...pod.spec, containers, ...(initContainers && { initContainers }) }
  } as KubeObject
}

/** Refuses pods and claims beyond a namespace's limits, with all reasons. Models PodValidateLimitFunc. */
export function limitCheck(admission: Admission): Status | null {
  const { server, kind, object, request } = admission
  const isClaim = kind.plural === 'persistentvolumeclaims' && admission.operation !== 'DELETE' && !request.subresource
  if (!object || (!isClaim && !isNewPod(admission))) return null
  const problems: string[] = []
  for (const item of limitsOf(server, object.metadata.namespace!))
    if (isClaim) ofClaim(item, object as PersistentVolumeClaim, problems)
    else ofPod(item, object as Pod, problems)
  if (problems.length === 0) return null
  return denied(kind, object.metadata.name, problems.length === 1 ? problems[0]! : `[${problems.join(', ')}]`)
}

const amounts = (list: object | undefined): Amounts =>
  new Map(Object.entries(list ?? {}).map(([name, value]) => [name, amountOf(String(value))]))

function ofClaim(item: LimitRangeItem, { spec }: PersistentVolumeClaim, problems: string[]): void {
  if (item.type !== 'PersistentVolumeClaim') return
  const requests = amounts(spec.resources?.requests)
  for (const [name, value] of Object.entries(item.min ?? {})) min(item.type, name, value, requests, new Map(), problems)
  for (const [name, value] of Object.entries(item.max ?? {})) {
    const asked = requests.get(name)
    if (asked && asked.milli > amountOf(value).milli)
      problems.push(`maximum ${name} usage per ${item.type} is ${value}, but request is ${amountText(asked)}`)
  }
}

function ofPod(item: LimitRangeItem, pod: Pod, problems: string[]): void {
  if (item.type === 'Container')
    for (const { resources } of [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])])
      constrain(item, amounts(resources?.requests), amounts(resources?.limits), problems)
  else if (item.type === 'Pod') constrain(item, podAmounts(pod, 'requests'), podAmounts(pod, 'limits'), problems)
}

function constrain(item: LimitRangeItem, requests: Amounts, limits: Amounts, problems: string[]): void {
  const { type } = item
  for (const [name, value] of Object.entries(item.min ?? {})) min(type, name, value, requests, limits, problems)
  for (const [name, value] of Object.entries(item.max ?? {})) max(type, name, value, requests, limits, problems)
  for (const [name, value] of Object.entries(item.maxLimitRequestRatio ?? {})) {
    const [request, limit] = [requests.get(name)?.milli ?? 0, limits.get(name)?.milli ?? 0]
    const text = `${name} max limit to request ratio per ${type} is ${value}, but `
    if (request === 0) problems.push(`${text}no request is specified or request is 0`)
    else if (limit === 0) problems.push(`${text}no limit is specified or limit is 0`)
    else if (limit / request > amountOf(value).milli / 1_000)
      problems.push(`${text}provided ratio is ${(limit / request).toFixed(6)}`)
  }
}

function min(type: string, name: string, value: string, requests: Amounts, limits: Amounts, problems: string[]): void {
  const least = amountOf(value).milli
  const [request, limit] = [requests.get(name), limits.get(name)]
  const text = `minimum ${name} usage per ${type} is ${value}`
  if (!request) problems.push(`${text}.  No request is specified`)
  else if (request.milli < least) problems.push(`${text}, but request is ${amountText(request)}`)
  else if (limit && limit.milli < least) problems.push(`${text}, but limit is ${amountText(limit)}`)
}

function max(type: string, name: string, value: string, requests: Amounts, limits: Amounts, problems: string[]): void {
  const most = amountOf(value).milli
  const [request, limit] = [requests.get(name), limits.get(name)]
  const text = `maximum ${name} usage per ${type} is ${value}`
  if (!limit) problems.push(`${text}.  No limit is specified`)
  else if (limit.milli > most) problems.push(`${text}, but limit is ${amountText(limit)}`)
  else if (request && request.milli > most) problems.push(`${text}, but request is ${amountText(request)}`)
}
