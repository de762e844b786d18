import { list, number, part, text, texts, type Part } from '../../../api/kinds/parts'
import type { KubeObject } from '../../../api/types'
import type { Attributes } from '../authorization/attributes'
import { attributesOf } from '../authorization'
import type { ApiServer, Request } from '../context'

/** What a request is told of the flow that it belongs to: headers of every answer. */
export type Flow = Readonly<Record<string, string>>

/** Where a request stands in line: its FlowSchema, that one's priority level, and who it is told apart as. */
export interface Classified {
  readonly headers: Flow
  readonly schema: string
  readonly level?: KubeObject
  readonly flow: string
}

const specOf = ({ spec }: KubeObject): Part => part(spec) ?? {}

/** In the order in which they count, and what was found by them of requests of the cluster's own components; by the state of both. */
interface Schemas {
  readonly inOrder: readonly KubeObject[]
  readonly found: Map<string, Classified | undefined>
}
const known = new WeakMap<object, Schemas>()

function schemasOf(server: ApiServer): Schemas {
  let schemas = known.get(server.flows)
  if (schemas) return schemas
  const all = [...(server.caches.get('flowschemas')?.objects.values() ?? [])]
  const inOrder = all.sort((a, b) => precedence(a) - precedence(b) || (a.metadata.name < b.metadata.name ? -1 : 1))
  schemas = { inOrder, found: new Map() }
  if (all.length > 0) known.set(server.flows, schemas)
  return schemas
}

/**
 * The FlowSchema that a request falls under, the one that counts first, and its priority level.
 * Models apiserver/pkg/server/filters/priority-and-fairness.go and util/flowcontrol/rule.go.
 */
export function classify(server: ApiServer, asked: Attributes): Classified | undefined {
  const ofSchema = schemasOf(server).inOrder.find((schema) =>
    list(specOf(schema).rules).some((rule) => matches(rule, asked))
  )
  if (!ofSchema) return undefined
  const name = text(part(specOf(ofSchema).priorityLevelConfiguration)?.name)
  const level = server.caches
    .get('prioritylevelconfigurations')
    ?.objects.get(`/registry/prioritylevelconfigurations/${name}`)
  const method = text(part(specOf(ofSchema).distinguisherMethod)?.type)
  return {
    headers: {
      'x-kubernetes-pf-flowschema-uid': ofSchema.metadata.uid ?? '',
      ...(level && { 'x-kubernetes-pf-prioritylevel-uid': level.metadata.uid ?? '' })
    },
    schema: ofSchema.metadata.name,
    ...(level && { level }),
    flow: method === 'ByUser' ? asked.user : method === 'ByNamespace' ? asked.namespace : ''
  }
}

/** Answers that are kept: a cluster has so many users, kinds and namespaces before the oldest are forgotten. */
const kept = 20_000

/** The same of a request of the cluster's own components: they ask for the same things all the time. */
export function classifyOwn(server: ApiServer, request: Request): Classified | undefined {
  if (request.groups !== undefined) return classify(server, attributesOf(request))
  const { found } = schemasOf(server)
  const { user, verb, resource, subresource = '', namespace = '' } = request
  const key = `${user} ${verb} ${resource}/${subresource} ${namespace}`
  let its = found.get(key)
  if (its === undefined && !found.has(key)) {
    if (found.size >= kept) found.clear()
    found.set(key, (its = classify(server, attributesOf(request))))
  }
  return its
}

const precedence = (schema: KubeObject): number => number(specOf(schema).matchingPrecedence)

function matches(rule: Part, asked: Attributes): boolean {
  if (!list(rule.subjects).some((subject) => isSubject(subject, asked))) return false
  return asked.path === undefined
    ? list(rule.resourceRules).some((one) => coversResource(one, asked))
    : list(rule.nonResourceRules).some((one) => coversPath(one, asked))
}

function isSubject(subject: Part, { user, groups = [] }: Attributes): boolean {
  const name = text(part(subject.user)?.name)
  if (subject.kind === 'User') return name === '*' || name === user
  const group = text(part(subject.group)?.name)
  if (subject.kind === 'Group') return group === '*' || groups.includes(group)
  const account = part(subject.serviceAccount) ?? {}
  const prefix = `system:serviceaccount:${text(account.namespace)}:`
  return text(account.name) === '*' ? user.startsWith(prefix) : user === prefix + text(account.name)
}

const includes = (given: unknown, value: string): boolean => {
  const all = texts(given)
  return all.includes('*') || all.includes(value)
}

function coversResource(rule: Part, { verb, group, resource, subresource, namespace }: Attributes): boolean {
  return (
    includes(rule.verbs, verb) &&
    includes(rule.apiGroups, group) &&
    includes(rule.resources, subresource === '' ? resource : `${resource}/${subresource}`) &&
    (namespace === '' ? rule.clusterScope === true : includes(rule.namespaces, namespace))
  )
}

function coversPath(rule: Part, { verb, path = '' }: Attributes): boolean {
  const fits = (url: string): boolean =>
    url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, '')))
  return includes(rule.verbs, verb) && texts(rule.nonResourceURLs).some(fits)
}
