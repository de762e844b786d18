import { releaseOf } from '../../releases'
import { wallClock } from '../../kernel/clock'
import type { Kind } from '../../api/scheme'
import { formatTime } from '../../api/timestamp'
import type { KubeObject, Pod } from '../../api/types'
import { validated } from './admission/webhook/later'
import { isBody, readBody } from './body'
import type { ApiServer, Request } from './context'
import { badRequest, conflict, fromEtcd } from './errors'
import { policyCheck } from './admission/validatingpolicy'
import { withTopology } from './podtopologylabels'
import { refuse, type Plan } from './plan'

/** Models pkg/registry/core/pod/storage BindingREST: a pod is bound once, and only while it lives. */
export function planBinding(server: ApiServer, request: Request, resource: Kind, key: string, pod: Pod): Plan {
  const { name } = pod.metadata
  const bindings = { ...resource, plural: 'pods/binding' }
  const body = readBody(resource, request, request.body)
  if (!isBody(body)) return refuse(body)
  const given = body.object.metadata.name
  if (request.wire && given !== name) return refuse(badRequest('name in URL does not match name in Binding object'))
  const metadata = { ...body.object.metadata, name, ...(request.namespace && { namespace: request.namespace }) }
  const binding = { ...body.object, apiVersion: 'v1', kind: 'Binding', metadata }
  const refused = validated({
    server,
    request,
    kind: resource,
    operation: 'CREATE',
    object: binding,
    old: null
  })
  if (refused) return refuse(refused)
  const { name: target, kind = 'Node' } = (body.object as KubeObject & { target: { name?: string; kind?: string } })
    .target
  if (kind !== 'Node' && kind !== '')
    return refuse(fromEtcd(`target.kind: Unsupported value: "${kind}": supported values: "Node"`))
  if (!target) return refuse(fromEtcd('target.name: Required value'))
  const checked = policyCheck({ server, request, kind: resource, operation: 'CREATE', object: body.object, old: null })
  if (checked.refusal) return refuse(checked.refusal)
  if (pod.metadata.deletionTimestamp)
    return refuse(conflict(bindings, name, `pod ${name} is being deleted, cannot be assigned to a host`))
  if (pod.spec.nodeName)
    return refuse(conflict(bindings, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`))
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: formatTime(wallClock(server))
  }
  const others = (pod.status.conditions ?? []).filter((condition) => condition.type !== 'PodScheduled')
  const { nominatedNodeName, ...rest } = pod.status
  // Models ClearingNominatedNodeNameAfterBinding, on since 1.35.
  const kept = nominatedNodeName !== undefined && releaseOf(server.config) === '1.25' ? { nominatedNodeName } : {}
  const status = { ...rest, ...kept, conditions: [...others, scheduled] }
  const placed = withTopology(server, pod, target)
  return { kind: 'store', key, old: pod, object: { ...placed, spec: { ...pod.spec, nodeName: target }, status } }
}
