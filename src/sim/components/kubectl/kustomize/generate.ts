import { base64 } from '../../../api/base64'
import type { KubeObject } from '../../../api/types'
import { failure } from '../script/failure'
import type { Generator, GeneratorOptions, Kustomization } from './kustomization'
import type { Resource } from './transform'

/** ConfigMaps and Secrets of literals and files. Models kustomize api/internal/generators. */
export function generated(
  { configMapGenerator = [], secretGenerator = [], generatorOptions = {} }: Kustomization,
  file: (path: string) => string | undefined
): Resource[] {
  const of = (kind: 'ConfigMap' | 'Secret') => (one: Generator) => made(kind, one, generatorOptions, file)
  return [...configMapGenerator.map(of('ConfigMap')), ...secretGenerator.map(of('Secret'))]
}

function made(
  kind: 'ConfigMap' | 'Secret',
  generator: Generator,
  common: GeneratorOptions,
  file: (path: string) => string | undefined
): Resource {
  const { name, namespace, type = 'Opaque', literals = [], files = [], envs = [], options = {} } = generator
  const data: Record<string, string> = {}
  const pair = (text: string): readonly [string, string] => {
    const at = text.indexOf('=')
    if (at <= 0) throw failure(`invalid literal source ${text}, expected key=value`)
    return [text.slice(0, at), text.slice(at + 1).replace(/^(['"])(.*)\1$/, '$2')]
  }
  const read = (path: string): string => {
    const text = file(path)
    if (text === undefined)
      throw failure(
        `loading KV pairs: file sources: [${path}]: evalsymlink failure on '${path}' : no such file or directory`
      )
    return text
  }
  for (const path of envs)
    for (const line of read(path).split(/\r?\n/)) if (line.trim() !== '' && !line.startsWith('#')) put(...pair(line))
  for (const literal of literals) put(...pair(literal))
  for (const source of files) {
    const [key = '', path] = source.split('=')
    put(path === undefined ? key.split('/').at(-1)! : key, read(path ?? key))
  }
  function put(key: string, value: string): void {
    data[key] = kind === 'Secret' ? base64(value) : value
  }
  const labels = { ...common.labels, ...options.labels }
  const annotations = { ...common.annotations, ...options.annotations }
  const object = {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(Object.keys(annotations).length > 0 && { annotations })
    },
    ...(Object.keys(data).length > 0 && { data }),
    ...(kind === 'Secret' && { type }),
    ...((options.immutable ?? common.immutable) && { immutable: true })
  } as object as KubeObject
  const hashed = !(options.disableNameSuffixHash ?? common.disableNameSuffixHash ?? false)
  return { object, original: name, hashed }
}
