import { stringify } from 'yaml'
import { clusterOf } from '../../cluster'
import { textsOn } from '../../by-hand/texts'
import { kubeadmUsers, kubeconfigText, kubeletCertificate, kubeletConf } from '../../kubeadm/kubeconfigs'
import { manifestDir } from '../../kubeadm/manifests'
import { rootsHome } from '../../components/kubectl/home'
import { machineFile, machineFiles } from '../../components/linux/machine-files'
import type { World } from '../../kernel/world'
import { runtimeOn, runtimes } from '../../runtimes'
import type { Thing } from '../../by-hand/files'
import { certificates, pki } from './certificates'

/** What was put there by hand and means something to the cluster: a snapshot, a manifest that was moved away. */
export function snapshotsOn(world: World, machine: string): ReadonlyMap<string, () => string> {
  const found = new Map<string, () => string>()
  for (const [path, { value }] of Object.entries(world.find(`${machine}/tools`)?.disk ?? {})) {
    const thing = value as Thing
    if (thing.is === 'data') found.set(`${path}/member/snap/db`, () => '')
    else
      found.set(path, () =>
        thing.is === 'manifest' ? manifestText(thing.pod) : thing.is === 'text' ? thing.text : '(a backend of etcd)\n'
      )
  }
  return found
}

/** What somebody wrote that is no pod lies there as it was written. */
const manifestText = (value: unknown): string =>
  (value as { readonly text?: string }).text ?? stringify(value, { indentSeq: false })

/** The files that lie on a machine of the cluster by themselves, made when somebody reads them. */
export function filesOn(world: World, machine: string): ReadonlyMap<string, () => string> {
  const cluster = clusterOf(world)
  const found = new Map(snapshotsOn(world, machine))

  found.set('/etc/hostname', () => `${machine}\n`)
  found.set(
    '/etc/hosts',
    () =>
      ['127.0.0.1 localhost', ...Object.entries(cluster.addresses).map(([name, ip]) => `${ip} ${name}`)].join('\n') +
      '\n'
  )
  const isMaster = cluster.masters.includes(machine)
  const server = `https://${cluster.addresses[cluster.hasLoadBalancer ? 'lb' : cluster.masters[0]!]!}:6443`
  const kubelet = world.find(`${machine}/kubelet`)
  if (kubelet) {
    for (const [path, { value }] of Object.entries(kubelet.disk))
      if (path.startsWith(`${manifestDir}/`) && value) found.set(path, () => manifestText(value))
    const node = `system:node:${machine}`
    found.set(kubeletConf, () => kubeconfigText(server, node, kubeletCertificate))
    found.set(kubeletCertificate, () => certificateText(node) + key)
    found.set('/etc/kubernetes/pki/ca.crt', () => pem)
    const runtime = runtimes[runtimeOn(cluster, machine)]
    if (world.find(`${machine}/container-runtime`)?.status === 'running') {
      for (const socket of new Set([runtime.socket, runtime.daemonSocket])) {
        // /var/run is a link to /run.
        const inRun = socket.replace(/^\/var/, '')
        found.set(inRun, () => '')
        found.set(`/var${inRun}`, () => '')
      }
    }
  }
  if (isMaster) {
    for (const name of Object.keys(certificates)) {
      found.set(`${pki}/${name}`, () => pem)
      found.set(`${pki}/${name.replace('.crt', '.key')}`, () => key)
    }
    for (const [file, user] of Object.entries(kubeadmUsers)) {
      // Only the machine that the cluster began with has the way past every role.
      if (file === 'super-admin' && machine !== cluster.masters[0]) continue
      found.set(`/etc/kubernetes/${file}.conf`, () => kubeconfigText(server, user))
    }
    // As `kubeadm init` and `join` tell one to.
    found.set(`${rootsHome}/.kube/config`, () => kubeconfigText(server, kubeadmUsers.admin!))
    const etcd = world.find(`${machine}/etcd`)
    if (etcd && Object.keys(etcd.disk).length > 0) found.set('/var/lib/etcd/member/snap/db', () => '')
  }
  for (const path of kubelet ? machineFiles : [])
    if (!found.has(path)) found.set(path, () => machineFile(machine, path) ?? '')
  const host = world.machine(machine)
  for (const [path, read] of host ? textsOn(world, host) : []) found.set(path, read)
  return found
}

/** The file of a client certificate, for whom it is; kubectl reads it there. */
const certificateText = (user: string): string =>
  `-----BEGIN CERTIFICATE-----\n(CN = ${user}; the lab keeps what a certificate says, not its bytes)\n-----END CERTIFICATE-----\n`
const pem =
  '-----BEGIN CERTIFICATE-----\n(the lab keeps what a certificate says, not its bytes)\n-----END CERTIFICATE-----\n'
const key = '-----BEGIN RSA PRIVATE KEY-----\n(the lab keeps no keys)\n-----END RSA PRIVATE KEY-----\n'
