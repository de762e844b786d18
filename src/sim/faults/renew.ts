import { seconds } from '../../base/time'
import { clockAtStart } from '../kernel/types'
import { own } from '../kernel/memory'
import type { Machine, World } from '../kernel/world'
import { kubeconfigOf, signed } from '../kubeadm/kubeconfigs'

/** What kubeadm says of each certificate. Models cmd/kubeadm/app/phases/certs/certlist.go and renewal/manager.go. */
const names: Readonly<Record<string, string>> = {
  'admin.conf': 'embedded in the kubeconfig file for the admin to use and for kubeadm itself',
  apiserver: 'for serving the Kubernetes API',
  'apiserver-etcd-client': 'the apiserver uses to access etcd',
  'apiserver-kubelet-client': 'for the API server to connect to kubelet',
  'controller-manager.conf': 'embedded in the kubeconfig file for the controller manager to use',
  'etcd-healthcheck-client': 'for liveness probes to healthcheck etcd',
  'etcd-peer': 'for etcd nodes to communicate with each other',
  'etcd-server': 'for serving etcd',
  'front-proxy-client': 'for the front proxy client',
  'scheduler.conf': 'embedded in the kubeconfig file for the scheduler manager to use',
  'super-admin.conf': 'embedded in the kubeconfig file for the super-admin'
}

/** `kubeadm certs renew all` on a master: its files are signed for another year. Who runs keeps what it has read. */
export function renewCertificates(
  world: World,
  machine: Machine,
  id: string,
  argv: readonly string[],
  entry: number
): void {
  const [which = ''] = argv.slice(3).filter((arg) => !arg.startsWith('-'))
  const tell = (fact: string, detail: Readonly<Record<string, unknown>>) =>
    world.recorder.fact(entry, world.now, -1, fact, { id, ...detail })
  tell('tool-started', { line: argv.join(' ') })
  const chosen = which === 'all' ? Object.keys(names) : Object.hasOwn(names, which) ? [which] : []
  if (chosen.length === 0) {
    tell('tool-output', { stream: 'stderr', text: `unknown command "${which}" for "kubeadm certs renew"\n` })
    return tell('tool-exit', { code: 1 })
  }
  const notAfter =
    world.now + clockAtStart + (world.setup.clocksAhead ?? 0) + machine.clockSkew + seconds(365 * 24 * 3_600)
  for (const process of world.processesOn(machine)) {
    const file = kubeconfigOf(process.kind)
    if (file === undefined || !chosen.some((name) => file.endsWith(`/${name}`))) continue
    own(process)
    process.disk = signed(process.kind, process.disk, notAfter)
  }
  const text = chosen.map((name) => `certificate ${names[name]!} renewed\n`).join('')
  const read = `[renew] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...\n[renew] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.\n\n`
  const last = `\nDone renewing certificates. You must restart the kube-apiserver, kube-controller-manager, kube-scheduler and etcd, so that they can use the new certificates.\n`
  tell('tool-output', { stream: 'stdout', text: `${read}${text}${which === 'all' ? last : ''}` })
  tell('tool-exit', { code: 0 })
}
