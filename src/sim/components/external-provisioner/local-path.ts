import type { PersistentVolume } from '../../api/types'
import { capacityOf, requested } from '../../api/volumes'
import { isNotFound } from '../../client-go/answer'
import { runHelperPod } from './helper-pod'
import { placeOn, readConfig } from './local-path-config'
import { ask, log } from './operation'
import type { Provisioner } from './provisioner'

const hostname = 'kubernetes.io/hostname'
/** Annotation of its volumes that says where they lie. */
const nodeOfVolume = 'local.path.provisioner/selected-node'
const allowedModes: ReadonlySet<string> = new Set(['ReadWriteOnce', 'ReadWriteOncePod'])

/** A directory of the node that was chosen: it can be used there only. Models rancher/local-path-provisioner provisioner.go. */
export const localPath: Provisioner = {
  *provision({ claim, storageClass, name, node }, setting) {
    const config = readConfig(setting.config, setting.options.config)
    if ('error' in config) return config
    const where = placeOn(config, storageClass, node?.metadata.name ?? '')
    const { spec, metadata } = claim
    // What a directory of one node cannot be is said before the directory is looked for.
    if (!('shared' in where && where.shared)) {
      if (spec.selector) return { error: 'claim.Spec.Selector is not supported' }
      if (spec.accessModes?.some((mode) => !allowedModes.has(mode)))
        return { error: 'NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes' }
      if (!node) return { error: 'configuration error, no node was specified' }
    }
    if ('error' in where) return where
    const nodeName = node?.metadata.name ?? ''
    const path = `${where.path.replace(/\/$/, '')}/${[name, metadata.namespace, metadata.name].join('_')}`
    yield* log(`Creating volume ${name} at ${nodeName === '' ? '' : `${nodeName}:`}${path}`)
    const mode = spec.volumeMode ?? 'Filesystem'
    const errand = { action: 'create', volume: name, path, mode, bytes: requested(claim), node: nodeName } as const
    const error = yield* runHelperPod(errand, config, setting)
    if (error !== undefined) return { error }
    const kind = metadata.annotations?.['volumeType'] ?? storageClass.metadata.annotations?.['defaultVolumeType']
    const source = sourceOf(kind ?? 'hostPath', path)
    if ('error' in source) return source
    const storage = spec.resources?.requests?.['storage']
    return {
      made: {
        annotations: { [nodeOfVolume]: nodeName },
        spec: {
          accessModes: spec.accessModes ?? [],
          volumeMode: 'Filesystem',
          capacity: storage === undefined ? {} : { storage },
          ...source,
          ...(node && !where.shared && { nodeAffinity: onlyOn(node.metadata.labels?.[hostname] ?? nodeName) })
        }
      }
    }
  },

  *remove(volume, setting) {
    const failed = (why: string) => `failed to delete volume ${volume.metadata.name}: ${why}`
    const { name } = volume.metadata
    const path = volume.spec.hostPath?.path ?? volume.spec.local?.path
    if (path === undefined) return failed(failed('no path set'))
    const node = nodeOf(volume)
    if (node === undefined) return failed(failed('cannot find affinited node'))
    const answer = yield* ask({ verb: 'get', resource: 'nodes', name: node })
    if (isNotFound(answer)) {
      yield* log(`Node ${node} does not exist, skipping cleanup of volume ${name}`)
      return undefined
    }
    const config = readConfig(setting.config, setting.options.config)
    if ('error' in config) return failed(config.error)
    yield* log(`Deleting volume ${name} at ${node}:${path}`)
    const mode = volume.spec.volumeMode ?? 'Filesystem'
    const errand = { action: 'delete', volume: name, path, mode, bytes: capacityOf(volume), node } as const
    const error = yield* runHelperPod(errand, config, setting)
    if (error === undefined) return undefined
    yield* log(`clean up volume ${name} failed: ${error}`)
    return failed(error)
  }
}

function sourceOf(
  kind: string,
  path: string
): Pick<PersistentVolume['spec'], 'hostPath' | 'local'> | { error: string } {
  if (kind.toLowerCase() === 'hostpath') return { hostPath: { path, type: 'DirectoryOrCreate' } }
  if (kind.toLowerCase() === 'local') return { local: { path } }
  return { error: `"${kind}" is not a recognised volume type` }
}

const onlyOn = (host: string): NonNullable<PersistentVolume['spec']['nodeAffinity']> => ({
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key: hostname, operator: 'In', values: [host] }] }] }
})

/** The node that a volume's affinity names; of a shared file system's volumes none has one. */
const nodeOf = ({ spec }: PersistentVolume): string | undefined =>
  spec.nodeAffinity?.required?.nodeSelectorTerms
    .flatMap(({ matchExpressions = [] }) => matchExpressions)
    .find(({ key, operator }) => key === hostname && operator === 'In')?.values?.[0]
