import type { Endpoints, KubeObject } from '../../api/types'
import type { MeshProxy, Target } from './context'
import { flags } from './flags'

/**
 * What it makes of the Endpoints that it was told of. The table is read as a whole: if one of them cannot be read, what was read before is
 * kept, and nothing is read after. Models linkerd 1.x' client of the Kubernetes API.
 */
export function read(context: MeshProxy, told: readonly KubeObject[]): void {
  if (context.unread !== '') return
  const readsNull = (context.config['mesh-reads-null'] ?? flags['mesh-reads-null'].default) === true
  const bad = readsNull ? undefined : told.find((object) => isNull(object as Endpoints))
  if (bad) {
    context.unread = `${bad.metadata.namespace}/${bad.metadata.name}`
    return
  }
  const service = String(context.config['mesh-service'] ?? flags['mesh-service'].default)
  const own = [...context.endpoints.store.values()].find(
    ({ metadata }) => `${metadata.namespace}/${metadata.name}` === service
  )
  context.targets = Object.freeze(((own as Endpoints | undefined)?.subsets ?? []).flatMap(targetsOf))
}

/** An empty list and none are the same to an API server that keeps objects in protobuf: both are read back as none. */
const isNull = ({ subsets }: Endpoints): boolean => (subsets ?? []).length === 0

const targetsOf = ({ addresses = [], ports = [] }: NonNullable<Endpoints['subsets']>[number]): Target[] =>
  addresses.flatMap(({ ip }) => ports.map(({ port }) => ({ ip, port })))
