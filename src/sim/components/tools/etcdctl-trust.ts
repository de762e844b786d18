import type { Tools } from './context'
import type { Flag } from './etcdctl-line'

/* Certificates that a line names. Without any etcdctl has those of its environment (ETCDCTL_CACERT and so on), which fit. Models client/pkg/transport and crypto/tls. */

const pki = '/etc/kubernetes/pki/'
/** As kubeadm makes them, by the authority that signed them. */
const etcdNames = ['server', 'peer', 'healthcheck-client']
const clusterNames = ['apiserver', 'apiserver-kubelet-client', 'front-proxy-client']
const files: ReadonlySet<string> = new Set(
  [
    'ca',
    'front-proxy-ca',
    'apiserver-etcd-client',
    'etcd/ca',
    ...etcdNames.map((name) => `etcd/${name}`),
    ...clusterNames
  ].flatMap((name) => [`${pki}${name}.crt`, `${pki}${name}.key`])
)
const foreign: ReadonlySet<string> = new Set(clusterNames.map((name) => `${pki}${name}.crt`))

const given = (flag: Flag) => [flag('--cacert'), flag('--cert'), flag('--key')] as const

/** A file that a line names and that is not there; empty: none. Those outside kubeadm's directory are taken to be there. */
export function missingFile(flag: Flag): string {
  const [cacert, cert, key] = given(flag)
  const wrong = [cert, key, cacert].find((path) => path?.startsWith(pki) === true && !files.has(path))
  if (wrong !== undefined) return `Error: open ${wrong}: no such file or directory`
  if (cert && !key) return 'Error: KeyFile and CertFile must both be present[key: "", cert: ' + `"${cert}"]`
  if (key && !cert) return `Error: KeyFile and CertFile must both be present[key: "${key}", cert: ""]`
  return ''
}

/** Why no connection comes to be, in gRPC's words; empty: one does. */
export function distrust({ cluster, machine }: Tools, flag: Flag, endpoint: string): string {
  const [cacert, cert] = given(flag)
  if (cacert === undefined && cert === undefined) return ''
  const error = (text: string) => `latest balancer error: connection error: desc = "${text}"`
  if (cacert === undefined || (cacert.startsWith(pki) && cacert !== `${pki}etcd/ca.crt`))
    return error(
      'transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority'
    )
  if (cert === undefined) return error('error reading server preface: remote error: tls: certificate required')
  if (!foreign.has(cert)) return ''
  // The member hangs up when it has seen the certificate; what is written meanwhile fails first.
  const self = cluster.addresses[machine] ?? '127.0.0.1'
  return `latest balancer error: write tcp ${self}:${40_000 + (endpoint.length % 20_000)}->${endpoint.replace(/^https?:\/\//, '')}: write: broken pipe`
}
