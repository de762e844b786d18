import { isYaml, readYaml } from '../../../../base/yaml'
import { jsonPatch } from '../../../api/patch/json-patch'
import { isFields, PatchError, type Fields } from '../../../api/patch/json'
import { mergePatch } from '../../../api/patch/merge'
import { strategicPatch } from '../../../api/patch/strategic'
import { findKind, objectType } from '../../../api/scheme'
import type { KubeObject } from '../../../api/types'
import { failure } from '../script/failure'
import { cleanPath, filesOf, type Files } from '../script/files'
import type { Reader } from '../script/script'
import { generated } from './generate'
import { knownFields, type Kustomization, type Patch, type Target } from './kustomization'
import { changed, named, type Resource } from './transform'

const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
/** Where the person works: paths in errors are whole. */
const absolute = (shell: Reader, path: string): string =>
  path.startsWith('/') ? path : cleanPath(`${shell.session.env.PWD ?? shell.directory}/${path}`)

/** The objects of a directory with a kustomization, in the order in which kubectl writes them. Models kustomize api/krusty. */
export function build(shell: Reader, path: string): readonly KubeObject[] {
  const files = filesOf(shell)
  if (!files.isDirectory(path)) throw failure(notDirectory(shell, path, path))
  return named(accumulated(shell, files, cleanPath(path)))
}

const notDirectory = (shell: Reader, path: string, shown: string): string =>
  `must build at directory: not a valid directory: evalsymlink failure on '${shown}' : lstat ${absolute(shell, path)}: no such file or directory`

function accumulated(shell: Reader, files: Files, directory: string): Resource[] {
  const kustomization = read(shell, files, directory)
  const below = (path: string): string => cleanPath(`${directory}/${path}`)
  const found = [...(kustomization.resources ?? []), ...(kustomization.bases ?? [])].flatMap((path): Resource[] => {
    const source = files.read(below(path))
    if (source !== undefined) return objectsIn(source, path).map(fresh)
    if (files.isDirectory(below(path))) return accumulated(shell, files, below(path))
    const whole = absolute(shell, below(path))
    const missing = `evalsymlink failure on '${whole}' : lstat ${whole}: no such file or directory`
    throw failure(
      `accumulating resources: accumulation err='accumulating resources from '${path}': ${missing}': must build at directory: not a valid directory: ${missing}`
    )
  })
  const all = [...found, ...generated(kustomization, (path) => files.read(below(path)))]
  const patches = [
    ...(kustomization.patchesStrategicMerge ?? []).map((patch): Patch =>
      patch.includes('\n') ? { patch } : { path: patch }
    ),
    ...(kustomization.patches ?? []),
    ...(kustomization.patchesJson6902 ?? [])
  ]
  return changed(
    kustomization,
    patches.reduce(
      (list, patch) => patched(list, patch, patch.path === undefined ? undefined : files.read(below(patch.path))),
      all
    )
  )
}

const fresh = (object: KubeObject): Resource => ({ object, original: object.metadata.name, hashed: false })

function objectsIn(source: string, path: string): KubeObject[] {
  const parsed = readYaml(source)
  if (!isYaml(parsed))
    throw failure(
      `accumulating resources: accumulating resources from '${path}': MalformedYAMLError: yaml: line ${parsed.line}: ${parsed.text} in File: ${path}`
    )
  return parsed.values.filter(isFields).flatMap((value) => {
    const { items } = value as { items?: unknown }
    return Array.isArray(items) && /List$/.test(String(value.kind))
      ? (items as KubeObject[])
      : [value as object as KubeObject]
  })
}

function read(shell: Reader, files: Files, directory: string): Kustomization {
  const there = fileNames.filter((name) => files.read(`${directory}/${name}`) !== undefined)
  const whole = absolute(shell, directory)
  if (there.length === 0)
    throw failure(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${whole}'`
    )
  if (there.length > 1) throw failure(`Found multiple kustomization files under: ${whole}\n`)
  const parsed = readYaml(files.read(`${directory}/${there[0]!}`)!)
  if (!isYaml(parsed)) throw failure(`invalid Kustomization: yaml: line ${parsed.line}: ${parsed.text}`)
  const [value] = parsed.values
  if (!isFields(value)) throw failure('kustomization.yaml is empty')
  const unknown = Object.keys(value).find((field) => !knownFields.has(field))
  if (unknown !== undefined) throw failure(`invalid Kustomization: json: unknown field ${JSON.stringify(unknown)}`)
  if (Object.keys(value).every((field) => field === 'apiVersion' || field === 'kind'))
    throw failure('kustomization.yaml is empty')
  return value as Kustomization
}

/** Whether a patch is for an object. Models kustomize api/types Selector: names are whole regular expressions. */
function fits({ object, original }: Resource, target: Target): boolean {
  const { kind, apiVersion, metadata } = object
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  const matches = (wanted: string | undefined, ...values: readonly string[]): boolean =>
    wanted === undefined || wanted === '' || values.some((value) => new RegExp(`^(?:${wanted})$`).test(value))
  const labels = metadata.labels ?? {}
  const selected = (target.labelSelector ?? '').split(',').every((pair) => {
    const [key = '', value] = pair.split(/==?/)
    return pair === '' || (value === undefined ? key in labels : labels[key] === value)
  })
  return (
    selected &&
    matches(target.group, group) &&
    matches(target.version, version) &&
    matches(target.kind, kind) &&
    matches(target.name, metadata.name, original) &&
    matches(target.namespace, metadata.namespace ?? '')
  )
}

function patched(list: readonly Resource[], { patch, target }: Patch, file: string | undefined): Resource[] {
  const parsed = readYaml(patch ?? file ?? '')
  const values = isYaml(parsed) ? parsed.values : []
  const [first] = values
  if (Array.isArray(first))
    return list.map((one) => (target && fits(one, target) ? { ...one, object: jsonPatched(one, first) } : one))
  return values.filter(isFields).reduce<Resource[]>((all, value) => strategic(all, value, target), [...list])
}

function jsonPatched({ object }: Resource, patch: unknown): KubeObject {
  try {
    return jsonPatch({ ...object }, patch) as KubeObject
  } catch (error) {
    if (error instanceof PatchError) throw failure(error.message)
    throw error
  }
}

function strategic(all: readonly Resource[], patch: Fields, target: Target | undefined): Resource[] {
  const { apiVersion = '', kind = '', metadata } = patch as object as Partial<KubeObject>
  const own: Target = { kind, ...(metadata?.name !== undefined && { name: metadata.name }) }
  const wanted = target ?? own
  if (!all.some((one) => fits(one, wanted)))
    throw failure(
      `no matches for Id ${kind}.${apiVersion.replace(/^(.*)\/(.*)$/, '$2.$1')}/${metadata?.name ?? ''}.[noNs]; failed to find unique target for patch`
    )
  return all.flatMap((one) => {
    if (!fits(one, wanted)) return [one]
    if (patch.$patch === 'delete') return []
    const { object } = one
    const row = findKind(object.kind, object.apiVersion)
    const type = row && objectType(row)
    const after = (type ? strategicPatch({ ...object }, patch, type) : mergePatch({ ...object }, patch)) as KubeObject
    const { name, namespace } = object.metadata
    return [
      {
        ...one,
        object: { ...after, metadata: { ...after.metadata, name, ...(namespace !== undefined && { namespace }) } }
      }
    ]
  })
}
