import type { Micros } from '../../base/time'
import { humanDuration, since } from './duration'
import { selectorText } from './kinds/columns'
import { parseTime } from './timestamp'
import type { KubeObject, LabelSelector } from './types'

type Any = Readonly<Record<string, unknown>>
type Cell = (object: KubeObject, now: Micros) => unknown

const at = (object: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Any | null | undefined)?.[key], object)
const text =
  (...path: readonly string[]): Cell =>
  (object) =>
    String(at(object, ...path) ?? '')
const or =
  (fallback: string, ...path: readonly string[]): Cell =>
  (object) => {
    const value = at(object, ...path)
    return value === undefined || value === null || value === '' ? fallback : String(value)
  }
/** The name, and whether an annotation makes it the one that is taken if none is named. */
const named =
  (...annotations: readonly string[]): Cell =>
  (object) =>
    annotations.some((key) => at(object, 'metadata', 'annotations', key) === 'true')
      ? `${object.metadata.name} (default)`
      : object.metadata.name
const bare =
  (fallback: unknown, ...path: readonly string[]): Cell =>
  (object) =>
    at(object, ...path) ?? fallback
const count =
  (...path: readonly string[]): Cell =>
  (object) =>
    ((at(object, ...path) as unknown[] | undefined) ?? []).length
const listOf = (value: unknown): readonly Any[] => (Array.isArray(value) ? (value as Any[]) : [])
const names = (object: unknown, field: string): string =>
  listOf(at(object, 'containers'))
    .map((container) => String(container[field] ?? ''))
    .join(',')
const containers = (...path: readonly string[]): Readonly<Record<string, Cell>> => ({
  Containers: (object) => names(at(object, ...path), 'name'),
  Images: (object) => names(at(object, ...path), 'image')
})
const selector =
  (...path: readonly string[]): Cell =>
  (object) =>
    selectorText(at(object, ...path) as LabelSelector | undefined)
/** Models metav1.FormatLabelSelector, which says `<none>` for one that matches all, and `<error>` never here. */
const created: Cell = ({ metadata }) => metadata.creationTimestamp ?? null
const subjects =
  (kind: string): Cell =>
  (object) =>
    listOf(at(object, 'subjects'))
      .filter((subject) => subject.kind === kind)
      .map(({ name, namespace }) => (kind === 'ServiceAccount' ? `${String(namespace)}/${String(name)}` : String(name)))
      .join(', ')
const binding: Readonly<Record<string, Cell>> = {
  Role: (object) => `${String(at(object, 'roleRef', 'kind'))}/${String(at(object, 'roleRef', 'name'))}`,
  Users: subjects('User'),
  Groups: subjects('Group'),
  ServiceAccounts: subjects('ServiceAccount')
}
const paramKind: Cell = (object) => {
  const kind = at(object, 'spec', 'paramKind') as Any | undefined
  return kind ? `${String(kind.apiVersion)}/${String(kind.kind)}` : '<unset>'
}
const policyBinding: Readonly<Record<string, Cell>> = {
  PolicyName: text('spec', 'policyName'),
  ParamRef: (object) => {
    const ref = at(object, 'spec', 'paramRef') as Any | undefined
    if (!ref) return '<unset>'
    if (ref.name) return `${ref.namespace ? String(ref.namespace) : '*'}/${String(ref.name)}`
    return `${ref.namespace ? String(ref.namespace) : '*'}/*`
  }
}
const seconds = (start: string | undefined, end: Micros): string => humanDuration(end - parseTime(start))

const cells: Readonly<Record<string, Readonly<Record<string, Cell>>>> = {
  '*': {
    Name: ({ metadata }) => metadata.name,
    Age: ({ metadata }, now) => since(metadata.creationTimestamp, now),
    'Created At': created
  },
  apiservices: {
    Service: (object) => {
      const service = at(object, 'spec', 'service') as Any | undefined
      return service ? `${String(service.namespace)}/${String(service.name)}` : 'Local'
    },
    Available: (object) => {
      const found = listOf(at(object, 'status', 'conditions')).find(({ type }) => type === 'Available')
      if (!found) return 'Unknown'
      return found.status === 'True' ? 'True' : `${String(found.status)} (${String(found.reason)})`
    }
  },
  certificatesigningrequests: {
    SignerName: or('<none>', 'spec', 'signerName'),
    Requestor: text('spec', 'username'),
    RequestedDuration: (object) => {
      const wanted = at(object, 'spec', 'expirationSeconds')
      return typeof wanted === 'number' ? humanDuration(wanted * 1_000_000) : '<none>'
    },
    Condition: (object) => {
      const types = listOf(at(object, 'status', 'conditions')).map(({ type }) => String(type))
      const state = types.includes('Denied') ? 'Denied' : types.includes('Approved') ? 'Approved' : 'Pending'
      return `${state}${types.includes('Failed') ? ',Failed' : ''}${at(object, 'status', 'certificate') ? ',Issued' : ''}`
    }
  },
  clusterrolebindings: binding,
  rolebindings: binding,
  controllerrevisions: {
    Controller: ({ metadata }) => {
      const owner = metadata.ownerReferences?.find(({ controller }) => controller)
      if (!owner) return '<none>'
      const slash = owner.apiVersion.indexOf('/')
      const group = slash < 0 ? '' : `.${owner.apiVersion.slice(0, slash)}`
      return `${owner.kind.toLowerCase()}${group}/${owner.name}`
    },
    Revision: bare(0, 'revision')
  },
  cronjobs: {
    Schedule: text('spec', 'schedule'),
    Timezone: or('<none>', 'spec', 'timeZone'),
    Suspend: (object) => (at(object, 'spec', 'suspend') ? 'True' : 'False'),
    Active: count('status', 'active'),
    'Last Schedule': (object, now) => {
      const last = at(object, 'status', 'lastScheduleTime')
      return typeof last === 'string' ? since(last, now) : '<none>'
    },
    ...containers('spec', 'jobTemplate', 'spec', 'template', 'spec'),
    Selector: selector('spec', 'jobTemplate', 'spec', 'selector')
  },
  csidrivers: {
    AttachRequired: bare(true, 'spec', 'attachRequired'),
    PodInfoOnMount: bare(false, 'spec', 'podInfoOnMount'),
    StorageCapacity: bare(false, 'spec', 'storageCapacity'),
    TokenRequests: (object) => {
      const audiences = listOf(at(object, 'spec', 'tokenRequests')).map(({ audience }) => String(audience ?? ''))
      return audiences.length > 0 ? audiences.join(',') : '<unset>'
    },
    RequiresRepublish: bare(false, 'spec', 'requiresRepublish'),
    Modes: (object) =>
      ((at(object, 'spec', 'volumeLifecycleModes') as string[] | undefined) ?? []).join(',') || '<none>'
  },
  csinodes: { Drivers: count('spec', 'drivers') },
  events: {
    Subobject: (object) =>
      String(at(object, 'involvedObject', 'fieldPath') ?? at(object, 'regarding', 'fieldPath') ?? ''),
    Source: (object) => {
      // Events of either group are told alike.
      const source = at(object, 'source') ?? at(object, 'deprecatedSource')
      const reporter = at(object, 'reportingComponent') || at(object, 'reportingController')
      const component = String(at(source, 'component') || reporter || '')
      const instance = String(at(source, 'host') || at(object, 'reportingInstance') || '')
      return instance === '' ? component : `${component}, ${instance}`
    },
    'First Seen': (object, now) => {
      const first = at(object, 'firstTimestamp') ?? at(object, 'deprecatedFirstTimestamp') ?? at(object, 'eventTime')
      return since(typeof first === 'string' ? first : undefined, now)
    },
    Count: (object) => at(object, 'series', 'count') ?? (Number(at(object, 'count') ?? 0) || 1)
  },
  flowschemas: {
    PriorityLevel: text('spec', 'priorityLevelConfiguration', 'name'),
    MatchingPrecedence: bare(0, 'spec', 'matchingPrecedence'),
    DistinguisherMethod: or('<none>', 'spec', 'distinguisherMethod', 'type'),
    MissingPL: (object) => {
      const found = listOf(at(object, 'status', 'conditions')).find(({ type }) => type === 'Dangling')
      return found ? String(found.status) : '?'
    }
  },
  prioritylevelconfigurations: {
    Type: text('spec', 'type'),
    NominalConcurrencyShares: bare('<none>', 'spec', 'limited', 'nominalConcurrencyShares'),
    Queues: bare('<none>', 'spec', 'limited', 'limitResponse', 'queuing', 'queues'),
    HandSize: bare('<none>', 'spec', 'limited', 'limitResponse', 'queuing', 'handSize'),
    QueueLengthLimit: bare('<none>', 'spec', 'limited', 'limitResponse', 'queuing', 'queueLengthLimit')
  },
  horizontalpodautoscalers: {
    Reference: (object) =>
      `${String(at(object, 'spec', 'scaleTargetRef', 'kind'))}/${String(at(object, 'spec', 'scaleTargetRef', 'name'))}`,
    Targets: (object) => {
      const metrics = listOf(at(object, 'spec', 'metrics'))
      if (metrics.length === 0) return '<none>'
      return metrics.map((metric) => metricText(metric, at(object, 'status', 'currentMetrics'))).join(', ')
    },
    MinPods: or('<unset>', 'spec', 'minReplicas'),
    MaxPods: bare(0, 'spec', 'maxReplicas'),
    Replicas: bare(0, 'status', 'currentReplicas')
  },
  ingressclasses: {
    Name: named('ingressclass.kubernetes.io/is-default-class'),
    Controller: text('spec', 'controller'),
    Parameters: (object) => {
      const ref = at(object, 'spec', 'parameters') as Any | undefined
      if (!ref) return '<none>'
      return `${String(ref.kind)}${ref.apiGroup ? `.${String(ref.apiGroup)}` : ''}/${String(ref.name)}`
    }
  },
  ingresses: {
    Class: or('<none>', 'spec', 'ingressClassName'),
    Hosts: (object) => {
      const rules = listOf(at(object, 'spec', 'rules'))
      const hosts = rules
        .slice(0, 3)
        .map(({ host }) => String(host ?? ''))
        .filter((host) => host !== '')
      if (hosts.length === 0) return '*'
      return rules.length > 3 ? `${hosts.join(',')} + ${rules.length - 3} more...` : hosts.join(',')
    },
    Address: (object) =>
      listOf(at(object, 'status', 'loadBalancer', 'ingress'))
        .map(({ ip, hostname }) => String(ip ?? hostname ?? ''))
        .join(','),
    Ports: (object) => (listOf(at(object, 'spec', 'tls')).length > 0 ? '80, 443' : '80')
  },
  ipaddresses: {
    ParentRef: (object) => {
      const ref = at(object, 'spec', 'parentRef') as Any | undefined
      if (!ref) return '<none>'
      const resource = `${String(ref.resource)}${ref.group ? `.${String(ref.group)}` : ''}`
      return [resource, ref.namespace, ref.name].filter((part) => part).join('/')
    }
  },
  jobs: {
    Status: (object) => {
      const conditions = listOf(at(object, 'status', 'conditions'))
      const has = (type: string) => conditions.some((one) => one.type === type && one.status === 'True')
      if (has('Complete')) return 'Complete'
      if (has('Failed')) return 'Failed'
      if (object.metadata.deletionTimestamp) return 'Terminating'
      if (has('Suspended')) return 'Suspended'
      if (has('FailureTarget')) return 'FailureTarget'
      return has('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running'
    },
    Completions: (object) => {
      const succeeded = String(at(object, 'status', 'succeeded') ?? 0)
      const wanted = at(object, 'spec', 'completions')
      if (wanted !== undefined) return `${succeeded}/${String(wanted)}`
      const parallel = Number(at(object, 'spec', 'parallelism') ?? 0)
      return parallel > 1 ? `${succeeded}/1 of ${parallel}` : `${succeeded}/1`
    },
    Duration: (object, now) => {
      const start = at(object, 'status', 'startTime')
      if (typeof start !== 'string') return ''
      const end = at(object, 'status', 'completionTime')
      return seconds(start, typeof end === 'string' ? parseTime(end) : now)
    },
    ...containers('spec', 'template', 'spec'),
    Selector: selector('spec', 'selector')
  },
  mutatingadmissionpolicies: { Mutations: count('spec', 'mutations'), ParamKind: paramKind },
  mutatingadmissionpolicybindings: policyBinding,
  mutatingwebhookconfigurations: { Webhooks: count('webhooks') },
  validatingadmissionpolicies: { Validations: count('spec', 'validations'), ParamKind: paramKind },
  validatingadmissionpolicybindings: policyBinding,
  validatingwebhookconfigurations: { Webhooks: count('webhooks') },
  networkpolicies: { 'Pod-Selector': selector('spec', 'podSelector') },
  persistentvolumeclaims: {
    VolumeAttributesClass: or('<unset>', 'spec', 'volumeAttributesClassName'),
    VolumeMode: or('<unset>', 'spec', 'volumeMode')
  },
  persistentvolumes: {
    VolumeAttributesClass: or('<unset>', 'spec', 'volumeAttributesClassName'),
    VolumeMode: or('<unset>', 'spec', 'volumeMode')
  },
  podtemplates: {
    ...containers('template', 'spec'),
    'Pod Labels': (object) =>
      selectorText({ matchLabels: (at(object, 'template', 'metadata', 'labels') ?? {}) as Record<string, string> })
  },
  priorityclasses: {
    Value: bare(0, 'value'),
    'Global-Default': bare(false, 'globalDefault'),
    PreemptionPolicy: or('PreemptLowerPriority', 'preemptionPolicy')
  },
  resourceclaims: {
    State: (object) => {
      const states: string[] = []
      if (object.metadata.deletionTimestamp) states.push('deleted')
      if (at(object, 'status', 'allocation') === undefined) {
        if (!object.metadata.deletionTimestamp) states.push('pending')
      } else {
        states.push('allocated')
        if (listOf(at(object, 'status', 'reservedFor')).length > 0) states.push('reserved')
      }
      return states.join(',')
    }
  },
  resourcequotas: { Request: (object) => quota(object, false), Limit: (object) => quota(object, true) },
  resourceslices: {
    Node: or('<unset>', 'spec', 'nodeName'),
    Driver: text('spec', 'driver'),
    Pool: text('spec', 'pool', 'name')
  },
  runtimeclasses: { Handler: text('handler') },
  scale: { Desired: bare(0, 'spec', 'replicas'), Available: bare(0, 'status', 'replicas') },
  servicecidrs: { CIDRs: (object) => ((at(object, 'spec', 'cidrs') as string[] | undefined) ?? []).join(',') },
  storageclasses: {
    Name: named('storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'),
    AllowVolumeExpansion: bare(false, 'allowVolumeExpansion')
  },
  volumeattachments: {
    Attacher: text('spec', 'attacher'),
    PV: text('spec', 'source', 'persistentVolumeName'),
    Node: text('spec', 'nodeName'),
    Attached: bare(false, 'status', 'attached')
  },
  volumeattributesclasses: { DriverName: text('driverName') }
}

/** What a server's Table says where it says more than `kubectl get` of old, or where nothing else knows; undefined: nothing of its own. */
export const cellOf = (plural: string, column: string, object: KubeObject, now: Micros): unknown =>
  (cells[plural]?.[column] ?? cells['*']![column])?.(object, now)

/** Models printers.go printResourceQuota: `pods: 7/50`, by name. */
function quota(object: KubeObject, limits: boolean): string {
  const hard = (at(object, 'status', 'hard') ?? {}) as Any
  const used = (at(object, 'status', 'used') ?? {}) as Any
  return Object.keys(hard)
    .filter((name) => name.startsWith('limits') === limits)
    .sort()
    .map((name) => `${name}: ${String(used[name] ?? '0')}/${String(hard[name])}`)
    .join(', ')
}

/** Models printers.go formatHPAMetrics, for resources. */
function metricText(metric: Any, current: unknown): string {
  const type = String(metric.type)
  if (type !== 'Resource')
    return `<unknown>/${String(at(metric, type[0]!.toLowerCase() + type.slice(1), 'target', 'averageValue') ?? at(metric, type[0]!.toLowerCase() + type.slice(1), 'target', 'value') ?? '')}`
  const name = String(at(metric, 'resource', 'name'))
  const now = listOf(current).find((one) => at(one, 'resource', 'name') === name)
  const value = at(metric, 'resource', 'target', 'averageValue')
  if (value !== undefined)
    return `${name}: ${String(at(now, 'resource', 'current', 'averageValue') ?? '<unknown>')}/${String(value)}`
  const used = at(now, 'resource', 'current', 'averageUtilization')
  return `${name}: ${used === undefined ? '<unknown>' : `${String(used)}%`}/${String(at(metric, 'resource', 'target', 'averageUtilization') ?? '<auto>')}%`
}
