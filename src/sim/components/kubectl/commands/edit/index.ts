import { equal } from '../../../../api/equality'
import { isFields, type Fields } from '../../../../api/patch/json'
import { mergePatchOf } from '../../../../api/patch/merge'
import { twoWayPatch } from '../../../../api/patch/two-way'
import { objectType } from '../../../../api/scheme'
import type { KubeObject } from '../../../../api/types'
import { isYaml, readYaml } from '../../../../../base/yaml'
import { good } from '../../errors'
import { escaped } from '../../print/go-json'
import { toJson } from '../../print/go'
import { toYaml } from '../../print/yaml'
import { ask } from '../../script/effects'
import { errorString, Failure, failure, problemOf, type Problem } from '../../script/failure'
import { configurationOf, lastApplied, originalOf, withAnnotation } from '../../script/last-applied'
import type { Info } from '../../script/manifest'
import { managerOf, validationOf } from '../../script/options'
import { printerOf, type Printer } from '../../script/printing'
import { recorded } from '../../script/record'
import { SchemaCheck } from '../../script/schema'
import { scripted, type Script, type Shell } from '../../script/script'
import { callOf } from '../../script/targets'
import { infosOf } from '../../script/visit'
import { isSet, text } from '../../session'
import { comparable, headerOf, invalidReason, nameOf, openEditor, withoutComments, type Reason } from './editor'

/** What becomes of an object that was changed in the editor. */
type Send = (shell: Shell, infos: readonly Info[], edited: KubeObject, print: Printer, results: Results) => Script

/** `kubectl apply edit-last-applied`: the editor is opened on what objects were last applied as. Models ApplyEditMode. */
export const editLastApplied = scripted(editAnnotations)

function* editAnnotations(shell: Shell): Script<number | void> {
  const infos = yield* infosOf(shell, shell.args, { files: true, latest: true, all: true, continueOnError: true })
  if (infos.length === 0) throw failure('edit cancelled, no objects found')
  const applied = infos.flatMap((info) => {
    const original = originalOf(info.object)
    return original === undefined ? [] : [{ ...info, object: JSON.parse(original) as KubeObject }]
  })
  if (applied.length === 0)
    throw failure(
      'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`'
    )
  return yield* session(shell, applied, annotateOne)
}

/** The edited object becomes the annotation; the object itself stays as it is. Models editoptions.go annotationPatch. */
function* annotateOne(
  shell: Shell,
  infos: readonly Info[],
  edited: KubeObject,
  print: Printer,
  results: Results
): Script {
  // What was applied bears no uid.
  const info = infos.find(({ object }) => object.metadata.uid === edited.metadata?.uid)
  if (!info) throw failure(`no original object found for ${JSON.stringify(edited)}`)
  if (equal(info.object, edited)) return print(edited, { done: 'skipped' })
  const { name, namespace = info.namespace } = edited.metadata
  const answer = yield* ask({
    verb: 'patch',
    ...callOf({ ...info, name, namespace }),
    body: { metadata: { annotations: { [lastApplied]: configurationOf(edited) } } },
    options: { patchType: 'merge' }
  })
  if (good(answer)) return print(edited, { done: 'edited' })
  failed(shell, info, problemOf(answer, shell.host), results)
}

/** `kubectl edit`: the editor is opened until what it leaves is taken or given up. Models kubectl/pkg/cmd/util/editor. */
export const edit = scripted(editObjects)

function* editObjects(shell: Shell): Script<number | void> {
  const { args, flags } = shell
  const infos = yield* infosOf(shell, args, {
    files: true,
    latest: true,
    all: true,
    continueOnError: true,
    subresource: text(flags, 'subresource')
  })
  if (infos.length === 0) throw failure('edit cancelled, no objects found')
  return yield* session(shell, infos, patchOne)
}

const withoutAccount = ({ metadata: { managedFields: _, ...metadata }, ...object }: KubeObject): KubeObject =>
  ({ ...object, metadata }) as KubeObject

function textOf(shell: Shell, infos: readonly Info[]): string {
  const objects = infos.map(({ object }) => withoutAccount(object))
  const whole = objects.length === 1 ? objects[0]! : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} }
  return text(shell.flags, 'output') === 'json' ? `${toJson(whole, '    ')}\n` : toYaml(whole)
}

/** Of a script that fails in another way each time; a person would have given up. */
const mostTries = 20

function* session(shell: Shell, infos: readonly Info[], send: Send): Script<number | void> {
  const files = new Map(Object.entries(shell.session.files))
  const extension = text(shell.flags, 'output') === 'json' ? '.json' : '.yaml'
  const file = `/tmp/kubectl-edit-${Math.floor(shell.random() * 4_294_967_296)}${extension}`
  const print = printerOf({ ...shell, flags: {}, session: { ...shell.session, flags: {} } }, '')
  const schemas = new SchemaCheck(shell)
  const kept = (problem: Failure): Failure => {
    shell.warn(`A copy of your changes has been stored to ${JSON.stringify(file)}\n`)
    return problem
  }
  const original = textOf(shell, infos)
  let reasons: readonly Reason[] = []
  let edited: string | undefined
  for (let tries = 0; ; tries++) {
    // Who never saves anything else is not a person.
    if (tries > mostTries) throw kept(failure('Edit cancelled, no valid changes were saved.'))
    const before = edited
    files.set(file, headerOf(reasons) + (before === undefined ? original : withoutComments(before)))
    openEditor(shell, file, files)
    edited = files.get(file) ?? ''
    if (before !== undefined && reasons.length > 0 && comparable(before) === comparable(edited))
      throw kept(failure('Edit cancelled, no valid changes were saved.'))
    const misread = undecodable(edited)
    if (misread !== undefined) {
      reasons = [{ head: `The edited file had a syntax error: ${misread}`, other: [] }]
      continue
    }
    const read = objectsIn(edited)
    if (typeof read === 'string') {
      reasons = [
        {
          head: `${nameOf(infos[0]!)} was not valid`,
          other: [`<nil>: Invalid value: "The edited file failed validation": ${read}`]
        }
      ]
      shell.warn(`error: ${nameOf(infos[0]!)} is invalid\n`)
      continue
    }
    for (const { apiVersion } of read) yield* schemas.of(apiVersion, 'edited-file')
    if (comparable(original) === comparable(edited)) {
      shell.warn('Edit cancelled, no changes made.\n')
      return
    }
    const results: Results = { reasons: [], retryable: 0, gone: 0 }
    try {
      for (const object of read) yield* send(shell, infos, object, print, results)
    } catch (error) {
      throw error instanceof Failure ? kept(error) : error
    }
    if (results.retryable > 0) {
      shell.warn(`You can run \`kubectl replace -f ${file}\` to try this update again.\n`)
      return 1
    }
    if (results.gone > 0) {
      shell.warn(`The edits you made on deleted resources have been saved to ${JSON.stringify(file)}\n`)
      return 1
    }
    if (results.reasons.length === 0) return
    reasons = results.reasons
  }
}

interface Results {
  reasons: Reason[]
  retryable: number
  gone: number
}

/** What is YAML, but no object: its metadata is text. */
function undecodable(source: string): string | undefined {
  const read = readYaml(withoutComments(source))
  const [value] = isYaml(read) ? read.values : []
  return isFields(value) && typeof value.metadata === 'string'
    ? 'unable to decode "edited-file": json: cannot unmarshal string into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta'
    : undefined
}

/** The objects of what was saved; a text says what is wrong with it. */
function objectsIn(source: string): KubeObject[] | string {
  const read = readYaml(withoutComments(source))
  if (!isYaml(read)) return `yaml: line ${read.line}: ${read.text}`
  const [value] = read.values
  if (!isFields(value)) return 'error validating data: [apiVersion not set, kind not set]'
  const items =
    Array.isArray(value.items) && value.kind === 'List'
      ? (value.items as KubeObject[])
      : [value as object as KubeObject]
  for (const item of items) {
    const missing = [...(item.apiVersion ? [] : ['apiVersion not set']), ...(item.kind ? [] : ['kind not set'])]
    if (missing.length > 0)
      return `error validating data: ${missing.length > 1 ? `[${missing.join(', ')}]` : missing[0]}`
  }
  return items
}

function* patchOne(shell: Shell, infos: readonly Info[], edited: KubeObject, print: Printer, results: Results): Script {
  const info = infos.find(({ object }) => object.metadata.uid === edited.metadata?.uid)
  if (!info) throw failure(`no original object found for ${JSON.stringify(edited)}`)
  const { managedFields } = info.object.metadata
  const whole = { ...edited, metadata: { ...edited.metadata, ...(managedFields && { managedFields }) } }
  const after = recorded(shell, withAnnotation(whole, isSet(shell.flags, 'save-config')))
  if (equal(info.object, after)) return print(after, { done: 'skipped' })
  const patch = patchBetween(info, after)
  if (isSet(shell.flags, 'output-patch')) shell.print(`Patch: ${escaped(JSON.stringify(patch))}\n`)
  const manager = managerOf(shell, 'kubectl-edit')
  const subresource = text(shell.flags, 'subresource')
  const answer = yield* ask({
    verb: 'patch',
    ...callOf(info),
    ...(subresource !== '' && { subresource }),
    body: patch,
    options: {
      patchType: objectType(info.kind) ? 'strategic' : 'merge',
      ...(manager !== '' && { fieldManager: manager }),
      fieldValidation: validationOf(shell)
    }
  })
  if (good(answer)) return print(answer.body as KubeObject, { done: 'edited' })
  failed(shell, info, problemOf(answer, shell.host), results)
}

function patchBetween({ kind, object }: Info, after: KubeObject): Fields {
  const type = objectType(kind)
  const patch = type
    ? (twoWayPatch({ ...object }, { ...after }, type) ?? {})
    : mergePatchOf({ ...object }, { ...after })
  const { metadata } = patch
  if ('apiVersion' in patch || 'kind' in patch || (isFields(metadata) && 'name' in metadata))
    throw failure('At least one of apiVersion, kind and name was changed')
  return patch
}

function failed(shell: Shell, info: Info, problem: Problem, results: Results): void {
  const name = nameOf(info)
  const reason = problem.form === 'status' ? problem.status.reason : ''
  if (reason === 'Invalid') {
    results.reasons.push(invalidReason(info, problem))
    shell.warn(`error: ${name} is invalid\n`)
  } else if (reason === 'NotFound') {
    results.gone++
    shell.warn(`error: ${name} could not be found on the server\n`)
  } else {
    results.retryable++
    shell.warn(`error: ${name} could not be patched: ${errorString(problem)}\n`)
  }
}
