import { seconds } from '../../../../../base/time'
import { mergePatch } from '../../../../api/patch/merge'
import { strategicPatch } from '../../../../api/patch/strategic'
import { threeWayPatch } from '../../../../api/patch/three-way'
import { objectType } from '../../../../api/scheme'
import type { Fields } from '../../../../api/patch/json'
import type { KubeObject } from '../../../../api/types'
import { good, type Answer } from '../../errors'
import { goJson } from '../../print/go-json'
import { ask, sleep } from '../../script/effects'
import { Failure, failure, problemOf, withSource } from '../../script/failure'
import { waitUntilGone } from '../../script/gone'
import { annotated, lastApplied, originalOf } from '../../script/last-applied'
import type { Info } from '../../script/manifest'
import type { Script, Shell } from '../../script/script'
import { callOf, kindText, resourceCall, versionless, resourceText } from '../../script/targets'
import { read } from '../../script/visit'
import { isSet } from '../../session'
import type { Applying } from '.'

/** How an error names an object. Models resource.Info.String. */
export const described = (info: Info): string =>
  `Resource: ${JSON.stringify(resourceText(info))}, GroupVersionKind: ${JSON.stringify(kindText({ apiVersion: info.apiVersion, kind: info.kind.kind }))}\nName: ${JSON.stringify(info.name)}, Namespace: ${JSON.stringify(info.namespace)}`

/** GET, then POST what is not there or PATCH what differs from the manifest and from what was applied last. */
export function* applyByClient(shell: Shell, info: Info, applying: Applying): Script<KubeObject> {
  const { dryRun, prints, said } = applying
  const there = yield* read(shell, info)
  if ('problem' in there) {
    const { problem } = there
    if (problem.form !== 'status' || problem.status.reason !== 'NotFound')
      throw new Failure(
        withSource(`retrieving current configuration of:\n${described(info)}\nfrom server for:`, info.source, problem)
      )
    return yield* created(shell, info, applying)
  }
  const live = there.object
  const name = `${info.kind.plural}/${info.name}`
  if (originalOf(live) === undefined)
    shell.warn(
      `Warning: resource ${name} is missing the ${lastApplied} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`
    )
  if (dryRun === 'client') {
    const patch = patchOf(info, live)
    const after = patch ? patchedLocally(info, live, patch) : live
    if (!prints) said(live, patch ? 'configured' : 'unchanged')
    return after
  }
  const { object, changed } = yield* patched(shell, info, live, applying)
  if (live.metadata.deletionTimestamp && changed)
    shell.warn(`Warning: Detected changes to resource ${info.name} which is currently being deleted.\n`)
  if (!prints) said(object, changed ? 'configured' : 'unchanged')
  return object
}

function* created(shell: Shell, info: Info, { dryRun, prints, said, ...how }: Applying): Script<KubeObject> {
  const body = annotated(info.object)
  if (dryRun === 'client') {
    if (!prints) said(body, 'created')
    return body
  }
  const answer = yield* ask({
    verb: 'create',
    ...resourceCall(info, info.namespace),
    body: versionless(body),
    options: optionsOf({ dryRun, ...how })
  })
  if (!good(answer)) throw new Failure(withSource('creating', info.source, problemOf(answer, shell.host)))
  const object = answer.body as KubeObject
  if (!prints) said(object, 'created')
  return object
}

const optionsOf = ({ fieldManager, validation, dryRun }: Pick<Applying, 'fieldManager' | 'validation' | 'dryRun'>) => ({
  ...(fieldManager !== '' && { fieldManager }),
  fieldValidation: validation,
  ...(dryRun === 'server' && { dryRun: true })
})

/** What turns the live object into the manifest. Models apply/patcher.go. */
export function patchOf({ kind, object }: Info, live: KubeObject): Fields | undefined {
  const before = originalOf(live)
  const original: unknown = before === undefined || before === '' ? {} : JSON.parse(before)
  return threeWayPatch(original, { ...annotated(object) }, { ...live }, objectType(kind))
}

function patchedLocally(info: Info, live: KubeObject, patch: Fields): KubeObject {
  const type = objectType(info.kind)
  return (type ? strategicPatch({ ...live }, patch, type) : mergePatch({ ...live }, patch)) as KubeObject
}

/** Constants of patcher.go. */
const maxRetries = 5
const backOff = seconds(1)

function* patched(
  shell: Shell,
  info: Info,
  first: KubeObject,
  applying: Applying
): Script<{ object: KubeObject; changed: boolean }> {
  let live = first
  for (let tries = 0; ; tries++) {
    const patch = patchOf(info, live)
    if (!patch) return { object: live, changed: false }
    const answer = yield* ask({
      verb: 'patch',
      ...callOf(info),
      body: patch,
      options: { ...optionsOf(applying), patchType: objectType(info.kind) ? 'strategic' : 'merge' }
    })
    if (good(answer)) return { object: answer.body as KubeObject, changed: true }
    if (answer.code === 409 && tries < maxRetries) {
      if (tries > 0) yield* sleep(backOff, 'apply-back-off')
      const again = yield* read(shell, info)
      if ('object' in again) live = again.object
      continue
    }
    if (isSet(shell.flags, 'force') && (answer.code === 409 || answer.code === 422))
      return { object: yield* recreated(shell, info, live, applying), changed: true }
    throw new Failure(
      withSource(
        `applying patch:\n${goJson(patch).replace(/\n$/, '')}\nto:\n${described(info)}\nfor:`,
        info.source,
        withSource('patching', info.source, problemOf(answer, shell.host))
      )
    )
  }
}

/** `--force`: what cannot be patched is deleted and made anew. */
function* recreated(shell: Shell, info: Info, live: KubeObject, applying: Applying): Script<KubeObject> {
  const options = { propagationPolicy: 'Background' } as const
  const deleted: Answer = yield* ask({ verb: 'delete', ...callOf(info), options })
  if (!good(deleted) && deleted.code !== 404) throw new Failure(problemOf(deleted, shell.host))
  yield* waitUntilGone(shell, info, live.metadata.uid ?? '', 0)
  const answer = yield* ask({
    verb: 'create',
    ...resourceCall(info, info.namespace),
    body: versionless(annotated(info.object)),
    options: optionsOf(applying)
  })
  if (good(answer)) return answer.body as KubeObject
  throw failure(
    `An error occurred force-replacing the existing object with the newly provided one. The error is: ${problemText(answer, shell)}`
  )
}

const problemText = (answer: Answer, shell: Shell): string => new Failure(problemOf(answer, shell.host)).message
