import type { KubeList, KubeObject, Status } from '../../../../api/types'
import type { Call } from '../../../../client-go/transport'
import { errorText, good, type Answer } from '../../errors'
import { newTables, type TableMemory } from '../../print/table'
import { resourceText, type Ask, type Mapping, type Plan } from '../../resources'
import { isSet, int, text, type Kubectl, type Step } from '../../session'
import { getTable, type TabWriter } from '../../tabwriter'
import { traceError } from '../../trace'
import { asTable } from '../../wire'
import { formatOf } from '../../print/format'

/** What was found: a table, an object, or a list of them. */
export interface Found {
  readonly mapping: Mapping
  readonly object: KubeObject
}

export interface Memory {
  readonly plan: Plan
  asked: number
  readonly found: Found[]
  /** Errors as they will be printed. */
  readonly errors: string[]
  /** The error of one object that is missing, while its namespace is looked for. */
  missing: string
  resourceVersion: string
  writer: TabWriter
  tables: TableMemory
  /** Objects printed so far. */
  printed: number
  /** A watch of one object tells of it first: that is not printed. */
  skipFirst: boolean
}

export const newMemory = (plan: Plan): Memory => ({
  plan,
  asked: 0,
  found: [],
  errors: [],
  missing: '',
  resourceVersion: '0',
  writer: getTable(),
  tables: newTables(),
  printed: 0,
  skipFirst: false
})
export const setMemory = ({ session }: Kubectl, memory: Memory): void => {
  session.memory = { get: memory }
}
export const memoryOf = ({ session }: Kubectl): Memory => session.memory.get as Memory

/** Whether people read it: a table. */
export const isHuman = (kubectl: Kubectl): boolean => ['', 'wide'].includes(formatOf(kubectl))
const isTabled = (kubectl: Kubectl): boolean => isHuman(kubectl) && kubectl.session.flags['server-print'] !== false

const namespaceFor = (kubectl: Kubectl, { kind }: Mapping): string =>
  kind.namespaced && !isSet(kubectl.session.flags, 'all-namespaces') ? kubectl.namespace : ''

/** Where the objects of a mapping are. */
export function placeOf(kubectl: Kubectl, mapping: Mapping): Pick<Call, 'resource' | 'apiVersion' | 'namespace'> {
  const namespace = namespaceFor(kubectl, mapping)
  return { resource: mapping.kind.plural, apiVersion: mapping.apiVersion, ...(namespace !== '' && { namespace }) }
}

/** How answers are asked for. */
export const formOf = (kubectl: Kubectl): Pick<Call, 'accept' | 'includeObject'> =>
  isTabled(kubectl)
    ? { accept: asTable, ...(text(kubectl.session.flags, 'sort-by') !== '' && { includeObject: 'Object' }) }
    : {}

export const selectorsOf = ({ session: { flags } }: Kubectl): { labelSelector?: string; fieldSelector?: string } => {
  const [labelSelector, fieldSelector] = [text(flags, 'selector').trim(), text(flags, 'field-selector').trim()]
  return { ...(labelSelector !== '' && { labelSelector }), ...(fieldSelector !== '' && { fieldSelector }) }
}

/** Asks for the next thing. False: all was asked for. */
export function fetchNext(kubectl: Kubectl): boolean {
  const memory = memoryOf(kubectl)
  const ask = memory.plan.asks[memory.asked]
  if (!ask) return false
  memory.asked++
  send(kubectl, ask, '')
  return true
}

function send(kubectl: Kubectl, { mapping, name, namespace }: Ask, token: string): void {
  const { flags } = kubectl.session
  const inside = namespace !== undefined && mapping.kind.namespaced ? { namespace } : {}
  const where = { ...placeOf(kubectl, mapping), ...inside, ...formOf(kubectl) }
  const subresource = text(flags, 'subresource')
  if (name !== undefined) {
    kubectl.ask({ verb: 'get', ...where, name, ...(subresource !== '' && { subresource }) }, { do: 'got' })
    return
  }
  const chunk = text(flags, 'sort-by') !== '' ? 0 : (int(flags, 'chunk-size') ?? 500)
  const options = {
    ...(chunk > 0 && { limit: chunk }),
    ...selectorsOf(kubectl),
    ...(token !== '' && { continue: token })
  }
  kubectl.ask({ verb: 'list', ...where, options }, { do: 'listed' })
}

/** Takes an answer. False: something more was asked before the next. */
export function takeObject(kubectl: Kubectl, step: Step, answer: Answer): boolean {
  const memory = memoryOf(kubectl)
  const { mapping, name } = memory.plan.asks[memory.asked - 1]!
  if (good(answer)) {
    // What is no object cannot be read as one. Models rest.Result.Into.
    if (typeof answer.body === 'string') {
      memory.errors.push("error: serializer for text/plain doesn't exist")
      return true
    }
    const object = answer.body as KubeObject
    memory.found.push({ mapping, object })
    if (step.do !== 'listed') return true
    const { metadata } = answer.body as KubeList & { metadata: { continue?: string } }
    memory.resourceVersion = metadata.resourceVersion ?? '0'
    const token = metadata.continue ?? ''
    if (token === '') return true
    send(kubectl, { mapping }, token)
    return false
  }
  const told = step.do === 'listed' ? enhanced(kubectl, mapping, answer) : answer
  traceError(kubectl.session, told, (level, line) => kubectl.log(level, line))
  const failed = errorText(told, kubectl.context.host)
  // Errors of a list are told together, without a word before them; one before a watch is an error like any other.
  const error = isSet(kubectl.session.flags, 'watch') && failed.startsWith('client rate') ? `error: ${failed}` : failed
  const namespace = namespaceFor(kubectl, mapping)
  // Of a namespace that is not there nothing else is said. Models resource.Info.Get.
  if (name !== undefined && answer.code === 404 && namespace !== '' && namespace !== 'default') {
    memory.missing = error
    kubectl.ask({ verb: 'get', resource: 'namespaces', name: namespace }, { do: 'namespace' })
    return false
  }
  if (answer.code !== 404 || !isSet(kubectl.session.flags, 'ignore-not-found')) memory.errors.push(error)
  return true
}

export function takeNamespace(kubectl: Kubectl, answer: Answer): void {
  const memory = memoryOf(kubectl)
  if (isSet(kubectl.session.flags, 'ignore-not-found')) return
  memory.errors.push(answer.code === 404 ? errorText(answer, kubectl.context.host) : memory.missing)
}

/** Says what was looked for. Models resource.EnhanceListError. */
export function enhanced(kubectl: Kubectl, mapping: Mapping, answer: Answer): Answer {
  const { reason, message = '' } = (answer.body ?? {}) as Partial<Status>
  if (answer.error !== undefined || (reason !== 'BadRequest' && reason !== 'NotFound')) return answer
  const { labelSelector = '', fieldSelector = '' } = selectorsOf(kubectl)
  const subject = JSON.stringify(resourceText(mapping))
  const about =
    labelSelector === '' && fieldSelector === ''
      ? `Unable to list ${subject}: `
      : `Unable to find ${subject} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}: `
  return { ...answer, body: { ...(answer.body as Status), message: about + message } }
}
