import { findKind } from '../../../api/scheme'
import { isFields, type Fields } from '../../../api/patch/json'
import type { KubeObject } from '../../../api/types'
import { nameHash } from '../commands/create/hash'
import type { Kustomization, Texts } from './kustomization'
import { inOrder } from './order'
import { withNames } from './references'

/** An object on its way through the layers. */
export interface Resource {
  readonly object: KubeObject
  /** Its name as it was read. */
  readonly original: string
  /** A hash of its content ends its name. */
  readonly hashed: boolean
}

type Change = (object: KubeObject) => KubeObject

/** What a layer changes of its objects, in kustomize's order of transformers. */
export function changed(kustomization: Kustomization, given: readonly Resource[]): Resource[] {
  const { namespace = '', namePrefix = '', nameSuffix = '', commonLabels, commonAnnotations } = kustomization
  const { labels = [], images = [], replicas = [] } = kustomization
  const steps: Change[] = [
    ...(namespace === '' ? [] : [placed(namespace)]),
    (object) =>
      renamed(object) ? withMetadata(object, { name: `${namePrefix}${object.metadata.name}${nameSuffix}` }) : object,
    ...labels.map(({ pairs = {}, includeSelectors = false, includeTemplates = false }) =>
      labelled(pairs, includeSelectors, includeSelectors || includeTemplates)
    ),
    ...(commonLabels ? [labelled(commonLabels, true, true)] : []),
    ...(commonAnnotations ? [annotated(commonAnnotations)] : [])
  ]
  const after = given.map((one) => {
    const count = replicas.find(({ name }) => name === one.original || name === one.object.metadata.name)?.count
    const object = steps.reduce((now, step) => step(now), one.object)
    return { ...one, object: withImages(count === undefined ? object : counted(object, count), images) }
  })
  return withNames(given, after)
}

/** The objects with the hashes in their names, in order. */
export function named(given: readonly Resource[]): KubeObject[] {
  const after = given.map((one) => {
    if (!one.hashed) return one
    const { kind, metadata, ...content } = one.object as KubeObject & { data?: Texts; type?: string }
    const { data = {}, type } = content
    const sorted = Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)))
    const hash = nameHash(kind === 'Secret' ? { data: sorted, kind, name: '', type } : { data: sorted, kind, name: '' })
    return { ...one, object: withMetadata(one.object, { name: `${metadata.name}-${hash}` }) }
  })
  return inOrder(withNames(given, after).map(({ object }) => object))
}

const withMetadata = (object: KubeObject, more: object): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, ...more }
})

/** Names of these are theirs. Models kustomize's namePrefix field specs. */
const renamed = ({ kind }: KubeObject): boolean =>
  !['CustomResourceDefinition', 'APIService', 'Namespace'].includes(kind)

const placed =
  (namespace: string): Change =>
  (object) => {
    if (object.kind === 'Namespace') return withMetadata(object, { name: namespace })
    if (findKind(object.kind, object.apiVersion)?.namespaced === false) return object
    return withMetadata(object, { namespace })
  }

/** An object at a path gets these besides; where there is none, only if it is to be made. */
function added(fields: Fields, path: readonly string[], pairs: Texts, make: boolean): Fields {
  const [first, ...rest] = path
  if (first === undefined) return { ...fields, ...pairs }
  const below = fields[first]
  if (!isFields(below) && !(make && (below === undefined || below === null))) return fields
  return { ...fields, [first]: added(isFields(below) ? below : {}, rest, pairs, make) }
}

const templates: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template']
}
/** Where selectors stand, and whether one is made. Models kustomize api/internal/konfig/builtinpluginconsts/commonlabels.go. */
const selectors: Readonly<Record<string, readonly (readonly [path: readonly string[], make: boolean])[]>> = {
  Service: [[['spec', 'selector'], true]],
  ReplicationController: [[['spec', 'selector'], true]],
  Deployment: [[['spec', 'selector', 'matchLabels'], true]],
  ReplicaSet: [[['spec', 'selector', 'matchLabels'], true]],
  DaemonSet: [[['spec', 'selector', 'matchLabels'], true]],
  StatefulSet: [[['spec', 'selector', 'matchLabels'], true]],
  Job: [[['spec', 'selector', 'matchLabels'], false]],
  PodDisruptionBudget: [[['spec', 'selector', 'matchLabels'], false]],
  NetworkPolicy: [[['spec', 'podSelector', 'matchLabels'], false]]
}

const labelled =
  (pairs: Texts, inSelectors: boolean, inTemplates: boolean): Change =>
  (object) => {
    let fields = added({ ...object }, ['metadata', 'labels'], pairs, true)
    if (inSelectors) for (const [path, make] of selectors[object.kind] ?? []) fields = added(fields, path, pairs, make)
    const template = templates[object.kind]
    if (inTemplates && template) fields = added(fields, [...template, 'metadata', 'labels'], pairs, true)
    return fields as object as KubeObject
  }

const annotated =
  (pairs: Texts): Change =>
  (object) => {
    const fields = added({ ...object }, ['metadata', 'annotations'], pairs, true)
    const template = templates[object.kind]
    return (template
      ? added(fields, [...template, 'metadata', 'annotations'], pairs, true)
      : fields) as object as KubeObject
  }

const counted = (object: KubeObject, replicas: number): KubeObject =>
  ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].includes(object.kind)
    ? { ...object, spec: { ...(object.spec as object), replicas } }
    : object

/** Models kustomize api/filters/imagetag: every `image` of a list named containers or initContainers. */
function withImages(object: KubeObject, images: NonNullable<Kustomization['images']>): KubeObject {
  if (images.length === 0) return object
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (!isFields(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, below]) =>
        (key === 'containers' || key === 'initContainers') && Array.isArray(below)
          ? [
              key,
              below.map((one: unknown) =>
                isFields(one) && typeof one.image === 'string' ? { ...one, image: imageOf(one.image, images) } : one
              )
            ]
          : [key, walk(below)]
      )
    )
  }
  return walk(object) as KubeObject
}

function imageOf(image: string, images: NonNullable<Kustomization['images']>): string {
  return images.reduce((now, { name, newName, newTag, digest }) => {
    const [, own = now, tag = ''] = /^(.*?)((?::[\w][\w.-]*)?(?:@.*)?)$/.exec(now) ?? []
    if (own !== name) return now
    return `${newName ?? own}${digest !== undefined ? `@${digest}` : newTag !== undefined ? `:${newTag}` : tag}`
  }, image)
}
