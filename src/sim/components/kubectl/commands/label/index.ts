import { mergePatchOf } from '../../../../api/patch/merge'
import type { KubeObject } from '../../../../api/types'
import { fetched } from '../../script/effects'
import { Failure, failure, plain } from '../../script/failure'
import type { Info } from '../../script/manifest'
import { dryRunOf, managerOf, slice } from '../../script/options'
import { printerOf } from '../../script/printing'
import { changeCause, recorded } from '../../script/record'
import { scripted, type Script, type Shell } from '../../script/script'
import { callOf } from '../../script/targets'
import { isSingle, visit } from '../../script/visit'
import { isSet, text, type Command } from '../../session'
import { annotationPairs, labelPairs, splitPairs, type Pairs } from './pairs'

type Field = 'labels' | 'annotations'
const nouns = { labels: 'label', annotations: 'annotation' } as const
const fileNames = { labels: 'pod', annotations: 'rsrc' } as const

/** Models kubectl/pkg/cmd/label/label.go and annotate/annotate.go. */
const changer = (field: Field): Command => scripted((shell) => change(shell, field))

function* change(shell: Shell, field: Field): Script {
  const noun = nouns[field]
  const dryRun = dryRunOf(shell)
  const { objects, pairs: words } = splitPairs(shell.args, noun)
  const pairs = field === 'labels' ? labelPairs(words) : annotationPairs(words)
  check(shell, objects, field, words.length === 0)
  const local = isSet(shell.flags, 'local')
  const version = text(shell.flags, 'resource-version')
  const single = yield* isSingle(shell, objects)
  if (!single && version !== '') throw failure('--resource-version may only be used with a single resource')
  const lists = isSet(shell.flags, 'list')
  // `label` makes its printer when it first prints.
  let print = lists || field === 'labels' ? undefined : printerOf(shell, 'annotated', dryRun)
  const how = {
    files: true,
    latest: true,
    local,
    continueOnError: field === 'labels',
    selector: text(shell.flags, 'selector'),
    fieldSelector: text(shell.flags, 'field-selector'),
    allNamespaces: isSet(shell.flags, 'all-namespaces'),
    all: isSet(shell.flags, 'all')
  }
  yield* visit(shell, objects, how, function* (info) {
    const { object, done } = changed(shell, info.object, field, pairs)
    const stays = dryRun === 'client' || local || lists
    const result = stays ? object : yield* patched(shell, info, object, field, done === 'not labeled')
    if (lists) return listPairs(shell, info, object, field, single)
    print ??= printerOf(shell, 'annotated', dryRun)
    print(result, field === 'labels' ? { done } : {})
  })
}

function check(shell: Shell, objects: readonly string[], field: Field, nothing: boolean): void {
  const { flags: given } = shell
  const has = (name: string) => text(given, name) !== ''
  const file = fileNames[field]
  const files = slice(shell, 'filename').length > 0 || has('kustomize')
  if (isSet(given, 'list') && has('output')) throw failure('--list and --output may not be specified together')
  if (isSet(given, 'all') && has('selector')) throw failure('cannot set --all and --selector at the same time')
  if (isSet(given, 'all') && has('field-selector'))
    throw failure('cannot set --all and --field-selector at the same time')
  if (isSet(given, 'local')) {
    if (text(given, 'dry-run') === 'server')
      throw failure('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
    if (objects.length > 0)
      throw failure(`can only use local files by -f ${file}.yaml or --filename=${file}.json when --local=true is set`)
    if (!files) throw failure(`one or more files must be specified as -f ${file}.yaml or --filename=${file}.json`)
  } else if (objects.length === 0 && !files)
    throw failure('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  if (nothing && !isSet(given, 'list')) throw failure(`at least one ${nouns[field]} update is required`)
}

/** The object with its changes, and what label says of them. */
function changed(
  shell: Shell,
  object: KubeObject,
  field: Field,
  { set, remove }: Pairs
): { object: KubeObject; done: string } {
  const before = object.metadata[field] ?? {}
  const quiet = isSet(shell.flags, 'list') || isSet(shell.flags, 'local') || text(shell.flags, 'dry-run') === 'client'
  if (field === 'labels' && !quiet)
    for (const key of remove) if (!(key in before)) shell.print(`label ${JSON.stringify(key)} not found.\n`)
  if (!isSet(shell.flags, 'overwrite')) checkOverwrites(before, set, field)
  const after: Record<string, string> = { ...before, ...set }
  for (const key of remove) delete after[key]
  const added = Object.keys(set).some((key) => before[key] !== set[key])
  const removed = remove.some((key) => key in before)
  const done = added && removed ? 'modified' : added ? 'labeled' : removed ? 'unlabeled' : 'not labeled'
  const { [field]: _, ...metadata } = object.metadata
  const has = Object.keys(after).length > 0
  return { object: { ...object, metadata: { ...metadata, ...(has && { [field]: after }) } }, done }
}

function checkOverwrites(
  before: Readonly<Record<string, string>>,
  set: Readonly<Record<string, string>>,
  field: Field
): void {
  const taken = Object.keys(set)
    .filter((key) => before[key] !== undefined && before[key] !== set[key])
    .filter((key) => field === 'labels' || key !== changeCause)
    .map((key) => `'${key}' already has a value (${before[key]})`)
  if (taken.length === 0) return
  if (field === 'annotations')
    throw failure(`--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`)
  throw new Failure({ form: 'many', of: taken.map((one) => plain(`${one}, and --overwrite is false`)) })
}

/** PATCHes what has changed. Nothing is sent for labels that stay as they are. */
function* patched(shell: Shell, info: Info, object: KubeObject, field: Field, same: boolean): Script<KubeObject> {
  const version = text(shell.flags, 'resource-version')
  // Another revision is a change as well.
  if (field === 'labels' && same && (version === '' || version === info.object.metadata.resourceVersion))
    return info.object
  const { resourceVersion: _, ...metadata } = info.object.metadata
  const before = version === '' ? info.object : { ...info.object, metadata }
  const after = recorded(shell, object)
  const wanted = version === '' ? after : { ...after, metadata: { ...after.metadata, resourceVersion: version } }
  const body = mergePatchOf({ ...before }, { ...wanted })
  const manager = managerOf(shell, field === 'labels' ? 'kubectl-label' : 'kubectl-annotate')
  const result = yield* fetched(shell, {
    verb: 'patch',
    ...callOf(info),
    body,
    options: {
      patchType: 'merge',
      ...(manager !== '' && { fieldManager: manager }),
      ...(text(shell.flags, 'dry-run') === 'server' && { dryRun: true })
    }
  })
  // label prints what it had read, with the labels that it has set.
  return field === 'labels' ? object : result
}

function listPairs(shell: Shell, info: Info, object: KubeObject, field: Field, single: boolean): void {
  const { kind } = info
  if (!single) shell.print(`Listing ${field} for ${kind.kind}.${kind.group}/${info.name}:\n`)
  const pairs = Object.entries(object.metadata[field] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [key, value] of pairs) shell.print(`${single ? '' : ' '}${key}=${value}\n`)
}

export const label = changer('labels')
export const annotate = changer('annotations')
