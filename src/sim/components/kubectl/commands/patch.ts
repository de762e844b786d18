import { jsonPatch } from '../../../api/patch/json-patch'
import { equal } from '../../../api/equality'
import { isYaml, readYaml } from '../../../../base/yaml'
import { PatchError } from '../../../api/patch/json'
import { mergePatch } from '../../../api/patch/merge'
import { strategicPatch } from '../../../api/patch/strategic'
import { objectType } from '../../../api/scheme'
import type { KubeObject } from '../../../api/types'
import type { Call } from '../../../client-go/transport'
import { good } from '../errors'
import { goYamlError } from '../go-yaml'
import { ask } from '../script/effects'
import { errorString, Failure, failure, problemOf } from '../script/failure'
import { filesOf } from '../script/files'
import type { Info } from '../script/manifest'
import { dryRunOf, managerOf } from '../script/options'
import { printerOf, type Printer } from '../script/printing'
import { scripted, type Script, type Shell } from '../script/script'
import { callOf, kindText } from '../script/targets'
import { visit } from '../script/visit'
import { uriOf } from '../url'
import { isSet, text } from '../session'

const mediaTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json'
} as const
type PatchType = keyof typeof mediaTypes
const isPatchType = (type: string): type is PatchType => type in mediaTypes

/** Models kubectl/pkg/cmd/patch/patch.go. */
export const patch = scripted(patchEach)

function* patchEach(shell: Shell): Script {
  const { flags, args } = shell
  const dryRun = dryRunOf(shell)
  const local = isSet(flags, 'local')
  check(shell, local)
  const type = typeOf(shell)
  const body = bodyOf(shell)
  const subresource = text(flags, 'subresource')
  const manager = managerOf(shell, 'kubectl-patch')
  const print: Printer = (object, how) => printerOf(shell, '')(object, how)
  const done = (changed: boolean) => ({ done: changed ? 'patched' : 'patched (no change)' })
  const count = yield* visit(shell, args, { files: true, local, subresource, continueOnError: true }, function* (info) {
    if (local || dryRun === 'client') {
      const after = applied(info, type, body)
      return print(after, done(!equal(info.object, after)))
    }
    const call: Call = {
      verb: 'patch',
      ...callOf(info),
      ...(subresource !== '' && { subresource }),
      body,
      options: {
        patchType: type,
        ...(manager !== '' && { fieldManager: manager }),
        ...(dryRun === 'server' && { dryRun: true })
      }
    }
    const headers = { accept: 'application/json', 'content-type': mediaTypes[type] }
    const raw = { http: { method: 'PATCH', target: uriOf(call), headers } }
    const answer = yield* ask(typeof body === 'string' ? { ...call, ...raw } : call)
    if (!good(answer)) {
      const problem = problemOf(answer, shell.host)
      if (answer.code !== 415) throw new Failure(problem)
      const kind = kindText({ apiVersion: info.apiVersion, kind: info.kind.kind })
      throw failure(`${mediaTypes[type]} is not supported by ${kind}: ${errorString(problem)}`)
    }
    print(answer.body as KubeObject, done(!equal(info.object, answer.body)))
  })
  if (count === 0) throw failure('no objects passed to patch')
}

function typeOf({ flags }: Shell): PatchType {
  const given = text(flags, 'type') || 'strategic'
  const type = given.toLowerCase()
  if (!isPatchType(type)) throw failure(`--type must be one of [json merge strategic], not ${JSON.stringify(given)}`)
  return type
}

function check({ flags, args }: Shell, local: boolean): void {
  const [given, file] = [text(flags, 'patch'), text(flags, 'patch-file')]
  if (given !== '' && file !== '') throw failure('cannot specify --patch and --patch-file together')
  if (given === '' && file === '')
    throw failure('must specify --patch or --patch-file containing the contents of the patch')
  if (local && args.length > 0) throw failure('cannot specify --local and server resources')
  if (local && text(flags, 'dry-run') === 'server')
    throw failure('cannot specify --local and --dry-run=server - did you mean --dry-run=client?')
}

function bodyOf(shell: Shell): unknown {
  const given = text(shell.flags, 'patch')
  const file = text(shell.flags, 'patch-file')
  const source = file === '' ? given : filesOf(shell).read(file)
  if (source === undefined) throw failure(`unable to read patch file: open ${file}: no such file or directory`)
  // What begins like JSON is sent as it is: the server says what is wrong with it.
  if (source.trimStart().startsWith('{')) {
    try {
      return JSON.parse(source) as unknown
    } catch {
      return source
    }
  }
  const read = readYaml(source)
  // A text is sent as one: what is no JSON by itself is written as JSON.
  if (isYaml(read)) return typeof read.values[0] === 'string' ? JSON.stringify(read.values[0]) : read.values[0]
  // A fault of the first line is told without its number.
  const why = goYamlError(read.line === 1 ? { ...read, line: 0 } : read, source)
  throw failure(`unable to parse ${JSON.stringify(given)}: ${why}`)
}

function applied(info: Info, type: PatchType, body: unknown): KubeObject {
  try {
    const before = { ...info.object }
    if (type === 'json') return jsonPatch(before, body) as KubeObject
    if (type === 'merge') return mergePatch(before, body) as KubeObject
    const kind = objectType(info.kind)
    if (!kind)
      throw failure(
        `strategic merge patch is not supported for ${kindText({ apiVersion: info.apiVersion, kind: info.kind.kind })} locally, try --type merge`
      )
    return strategicPatch(before, body, kind) as KubeObject
  } catch (error) {
    if (error instanceof PatchError) throw failure(error.message)
    throw error
  }
}
