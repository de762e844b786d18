import { seconds } from '../../base/time'
import { clockAtStart } from '../kernel/types'
import { own } from '../kernel/memory'
import { applyFault } from './apply'
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

/** Whether a line of kubeadm signs certificates, and does nothing else. */
export const signs = (argv: readonly string[]): boolean =>
  argv.slice(1, 3).join(' ') === 'certs renew' || argv.slice(1, 4).join(' ') === 'join phase kubelet-start'

/** What a machine's kubeadm signs: `certs renew` on a master, `join phase kubelet-start` on any. */
export function kubeadmOn(world: World, machine: Machine, id: string, argv: readonly string[], entry: number): void {
  if (argv.slice(1, 4).join(' ') === 'join phase kubelet-start') return joinAgain(world, machine, id, argv, entry)
  renewCertificates(world, machine, id, argv, entry)
}

const signedFor = seconds(365 * 24 * 3_600)
const wallClockOf = (world: World, machine: Machine) =>
  world.now + clockAtStart + (world.setup.clocksAhead ?? 0) + machine.clockSkew

/** The kubelet is given another certificate, and is started anew with it. Models cmd/kubeadm/app/cmd/phases/join/kubelet.go. */
function joinAgain(world: World, machine: Machine, id: string, argv: readonly string[], entry: number): void {
  const tell = (fact: string, detail: Readonly<Record<string, unknown>>) =>
    world.recorder.fact(entry, world.now, -1, fact, { id, ...detail })
  const kubelet = world.processesOn(machine).find(({ kind }) => kind === 'kubelet')
  tell('tool-started', { line: argv.join(' ') })
  if (kubelet) {
    own(kubelet)
    kubelet.disk = signed('kubelet', kubelet.disk, wallClockOf(world, machine) + signedFor)
    applyFault(world, { kind: 'restart', at: world.now, target: kubelet.id }, entry)
    const text =
      '[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"\n[kubelet-start] Writing kubelet environment file with flags to file "/var/lib/kubelet/kubeadm-flags.env"\n[kubelet-start] Starting the kubelet\n[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap\n'
    tell('tool-output', { stream: 'stdout', text })
  }
  tell('tool-exit', { code: 0 })
}

/** `kubeadm certs renew all` on a master: its files are signed for another year. Who runs keeps what it has read. */
function renewCertificates(world: World, machine: Machine, id: string, argv: readonly string[], entry: number): void {
  const [which = ''] = argv.slice(3).filter((arg) => !arg.startsWith('-'))
  const tell = (fact: string, detail: Readonly<Record<string, unknown>>) =>
    world.recorder.fact(entry, world.now, -1, fact, { id, ...detail })
  tell('tool-started', { line: argv.join(' ') })
  const chosen = which === 'all' ? Object.keys(names) : Object.hasOwn(names, which) ? [which] : []
  if (chosen.length === 0) {
    tell('tool-output', { stream: 'stderr', text: `unknown command "${which}" for "kubeadm certs renew"\n` })
    return tell('tool-exit', { code: 1 })
  }
  const notAfter = wallClockOf(world, machine) + signedFor
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
