import { seconds } from '../../../../base/time'
import type { KubeObject } from '../../../api/types'
import { parseSeconds } from '../command-line'
import { good } from '../errors'
import { ask, fetched, sleep } from '../script/effects'
import { Failure, failure, problemOf, type Problem } from '../script/failure'
import type { Info } from '../script/manifest'
import { dryRunOf } from '../script/options'
import { printerOf } from '../script/printing'
import { scripted, type Script, type Shell } from '../script/script'
import { callOf } from '../script/targets'
import { visit } from '../script/visit'
import { int, isSet, text } from '../session'

type Scale = KubeObject & {
  readonly spec?: { readonly replicas?: number }
  readonly status?: { readonly replicas?: number }
}

/** Models kubectl/pkg/cmd/scale/scale.go. */
export const scale = scripted(scaleEach)

function* scaleEach(shell: Shell): Script {
  const { flags, args } = shell
  const dryRun = dryRunOf(shell)
  const print = printerOf(shell, 'scaled', dryRun)
  const replicas = int(flags, 'replicas') ?? -1
  if (replicas < 0) throw failure('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0')
  if ((int(flags, 'current-replicas') ?? -1) < -1)
    throw failure('The --current-replicas must specify an integer of -1 or greater')
  const { infos, problem } = yield* found(shell, args)
  if (text(flags, 'resource-version') !== '' && infos.length > 1)
    throw failure('cannot use --resource-version with multiple resources')
  if (infos.length === 0) throw problem ? new Failure(problem) : failure('no objects passed to scale')
  for (const info of infos) {
    if (dryRun === 'client') print(withReplicas(info, replicas))
    else print(withReplicas(info, yield* scaleOne(shell, info, replicas, dryRun === 'server')))
  }
  if (problem) throw new Failure(problem)
}

/** What could be read, and what is wrong with the rest. */
function* found(shell: Shell, args: readonly string[]): Script<{ infos: Info[]; problem?: Problem }> {
  const infos: Info[] = []
  const { flags } = shell
  const how = { files: true, latest: false, all: isSet(flags, 'all'), selector: text(flags, 'selector') }
  try {
    // eslint-disable-next-line require-yield -- it only remembers
    yield* visit(shell, args, { ...how, continueOnError: true }, function* (info) {
      infos.push(info)
    })
  } catch (error) {
    if (!(error instanceof Failure) || (infos.length === 0 && error.problem.form === 'plain')) throw error
    return { infos, problem: error.problem }
  }
  return { infos }
}

/** Models updateReplicas: of built-in kinds it is known where the number stands. */
function withReplicas({ object }: Info, replicas: number): KubeObject {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : ''
  if (group !== '' && group !== 'apps') return object
  return { ...object, spec: { ...(object.spec as object), replicas } }
}

/** PATCHes the scale, or (with a precondition) GETs and PUTs it; the number that came of it. Models kubectl/pkg/scale. */
function* scaleOne(shell: Shell, info: Info, replicas: number, dry: boolean): Script<number> {
  const { flags } = shell
  const where = { ...callOf(info), subresource: 'scale' }
  const options = dry ? { dryRun: true } : {}
  const [size, version] = [int(flags, 'current-replicas') ?? -1, text(flags, 'resource-version')]
  let result: Scale
  for (let tries = 0; ; tries++) {
    const answer =
      size !== -1 || version !== ''
        ? yield* putScale(shell, where, replicas, { size, version }, options)
        : yield* ask({
            verb: 'patch',
            ...where,
            body: { spec: { replicas } },
            options: { ...options, patchType: 'merge' }
          })
    if (good(answer)) {
      result = answer.body as Scale
      break
    }
    if (answer.code !== 409 || tries >= 300) throw new Failure(problemOf(answer, shell.host))
    yield* sleep(seconds(1), 'scale-retry-interval')
  }
  const timeout = parseSeconds(text(flags, 'timeout') || '0')
  if (timeout > 0 && !dry) yield* waitForReplicas(shell, where, replicas, timeout)
  return result.spec?.replicas ?? 0
}

function* putScale(
  shell: Shell,
  where: ReturnType<typeof callOf> & { readonly subresource: string },
  replicas: number,
  wanted: { readonly size: number; readonly version: string },
  options: { readonly dryRun?: boolean }
) {
  const there = (yield* fetched(shell, { verb: 'get', ...where })) as Scale
  const now = there.spec?.replicas ?? 0
  if (wanted.size !== -1 && now !== wanted.size) throw failure(`Expected replicas to be ${wanted.size}, was ${now}`)
  const { resourceVersion = '' } = there.metadata
  if (wanted.version !== '' && resourceVersion !== wanted.version)
    throw failure(`Expected resource version to be ${wanted.version}, was ${resourceVersion}`)
  const body = { ...there, spec: { ...there.spec, replicas } }
  return yield* ask({ verb: 'update', ...where, body, options })
}

function* waitForReplicas(
  shell: Shell,
  where: ReturnType<typeof callOf> & { readonly subresource: string },
  replicas: number,
  timeout: number
): Script {
  for (let waited = 0; ; waited++) {
    const there = (yield* fetched(shell, { verb: 'get', ...where })) as Scale
    const [wanted, has] = [there.spec?.replicas ?? 0, there.status?.replicas ?? 0]
    if (wanted !== replicas || has === replicas) return
    if (waited >= timeout) throw failure('timed out waiting for the condition')
    yield* sleep(seconds(1), 'scale-retry-interval')
  }
}
