import type { Kind } from '../../../api/scheme'

/** Fields of a kind that may be selected by, besides its name and namespace. Models pkg/apis/core/v1/conversion.go and its like, AddFieldLabelConversionFuncs. */
const known: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName'
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  secrets: ['type'],
  services: ['spec.type', 'spec.clusterIP'],
  jobs: ['status.successful'],
  replicationcontrollers: ['status.replicas'],
  replicasets: [],
  certificatesigningrequests: ['spec.signerName'],
  resourceslices: ['spec.nodeName', 'spec.driver'],
  events: [
    'type',
    'reason',
    'source',
    'reportingComponent',
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath'
  ]
}
const newEvents: readonly string[] = [
  'type',
  'reason',
  'reportingController',
  'regarding.kind',
  'regarding.namespace',
  'regarding.name',
  'regarding.uid',
  'regarding.apiVersion',
  'regarding.resourceVersion',
  'regarding.fieldPath'
]

/** Why a field selector is refused; undefined: it can be used. */
export function fieldProblem(kind: Kind, apiVersion: string, text: string): string | undefined {
  for (const part of text.split(',')) {
    if (part === '') continue
    const [, field] = /^([^=!><]*)(?:!=|==|=)/.exec(part) ?? []
    if (field === undefined) return `invalid selector: '${text}'; can't understand '${part}'`
    if (field === 'metadata.name' || field === 'metadata.namespace') continue
    const own = apiVersion === 'events.k8s.io/v1' ? newEvents : known[kind.plural]
    if (own?.includes(field)) continue
    if (kind.custom?.selectable.includes(field)) continue
    if (kind.custom) return `field label not supported: ${field}`
    return refusal(kind, apiVersion, field, own !== undefined)
  }
  return undefined
}

function refusal(kind: Kind, apiVersion: string, field: string, own: boolean): string {
  if (!own) return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
  if (kind.plural === 'jobs') return `field label ${JSON.stringify(field)} not supported for Job`
  if (kind.plural === 'resourceslices')
    return `field label not supported for ${apiVersion}, Kind=ResourceSlice: ${field}`
  return `field label not supported: ${field}`
}
