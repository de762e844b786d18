import type { Node } from '../../api/types'
import type { Flags } from '../../kernel/types'

type Taint = NonNullable<Node['spec']['taints']>[number]

/** With which kubeadm has a master's kubelet register (`--register-with-taints`). The labels are its own deed, later. */
const controlPlane: Taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }
/** With which a kubelet registers whose node a provider has to look at first (`--cloud-provider=external`). */
const uninitialized: Taint = {
  key: 'node.cloudprovider.kubernetes.io/uninitialized',
  value: 'true',
  effect: 'NoSchedule'
}

/** The taints of a node that registers, as a part of its spec; without any there is no list. */
export function registerTaints(isMaster: boolean, config: Flags): Pick<Node['spec'], 'taints'> {
  const taints = [
    ...(isMaster ? [controlPlane] : []),
    ...(config['cloud-provider'] === 'external' ? [uninitialized] : [])
  ]
  return taints.length > 0 ? { taints } : {}
}
