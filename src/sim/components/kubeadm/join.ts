import { seconds } from '../../../base/time'
import { goDuration } from '../../api/duration'
import { apiEntrance } from '../../cluster'
import { isReset, kubeletConf } from '../../kubeadm/kubeconfigs'
import { isLower, versionParts } from '../../releases'
import { api, change, Failure, healthy, sleep, type Script, type Shell } from './script'
import { machineOf } from '../../protocol'
import { failedPhase, isGood, retryInterval } from './api'
import { joinEtcd, markMaster, prepareControlPlane, uploadCerts } from './control-plane'
import { kubeletConfigFile } from './kubelet-config'
import { installed, isSet, normalized, option, words } from './line'
import { refuse, type Found } from './preflight'
import { expiryOf, textOf, tokens } from './token'
import { readConfig, versionIn } from './upgrade/apply'

const valued = [
  '--token',
  '--discovery-token',
  '--discovery-token-ca-cert-hash',
  '--node-name',
  '--ignore-preflight-errors',
  '--certificate-key',
  '--apiserver-advertise-address',
  '--config'
]
/** Models Timeouts.Discovery. */
const discovery = seconds(5 * 60)
/** Models Timeouts.TLSBootstrap. */
const bootstrap = seconds(5 * 60)

/** `kubeadm join` of a worker whose files `kubeadm reset` has removed. Models cmd/kubeadm/app/cmd/join.go. */
export function* join(shell: Shell): Script<number> {
  const { argv, session, cluster, machine } = shell
  const [, , endpoint = ''] = words(argv, valued)
  const given = option(argv, '--token', '--discovery-token') ?? ''
  if (endpoint === '' || given === '')
    throw new Failure(
      'error: discovery: Invalid value: "": bootstrapToken or file must be set\nTo see the stack trace of this error execute with --v=5 or higher\n'
    )
  if (
    !isSet(argv, '--discovery-token-unsafe-skip-ca-verification') &&
    option(argv, '--discovery-token-ca-cert-hash') === undefined
  )
    throw new Failure(
      'error: discovery.bootstrapToken: Invalid value: "": using token-based discovery without caCertHashes can be unsafe. Set unsafeSkipCAVerification as true in your kubeadm config file or pass --discovery-token-unsafe-skip-ca-verification flag to continue\nTo see the stack trace of this error execute with --v=5 or higher\n'
    )
  const isMaster = isSet(argv, '--control-plane')
  if (isMaster && (!cluster.masters.includes(machine) || cluster.masters.length < 2))
    throw new Failure(
      `error: the lab's clusters keep the masters that they were planned with: ${machine} is none of several\n`
    )
  shell.print('[preflight] Running pre-flight checks\n')
  const found: Found[] = []
  if (!isReset(session.files)) {
    found.push({ check: `FileAvailable--etc-kubernetes-kubelet.conf`, error: `${kubeletConf} already exists` })
    found.push({ check: 'Port-10250', error: 'Port 10250 is in use' })
    found.push({
      check: 'FileAvailable--etc-kubernetes-pki-ca.crt',
      error: '/etc/kubernetes/pki/ca.crt already exists'
    })
  }
  const kubelet = installed(shell, 'kubelet')
  const own = installed(shell, 'kubeadm')
  if ((versionParts(kubelet)?.minor ?? 0) < (versionParts(own)?.minor ?? 0) - 3)
    found.push({
      check: 'KubeletVersion',
      error: `Kubelet version "${kubelet.slice(1)}" is lower than kubeadm can support. Please upgrade kubelet`
    })
  refuse(shell, found)
  yield* discover(shell, endpoint, given)
  const version = normalized(versionIn(yield* readConfig(shell, 'preflight')))
  if (version !== '' && isLower(version, kubelet))
    refuse(shell, [
      {
        check: 'KubeletVersion',
        error: `the kubelet version is higher than the control plane version. This is not a supported version skew and may lead to a malfunctional cluster. Kubelet version: "${kubelet.slice(1)}" Control plane version: "${version.slice(1)}"`
      }
    ])
  const manifests = isMaster ? yield* prepareControlPlane(shell, version) : []
  shell.print(
    '[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/instance-config.yaml"\n[patches] Applied patch of type "application/strategic-merge-patch+json" to target "kubeletconfiguration"\n[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"\n[kubelet-start] Writing kubelet environment file with flags to file "/var/lib/kubelet/kubeadm-flags.env"\n[kubelet-start] Starting the kubelet\n'
  )
  const file = yield* kubeletConfigFile(shell, 'kubelet-start')
  yield* change({
    files: [file, ...manifests, { process: 'kubelet', path: kubeletConf, value: null }],
    restart: ['kubelet']
  })
  shell.print(
    '[kubelet-check] Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s\n'
  )
  const took = yield* healthy(shell, 'kubelet', '/healthz', 'kubelet-health-check')
  if (took === null) throw failedPhase('kubelet-start', 'the kubelet is not healthy after 4m0s')
  shell.print(
    `[kubelet-check] The kubelet is healthy after ${goDuration(took)}\n[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap\n`
  )
  if (isMaster) yield* joinEtcd(shell, version)
  const until = shell.now + bootstrap
  for (;;) {
    const answer = yield* api({ verb: 'get', resource: 'nodes', name: machine })
    if (isGood(answer)) break
    if (shell.now >= until) throw failedPhase('kubelet-wait-bootstrap', 'context deadline exceeded')
    yield* sleep(retryInterval, 'kubernetes-api-call-retry-interval')
  }
  if (isMaster) {
    yield* markMaster(shell)
    return 0
  }
  shell.print(
    "\nThis node has joined the cluster:\n* Certificate signing request was sent to apiserver and a response was received.\n* The Kubelet was informed of the new secure connection details.\n\nRun 'kubectl get nodes' on the control-plane to see this node join the cluster.\n\n"
  )
  return 0
}

/** The cluster must know the token, and be where the line says. Models discovery/token/token.go. */
function* discover(shell: Shell, endpoint: string, given: string): Script {
  const { cluster } = shell
  const host = cluster.addresses[machineOf(apiEntrance(cluster))] ?? ''
  const until = shell.now + discovery
  const [id = ''] = given.split('.')
  let why = `failed to request the cluster-info ConfigMap: Get "https://${endpoint}/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s": context deadline exceeded`
  for (;;) {
    const known = cluster.masters.some((master) => endpoint === `${cluster.addresses[master]}:6443`)
    if (endpoint === `${host}:6443` || known) {
      const probe = yield* api({ verb: 'get', resource: 'configmaps', namespace: 'kube-public', name: 'cluster-info' })
      if (isGood(probe)) {
        const now = shell.now
        const match = (yield* tokens(shell)).some(
          (secret) => textOf(secret) === given && (expiryOf(secret) ?? Infinity) > now
        )
        if (match) return
        why = `could not find a JWS signature in the cluster-info ConfigMap for token ID "${id}"`
      } else if (probe.kind === 'error')
        why = `failed to request the cluster-info ConfigMap: Get "https://${endpoint}/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s": ${probe.error}`
    }
    if (shell.now >= until) throw failedPhase('preflight', `couldn't validate the identity of the API Server: ${why}`)
    yield* sleep(seconds(5), 'discovery-retry-interval')
  }
}

/** `kubeadm init` on a machine that is part of a cluster: it refuses. */
export function* init(shell: Shell): Script<number> {
  if (words(shell.argv).join(' ').startsWith('kubeadm init phase upload-certs')) return yield* uploadCerts(shell)
  const version = installed(shell, 'kubeadm')
  shell.print(`[init] Using Kubernetes version: ${version}\n[preflight] Running pre-flight checks\n`)
  yield* sleep(seconds(1), 'preflight')
  const ports = [6443, 10_259, 10_257].map((port) => ({ check: `Port-${port}`, error: `Port ${port} is in use` }))
  const files = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd']
    .map((kind) => `/etc/kubernetes/manifests/${kind}.yaml`)
    .filter((path) => shell.session.files[path] !== undefined)
    .map((path) => ({ check: `FileAvailable-${path.replaceAll('/', '-')}`, error: `${path} already exists` }))
  refuse(shell, [
    ...(files.length > 0 ? ports : []),
    ...files,
    ...(isReset(shell.session.files) ? [] : [{ check: 'Port-10250', error: 'Port 10250 is in use' }]),
    ...(files.length > 0
      ? [2379, 2380].map((port) => ({ check: `Port-${port}`, error: `Port ${port} is in use` }))
      : []),
    ...(files.length > 0 ? [{ check: 'DirAvailable--var-lib-etcd', error: '/var/lib/etcd is not empty' }] : [])
  ])
  throw new Failure("error: the lab's clusters are made before a run begins: kubeadm init makes none\n")
}
