import { log } from './operation'
import type { Provisioner } from './provisioner'

/**
 * A directory of the NFS export that is mounted into its own container. It lies on the server, so every node reaches it.
 * Models kubernetes-sigs/nfs-subdir-external-provisioner cmd/…/provisioner.go.
 */
export const nfsSubdir: Provisioner = {
  *provision({ claim, name }, { env }) {
    if (claim.spec.selector) return { error: 'claim Selector is not supported' }
    const { namespace, name: claimName } = claim.metadata
    const directory = [namespace, claimName, name].join('-')
    const path = `${(env['NFS_PATH'] ?? '').replace(/\/$/, '')}/${directory}`
    yield* log(`provisioner.go:111] creating path /persistentvolumes/${directory}`)
    const storage = claim.spec.resources?.requests?.['storage']
    return {
      made: {
        spec: {
          accessModes: claim.spec.accessModes ?? [],
          capacity: storage === undefined ? {} : { storage },
          nfs: { server: env['NFS_SERVER'] ?? '', path, readOnly: false }
        }
      }
    }
  },
  *remove(volume) {
    const path = String(volume.spec.nfs?.path ?? '')
    yield* log(`provisioner.go:179] archiving path /persistentvolumes/${path.slice(path.lastIndexOf('/') + 1)}`)
    return undefined
  }
}
