import { readYaml } from '../../../../base/yaml'
import type { KubeObject } from '../../../api/types'
import { jsonKind } from '../../../api/patch/json'
import { readPlain } from '../manifests'
import { servedKinds, type Served } from '../resources'
import { isSet, text } from '../session'
import { Failure, failure, plain, type Problem } from './failure'
import { filesOf } from './files'
import { goYamlError } from '../go-yaml'
import { kubectl } from '../later'
import { slice } from './options'
import type { Reader } from './script'

/** One object that a command is about. Models cli-runtime/pkg/resource.Info. */
export interface Info {
  readonly kind: Served
  /** The version that was named; the kind's own if none was. */
  readonly apiVersion: string
  readonly name: string
  /** '' for a cluster-scoped object. */
  readonly namespace: string
  /** The file it was read from; '' if it was named on the command line. */
  readonly source: string
  readonly object: KubeObject
}

/** Something that was read: an object, or what is wrong with it. */
export type Read = { readonly info: Info } | { readonly problem: Problem }

const extensions = ['.json', '.yaml', '.yml']

interface Source {
  readonly name: string
  readonly text: string
}

/** The texts that `-f` names: files, directories, `-`. Models resource.Builder.FilenameParam. */
function sources(shell: Reader): Source[] {
  const names = slice(shell, 'filename')
  const files = filesOf(shell)
  const found: Source[] = []
  const problems: Problem[] = []
  let stdin = 0
  for (const name of names) {
    if (name === '-') {
      if (stdin++ > 0) throw failure('standard input cannot be used for multiple arguments')
      found.push({ name: 'STDIN', text: shell.session.stdin })
      continue
    }
    if (/^https?:\/\//.test(name)) {
      const host = /^https?:\/\/([^/:]*)/.exec(name)?.[1] ?? ''
      throw failure(`Get ${JSON.stringify(name)}: dial tcp: lookup ${host}: no such host`)
    }
    const text = files.read(name)
    if (text !== undefined) {
      found.push({ name, text })
      continue
    }
    if (files.isDirectory(name)) {
      const inside = walk(files, name, isSet(shell.flags, 'recursive'))
      if (inside.length === 0)
        problems.push(plain(`error reading [${name}]: recognized file extensions are [${extensions.join(' ')}]`))
      found.push(...inside)
      continue
    }
    const matching = globbed(files, name)
    if (matching.length === 0) problems.push(plain(`the path ${JSON.stringify(name)} does not exist`))
    found.push(...matching)
  }
  if (problems.length > 0) throw new Failure({ form: 'many', of: problems })
  return found
}

function walk(files: ReturnType<typeof filesOf>, path: string, deep: boolean): Source[] {
  const base = path.replace(/\/+$/, '')
  return files.list(path).flatMap(({ name, directory }): Source[] => {
    const inside = `${base}/${name}`
    if (directory) return deep ? walk(files, inside, deep) : []
    return extensions.some((extension) => name.endsWith(extension))
      ? [{ name: inside, text: files.read(inside) ?? '' }]
      : []
  })
}

/** What a pattern names. Models filepath.Glob, of one directory. */
function globbed(files: ReturnType<typeof filesOf>, pattern: string): Source[] {
  if (!/[*?[]/.test(pattern)) return []
  const slash = pattern.lastIndexOf('/')
  const directory = slash < 0 ? '.' : pattern.slice(0, slash)
  const last = pattern
    .slice(slash + 1)
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  const matches = new RegExp(`^${last}$`)
  return files
    .list(directory)
    .filter(({ name, directory: isDirectory }) => !isDirectory && matches.test(name))
    .map(({ name }) => (slash < 0 ? name : `${directory}/${name}`))
    .map((name) => ({ name, text: files.read(name) ?? '' }))
}

/** `-f`, `-k` and `-R` together. Models resource.FilenameOptions.validate and RequireFilenameOrKustomize. */
export function checkFilenames(shell: Reader, required: boolean): void {
  const names = slice(shell, 'filename')
  const kustomize = text(shell.flags, 'kustomize')
  const problems: Problem[] = []
  if (required && names.length === 0 && kustomize === '') throw failure('must specify one of -f and -k')
  if (names.length > 0 && kustomize !== '') problems.push(plain('only one of -f or -k can be specified'))
  if (kustomize !== '' && isSet(shell.flags, 'recursive'))
    problems.push(plain("the -k flag can't be used with -f or -R"))
  if (problems.length > 0) throw new Failure({ form: 'many', of: problems })
}

/** Whether files hold an object of a kind that is not known: the server may know it. */
export function hasUnknownKind(shell: Reader): boolean {
  return readFiles(shell, false).some(
    (read) =>
      'problem' in read && read.problem.form === 'plain' && read.problem.text.startsWith('resource mapping not found')
  )
}

/** Every object of the files that were named, in order, lists opened. Models resource.Builder with Flatten. */
export function readFiles(shell: Reader, validate: boolean, local = false): Read[] {
  const how = { validate, local }
  const directory = text(shell.flags, 'kustomize')
  // One after the other in one text, as kustomize writes it.
  if (directory !== '')
    return kubectl()
      .kustomized(shell, directory)
      .map((object) => readObject(shell, object, directory, how))
  return sources(shell).flatMap(({ name, text: source }) => readDocuments(shell, name, source, how))
}

interface Reading {
  readonly validate: boolean
  /** Without a server objects get no namespace. */
  readonly local: boolean
}

function readDocuments(shell: Reader, name: string, source: string, how: Reading): Read[] {
  const read = readPlain(source) ?? readYaml(source)
  if (!('values' in read)) {
    return [{ problem: plain(`error parsing ${name}: error converting YAML to JSON: ${goYamlError(read, source)}`) }]
  }
  const found: Read[] = []
  for (const value of read.values) {
    if (value === null || value === undefined) continue
    for (const item of opened(value as KubeObject)) found.push(readObject(shell, item, name, how))
  }
  return found
}

function opened(value: KubeObject): readonly KubeObject[] {
  const { items } = value as { items?: unknown }
  return isMap(value) && /List$/.test(String(value.kind)) && Array.isArray(items) ? (items as KubeObject[]) : [value]
}

const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

function readObject(shell: Reader, object: KubeObject, file: string, { validate, local }: Reading): Read {
  const wrong = (what: string): Read => ({ problem: plain(what) })
  if (!isMap(object) && validate && !Array.isArray(object))
    return wrong(
      `error validating ${JSON.stringify(file)}: error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false`
    )
  if (!isMap(object))
    return wrong(
      `error parsing ${file}: json: cannot unmarshal ${jsonKind(object)} into Go value of type map[string]interface {}`
    )
  const missing = [...(object.apiVersion ? [] : ['apiVersion not set']), ...(object.kind ? [] : ['kind not set'])]
  if (missing.length > 0 && validate)
    return wrong(
      `error validating "${file}": error validating data: ${missing.length > 1 ? `[${missing.join(', ')}]` : missing[0]!}; if you choose to ignore these errors, turn validation off with --validate=false`
    )
  if (!object.kind) return wrong(`unable to decode "${file}": Object 'Kind' is missing in '${JSON.stringify(object)}'`)
  const { metadata } = object as Partial<KubeObject>
  const { name = '', namespace = '' } = (isMap(metadata) ? metadata : {}) as { name?: string; namespace?: string }
  const kind = servedKinds(shell).find(
    (one) => one.kind === object.kind && (one.apiVersion === object.apiVersion || one.also.includes(object.apiVersion))
  )
  if (!kind)
    return wrong(
      `resource mapping not found for name: "${name}" namespace: "${namespace}" from "${file}": no matches for kind "${object.kind}" in version "${object.apiVersion}"\nensure CRDs are installed first`
    )
  const own = typeof namespace === 'string' ? namespace : ''
  const asked = text(shell.flags, 'namespace')
  if (kind.namespaced && asked !== '' && own !== '' && own !== asked)
    return wrong(
      `the namespace from the provided object ${JSON.stringify(own)} does not match the namespace ${JSON.stringify(asked)}. You must pass '--namespace=${own}' to perform this operation.`
    )
  const where = !kind.namespaced ? '' : own || (local ? '' : shell.namespace)
  return {
    info: {
      kind,
      apiVersion: object.apiVersion,
      name: typeof name === 'string' ? name : '',
      namespace: where,
      source: file,
      object: {
        ...object,
        metadata: { ...(isMap(metadata) ? metadata : {}), ...(where !== '' && { namespace: where }) }
      } as KubeObject
    }
  }
}
