import type { Micros } from '../../../base/time'
import { formatTime } from '../../api/timestamp'
import { clockAtStart } from '../../kernel/types'
import { columns, failed, said, type Call, type Tool } from './tool'

interface Certificate {
  readonly subject: string
  readonly issuer: string
  readonly years: number
  readonly names?: (address: string, machine: string) => readonly string[]
}

const server = (address: string, machine: string): readonly string[] => [
  `DNS:localhost`,
  `DNS:${machine}`,
  `IP Address:${address}`,
  'IP Address:127.0.0.1'
]

/** What kubeadm signs, and for how long. Models cmd/kubeadm/app/phases/certs/certlist.go; CAs hold ten years, the rest one. */
export const certificates: Readonly<Record<string, Certificate>> = {
  'ca.crt': { subject: 'CN = kubernetes', issuer: 'CN = kubernetes', years: 10 },
  'apiserver.crt': {
    subject: 'CN = kube-apiserver',
    issuer: 'CN = kubernetes',
    years: 1,
    names: (address, machine) => [
      'DNS:kubernetes',
      'DNS:kubernetes.default',
      'DNS:kubernetes.default.svc',
      'DNS:kubernetes.default.svc.cluster.local',
      `DNS:${machine}`,
      'IP Address:10.96.0.1',
      `IP Address:${address}`
    ]
  },
  'apiserver-kubelet-client.crt': {
    subject: 'O = kubeadm:cluster-admins, CN = kube-apiserver-kubelet-client',
    issuer: 'CN = kubernetes',
    years: 1
  },
  'apiserver-etcd-client.crt': { subject: 'CN = kube-apiserver-etcd-client', issuer: 'CN = etcd-ca', years: 1 },
  'front-proxy-ca.crt': { subject: 'CN = front-proxy-ca', issuer: 'CN = front-proxy-ca', years: 10 },
  'front-proxy-client.crt': { subject: 'CN = front-proxy-client', issuer: 'CN = front-proxy-ca', years: 1 },
  'etcd/ca.crt': { subject: 'CN = etcd-ca', issuer: 'CN = etcd-ca', years: 10 },
  'etcd/server.crt': { subject: 'CN = master', issuer: 'CN = etcd-ca', years: 1, names: server },
  'etcd/peer.crt': { subject: 'CN = master', issuer: 'CN = etcd-ca', years: 1, names: server },
  'etcd/healthcheck-client.crt': { subject: 'CN = kube-etcd-healthcheck-client', issuer: 'CN = etcd-ca', years: 1 }
}

export const pki = '/etc/kubernetes/pki'

export interface Expiry {
  readonly subject: string
  readonly issuer: string
  readonly notBefore: string
  readonly notAfter: string
  readonly expiresAt: Micros
  readonly names: readonly string[]
}

const day: Micros = 86_400_000_000

/** Of a certificate's file: signed when the cluster was built. */
export function expiryOf({ world, cluster, machine }: Call, path: string): Expiry | null {
  const name = path.startsWith(`${pki}/`) ? path.slice(pki.length + 1) : ''
  const found = Object.hasOwn(certificates, name) ? certificates[name]! : null
  if (!found || !machine) return null
  const { issuer, years, names } = found
  const madeAt = clockAtStart + world.setup.startAt + (world.setup.clocksAhead ?? 0)
  const expiresAt = madeAt + years * 365 * day
  return {
    subject: found.subject.replace('master', machine.id),
    issuer,
    notBefore: opensslTime(madeAt),
    notAfter: opensslTime(expiresAt),
    expiresAt,
    names: names?.(cluster.addresses[machine.id]!, machine.id) ?? []
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Jan  1 09:57:50 2027 GMT` */
function opensslTime(at: Micros): string {
  const iso = formatTime(at)
  return `${months[Number(iso.slice(5, 7)) - 1]!} ${String(Number(iso.slice(8, 10))).padStart(2)} ${iso.slice(11, 19)} ${iso.slice(0, 4)} GMT`
}

/** `kubeadm certs check-expiration`, `kubeadm version`. */
export const kubeadm: Tool = (call) => {
  const { args, world, machine } = call
  const release = String(world.setup.flags['kubelet-version'] ?? '')
  if (args[0] === 'version') return said(`kubeadm version: &version.Info{GitVersion:"${release}"}\n`)
  if (args[0] !== 'certs' || args[1] !== 'check-expiration')
    return failed(`the lab's kubeadm knows certs check-expiration and version; not '${args.join(' ')}'\n`)
  if (!machine?.id.startsWith('master')) return failed('failed to load certificates: no such file or directory\n')
  const rows = Object.keys(certificates)
    .filter((name) => !name.endsWith('ca.crt'))
    .map((name) => {
      const { notAfter, issuer } = expiryOf(call, `${pki}/${name}`)!
      return [
        name.replace('.crt', '').replace('/', '-'),
        notAfter.replace(' GMT', ' UTC'),
        '364d',
        issuer.replace('CN = ', ''),
        'no'
      ]
    })
  return said(
    columns([['CERTIFICATE', 'EXPIRES', 'RESIDUAL TIME', 'CERTIFICATE AUTHORITY', 'EXTERNALLY MANAGED'], ...rows])
  )
}
