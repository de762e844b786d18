import { wallClock } from '../../../kernel/clock'
import { equal } from '../../../api/equality'
import { keyOf, kindOf } from '../../../api/scheme'
import { conditionOf, isTrue, type Definition } from '../../../api/structural/condition'
import { formatTime } from '../../../api/timestamp'
import type { KubeObject } from '../../../api/types'
import type { ApiServer } from '../context'
import type { Outbox } from '../messages'
import { removeOwn, storeOwn } from '../own'

const definitions = 'customresourcedefinitions'
const finalizer = 'customresourcecleanup.apiextensions.k8s.io'

type Condition = NonNullable<NonNullable<Definition['status']>['conditions']>[number]

/** Its names are accepted if nobody else has them, then it is established. Models pkg/controller/{status,establish}. */
export function accept(server: ApiServer, out: Outbox, definition: Definition): void {
  const now = formatTime(wallClock(server))
  const { spec, status } = definition
  const { kind, plural, singular, listKind, shortNames, categories } = spec.names
  const others = ([...server.caches.get(definitions)!.objects.values()] as Definition[]).filter(
    (other) => other.metadata.name !== definition.metadata.name && other.spec.group === spec.group
  )
  const taken = (name: string | undefined): boolean =>
    name !== undefined &&
    others.some(({ status: of }) => {
      const { plural: a, singular: b, shortNames: c = [] } = of?.acceptedNames ?? { plural: '', kind: '' }
      return [a, b, ...c].includes(name)
    })
  const kindTaken = (name: string | undefined): boolean =>
    name !== undefined &&
    others.some(({ status: of }) => of?.acceptedNames?.kind === name || of?.acceptedNames?.listKind === name)
  const accepted = { ...(status?.acceptedNames ?? { plural: '', kind: '' }) }
  let conflict: readonly [reason: string, message: string] | undefined
  const check = (bad: boolean, reason: string, name: string, set: () => void) => {
    if (bad) conflict = [reason, `"${name}" is already in use`]
    else set()
  }
  check(taken(plural), 'PluralConflict', plural, () => (accepted.plural = plural))
  if (singular) check(taken(singular), 'SingularConflict', singular, () => (accepted.singular = singular))
  const short = (shortNames ?? []).filter(taken)
  if (shortNames)
    check(short.length > 0, 'ShortNamesConflict', short.join('", "'), () => (accepted.shortNames = shortNames))
  check(kindTaken(kind), 'KindConflict', kind, () => (accepted.kind = kind))
  if (listKind) check(kindTaken(listKind), 'ListKindConflict', listKind, () => (accepted.listKind = listKind))
  if (categories) accepted.categories = categories
  const names: Condition = conflict
    ? { type: 'NamesAccepted', status: 'False', lastTransitionTime: now, reason: conflict[0], message: conflict[1] }
    : {
        type: 'NamesAccepted',
        status: 'True',
        lastTransitionTime: now,
        reason: 'NoConflicts',
        message: 'no conflicts found'
      }
  const initial = 'the initial names have been accepted'
  const before = conditionOf(definition, 'Established')
  const wasAccepted = isTrue(definition, 'NamesAccepted')
  const established: Condition =
    before?.status === 'True'
      ? before
      : conflict
        ? {
            type: 'Established',
            status: 'False',
            lastTransitionTime: now,
            reason: 'NotAccepted',
            message: 'not all names are accepted'
          }
        : wasAccepted
          ? {
              type: 'Established',
              status: 'True',
              lastTransitionTime: now,
              reason: 'InitialNamesAccepted',
              message: initial
            }
          : {
              type: 'Established',
              status: 'False',
              lastTransitionTime: now,
              reason: 'Installing',
              message: initial
            }
  const storage = spec.versions.find((one) => one.storage)?.name
  const stored = status?.storedVersions ?? []
  const storedVersions = storage !== undefined && !stored.includes(storage) ? [...stored, storage] : stored
  const kept = (one: Condition): Condition => {
    const known = conditionOf(definition, one.type)
    return known && known.status === one.status && known.reason === one.reason ? known : one
  }
  const next = {
    ...status,
    conditions: [kept(names), kept(established)],
    acceptedNames: accepted,
    storedVersions
  }
  if (equal(next, status)) return
  put(server, out, { ...definition, status: next } as KubeObject)
}

const put = (server: ApiServer, out: Outbox, object: KubeObject): void =>
  storeOwn(
    server,
    out,
    definitions,
    keyOf(kindOf(definitions), undefined, object.metadata.name),
    object,
    Number(object.metadata.resourceVersion)
  )

/** A definition that is being deleted marks it, and takes its objects along. Models crd_finalizer.go. */
export function cleanUp(server: ApiServer, out: Outbox, definition: Definition): void {
  const { metadata, spec } = definition
  const cache = server.caches.get(`${spec.group}/${spec.names.plural}`)
  const left = cache ? [...cache.objects] : []
  if (left.length === 0) {
    const finalizers = (metadata.finalizers ?? []).filter((name) => name !== finalizer)
    if (finalizers.length > 0) return
    const key = keyOf(kindOf(definitions), undefined, metadata.name)
    return removeOwn(server, out, definitions, key, Number(metadata.resourceVersion))
  }
  for (const [key, object] of left) {
    const revision = Number(object.metadata.resourceVersion)
    if ((object.metadata.finalizers ?? []).length > 0) {
      if (object.metadata.deletionTimestamp) continue
      const deletionTimestamp = formatTime(wallClock(server))
      const marked = { ...object, metadata: { ...object.metadata, deletionTimestamp, deletionGracePeriodSeconds: 0 } }
      storeOwn(server, out, cache!.resource, key, marked, revision)
      continue
    }
    removeOwn(server, out, cache!.resource, key, revision)
  }
}

/** A definition as it is when its deletion was asked for. Models customresourcedefinition/etcd.go Delete. */
export function terminating(definition: Definition, at: string): Definition {
  const finalizers = [...new Set([...(definition.metadata.finalizers ?? []), finalizer])]
  const condition: Condition = {
    type: 'Terminating',
    status: 'True',
    lastTransitionTime: at,
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon'
  }
  const others = (definition.status?.conditions ?? []).filter(({ type }) => type !== 'Terminating')
  return {
    ...definition,
    metadata: { ...definition.metadata, finalizers },
    status: { ...definition.status!, conditions: [...others, condition] }
  }
}
