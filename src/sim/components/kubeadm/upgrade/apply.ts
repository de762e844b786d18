import type { KubeObject, Node } from '../../../api/types'
import { refuse } from '../preflight'
import { clusterHealth } from '../health'
import { pullAll, imagesOf } from '../images'
import { failedPhase, fetched, listed, mutated } from '../api'
import { digits, installed, isMaster, isSet, klog, normalized, words } from '../line'
import { kubeletConfigFile } from '../kubelet-config'
import { change, Failure, type Script, type Shell } from '../script'
import { versionOf } from '../../../kubeadm/versions'
import { versionParts } from '../../../releases'
import { upgradeAddons } from './addons'
import { listOf, refusalsOf } from './policy'
import { upgradeStaticPods } from './static-pods'

export const valued = ['--ignore-preflight-errors', '--config', '--kubeconfig', '--patches', '--v', '-v']

const config = { verb: 'get', resource: 'configmaps', namespace: 'kube-system', name: 'kubeadm-config' } as const

/** `[upgrade] Reading configuration …`. Models config.FetchInitConfigurationFromCluster. */
export function* readConfig(shell: Shell, prefix: string, phase = 'preflight'): Script<KubeObject> {
  shell.print(`[${prefix}] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...\n`)
  shell.print(`[${prefix}] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.\n`)
  return yield* fetched<KubeObject>(shell, config, `error execution phase ${phase}: failed to get config map`)
}

/** What the cluster was brought to last. */
export const versionIn = (object: KubeObject): string => {
  const { data } = object as KubeObject & { readonly data?: Readonly<Record<string, string>> }
  return /kubernetesVersion: (\S+)/.exec(data?.ClusterConfiguration ?? '')?.[1] ?? ''
}

/** Versions of the kubelets, by node. */
export function* kubeletVersions(shell: Shell): Script<ReadonlyMap<string, string>> {
  const nodes = yield* listed<Node>(shell, { verb: 'list', resource: 'nodes' })
  return new Map(nodes.map(({ metadata, status }) => [metadata.name, status?.nodeInfo?.kubeletVersion ?? '']))
}

/** The version of the API server that answers. */
export function* clusterVersion(shell: Shell): Script<string> {
  const body: unknown = yield* fetched(
    shell,
    { verb: 'get', resource: '', path: '/version' },
    'error execution phase preflight: Unable to fetch cluster version'
  )
  const { gitVersion } = (typeof body === 'string' ? JSON.parse(body) : body) as { readonly gitVersion: string }
  return gitVersion
}

/** `kubeadm upgrade apply v1.36.3`. Models cmd/kubeadm/app/cmd/upgrade/apply.go and phases/upgrade/apply. */
export function* apply(shell: Shell): Script<number> {
  const { argv } = shell
  const [, , , given = ''] = words(argv, valued)
  const isForced = isSet(argv, '--force', '-f')
  const isDry = isSet(argv, '--dry-run')
  if (given === '') throw new Failure('error: missing one or more required arguments. Required arguments: [version]\n')
  const version = normalized(given)
  if (version === '')
    throw new Failure(
      `error: version "${given}" doesn't match patterns for neither semantic version nor labels (stable, latest, ...)\n`
    )
  if (!isMaster(shell)) throw new Failure(noAdmin)
  yield* readConfig(shell, 'upgrade')
  shell.print('[upgrade/preflight] Running preflight checks\n')
  refuse(shell, yield* clusterHealth(shell))
  shell.print(`[upgrade/preflight] You have chosen to upgrade the cluster version to "${version}"\n`)
  yield* checkPolicy(shell, version, isForced)
  if (!isForced && !isDry && !isSet(argv, '--yes', '-y')) {
    shell.print('[upgrade] Are you sure you want to proceed? [y/N]: ')
    if (!/^y/i.test(shell.session.stdin.trim()))
      throw failedPhase('preflight', "won't proceed; the user didn't answer (Y|y) in order to continue")
  }
  if (isDry) {
    shell.print(
      "[upgrade/preflight] Would pull the required images (like 'kubeadm config images pull')\n[dryrun] Finished dryrunning successfully!\n"
    )
    return 0
  }
  yield* prepull(shell, version)
  shell.print(
    `[upgrade/control-plane] Upgrading your static Pod-hosted control plane to version "${version}" (timeout: 5m0s)...\n`
  )
  yield* replace(shell, version)
  shell.print(
    '[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace\n'
  )
  yield* mutated(shell, { resource: 'configmaps', namespace: 'kube-system', name: 'kubeadm-config' }, (object) =>
    withVersion(object, version)
  )
  shell.print(
    '[kubelet] Creating a ConfigMap "kubelet-config" in namespace kube-system with the configuration for the kubelets in the cluster\n'
  )
  shell.print('[upgrade/kubeconfig] The kubeconfig files for this node were successfully upgraded!\n')
  yield* kubeletConfig(shell)
  shell.print(bootstrapTokens)
  yield* upgradeAddons(shell, version)
  shell.print(
    `\n[upgrade] SUCCESS! A control plane node of your cluster was upgraded to "${version}".\n\n[upgrade] Now please proceed with upgrading the rest of the nodes by following the right order.\n`
  )
  return 0
}

/** `kubeadm upgrade node`: of the masters after the first, and of workers. Models cmd/phases/upgrade/node. */
export function* node(shell: Shell): Script<number> {
  const { argv } = shell
  const stored = yield* readConfig(shell, 'upgrade')
  shell.print('[upgrade/preflight] Running pre-flight checks\n')
  const version = normalized(versionIn(stored)) || versionOf(shell.config)
  const own = installed(shell, 'kubeadm')
  if ((versionParts(own)?.minor ?? 0) < (versionParts(version)?.minor ?? 0))
    throw failedPhase(
      'preflight',
      `this version of kubeadm only supports deploying clusters with the control plane version >= ${oldest(own)}. Current version: ${version}`
    )
  const [, , , phase = '', only = ''] = words(argv, valued)
  if (phase === 'phase') {
    if (only !== 'kubelet-config')
      throw new Failure(`error: the lab's kubeadm upgrade node knows the phase kubelet-config alone; not '${only}'\n`)
    yield* kubeletConfig(shell)
    return 0
  }
  if (isMaster(shell)) {
    yield* prepull(shell, version)
    shell.print(
      `[upgrade/control-plane] Upgrading your Static Pod-hosted control plane instance to version "${version}"...\n`
    )
    yield* replace(shell, version)
    shell.print('[upgrade/kubeconfig] The kubeconfig files for this node were successfully upgraded!\n')
    yield* kubeletConfig(shell)
    yield* upgradeAddons(shell, version)
    return 0
  }
  shell.print(
    '[upgrade/preflight] Skipping prepull. Not a control plane node.\n[upgrade/control-plane] Skipping phase. Not a control plane node.\n[upgrade/kubeconfig] Skipping phase. Not a control plane node.\n'
  )
  yield* kubeletConfig(shell)
  shell.print(
    '[upgrade/addon] Skipping the addon/coredns phase. Not a control plane node.\n[upgrade/addon] Skipping the addon/kube-proxy phase. Not a control plane node.\n'
  )
  return 0
}

/** Models constants.MinimumControlPlaneVersion. */
const oldest = (kubeadm: string): string => `v1.${(versionParts(kubeadm)?.minor ?? 1) - 1}.0`

const noAdmin =
  'error: error execution phase preflight: couldn\'t create a Kubernetes client from file "/etc/kubernetes/admin.conf": failed to load admin kubeconfig: open /etc/kubernetes/admin.conf: no such file or directory\nTo see the stack trace of this error execute with --v=5 or higher\n'

function* prepull(shell: Shell, version: string): Script {
  shell.print(
    "[upgrade/preflight] Pulling images required for setting up a Kubernetes cluster\n[upgrade/preflight] This might take a minute or two, depending on the speed of your internet connection\n[upgrade/preflight] You can also perform this action beforehand using 'kubeadm config images pull'\n"
  )
  refuse(shell, yield* pullAll(shell, imagesOf(shell.config, version)))
}

function* replace(shell: Shell, version: string): Script {
  const { argv } = shell
  const off = (name: string) => argv.includes(`${name}=false`)
  yield* upgradeStaticPods(shell, version, !off('--etcd-upgrade'), !off('--certificate-renewal'))
  shell.print('[upgrade/control-plane] The control plane instance for this node was successfully upgraded!\n')
}

/** @throws Failure in upstream's words */
function* checkPolicy(shell: Shell, version: string, isForced: boolean): Script {
  const cluster = yield* clusterVersion(shell)
  const kubeadm = installed(shell, 'kubeadm')
  shell.print(`[upgrade/versions] Cluster version: ${cluster}\n[upgrade/versions] kubeadm version: ${kubeadm}\n`)
  const kubelets = [...(yield* kubeletVersions(shell)).values()]
  const { mandatory, skippable } = refusalsOf(version, cluster, kubeadm, kubelets)
  if (mandatory.length > 0)
    throw failedPhase(
      'preflight',
      `the version argument is invalid due to these fatal errors:\n\n${listOf(mandatory)}\nPlease fix the misalignments highlighted above and try upgrading again`
    )
  if (skippable.length === 0) return
  if (!isForced)
    throw failedPhase(
      'preflight',
      `the version argument is invalid due to these errors:\n\n${listOf(skippable)}\nCan be bypassed if you pass the --force flag`
    )
  shell.print(
    `[upgrade/version] Found ${skippable.length} potential version compatibility errors but skipping since the --force flag is set: \n\n${listOf(skippable)}`
  )
}

function withVersion(object: KubeObject, version: string): KubeObject {
  const { data = {} } = object as KubeObject & { readonly data?: Readonly<Record<string, string>> }
  const text = (data.ClusterConfiguration ?? '').replace(/kubernetesVersion: \S+/, `kubernetesVersion: ${version}`)
  return { ...object, data: { ...data, ClusterConfiguration: text } } as KubeObject
}

/** The kubelet's own configuration is written anew; its binary is not touched. Models postupgrade.go WriteKubeletConfigFiles. */
function* kubeletConfig(shell: Shell): Script {
  const file = yield* kubeletConfigFile(shell, 'kubelet-config')
  const dir = `/etc/kubernetes/tmp/kubeadm-kubelet-config${digits(shell)}`
  klog(
    shell,
    'W',
    `postupgrade.go:105] Using temporary directory ${dir} for kubelet config. To override it set the environment variable KUBEADM_UPGRADE_DRYRUN_DIR`
  )
  shell.print(
    `[upgrade] Backing up kubelet config file to ${dir}/config.yaml\n[patches] Applied patch of type "application/strategic-merge-patch+json" to target "kubeletconfiguration"\n[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"\n[upgrade/kubelet-config] The kubelet configuration for this node was successfully upgraded!\n`
  )
  yield* change({ files: [file] })
}

const bootstrapTokens = [
  '[upgrade/bootstrap-token] Configuring bootstrap token and cluster-info RBAC rules',
  '[bootstrap-token] Configured RBAC rules to allow Node Bootstrap tokens to get nodes',
  '[bootstrap-token] Configured RBAC rules to allow Node Bootstrap tokens to post CSRs in order for nodes to get long term certificate credentials',
  '[bootstrap-token] Configured RBAC rules to allow the csrapprover controller automatically approve CSRs from a Node Bootstrap Token',
  '[bootstrap-token] Configured RBAC rules to allow certificate rotation for all node client certificates in the cluster',
  '[bootstrap-token] Configured RBAC rules to allow the API server kubelet client certificate to access the kubelet API',
  ''
].join('\n')
