import type { StorageClass } from '../../api/types'

/** Where volumes of a class may lie. */
interface Places {
  readonly nodePathMap?: readonly { readonly node?: string; readonly paths?: readonly (string | Place)[] }[]
  readonly sharedFileSystemPath?: string
}
interface Place {
  readonly path: string
}

/** local-path-provisioner's `config.json`. Models provisioner.go ConfigData. */
export interface LocalPathConfig extends Places {
  readonly cmdTimeoutSeconds?: number
  readonly setupCommand?: string
  readonly teardownCommand?: string
  readonly storageClassConfigs?: Readonly<Record<string, Places>>
}

/** Paths of nodes that the configuration does not name. */
const anyNode = 'DEFAULT_PATH_FOR_NON_LISTED_NODES'

/** Reads it. Models loadConfigFile and canonicalizeConfig. */
export function readConfig(text: string, file: string): LocalPathConfig | { readonly error: string } {
  const failed = (why: string) => ({ error: `fail to load config file ${file}: ${why}` })
  let config: LocalPathConfig | null
  try {
    config = JSON.parse(text) as LocalPathConfig | null
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error))
  }
  if (typeof config !== 'object' || config === null) return failed('json: cannot unmarshal into main.ConfigData')
  for (const { node = '', paths = [] } of config.nodePathMap ?? [])
    for (const path of paths.map(pathOf)) {
      if (!path.startsWith('/')) return failed(`path must start with / for path ${path} on node ${node}`)
      if (path === '/') return failed(`cannot use root ('/') as path on node ${node}`)
    }
  return config
}

const pathOf = (entry: string | Place): string => (typeof entry === 'string' ? entry : entry.path)

export type Where = { readonly path: string; readonly shared: boolean } | { readonly error: string }

/** The directory of a node that a class' volumes lie in. Models pickConfig, isSharedFilesystem and getPathOnNode. */
export function placeOn(config: LocalPathConfig, { metadata, parameters }: StorageClass, node: string): Where {
  const classes = config.storageClassConfigs ?? {}
  const places = Object.keys(classes).length === 0 ? config : classes[metadata.name]
  if (!places) return { error: `BUG: Got request for unexpected storage class ${metadata.name}` }
  const { nodePathMap = [], sharedFileSystemPath = '' } = places
  if (sharedFileSystemPath !== '' && nodePathMap.length > 0)
    return {
      error: 'both nodePathMap and sharedFileSystemPath are defined. Please make sure only one is in use'
    }
  if (sharedFileSystemPath !== '') return { path: sharedFileSystemPath, shared: true }
  if (nodePathMap.length === 0) return { error: 'both nodePathMap and sharedFileSystemPath are unconfigured' }
  const own = nodePathMap.find((each) => each.node === node) ?? nodePathMap.find((each) => each.node === anyNode)
  if (!own) return { error: `config doesn't contain node ${node}, and no ${anyNode} available` }
  const paths = (own.paths ?? []).map(pathOf)
  const asked = parameters?.['nodePath']
  if (asked !== undefined && !paths.includes(asked))
    return { error: `config doesn't contain path ${asked} on node ${node}` }
  const path = asked ?? paths[0]
  return path === undefined ? { error: `no local path available on node ${node}` } : { path, shared: false }
}
