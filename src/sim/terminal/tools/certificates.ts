import { seconds, type Micros } from '../../../base/time'
import { formatTime } from '../../api/timestamp'
import { clockAtStart } from '../../kernel/types'
import { notAfterOf } from '../../kubeadm/kubeconfigs'
import { asked, done, type Ran, type Slices } from '../place'
import { lineOf } from '../words'
import { clockOf, columns, failed, said, type Call, type Ended } from './tool'

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

/** An upgrade waits up to five minutes for each component, and for downloads. */
const installing = seconds(45 * 60)

/** kubeadm and the package manager, as processes of their machine. What changes nothing is asked of a copy of the instant. */
export function* installer({ name, args, machine, place, stdin }: Call): Slices<Ended | Ran> {
  const line = lineOf([name, ...args])
  const command = { line, on: machine?.id ?? 'users', ...(stdin !== '' && { stdin }) }
  const looks = /^(kubeadm (version|upgrade plan|config images list|token list)|apt-cache)/.test(line)
  return looks ? yield* asked(place, command, false) : yield* done(place, command, line, installing)
}

/** `kubeadm certs check-expiration`, `kubeadm certs renew`; the rest is its machine's. */
export function* kubeadm(call: Call): Slices<Ended | Ran> {
  const { args, machine, place, name } = call
  const isMaster = machine?.id.startsWith('master') ?? false
  if (args[0] === 'certs' && args[1] === 'renew' && machine && isMaster) {
    const line = lineOf([name, ...args])
    return yield* done(place, { line, on: machine.id }, line)
  }
  if (args.slice(0, 3).join(' ') === 'join phase kubelet-start' && machine) {
    const line = lineOf([name, ...args])
    return yield* done(place, { line, on: machine.id }, line)
  }
  if (args[0] !== 'certs' || args[1] !== 'check-expiration') return yield* installer(call)
  if (!machine || !isMaster) return failed('failed to load certificates: no such file or directory\n')
  const now = clockOf(call, machine, place.at)
  const row = (title: string, at: Micros, issuer: string): readonly string[] => [
    title,
    `${utcTime(at)} UTC`,
    residual(at - now),
    issuer,
    'no'
  ]
  const authority = 'CERTIFICATE AUTHORITY'
  const names = Object.keys(certificates).filter((name) => !name.endsWith('ca.crt'))
  const rows = [
    ...names.map((path) => {
      const { expiresAt, issuer } = expiryOf(call, `${pki}/${path}`)!
      return row(path.replace('.crt', '').replace('/', '-'), expiresAt, authorities[issuer] ?? 'ca')
    }),
    ...['admin.conf', 'controller-manager.conf', 'scheduler.conf', 'super-admin.conf'].map((file) =>
      row(file, kubeconfigUntil(call, file), 'ca')
    )
  ].sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  const authorityRows = Object.keys(certificates)
    .filter((path) => path.endsWith('ca.crt'))
    .map((path) => {
      const { expiresAt } = expiryOf(call, `${pki}/${path}`)!
      return [path.replace('.crt', '').replace('/', '-'), `${utcTime(expiresAt)} UTC`, residual(expiresAt - now), 'no']
    })
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
  // Cells end with blanks as Go's tabwriter leaves them: the last column is one of its own.
  const head = ['CERTIFICATE', 'EXPIRES', 'RESIDUAL TIME', authority, 'EXTERNALLY MANAGED']
  const heads = [authority, 'EXPIRES', 'RESIDUAL TIME', 'EXTERNALLY MANAGED']
  return said(
    `[check-expiration] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...\n[check-expiration] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.\n\n${columns([head, ...rows.map(ended)])}\n${columns([heads, ...authorityRows.map(ended)])}`
  )
}

/** As kubeadm writes the last cell: filled up to eight places. */
const ended = (row: readonly string[]): readonly string[] => [...row.slice(0, -1), `${row.at(-1)}      `]

const authorities: Readonly<Record<string, string>> = {
  'CN = kubernetes': 'ca',
  'CN = etcd-ca': 'etcd-ca',
  'CN = front-proxy-ca': 'front-proxy-ca'
}

/** Of a component's kubeconfig as it lies on the disk now; the administrator's are as good as the machine's other certificates. */
function kubeconfigUntil(call: Call, file: string): Micros {
  const kind = `kube-${file.replace('.conf', '')}`
  const disk = call.world.find(`${call.machine?.id}/${kind}`)?.disk ?? {}
  return notAfterOf(kind, disk) ?? expiryOf(call, `${pki}/apiserver.crt`)!.expiresAt
}

/** `Jan 01, 2027 09:57 UTC` without its zone. */
function utcTime(at: Micros): string {
  const iso = formatTime(at)
  return `${months[Number(iso.slice(5, 7)) - 1]!} ${iso.slice(8, 10)}, ${iso.slice(0, 4)} ${iso.slice(11, 16)}`
}

/** Models apimachinery's duration.ShortHumanDuration. */
function residual(left: Micros): string {
  const seconds = Math.trunc(left / 1e6)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3_600) return `${Math.trunc(seconds / 60)}m`
  if (seconds < 86_400) return `${Math.trunc(seconds / 3_600)}h`
  return seconds < 86_400 * 365 ? `${Math.trunc(seconds / 86_400)}d` : `${Math.trunc(seconds / 86_400 / 365)}y`
}
