import type { Pod } from '../../../api/types'
import { isIn } from '../../../../base/ipv4'
import { isPodAddress } from '../../../address-plan'
import type { Flags } from '../../../kernel/types'
import { nfsServers } from '../config'
import type { Volume } from './volume'

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
  const { csi, gitRepo } = volume as { readonly csi?: { readonly driver?: string }; readonly gitRepo?: object }
  // Models pkg/volume/git_repo: since 1.33 its gate is off.
  if (gitRepo)
    return 'git-repo volume plugin has been disabled; if necessary, it may be re-enabled by enabling the feature-gate `GitRepoVolumeDriver`'
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

/**
 * Why a server's directory cannot be mounted; empty: it can. Addresses of pods and Services may have a server behind them; of those outside the
 * cluster only the ones that the setting `nfs-servers` names; the node's resolver knows no names of the cluster. Models pkg/volume/nfs/nfs.go and
 * the texts of k8s.io/mount-utils and mount.nfs(8).
 */
export function exportRefusal(
  config: Flags,
  { uid, name, volumeName }: Pick<Volume, 'uid' | 'name' | 'volumeName'>,
  { server, path }: { readonly server: string; readonly path: string }
): string {
  const isAddress = /^[\d.]+$/.test(server)
  if (nfsServers(config).includes(server) || (isAddress && (isPodAddress(server) || isIn('10.96.0.0/12', server))))
    return ''
  const said = isAddress
    ? 'mount.nfs: Connection timed out'
    : `mount.nfs: Failed to resolve server ${server}: Name or service not known`
  const directory = `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~nfs/${volumeName === '' ? name : volumeName}`
  const words = `Mounting command: mount\nMounting arguments: -t nfs ${server}:${path} ${directory}\nOutput: ${said}\n`
  return `mount failed: exit status 32\n${words}`
}
