import { seconds } from '../../../../base/time'
import type { Pod } from '../../../api/types'
import type { Call } from '../../../client-go/transport'
import { manifestDir, manifestOf, type ControlPlaneKind, type StaticManifest } from '../../../kubeadm/manifests'
import { api, change, etcd, sleep, Failure, type Script, type Shell } from '../script'
import { bodyOf, failedPhase, isGood, podsOf, retryInterval } from '../api'
import { digits, stamp } from '../line'
import { certificatesOf, renewed } from './certificates'

/** Models Timeouts.UpgradeManifests. */
const patience = seconds(5 * 60)

const pathOf = (kind: ControlPlaneKind): string => `${manifestDir}/${kind}.yaml`

/** What an upgrade of this machine's control plane has done so far. */
interface Progress {
  readonly version: string
  readonly backupDir: string
  /** Manifests as they were before, of components that have been touched. */
  readonly before: Map<ControlPlaneKind, StaticManifest>
}

/**
 * Replaces the manifests of a master's control plane, one component after the other, each when the one before has come back. What fails is
 * rolled back. Models cmd/kubeadm/app/phases/upgrade/staticpods.go.
 * @throws Failure
 */
export function* upgradeStaticPods(shell: Shell, version: string, withEtcd: boolean, renews: boolean): Script {
  const hashes = new Map<ControlPlaneKind, string>()
  for (const kind of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const)
    hashes.set(kind, yield* hashNow(shell, kind))
  shell.print(
    `[upgrade/staticpods] Writing new Static Pod manifests to "/etc/kubernetes/tmp/kubeadm-upgraded-manifests${digits(shell)}"\n`
  )
  const backupDir = `/etc/kubernetes/tmp/kubeadm-backup-manifests-${stamp(shell.now)}`
  const progress: Progress = { version, backupDir, before: new Map() }
  if (withEtcd) yield* upgradeEtcd(shell, progress, renews)
  for (const [kind, hash] of hashes) {
    const error = yield* upgradeComponent(shell, progress, kind, hash, renews)
    if (error !== '') throw failedPhase('control-plane', error)
  }
}

function* upgradeEtcd(shell: Shell, progress: Progress, renews: boolean): Script {
  const ill = yield* sickMember(shell)
  if (ill !== '') throw failedPhase('control-plane', `etcd cluster is not healthy: ${ill}`)
  const hash = yield* hashNow(shell, 'etcd')
  const error = yield* upgradeComponent(shell, progress, 'etcd', hash, renews)
  if (error !== '') {
    shell.print(`[upgrade/etcd] Failed to upgrade etcd: ${error}\n`)
    shell.print('[upgrade/etcd] Waiting for previous etcd to become available\n')
    const still = yield* etcdComes(shell)
    if (still !== '') shell.print(`[upgrade/etcd] Failed to healthcheck previous etcd: ${still}\n`)
    else shell.print('[upgrade/etcd] Etcd was rolled back and is now available\n')
    throw failedPhase(
      'control-plane',
      `fatal error when trying to upgrade the etcd cluster, rolled the state back to pre-upgrade state: ${error}`
    )
  }
  shell.print('[upgrade/etcd] Waiting for etcd to become available\n')
  const sick = yield* etcdComes(shell)
  if (sick === '') return
  shell.print(`[upgrade/etcd] Failed to healthcheck etcd: ${sick}\n`)
  shell.print('[upgrade/etcd] Rolling back etcd manifest\n')
  yield* putBack(progress, ['etcd'])
  throw failedPhase(
    'control-plane',
    `fatal error upgrading local etcd cluster, rolled the state back to pre-upgrade state: ${sick}`
  )
}

/** Gives why it was rolled back; empty: it runs with the new manifest. */
function* upgradeComponent(
  shell: Shell,
  progress: Progress,
  kind: ControlPlaneKind,
  hash: string,
  renews: boolean
): Script<string> {
  shell.print(`[upgrade/staticpods] Preparing for "${kind}" upgrade\n`)
  const path = pathOf(kind)
  const current = shell.session.files[path] as StaticManifest | undefined
  const next = manifestFor(shell, kind, progress.version)
  if (JSON.stringify(current) === JSON.stringify(next)) {
    shell.print(`[upgrade/staticpods] Current and new manifests of ${kind} are equal, skipping upgrade\n`)
    return ''
  }
  if (renews) {
    for (const name of certificatesOf[kind]) shell.print(`[upgrade/staticpods] Renewing ${name} certificate\n`)
    yield* change({ files: renewed(kind, shell.now) })
  }
  if (current) progress.before.set(kind, current)
  shell.print(
    `[upgrade/staticpods] Moving new manifest to "${path}" and backing up old manifest to "${progress.backupDir}/${kind}.yaml"\n`
  )
  yield* change({ files: [{ process: 'kubelet', path, value: next }] })
  shell.print('[upgrade/staticpods] Waiting for the kubelet to restart the component\n')
  shell.print('[upgrade/staticpods] This can take up to 5m0s\n')
  const error = (yield* hashChanges(shell, kind, hash)) || (yield* podsRun(shell, kind))
  if (error === '') {
    shell.print(`[upgrade/staticpods] Component "${kind}" upgraded successfully!\n`)
    return ''
  }
  // etcd of a component that came after it stays as it is.
  yield* putBack(
    progress,
    [...progress.before.keys()].filter((one) => one !== 'etcd' || kind === 'etcd')
  )
  return `couldn't upgrade control plane. kubeadm has tried to recover everything into the earlier state. Errors faced: ${error}`
}

function* putBack({ before }: Progress, kinds: readonly ControlPlaneKind[]): Script {
  yield* change({
    files: kinds.map((kind) => ({ process: 'kubelet', path: pathOf(kind), value: before.get(kind) ?? null }))
  })
}

/** The manifest as kubeadm writes it for a version: what somebody has changed by hand is not kept, as upstream. */
export function manifestFor(
  { cluster, machine, config }: Shell,
  kind: ControlPlaneKind,
  version: string
): StaticManifest {
  const address = (id: string) => cluster.addresses[id] ?? ''
  const masters = cluster.masters.map((id) => [id, address(id)] as const)
  return manifestOf(kind, { machine, address: address(machine), masters }, { ...config, 'kubernetes-version': version })
}

const mirrorOf = ({ machine }: Shell, kind: ControlPlaneKind): Call =>
  ({ verb: 'get', resource: 'pods', namespace: 'kube-system', name: `${kind}-${machine}` }) as Call

const hashIn = (pod: Pod): string => pod.metadata.annotations?.['kubernetes.io/config.hash'] ?? ''

/** Models WaitForStaticPodSingleHash. */
function* hashNow(shell: Shell, kind: ControlPlaneKind): Script<string> {
  const until = shell.now + patience
  for (;;) {
    const answer = yield* api(mirrorOf(shell, kind))
    if (isGood(answer)) return hashIn(bodyOf<Pod>(answer))
    if (shell.now >= until)
      throw new Failure(
        `error: error execution phase control-plane: failed to obtain static Pod hash for component ${kind} on Node ${shell.machine}: context deadline exceeded\n`
      )
    yield* sleep(retryInterval, 'kubernetes-api-call-retry-interval')
  }
}

/** Models WaitForStaticPodHashChange: an API that is away is asked again. */
function* hashChanges(shell: Shell, kind: ControlPlaneKind, before: string): Script<string> {
  const until = shell.now + patience
  while (shell.now < until) {
    const answer = yield* api(mirrorOf(shell, kind))
    if (isGood(answer) && hashIn(bodyOf<Pod>(answer)) !== before) return ''
    yield* sleep(retryInterval, 'kubernetes-api-call-retry-interval')
  }
  return `static Pod hash for component ${kind} on Node ${shell.machine} did not change after 5m0s: context deadline exceeded`
}

/** Models WaitForPodsWithLabel: all pods of the component run, on all masters. */
function* podsRun(shell: Shell, kind: ControlPlaneKind): Script<string> {
  const until = shell.now + patience
  let last = -1
  while (shell.now < until) {
    const answer = yield* api({
      verb: 'list',
      resource: 'pods',
      namespace: 'kube-system',
      options: { labelSelector: `component=${kind}` }
    } as Call)
    if (isGood(answer)) {
      const { items } = bodyOf<{ readonly items: readonly Pod[] }>(answer)
      if (items.length !== last)
        shell.print(`[apiclient] Found ${items.length} Pods for label selector component=${kind}\n`)
      last = items.length
      if (items.length > 0 && items.every(({ status }) => status?.phase === 'Running')) return ''
    }
    yield* sleep(retryInterval, 'kubernetes-api-call-retry-interval')
  }
  return 'context deadline exceeded'
}

/** Why etcd's members are not all well; empty: they are. Models etcd.Client CheckClusterHealth. */
function* sickMember({ cluster }: Shell): Script<string> {
  for (const member of cluster.masters) {
    const answer = yield* etcd(member, { type: 'etcd.status' }, seconds(2))
    const status = answer?.result?.kind === 'status' ? answer.result : null
    if (!status || status.errors.length > 0)
      return `failed to dial endpoint https://${cluster.addresses[member] ?? ''}:2379 with maintenance client: ${status?.errors[0] ?? 'context deadline exceeded'}`
  }
  return ''
}

/** Models WaitForClusterAvailable: 10 times, 15 s apart. */
function* etcdComes(shell: Shell): Script<string> {
  let why = ''
  for (let i = 0; i < 10; i++) {
    if (i > 0) yield* sleep(seconds(15), 'etcd-retry-interval')
    why = yield* sickMember(shell)
    if (why === '') return ''
  }
  return `timeout waiting for etcd cluster to be available`
}

/** The version that the API servers of this machine and of others run, by their pods' images. */
export function* apiServerVersions(shell: Shell): Script<ReadonlyMap<string, string>> {
  const pods = yield* podsOf(shell, 'kube-apiserver')
  return new Map(
    pods.map(({ spec, metadata }) => [
      spec.nodeName ?? metadata.name,
      /:([^:]+)$/.exec(spec.containers[0]?.image ?? '')?.[1] ?? ''
    ])
  )
}
