import type { KubeObject, PersistentVolumeClaim, Pod } from '../../../api/types'
import type { ApiResult } from '../../../client-go/transport'
import { request } from '../../../client-go/transport'
import { record } from '../../../client-go/events'
import { referenceTo } from '../../../client-go/events'
import type { KubeletContext } from '../context'
import { errorText } from '../error-text'
import { podEvent } from '../events'
import type { CsiRegister, CsiRegistered, Outbox } from '../messages'
import type { Delivered } from '../../../kernel/types'
import type { Fetched, Volume } from './volume'

/* Drivers of the Container Storage Interface on this machine. Models pkg/volume/csi and pkg/volume/csi/nodeinfomanager. */

type CsiNode = KubeObject & { readonly spec: { readonly drivers?: readonly CsiNodeDriver[] | null } }
interface CsiNodeDriver {
  readonly name: string
  readonly nodeID: string
  readonly topologyKeys: readonly string[] | null
}

export interface CsiNodeRef {
  readonly kind: 'csinode'
  readonly step: 'get' | 'write'
  readonly driver: string
  readonly asker: Delivered<CsiRegister, CsiRegistered>['from']
}

/** A driver has come: it may mount volumes here, and the node's CSINode names it. */
export function registerDriver(
  context: KubeletContext,
  out: Outbox,
  { driver, from }: Delivered<CsiRegister, CsiRegistered>
): void {
  context.drivers ??= new Map()
  out.log(
    'I',
    `csi_plugin.go:107] "Register new plugin with name" pluginName="${driver}" endpoint="/var/lib/kubelet/plugins/${driver}/csi.sock"`
  )
  askNode(context, out, { kind: 'csinode', step: 'get', driver, asker: from })
}

const askNode = (context: KubeletContext, out: Outbox, ref: CsiNodeRef): void => {
  request(context.api, context, out, { verb: 'get', resource: 'csinodes', name: context.node }, ref)
}

/** The API has given the node's CSINode, or has taken it. */
export function csiNodeResult(context: KubeletContext, out: Outbox, ref: CsiNodeRef, result: ApiResult): void {
  const { driver, asker, step } = ref
  const code = result.kind === 'response' ? result.code : 0
  if (step === 'write') {
    // Somebody else was faster.
    if (code === 409) return askNode(context, out, { ...ref, step: 'get' })
    const error = code >= 200 && code < 300 ? '' : errorText(context, result)
    if (error === '') context.drivers!.set(driver, context.node)
    return out.send(asker, { type: 'csi.registered', error })
  }
  if (result.kind !== 'response' || (code >= 300 && code !== 404))
    return out.send(asker, { type: 'csi.registered', error: errorText(context, result) })
  const known = code === 404 ? undefined : (result.body as CsiNode)
  const drivers = (known?.spec.drivers ?? []).filter(({ name }) => name !== driver)
  const spec = { drivers: [...drivers, { name: driver, nodeID: context.node, topologyKeys: null }] }
  const { name = context.node, uid = '' } = context.ownNode?.metadata ?? {}
  const body = known
    ? { ...known, spec }
    : {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'CSINode',
        metadata: { name: context.node, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
        spec
      }
  const at = { resource: 'csinodes', body: Object.freeze(body) as KubeObject }
  const call = known ? ({ verb: 'update', name: context.node, ...at } as const) : ({ verb: 'create', ...at } as const)
  request(context.api, context, out, call, { ...ref, step: 'write' })
}

/** A sync of a running pod: a volume that was made larger has its file system grown. Models expandVolumeDuringMount. */
export function lookAtSize(context: KubeletContext, out: Outbox, pod: Pod, volume: Volume, claim: string): void {
  const ref = { kind: 'volume', key: volume.key, need: `persistentvolumeclaims/${claim}` } as const
  const namespace = pod.metadata.namespace ?? 'default'
  request(context.api, context, out, { verb: 'get', resource: 'persistentvolumeclaims', namespace, name: claim }, ref)
}

type Pending = { readonly allocatedResourceStatuses?: { readonly storage?: string } }

/** Models GenerateExpandAndRecoverVolumeFunc's end on the node, and MarkFSResizeFinished. */
export function grow(context: KubeletContext, volume: Volume, { result }: Fetched, out: Outbox): void {
  const pod = context.pods.get(volume.uid)
  if (!pod || result.kind !== 'response' || result.code >= 300) return
  const claim = result.body as PersistentVolumeClaim
  if ((claim.status as Pending | undefined)?.allocatedResourceStatuses?.storage !== 'NodeResizePending') return
  const { namespace = '', name } = claim.metadata
  const status = {
    capacity: { storage: claim.spec.resources?.requests?.storage },
    allocatedResourceStatuses: null,
    conditions: null
  }
  request(
    context.api,
    context,
    out,
    {
      verb: 'patch',
      resource: 'persistentvolumeclaims',
      subresource: 'status',
      namespace,
      name,
      body: Object.freeze({ status }),
      options: { patchType: 'merge' }
    },
    null
  )
  const text = `MountVolume.NodeExpandVolume succeeded for volume "${volume.volumeName}" ${context.node}`
  podEvent(context, out, pod, 'Normal', 'FileSystemResizeSuccessful', text)
  record(context.recorder, context.api, context, out, referenceTo(claim), 'Normal', 'FileSystemResizeSuccessful', text)
}

/** What drivers call themselves whose command line does not say it, by their image. */
const known: readonly (readonly [RegExp, string])[] = [
  [/hostpathplugin$/, 'hostpath.csi.k8s.io'],
  [/aws-ebs-csi-driver$/, 'ebs.csi.aws.com'],
  [/aws-efs-csi-driver$/, 'efs.csi.aws.com'],
  [/gcp-compute-persistent-disk-csi-driver$/, 'pd.csi.storage.gke.io'],
  [/azuredisk-csi$/, 'disk.csi.azure.com'],
  [/azurefile-csi$/, 'file.csi.azure.com'],
  [/nfsplugin$/, 'nfs.csi.k8s.io'],
  [/smbplugin$/, 'smb.csi.k8s.io'],
  [/vsphere.*driver$|csi\/images\/driver$/, 'csi.vsphere.vmware.com'],
  [/cinder-csi-plugin$/, 'cinder.csi.openstack.org'],
  [/do-csi-plugin$/, 'dobs.csi.digitalocean.com'],
  [/hcloud-csi-driver$/, 'csi.hetzner.cloud'],
  [/linode.*csi.*driver$/, 'linodebs.csi.linode.com']
]

/** What answers at the sockets of a pod's drivers: for sidecars, which ask their driver for its name. By the sockets' paths. */
export function driversIn({ spec }: Pod): Readonly<Record<string, string>> {
  const name = spec.containers.map(nameOf).find((found) => found !== '') ?? registeredAs(spec)
  if (name === '') return {}
  const sockets = spec.containers.flatMap(({ args = [], command = [], env = [] }) => [
    ...[...command, ...args].flatMap((arg) => /^--?csi-address=(?:unix:\/\/)?(.*)$/.exec(arg)?.[1] ?? []),
    ...[...args].flatMap((arg) => {
      const variable = /^--?csi-address=\$\((.*)\)$/.exec(arg)?.[1]
      return env.find((each) => each.name === variable)?.value?.replace(/^unix:\/\//, '') ?? []
    })
  ])
  return Object.fromEntries(['/run/csi/socket', ...sockets].map((path) => [path, name]))
}

function nameOf({ image = '', args = [], command = [], env = [] }: Pod['spec']['containers'][number]): string {
  if (/csi-(?:attacher|provisioner|resizer|snapshotter|node-driver-registrar)|livenessprobe/.test(image)) return ''
  for (const arg of [...command, ...args]) {
    const said = /^--?(?:drivername|driver-name|driver)=([\w.-]+\.[\w.-]+)$/.exec(arg)?.[1]
    if (said !== undefined) return said
  }
  const variable = env.find((each) => /^(?:CSI_)?DRIVER_?NAME$/.test(each.name))?.value
  const bare = image.replace(/@.*$/, '').replace(/:[^/]*$/, '')
  return variable ?? known.find(([pattern]) => pattern.test(bare))?.[1] ?? ''
}

/** The directory in which a driver's socket lies on the machine is called as the driver is. */
const registeredAs = ({ containers }: Pod['spec']): string =>
  containers
    .flatMap(({ args = [] }) => args)
    .flatMap((arg) => /^--?kubelet-registration-path=.*\/plugins\/([^/]+)\/[^/]+$/.exec(arg)?.[1] ?? [])[0] ?? ''
