import { attacher } from './attacher'
import { resizer } from './resizer'
import type { Role } from './role'
import { snapshotController, snapshotter } from './snapshots'

/** Sidecars of CSI drivers by the names of their executables; csi-provisioner is built upon the library of provisioners. */
export const roles: Readonly<Record<string, Role>> = {
  'csi-attacher': attacher,
  'csi-resizer': resizer,
  'csi-snapshotter': snapshotter,
  'snapshot-controller': snapshotController
}
