import type { Pod } from '../../../api/types'
import { factsOfVersion, isLower, releaseFacts, versionParts } from '../../../releases'
import { clusterHealth } from '../health'
import { refuse } from '../preflight'
import { installed, isMaster, klog, table } from '../line'
import { podsOf } from '../api'
import { Failure, type Script, type Shell } from '../script'
import { clusterVersion, kubeletVersions, readConfig } from './apply'
import { apiServerVersions } from './static-pods'

/** What dl.k8s.io calls stable: the newest release that the lab knows. */
const stable = releaseFacts['1.36'].kubernetes

interface Possible {
  readonly title: string
  readonly to: string
}

/** `kubeadm upgrade plan`: what the cluster can be brought to. Models cmd/kubeadm/app/cmd/upgrade/plan.go and phases/upgrade/compute.go. */
export function* plan(shell: Shell): Script<number> {
  if (!isMaster(shell))
    throw new Failure(
      'error: couldn\'t create a Kubernetes client from file "/etc/kubernetes/admin.conf": failed to load admin kubeconfig: open /etc/kubernetes/admin.conf: no such file or directory\n'
    )
  shell.print('[preflight] Running pre-flight checks.\n')
  yield* readConfig(shell, 'upgrade/config')
  refuse(shell, yield* clusterHealth(shell))
  shell.print('[upgrade] Fetching available versions to upgrade to\n')
  const cluster = yield* clusterVersion(shell)
  const kubeadm = installed(shell, 'kubeadm')
  shell.print(
    `[upgrade/versions] Cluster version: ${cluster.replace(/^v/, '')}\n[upgrade/versions] kubeadm version: ${kubeadm}\n`
  )
  const minor = versionParts(cluster)!.minor
  const own = versionParts(kubeadm)!.minor
  // kubeadm offers no minor release above its own.
  const isFar = versionParts(stable)!.minor > own
  if (isFar)
    klog(shell, 'I', `version.go:260] remote version is much newer: ${stable}; falling back to: stable-1.${own}`)
  const target = isFar ? factsOfVersion(`v1.${own}.0`).kubernetes : stable
  shell.print(`[upgrade/versions] Target version: ${target}\n`)
  const newest = factsOfVersion(cluster).kubernetes
  const patch = versionParts(newest)!.minor === minor && isLower(cluster, newest) ? newest : cluster
  shell.print(`[upgrade/versions] Latest version in the v1.${minor} series: ${patch}\n\n`)
  const possible: Possible[] = []
  if (isLower(cluster, patch)) possible.push({ title: `version in the v1.${minor} series`, to: patch })
  if (isLower(patch, target)) possible.push({ title: 'stable version', to: target })
  if (possible.length === 0) {
    shell.print("Awesome, you're up-to-date! Enjoy!\n\n")
    return 0
  }
  const state = yield* current(shell, cluster)
  for (const one of possible) shell.print(textOf(one, state, kubeadm))
  shell.print(configs)
  return 0
}

interface Current {
  readonly cluster: string
  readonly kubelets: ReadonlyMap<string, string>
  /** Node, component and version of each process of the control plane. */
  readonly parts: ReadonlyMap<string, ReadonlyMap<string, string>>
}

const kinds = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'] as const

function* current(shell: Shell, cluster: string): Script<Current> {
  const parts = new Map<string, ReadonlyMap<string, string>>()
  parts.set('kube-apiserver', yield* apiServerVersions(shell))
  for (const kind of [...kinds.slice(1), 'etcd']) parts.set(kind, tags(yield* podsOf(shell, kind)))
  return { cluster, kubelets: yield* kubeletVersions(shell), parts }
}

const tags = (pods: readonly Pod[]): ReadonlyMap<string, string> =>
  new Map(
    pods.map(({ spec, metadata }) => [
      spec.nodeName ?? metadata.name,
      /:([^:]+)$/.exec(spec.containers[0]?.image ?? '')?.[1] ?? ''
    ])
  )

function textOf({ title, to }: Possible, { cluster, kubelets, parts }: Current, kubeadm: string): string {
  const byName = (versions: ReadonlyMap<string, string>) => [...versions].sort(([a], [b]) => (a < b ? -1 : 1))
  const old = byName(kubelets).filter(([, version]) => version !== to)
  const manual =
    old.length === 0
      ? ''
      : `Components that must be upgraded manually after you have upgraded the control plane with 'kubeadm upgrade apply':\n${table(
          [
            ['COMPONENT', 'NODE', 'CURRENT', 'TARGET'],
            ...byName(kubelets).map(([node, version]) => ['kubelet', node, version, to])
          ]
        )}\n`
  const rows = kinds.flatMap((kind) => byName(parts.get(kind)!).map(([node, version]) => [kind, node, version, to]))
  const [before, after] = [factsOfVersion(cluster), factsOfVersion(to)]
  const all = table([
    ['COMPONENT', 'NODE', 'CURRENT', 'TARGET'],
    ...rows,
    ['kube-proxy', '', cluster.replace(/^v/, ''), to],
    ['CoreDNS', '', before.coredns, after.coredns],
    ...byName(parts.get('etcd')!).map(([node, version]) => ['etcd', node, version, after.etcd])
  ])
  const note = isLower(kubeadm, to)
    ? `Note: Before you can perform this upgrade, you have to update kubeadm to ${to}.\n\n`
    : ''
  return `${manual}Upgrade to the latest ${title}:\n\n${all}\nYou can now apply the upgrade by executing the following command:\n\n\tkubeadm upgrade apply ${to}\n\n${note}_____________________________________________________________________\n\n`
}

const configs = `
The table below shows the current state of component configs as understood by this version of kubeadm.
Configs that have a "yes" mark in the "MANUAL UPGRADE REQUIRED" column require manual config upgrade or
resetting to kubeadm defaults before a successful upgrade can be performed. The version to manually
upgrade to is denoted in the "PREFERRED VERSION" column.

API GROUP                 CURRENT VERSION   PREFERRED VERSION   MANUAL UPGRADE REQUIRED
kubeproxy.config.k8s.io   v1alpha1          v1alpha1            no
kubelet.config.k8s.io     v1beta1           v1beta1             no
_____________________________________________________________________

`
