import type { Fields } from '../../../../api/patch/json'
import { threeWayPatch } from '../../../../api/patch/three-way'
import { objectType } from '../../../../api/scheme'
import type { KubeObject } from '../../../../api/types'
import { good, type Answer } from '../../errors'
import { ask } from '../../script/effects'
import { Failure, failure, problemOf, usageError, withSource, type Problem } from '../../script/failure'
import { configurationOf, originalOf } from '../../script/last-applied'
import { checkFilenames, type Info } from '../../script/manifest'
import { managerOf } from '../../script/options'
import { scripted, type Script, type Shell } from '../../script/script'
import { callOf, resourceCall, versionless, resourceText } from '../../script/targets'
import { read, visit } from '../../script/visit'
import { isSet, text } from '../../session'
import { masked } from './mask'
import { programDiffers, type Pair } from './program'

/**
 * `kubectl diff`: what applying would make of each object, by a trial of the server's, against what is there. Ends with 0
 * (the same), 1 (differences) or 2 (an error). Models kubectl/pkg/cmd/diff/diff.go.
 */
export const diff = scripted(diffAll, { reads: true, errorCode: 2 })

/** How often an object that keeps changing is tried; the last time without regard to its version. */
const maxRetries = 4

function* diffAll(shell: Shell): Script<number> {
  const { args, flags } = shell
  if (args.length > 0) throw usageError('diff', `Unexpected args: [${args.join(' ')}]`)
  checkFilenames(shell, true)
  const serverSide = isSet(flags, 'server-side')
  if (isSet(flags, 'force-conflicts') && !serverSide) throw failure('--force-conflicts only works with --server-side')
  const pairs: Pair[] = []
  yield* visit(shell, [], { files: true, selector: text(flags, 'selector') }, function* (info) {
    pairs.push(yield* pairOf(shell, info, serverSide))
  })
  return programDiffers(shell, pairs) ? 1 : 0
}

function* pairOf(shell: Shell, info: Info, serverSide: boolean): Script<Pair> {
  for (let tries = 1; ; tries++) {
    const there = yield* read(shell, info)
    if ('problem' in there && !isMissing(there.problem)) throw new Failure(there.problem)
    const live = 'object' in there ? there.object : null
    const found = yield* merged(shell, info, live, { serverSide, force: tries === maxRetries })
    if ('object' in found) {
      if (live?.metadata.deletionTimestamp)
        shell.warn(`Warning: Detected changes to resource ${info.name} which is currently being deleted.\n`)
      return { name: fileOf(info), ...shown(shell, live, found.object) }
    }
    const { problem } = found
    if (problem.form !== 'status' || problem.status.reason !== 'Conflict' || tries >= maxRetries)
      throw new Failure(problem)
  }
}

const isMissing = (problem: Problem): boolean => problem.form === 'status' && problem.status.reason === 'NotFound'

interface Merging {
  readonly serverSide: boolean
  readonly force: boolean
}
type Found = { readonly object: KubeObject } | { readonly problem: Problem }

/** The object as it would be. Models InfoObject.Merged. */
function* merged(shell: Shell, info: Info, live: KubeObject | null, how: Merging): Script<Found> {
  const fieldManager = managerOf(shell, how.serverSide ? 'kubectl' : 'kubectl-client-side-apply')
  const options = { dryRun: true, ...(fieldManager !== '' && { fieldManager }) }
  const found = (answer: Answer): Found =>
    good(answer) ? { object: answer.body as KubeObject } : { problem: problemOf(answer, shell.host) }
  if (how.serverSide) {
    const force = isSet(shell.flags, 'force-conflicts')
    const patch = { verb: 'patch', ...callOf(info), body: info.object } as const
    return found(yield* ask({ ...patch, options: { ...options, patchType: 'apply', force } }))
  }
  if (!live)
    return found(
      yield* ask({ verb: 'create', ...resourceCall(info, info.namespace), body: versionless(info.object), options })
    )
  const patch = threeWayPatch(
    JSON.parse(originalOf(live) || '{}'),
    plain(info.object),
    { ...live },
    objectType(info.kind)
  )
  if (!patch) return { object: live }
  const { resourceVersion } = live.metadata
  const metadata = { ...(patch.metadata as object | undefined), ...(!how.force && { resourceVersion }) }
  const patchType = objectType(info.kind) ? ('strategic' as const) : ('merge' as const)
  const patched = found(
    yield* ask({ verb: 'patch', ...callOf(info), body: { ...patch, metadata }, options: { ...options, patchType } })
  )
  return 'problem' in patched ? { problem: withSource('patching', info.source, patched.problem) } : patched
}

/** The manifest, without word of what was applied: that is no difference. */
const plain = (object: KubeObject): Fields => JSON.parse(configurationOf(object)) as Fields

/** Both as they are compared: without the account of managers, with secrets masked. */
function shown(shell: Shell, live: KubeObject | null, after: KubeObject): Pick<Pair, 'from' | 'to'> {
  const bare = (object: KubeObject): KubeObject => {
    if (isSet(shell.flags, 'show-managed-fields')) return object
    const { managedFields: _, ...metadata } = object.metadata
    return { ...object, metadata }
  }
  const pair = { from: live && bare(live), to: bare(after) }
  const isSecret = after.kind === 'Secret' && after.apiVersion === 'v1'
  return isSecret && !isSet(shell.flags, 'show-secrets') ? masked(pair.from, pair.to) : pair
}

/** `apps.v1.Deployment.default.web` */
function fileOf(info: Info): string {
  const apiVersion = resourceText(info).split(',')[0]!.replace(/^\//, '').replace('/', '.')
  return `${apiVersion}.${info.kind.kind}.${info.namespace}.${info.name}`
}
