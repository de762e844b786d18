import type { KubeList, KubeObject, Status } from '../../../api/types'
import { seconds } from '../../../../base/time'
import { parseSeconds, type FlagSpecs } from '../command-line'
import { errorText, good, type Answer } from '../errors'
import { nameIn, namespaceIn, readManifest, resourceOfObject } from '../manifests'
import { objectName, findResource } from '../../../api/scheme'
import { int, isSet, list, text, type Command, type Kubectl } from '../session'
import { at, readTargets, resourceOf, type Target } from '../targets'
import { fileOf } from '../files'

const flags: FlagSpecs = {
  filename: { kind: 'list', short: 'f' },
  selector: { kind: 'string', short: 'l' },
  'field-selector': { kind: 'string' },
  all: { kind: 'bool' },
  'all-namespaces': { kind: 'bool', short: 'A' },
  force: { kind: 'bool' },
  now: { kind: 'bool' },
  'grace-period': { kind: 'int' },
  cascade: { kind: 'string', bare: 'background' },
  wait: { kind: 'bool' },
  timeout: { kind: 'string' },
  'ignore-not-found': { kind: 'bool' },
  output: { kind: 'string', short: 'o' }
}

interface Doomed extends Target {
  readonly namespace?: string
}
type Memory = {
  /** Lists that must be read before it is known what to delete. */
  lists: Target[]
  targets: Doomed[]
  next: number
  /** What was deleted and may still be there. */
  going: (Doomed & { uid: string })[]
  waiting: number
  failed: boolean
}
const memory = ({ session }: Kubectl): Memory => session.memory as Memory

const forceWarning =
  'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n'

/** `kubectl delete`: DELETE each, then for each GET, LIST and WATCH until it is gone. Models kubectl/pkg/cmd/delete/delete.go. */
export const remove: Command = {
  flags,
  start: (kubectl) => {
    const { args, flags: given } = kubectl.session
    const start: Memory = { lists: [], targets: [], next: 0, going: [], waiting: 0, failed: false }
    kubectl.session.memory = start
    const [file] = list(given, 'filename')
    if (file !== undefined) {
      const source = fileOf(kubectl, file)
      if (source === undefined) return kubectl.fail(`the path "${file}" does not exist`)
      const objects = readManifest(source, file)
      if (!objects.ok) return kubectl.fail(objects.error)
      start.targets = objects.value.map((object) => {
        const { plural, namespaced } = resourceOfObject(object)
        const namespace = namespaced ? { namespace: namespaceIn(object) ?? kubectl.namespace } : {}
        return { resource: plural, name: nameIn(object), ...namespace }
      })
    } else {
      if (args.length === 0) {
        return kubectl.fail(
          "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'"
        )
      }
      const targets = readTargets(args)
      if (!targets.ok) return kubectl.fail(targets.error)
      const selects = isSet(given, 'all') || text(given, 'selector') !== '' || text(given, 'field-selector') !== ''
      const unnamed = targets.value.filter(({ name }) => name === undefined)
      if (unnamed.length > 0 && !selects) return kubectl.fail('resource(s) were provided, but no name was specified')
      start.lists = unnamed
      start.targets = targets.value
        .filter(({ name }) => name !== undefined)
        .map((target) => ({ ...target, ...(resourceOf(target).namespaced && { namespace: kubectl.namespace }) }))
    }
    if (isSet(given, 'force')) kubectl.warn(forceWarning)
    listNext(kubectl)
  },
  answer: (kubectl, step, answer) => {
    const state = memory(kubectl)
    switch (step.do) {
      case 'list': {
        if (answer.error !== undefined) return kubectl.failWith(answer)
        const { resource } = answer.call
        if (good(answer)) {
          for (const { metadata } of (answer.body as KubeList).items) {
            state.targets.push({
              resource,
              name: metadata.name,
              ...(metadata.namespace && { namespace: metadata.namespace })
            })
          }
        }
        return listNext(kubectl)
      }
      case 'delete':
        return deleted(kubectl, answer)
      case 'gone?': {
        const target = state.going[state.waiting]!
        if (answer.error !== undefined) return kubectl.failWith(answer)
        const isGone = answer.code === 404 || (answer.body as KubeObject).metadata?.uid !== target.uid
        return isGone ? waitNext(kubectl, 1) : listThatOne(kubectl, target)
      }
      case 'still?': {
        const target = state.going[state.waiting]!
        if (!good(answer)) return kubectl.failWith(answer)
        const { items, metadata } = answer.body as KubeList
        if (!items.some((item) => item.metadata.uid === target.uid)) return waitNext(kubectl, 1)
        return watchThatOne(kubectl, target, metadata.resourceVersion)
      }
      case 'watch':
        // The watch broke: look again.
        return answer.error === undefined ? waitNext(kubectl, 0) : kubectl.failWith(answer)
    }
  },
  watch: (kubectl, step, events) => {
    const state = memory(kubectl)
    const target = state.going[state.waiting]
    if (!target || step.uid !== target.uid) return
    if (events.length === 0) return waitNext(kubectl, 0)
    const isGone = events.some(
      ({ type, object }) => type === 'DELETED' && (object as KubeObject).metadata.uid === target.uid
    )
    if (isGone) waitNext(kubectl, 1)
  },
  wake: (kubectl) => {
    const target = memory(kubectl).going[memory(kubectl).waiting]
    kubectl.fail(`timed out waiting for the condition on ${target?.resource}/${target?.name}`)
  }
}

function listNext(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const target = state.lists.shift()
  if (!target) {
    if (state.targets.length === 0) {
      kubectl.print('No resources found\n')
      return kubectl.exit(0)
    }
    const timeout = parseSeconds(text(kubectl.session.flags, 'timeout'))
    if (timeout > 0) kubectl.later(seconds(timeout), 'timeout', { do: 'timeout' })
    return deleteNext(kubectl)
  }
  const { flags: given } = kubectl.session
  const labelSelector = text(given, 'selector')
  const fieldSelector = text(given, 'field-selector')
  kubectl.ask(
    {
      verb: 'list',
      ...at(target, isSet(given, 'all-namespaces') ? '' : kubectl.namespace),
      options: { limit: 500, ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) }
    },
    { do: 'list' }
  )
}

function deleteNext(kubectl: Kubectl): void {
  const state = memory(kubectl)
  const target = state.targets[state.next]
  const { flags: given } = kubectl.session
  if (!target) {
    const waits = given.wait !== false && !isSet(given, 'force')
    return waits ? waitNext(kubectl, 0) : kubectl.exit(state.failed ? 1 : 0)
  }
  const asked = isSet(given, 'now') ? 1 : (int(given, 'grace-period') ?? (isSet(given, 'force') ? 0 : undefined))
  // Zero means "do not wait for the kubelet", which only --force may ask for.
  const grace = asked === 0 && !isSet(given, 'force') ? 1 : asked
  kubectl.ask(
    {
      verb: 'delete',
      ...target,
      options: {
        propagationPolicy: cascadeOf(text(given, 'cascade')),
        ...(grace !== undefined && grace >= 0 && { gracePeriodSeconds: grace })
      }
    },
    { do: 'delete' }
  )
}

const cascadeOf = (given: string): 'Background' | 'Foreground' | 'Orphan' =>
  given === 'foreground' ? 'Foreground' : given === 'orphan' ? 'Orphan' : 'Background'

function deleted(kubectl: Kubectl, answer: Answer): void {
  const state = memory(kubectl)
  const target = state.targets[state.next++]!
  const { flags: given } = kubectl.session
  if (answer.error !== undefined) return kubectl.failWith(answer)
  if (good(answer)) {
    const { metadata, details } = answer.body as KubeObject & Status
    state.going.push({ ...target, uid: details?.uid ?? (metadata as KubeObject['metadata']).uid ?? '' })
    const { singular, group } = resourceOf(target)
    const kind = group === '' ? singular : `${singular}.${group}`
    if (text(given, 'output') === 'name') kubectl.print(`${objectName(findResource(target.resource)!, target.name!)}\n`)
    else kubectl.print(`${kind} "${target.name}" ${isSet(given, 'force') ? 'force ' : ''}deleted\n`)
  } else if (!(answer.code === 404 && isSet(given, 'ignore-not-found'))) {
    kubectl.warn(`${errorText(answer, kubectl.context.host)}\n`)
    state.failed = true
  }
  deleteNext(kubectl)
}

/** Looks at the next deleted object (`by` 1) or at the same again (0). */
function waitNext(kubectl: Kubectl, by: number): void {
  const state = memory(kubectl)
  state.waiting += by
  const target = state.going[state.waiting]
  if (!target) return kubectl.exit(state.failed ? 1 : 0)
  const { uid: _uid, ...where } = target
  kubectl.ask({ verb: 'get', ...where }, { do: 'gone?' })
}

const onlyThat = ({ name }: Doomed): string => `metadata.name=${name}`

function listThatOne(kubectl: Kubectl, target: Doomed & { uid: string }): void {
  const { resource, namespace } = target
  const options = { fieldSelector: onlyThat(target), limit: 500, resourceVersion: '0' }
  kubectl.ask({ verb: 'list', resource, ...(namespace && { namespace }), options }, { do: 'still?' })
}

function watchThatOne(kubectl: Kubectl, target: Doomed & { uid: string }, resourceVersion: string): void {
  const { resource, namespace, uid } = target
  const timeoutSeconds = Math.floor(300 * (1 + kubectl.context.rng.float()))
  const options = { allowWatchBookmarks: true, fieldSelector: onlyThat(target), resourceVersion, timeoutSeconds }
  kubectl.ask({ verb: 'watch', resource, ...(namespace && { namespace }), options }, { do: 'watch', uid })
}
