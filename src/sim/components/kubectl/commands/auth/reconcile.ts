import type { KubeObject } from '../../../../api/types'
import { good } from '../../errors'
import { ask, fetched } from '../../script/effects'
import { Failure, failure, problemOf } from '../../script/failure'
import { checkFilenames, type Info } from '../../script/manifest'
import { dryRunOf } from '../../script/options'
import { printerOf } from '../../script/printing'
import { scripted, type Script, type Shell } from '../../script/script'
import { callOf, resourceCall } from '../../script/targets'
import { typed } from '../../script/typed'
import { visit } from '../../script/visit'
import { isSet } from '../../session'
import { missingRules, ruleText, type PolicyRule } from './policy-rules'

interface Subject {
  readonly kind: string
  readonly apiGroup?: string
  readonly name: string
  readonly namespace?: string
}
type Owner = KubeObject & {
  readonly rules?: readonly PolicyRule[] | null
  readonly subjects?: readonly Subject[]
  readonly roleRef?: { readonly apiGroup: string; readonly kind: string; readonly name: string }
}

/** What was found out about one object, and what is to be done. */
interface Outcome {
  readonly object: Owner
  readonly operation: '' | 'create' | 'update' | 'recreate'
  readonly missing: readonly string[]
  readonly extra: readonly string[]
}

/** Models kubectl/pkg/cmd/auth/reconcile.go and component-helpers/auth/rbac/reconciliation. */
export const reconcile = scripted(reconcileEach)

function* reconcileEach(shell: Shell): Script {
  const dryRun = dryRunOf(shell)
  if (dryRun === 'server') throw failure('--dry-run=server for command kubectl auth reconcile is not supported yet')
  const print = printerOf(shell, 'reconciled', dryRun)
  checkFilenames(shell, true)
  if (shell.args.length > 0) throw failure('no arguments are allowed')
  yield* visit(shell, [], { files: true, continueOnError: true, asWritten: true }, function* (info) {
    const kind = info.kind.group === 'rbac.authorization.k8s.io' ? info.kind.kind : ''
    const isRole = kind === 'Role' || kind === 'ClusterRole'
    if (!isRole && kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') return
    const outcome = yield* reconciled(shell, info, isRole, dryRun === 'none')
    print(outcome.object, { typed: true })
    tell(shell, outcome, isRole)
  })
}

function tell(shell: Shell, { operation, missing, extra }: Outcome, isRole: boolean): void {
  if (operation === '') return
  shell.warn(`\treconciliation required ${operation}\n`)
  const what = isRole ? 'rules' : 'subjects'
  const lines = (texts: readonly string[]) => texts.map((one) => `\t\t${one}\n`).join('')
  if (missing.length > 0) shell.warn(`\tmissing ${what} added:\n${lines(missing)}`)
  if (extra.length > 0 && isSet(shell.flags, `remove-extra-${isRole ? 'permissions' : 'subjects'}`))
    shell.warn(`\textra ${what} removed:\n${lines(extra)}`)
}

function* reconciled(shell: Shell, info: Info, isRole: boolean, confirm: boolean): Script<Outcome> {
  const expected = typed(info) as Owner
  const answer = yield* ask(
    isNowhere(info)
      ? { verb: 'get', resource: '', path: `/apis/rbac.authorization.k8s.io/v1/${info.kind.plural}/${info.name}` }
      : { verb: 'get', ...callOf(info) }
  )
  if (answer.code === 404) {
    const missing = isRole ? (expected.rules ?? []).map(ruleText) : (expected.subjects ?? []).map(subjectText)
    const object = confirm ? yield* created(shell, info, expected) : expected
    return { object, operation: 'create', missing, extra: [] }
  }
  if (!good(answer)) throw new Failure(problemOf(answer, shell.host))
  const live = answer.body as Owner
  return isRole
    ? yield* role(shell, info, expected, live, confirm)
    : yield* binding(shell, info, expected, live, confirm)
}

function* created(shell: Shell, info: Info, object: Owner): Script<Owner> {
  // The namespace that is looked for first has no name.
  if (isNowhere(info)) throw isRoleKind(info) ? failure('resource name may not be empty') : panicked(shell)
  if (info.namespace !== '') yield* ensured(shell, info.namespace)
  const call = { verb: 'create', ...resourceCall(info, info.namespace), body: object } as const
  return (yield* fetched(shell, call)) as Owner
}

/** Files are not given kubectl's namespace here: an object that names none is looked for where none can be. */
const isNowhere = ({ kind, namespace }: Info): boolean => kind.namespaced && namespace === ''

const isRoleKind = ({ kind }: Info): boolean => kind.kind === 'Role'

/** kubectl 1.36 takes a binding that could not be created for one that was. The rest of the stack is the build's. */
function panicked(shell: Shell): Failure {
  shell.warn(
    `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1bd69c7]

goroutine 1 [running]:
k8s.io/kubectl/pkg/cmd/auth.(*ReconcileOptions).RunReconcile.func1(...)
\tk8s.io/kubectl/pkg/cmd/auth/reconcile.go:274 +0x927
`
  )
  return new Failure({ form: 'exit', code: 2 })
}

function* ensured(shell: Shell, namespace: string): Script {
  const there = yield* ask({ verb: 'get', resource: 'namespaces', name: namespace })
  if (there.code !== 404) return
  const body = { kind: 'Namespace', apiVersion: 'v1', metadata: { name: namespace }, spec: {}, status: {} }
  yield* fetched(shell, { verb: 'create', resource: 'namespaces', body })
}

/** Labels and annotations that are wanted are added to those that are there. */
function withMeta(live: Owner, expected: Owner): { object: Owner; changed: boolean } {
  const merged = (field: 'labels' | 'annotations') => ({ ...live.metadata[field], ...expected.metadata[field] })
  const differs = (field: 'labels' | 'annotations') =>
    Object.entries(expected.metadata[field] ?? {}).some(([key, value]) => live.metadata[field]?.[key] !== value)
  const metadata = {
    ...live.metadata,
    ...(differs('labels') && { labels: merged('labels') }),
    ...(differs('annotations') && { annotations: merged('annotations') })
  }
  return { object: { ...live, metadata }, changed: differs('labels') || differs('annotations') }
}

function* role(shell: Shell, info: Info, expected: Owner, live: Owner, confirm: boolean): Script<Outcome> {
  const removes = isSet(shell.flags, 'remove-extra-permissions')
  const missing = missingRules(live.rules ?? [], expected.rules ?? [])
  const extra = missingRules(expected.rules ?? [], live.rules ?? [])
  const { object, changed } = withMeta(live, expected)
  const rules =
    removes && extra.length > 0 ? expected.rules : missing.length > 0 ? [...(live.rules ?? []), ...missing] : live.rules
  const updates = changed || missing.length > 0 || (removes && extra.length > 0)
  const wanted: Owner = { ...object, ...(rules && { rules }) }
  const result = updates && confirm ? yield* put(shell, info, wanted) : wanted
  return {
    object: result,
    operation: updates ? 'update' : '',
    missing: missing.map(ruleText),
    extra: extra.map(ruleText)
  }
}

function* put(shell: Shell, info: Info, object: Owner): Script<Owner> {
  return (yield* fetched(shell, { verb: 'update', ...callOf(info), body: object })) as Owner
}

const subjectText = ({ kind, apiGroup = '', name, namespace = '' }: Subject): string =>
  `{Kind:${kind} APIGroup:${apiGroup} Name:${name} Namespace:${namespace}}`

function* binding(shell: Shell, info: Info, expected: Owner, live: Owner, confirm: boolean): Script<Outcome> {
  const removes = isSet(shell.flags, 'remove-extra-subjects')
  const [before, wanted] = [live.subjects ?? [], expected.subjects ?? []]
  const lacks = (from: readonly Subject[], of: readonly Subject[]) =>
    of.filter((one) => !from.some((other) => subjectText(other) === subjectText(one)))
  const [missing, extra] = [lacks(before, wanted), lacks(wanted, before)]
  const { object, changed } = withMeta(live, expected)
  const subjects = removes && extra.length > 0 ? wanted : missing.length > 0 ? [...before, ...missing] : before
  const result: Owner = { ...object, ...(subjects.length > 0 && { subjects }) }
  const same = JSON.stringify(refOf(live)) === JSON.stringify(refOf(expected))
  if (!same) {
    const { resourceVersion: _version, uid: _uid, ...metadata } = result.metadata
    const anew: Owner = { ...result, metadata, ...(expected.roleRef && { roleRef: expected.roleRef }) }
    if (!confirm) return { object: anew, operation: 'recreate', missing: [], extra: [] }
    const preconditions = live.metadata.uid === undefined ? {} : { preconditions: { uid: live.metadata.uid } }
    const gone = yield* ask({ verb: 'delete', ...callOf(info), options: preconditions })
    if (!good(gone)) throw new Failure(problemOf(gone, shell.host))
    return { object: yield* created(shell, info, anew), operation: 'recreate', missing: [], extra: [] }
  }
  const updates = changed || missing.length > 0 || (removes && extra.length > 0)
  return {
    object: updates && confirm ? yield* put(shell, info, result) : result,
    operation: updates ? 'update' : '',
    missing: missing.map(subjectText),
    extra: extra.map(subjectText)
  }
}

const refOf = ({ roleRef }: Owner) => [roleRef?.apiGroup || 'rbac.authorization.k8s.io', roleRef?.kind, roleRef?.name]
