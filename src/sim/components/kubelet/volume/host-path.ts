import type { Pod } from '../../../api/types'

type VolumeSpec = NonNullable<Pod['spec']['volumes']>[number]

/** What a node has that kubeadm made, by kind: what a hostPath that names its kind can find there. */
const there: Readonly<Record<string, RegExp>> = {
  Directory:
    /^\/(?:(?:bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|s?bin|srv|sys|tmp|usr|var)(?:\/(?:cache|lib|local|log|run|share|spool|tmp|s?bin))?|etc\/(?:cni|kubernetes|ssl)(?:\/[\w.-]+)*|lib\/modules|opt\/cni(?:\/bin)?|(?:var\/)?run\/(?:containerd|udev|crio)|(?:proc|sys)\/.*|usr\/share\/[\w-]+|var\/lib\/(?:containerd|crio|etcd|kubelet(?:\/.*)?)|var\/log\/(?:containers|pods))?\/?$/,
  File: /^\/(?:etc\/(?:hostname|hosts|machine-id|localtime|resolv\.conf|os-release|passwd|group|kubernetes\/[\w.-]+\.conf|kubernetes\/(?:manifests|pki)\/.+\.\w+)|run\/xtables\.lock)$/,
  Socket: /^\/(?:var\/)?run\/(?:containerd\/containerd|crio\/crio|docker|cri-dockerd)\.sock$/,
  CharDevice: /^\/dev\/(?:fuse|kmsg|net\/tun|null|random|tty|urandom|zero)$/,
  BlockDevice: /^\/dev\/(?:sda|vda)\d?$/
}
const names: Readonly<Record<string, string>> = {
  Directory: 'directory',
  File: 'file',
  Socket: 'socket file',
  CharDevice: 'character device',
  BlockDevice: 'block device'
}
/** Whose socket a machine has, by the first letters of its container ids' prefix. */
const sockets: Readonly<Record<string, RegExp>> = {
  containerd: /containerd/,
  'cri-o': /crio/,
  docker: /docker/
}

/**
 * Why a volume cannot be mounted, whatever the API gives; empty: it can. Models pkg/volume/hostpath/host_path.go checkTypeInternal
 * and pkg/volume/csi/csi_client.go.
 * @param others the machine's pods
 * @param runtime what the machine's containers run in
 */
export function refusalOf(others: Iterable<Pick<Pod, 'spec'>>, volume: VolumeSpec, runtime: string): string {
  const { csi } = volume as { readonly csi?: { readonly driver?: string } }
  // Drivers register themselves with the kubelet; none does here.
  if (csi?.driver !== undefined)
    return `kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: driver name ${csi.driver} not found in the list of registered CSI drivers`
  const { hostPath } = volume
  const type = (hostPath as { readonly type?: string } | undefined)?.type ?? ''
  const kind = names[type]
  if (!hostPath || kind === undefined) return ''
  const { path } = hostPath
  const owner = type === 'Socket' ? sockets[runtime] : undefined
  const isThere = there[type]!.test(path) && (owner?.test(path) ?? true)
  return isThere || wasMade(others, path, type) ? '' : `hostPath type check failed: ${path} is not a ${kind}`
}

/** Another pod of the machine had it made. */
const wasMade = (others: Iterable<Pick<Pod, 'spec'>>, path: string, type: string): boolean =>
  [...others].some(({ spec }) =>
    (spec.volumes ?? []).some(({ hostPath }) => {
      const made = (hostPath as { readonly type?: string } | undefined)?.type ?? ''
      return hostPath?.path === path && (made === `${type}OrCreate` || (made === '' && type === 'Directory'))
    })
  )
