import type { Status } from '../../../api/types'
import type { Problem } from '../../../api/kinds/problems'
import { badRequest, fromEtcd, invalidOptions } from '../errors'
import type { RequestOptions } from '../messages'
import type { RequestInfo } from './target'
import { isTrue } from './target'

type Mutable = { -readonly [K in keyof RequestOptions]: RequestOptions[K] }

/** A request's options as its query has them, or why they cannot be. Models apimachinery/pkg/apis/meta/v1 conversion and validation. */
export function readOptions({ query, verb, of }: RequestInfo, contentType: string): RequestOptions | Status {
  const one = (name: string): string | undefined => query.get(name)?.[0]
  const options: Mutable = {}
  const problems: Problem[] = []
  if (verb === 'list' || verb === 'watch' || verb === 'deletecollection') {
    const refused = listOptions(one, options, verb === 'watch')
    if (refused) return refused
    listProblems(verb, one, options, problems)
    if (problems.length > 0) return invalidOptions('ListOptions', problems)
    if (verb !== 'deletecollection') return options
  }
  if (verb === 'get' || streamed(of)) {
    const version = one('resourceVersion')
    if (version !== undefined && version !== '') {
      if (!/^\d+$/.test(version)) return badVersion(version)
      options.resourceVersion = version
    }
    const container = one('container')
    if (container) options.container = container
    if (query.has('previous')) options.previous = isTrue(query.get('previous'))
    const command = query.get('command')
    if (command) options.command = command
    const [port] = (one('ports') ?? '').split(',')
    if (of?.subresource === 'portforward' && query.has('path') && /^\d+$/.test(port!)) {
      options.port = Number(port)
      options.path = one('path')!
    }
    for (const name of ['tailLines', 'limitBytes', 'sinceSeconds'] as const) {
      const text = one(name)
      if (text === undefined) continue
      if (!/^[+-]?\d+$/.test(text)) return badRequest(badNumber(text))
      options[name] = Number(text)
    }
    const since = one('sinceTime')
    if (since && !/^\d{4}-/.test(since))
      return badRequest(`parsing time "${since}" as "2006-01-02T15:04:05Z07:00": cannot parse "${since}" as "2006"`)
    if (since) options.sinceTime = since
    for (const name of ['timestamps', 'follow'] as const) if (query.has(name)) options[name] = isTrue(query.get(name))
    return options
  }
  if (verb === 'delete' || verb === 'deletecollection') {
    const grace = one('gracePeriodSeconds')
    if (grace !== undefined && grace !== '') {
      if (!/^-?\d+$/.test(grace)) return badRequest(badNumber(grace))
      options.gracePeriodSeconds = Number(grace)
    }
    const policy = one('propagationPolicy')
    if (policy !== undefined && policy !== '')
      options.propagationPolicy = policy as NonNullable<Mutable['propagationPolicy']>
    const trial = query.get('dryRun')
    if (trial) options.dryRun = true
    const orphans = query.has('orphanDependents') ? isTrue(query.get('orphanDependents')) : undefined
    if (orphans !== undefined) options.orphanDependents = orphans
    return (
      deleteProblem({ propagationPolicy: options.propagationPolicy, orphanDependents: orphans, dryRun: trial }) ??
      options
    )
  }
  const kind = verb === 'create' ? 'CreateOptions' : verb === 'update' ? 'UpdateOptions' : 'PatchOptions'
  const manager = one('fieldManager')
  const applies = contentType === 'application/apply-patch+yaml'
  if (verb === 'patch') {
    const force = query.has('force') ? isTrue(query.get('force')) : undefined
    if (applies && !manager)
      problems.push({
        reason: 'FieldValueRequired',
        field: 'fieldManager',
        text: 'Required value: is required for apply patch'
      })
    if (!applies && force !== undefined)
      problems.push({
        reason: 'FieldValueForbidden',
        field: 'force',
        text: 'Forbidden: may not be specified for non-apply patch'
      })
    if (force !== undefined) options.force = force
  }
  if (manager) {
    if (manager.length > 128)
      problems.push({
        reason: 'FieldValueTooLong',
        field: 'fieldManager',
        text: 'Too long: may not be more than 128 bytes'
      })
    // eslint-disable-next-line no-control-regex -- what may not be printed
    else if (/[\u0000-\u001f\u007f]/.test(manager))
      problems.push({
        reason: 'FieldValueInvalid',
        field: 'fieldManager',
        text: `Invalid value: ${JSON.stringify(manager)}: should only contain printable characters`
      })
    options.fieldManager = manager
  }
  dryRun(query.get('dryRun'), options, problems)
  const validation = one('fieldValidation')
  if (validation !== undefined && validation !== '') {
    if (validation !== 'Ignore' && validation !== 'Strict' && validation !== 'Warn')
      problems.push({
        reason: 'FieldValueNotSupported',
        field: 'fieldValidation',
        text: `Unsupported value: ${JSON.stringify(validation)}: supported values: "", "Ignore", "Strict", "Warn"`
      })
    else options.fieldValidation = validation
  }
  return problems.length > 0 ? invalidOptions(kind, problems) : options
}

/** Whoever POSTs to a stream asks in the query as who GETs it. */
const streamed = (of: RequestInfo['of']): boolean =>
  of !== undefined && ['attach', 'exec', 'portforward', 'proxy'].includes(of.subresource)

type One = (name: string) => string | undefined

function listOptions(one: One, options: Mutable, watches: boolean): Status | undefined {
  for (const name of ['timeoutSeconds', 'limit'] as const) {
    const text = one(name)
    if (text === undefined || text === '') continue
    if (!/^[+-]?\d+$/.test(text)) return badRequest(badNumber(text))
    if (Number(text) > 0) options[name] = Number(text)
  }
  const version = one('resourceVersion')
  if (version && !/^\d+$/.test(version))
    // A watch's is read where no error is told apart.
    return watches ? fromEtcd(badNumberText(version)) : badRequest(badVersionText(version))
  for (const name of ['labelSelector', 'fieldSelector', 'resourceVersion', 'continue'] as const) {
    const text = one(name)
    if (text) options[name] = text
  }
  if (one('allowWatchBookmarks') !== undefined) options.allowWatchBookmarks = isTrue([one('allowWatchBookmarks')!])
  const initial = one('sendInitialEvents')
  if (initial !== undefined && initial !== '') options.sendInitialEvents = isTrue([initial])
  const match = one('resourceVersionMatch')
  if (match) options.resourceVersionMatch = match as NonNullable<Mutable['resourceVersionMatch']>
  return undefined
}

/** Models apimachinery/pkg/apis/meta/internalversion/validation ValidateListOptions. */
function listProblems(verb: string, one: One, options: Mutable, problems: Problem[]): void {
  const match = one('resourceVersionMatch') ?? ''
  const version = one('resourceVersion') ?? ''
  const forbidden = (field: string, text: string) =>
    problems.push({ reason: 'FieldValueForbidden', field, text: `Forbidden: ${text}` })
  if (options.sendInitialEvents !== undefined) {
    if (verb !== 'watch') return void forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list')
    if (match === '')
      forbidden('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')
    else if (match !== 'NotOlderThan') notSupported(problems, match, ['NotOlderThan'])
    if (one('continue')) forbidden('continue', 'continue is forbidden for watch')
    return
  }
  if (verb === 'watch') {
    if (match !== '') forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden for watch')
    if (one('continue')) forbidden('continue', 'continue is forbidden for watch')
    return
  }
  if (match === '') return
  if (version === '')
    forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided')
  if (one('continue')) forbidden('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided')
  if (match !== 'Exact' && match !== 'NotOlderThan') notSupported(problems, match, ['Exact', 'NotOlderThan', ''])
  if (match === 'Exact' && version === '0')
    forbidden('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
}

const notSupported = (problems: Problem[], value: string, supported: readonly string[]) =>
  problems.push({
    reason: 'FieldValueNotSupported',
    field: 'resourceVersionMatch',
    text: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((text) => JSON.stringify(text)).join(', ')}`
  })

/** Models metav1validation.ValidateDryRun. */
function dryRun(values: readonly string[] | undefined, options: Mutable, problems: Problem[]): void {
  if (values === undefined) return
  const refused = dryRunProblems(values)
  if (refused.length === 0) options.dryRun = true
  problems.push(...refused)
}

function dryRunProblems(values: readonly string[]): Problem[] {
  if (values.every((value) => value === 'All')) return []
  const text = `Unsupported value: [${values.map((value) => JSON.stringify(value)).join(',')}]: supported values: "All"`
  return [{ reason: 'FieldValueNotSupported', field: 'dryRun', text }]
}

const policies: readonly string[] = ['Foreground', 'Background', 'Orphan']

/** What is wrong with the options of a deletion, from its query or its body. Models metav1validation.ValidateDeleteOptions. */
export function deleteProblem(given: {
  readonly propagationPolicy?: unknown
  readonly orphanDependents?: unknown
  readonly dryRun?: unknown
}): Status | undefined {
  const { propagationPolicy: policy, orphanDependents: orphans, dryRun: trial } = given
  const problems: Problem[] = []
  if (typeof policy === 'string' && typeof orphans === 'boolean')
    problems.push({
      reason: 'FieldValueInvalid',
      field: 'propagationPolicy',
      text: `Invalid value: ${JSON.stringify(policy)}: orphanDependents and deletionPropagation cannot be both set`
    })
  if (typeof policy === 'string' && !policies.includes(policy)) {
    const supported = [...policies, 'nil'].map((text) => JSON.stringify(text)).join(', ')
    const text = `Unsupported value: ${JSON.stringify(policy)}: supported values: ${supported}`
    problems.push({ reason: 'FieldValueNotSupported', field: 'propagationPolicy', text })
  }
  if (Array.isArray(trial)) problems.push(...dryRunProblems(trial.map(String)))
  return problems.length > 0 ? invalidOptions('DeleteOptions', problems) : undefined
}

const badNumber = (text: string): string => `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`
const badVersion = (text: string): Status => fromEtcd(badVersionText(text))
const badVersionText = (text: string): string => `invalid resource version: ${badNumberText(text)}`
const badNumberText = (text: string): string =>
  `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`
