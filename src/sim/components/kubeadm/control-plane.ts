import { seconds } from '../../../base/time'
import { goDuration } from '../../api/duration'
import { base64, base64Decode } from '../../api/base64'
import { formatTime } from '../../api/timestamp'
import type { Node, Secret } from '../../api/types'
import { controlPlaneKinds, manifestDir, type ControlPlaneKind, type StaticManifest } from '../../kubeadm/manifests'
import { versionOf } from '../../kubeadm/versions'
import { addressOf } from '../../protocol'
import type { EtcdMemberInfo } from '../etcd/messages'
import { api, change, etcd, Failure, healthy, sleep, type Script, type Shell } from './script'
import { bodyOf, errorOf, failedPhase, isGood, mutated, retryInterval, stackHint } from './api'
import { klog, option } from './line'
import type { WrittenFile } from './messages'
import { manifestFor } from './upgrade/static-pods'

/*
 * What makes a machine that joins a master: the certificates that all masters share, by way of a Secret that a key opens; the manifests of its
 * control plane; its member of etcd, which learns before it votes. Models cmd/kubeadm/app/phases/copycerts, cmd/phases/join and phases/etcd/local.go.
 */

const secretName = 'kubeadm-certs'
const shared = ['ca', 'front-proxy-ca', 'sa', 'etcd-ca'] as const

/** The certificates of this machine's control plane that no other has. */
const own =
  '"apiserver" "apiserver-kubelet-client" "etcd/server" "etcd/peer" "etcd/healthcheck-client" "apiserver-etcd-client" "front-proxy-client"'

/** A name for a key: the lab seals nothing, but says whether it is the key with which something was sealed. */
function sealOf(key: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0
  return `sealed ${hash.toString(16).padStart(8, '0')}`
}

/** `kubeadm init phase upload-certs --upload-certs`: what masters share, for two hours. */
export function* uploadCerts(shell: Shell): Script<number> {
  const { argv } = shell
  if (!argv.includes('--upload-certs')) {
    shell.print('[upload-certs] Skipping phase. Please see --upload-certs\n')
    return 0
  }
  const hex = (length: number) => Array.from({ length }, () => Math.floor(shell.random() * 16).toString(16)).join('')
  const key = option(argv, '--certificate-key') || hex(64)
  if (!/^[0-9a-f]{64}$/.test(key))
    throw failedPhase(
      'upload-certs',
      'error uploading certs: error decoding certificate key: encoding/hex: invalid byte'
    )
  shell.print(`[upload-certs] Storing the certificates in Secret "${secretName}" in the "kube-system" Namespace\n`)
  const token = hex(6)
  const text = (entries: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, base64(value)]))
  // The token is there for its end alone: what it owns goes with it.
  const proxy = yield* api({
    verb: 'create',
    resource: 'secrets',
    namespace: 'kube-system',
    body: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `bootstrap-token-${token}`, namespace: 'kube-system' },
      type: 'bootstrap.kubernetes.io/token',
      data: text({
        description: 'Proxy for managing TTL for the kubeadm-certs secret',
        expiration: formatTime(shell.now + seconds(2 * 3_600)),
        'token-id': token,
        'token-secret': hex(16)
      })
    }
  })
  if (!isGood(proxy))
    throw failedPhase(
      'upload-certs',
      `error uploading certs: error to create token: ${errorOf(shell, proxy, '/api/v1/namespaces/kube-system/secrets')}`
    )
  const owner = bodyOf<Secret>(proxy).metadata
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: secretName,
      namespace: 'kube-system',
      ownerReferences: [
        {
          apiVersion: 'v1',
          blockOwnerDeletion: true,
          controller: true,
          kind: 'Secret',
          name: owner.name,
          uid: owner.uid ?? ''
        }
      ]
    },
    type: 'Opaque',
    data: text(
      Object.fromEntries(
        shared.flatMap((name) => [
          [`${name}.${name === 'sa' ? 'pub' : 'crt'}`, sealOf(key)],
          [`${name}.key`, sealOf(key)]
        ])
      )
    )
  }
  const at = { resource: 'secrets', namespace: 'kube-system' } as const
  const made = yield* api({ verb: 'create', ...at, body })
  if (!isGood(made))
    yield* mutated(shell, { ...at, name: secretName }, (object) => ({
      ...object,
      ...body,
      metadata: { ...object.metadata, ownerReferences: body.metadata.ownerReferences }
    }))
  shell.print(`[upload-certs] Using certificate key:\n${key}\n`)
  return 0
}

/** Images, certificates, kubeconfigs and manifests, before the kubelet starts; the manifests are what is written. */
export function* prepareControlPlane(shell: Shell, version: string): Script<readonly WrittenFile[]> {
  const key = option(shell.argv, '--certificate-key')
  shell.print(
    "[preflight] Running pre-flight checks before initializing the new control plane instance\n[preflight] Pulling images required for setting up a Kubernetes cluster\n[preflight] This might take a minute or two, depending on the speed of your internet connection\n[preflight] You can also perform this action beforehand using 'kubeadm config images pull'\n"
  )
  if (key === undefined) throw new Failure(withoutCertificates)
  yield* downloadCerts(shell, key)
  shell.print(
    `[certs] Using certificateDir folder "/etc/kubernetes/pki"\n${own
      .split(' ')
      .map((name) => `[certs] Generating ${name} certificate and key\n`)
      .join(
        ''
      )}[certs] Valid certificates and keys now exist in "/etc/kubernetes/pki"\n[certs] Using the existing "sa" key\n[kubeconfig] Generating kubeconfig files\n[kubeconfig] Using kubeconfig folder "/etc/kubernetes"\n`
  )
  for (const name of ['admin.conf', 'controller-manager.conf', 'scheduler.conf'])
    shell.print(`[kubeconfig] Writing "${name}" kubeconfig file\n`)
  shell.print(`[control-plane] Using manifest folder "${manifestDir}"\n`)
  const kinds = controlPlaneKinds.filter((kind) => kind !== 'etcd')
  for (const kind of kinds) shell.print(`[control-plane] Creating static Pod manifest for "${kind}"\n`)
  shell.print('[check-etcd] Checking that the etcd cluster is healthy\n')
  const members = yield* membersOf(shell)
  if (!members) throw failedPhase('check-etcd', 'error syncing endpoints with etcd: context deadline exceeded')
  return kinds.map((kind) => fileOf(kind, manifestFor(shell, kind, version || versionOf(shell.config))))
}

const fileOf = (kind: ControlPlaneKind, value: StaticManifest): WrittenFile => ({
  process: 'kubelet',
  path: `${manifestDir}/${kind}.yaml`,
  value
})

const withoutCertificates = `error: error execution phase preflight: \nOne or more conditions for hosting a new control plane instance is not satisfied.\n\n[failure loading certificate for CA: couldn't load the certificate file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory, failure loading key for service account: couldn't load the private key file /etc/kubernetes/pki/sa.key: open /etc/kubernetes/pki/sa.key: no such file or directory, failure loading certificate for front-proxy CA: couldn't load the certificate file /etc/kubernetes/pki/front-proxy-ca.crt: open /etc/kubernetes/pki/front-proxy-ca.crt: no such file or directory, failure loading certificate for etcd CA: couldn't load the certificate file /etc/kubernetes/pki/etcd/ca.crt: open /etc/kubernetes/pki/etcd/ca.crt: no such file or directory]\n\nPlease ensure that:\n* The cluster has a stable controlPlaneEndpoint address.\n* The certificates that must be shared among control plane instances are provided.\n\n\n${stackHint}`

function* downloadCerts(shell: Shell, key: string): Script {
  shell.print(
    `[download-certs] Downloading the certificates in Secret "${secretName}" in the "kube-system" Namespace\n`
  )
  const answer = yield* api({ verb: 'get', resource: 'secrets', namespace: 'kube-system', name: secretName })
  const phase = 'control-plane-prepare/download-certs'
  if (answer.kind === 'response' && answer.code === 404)
    throw failedPhase(
      phase,
      `error downloading certs: error downloading the secret: Secret "${secretName}" was not found in the "kube-system" Namespace. This Secret might have expired. Please, run \`kubeadm init phase upload-certs --upload-certs\` on a control plane to generate a new one`
    )
  if (!isGood(answer))
    throw failedPhase(
      phase,
      `error downloading certs: error downloading the secret: ${errorOf(shell, answer, `/api/v1/namespaces/kube-system/secrets/${secretName}`)}`
    )
  const { 'ca.key': sealed = '' } = bodyOf<Secret>(answer).data ?? {}
  if (base64Decode(sealed) !== sealOf(key))
    throw failedPhase(
      phase,
      'error downloading certs: error decoding secret data with provided key: cipher: message authentication failed'
    )
  shell.print('[download-certs] Saving the certificates to the folder: "/etc/kubernetes/pki"\n')
}

/** Members as one of the others tells them; null: none does. */
function* membersOf({ cluster, machine }: Shell): Script<readonly EtcdMemberInfo[] | null> {
  for (const master of cluster.masters) {
    if (master === machine) continue
    const answer = yield* etcd(master, { type: 'etcd.member.list', linearizable: true }, seconds(2))
    if (answer?.result?.kind === 'members') return answer.result.members
  }
  return null
}

/** Models Timeouts.EtcdAPICall: how long the others are asked. */
const patience = seconds(2 * 60)

/** The machine's member is added as a learner, started, and promoted when it has caught up. */
export function* joinEtcd(shell: Shell, version: string): Script {
  const { cluster, machine } = shell
  const others = cluster.masters.filter((master) => master !== machine)
  const isOwn = ({ peer }: EtcdMemberInfo) => peer.startsWith(`${machine}/`)
  let found = (yield* membersOf(shell))?.find(isOwn)
  const until = shell.now + patience
  let why = 'context deadline exceeded'
  for (let i = 0; !found; i++) {
    if (shell.now >= until) throw failedPhase('etcd-join', `error creating local etcd static pod manifest file: ${why}`)
    const request = { type: 'etcd.member.add', peer: addressOf('etcd', machine), learner: true } as const
    const added = yield* etcd(others[i % others.length]!, request, seconds(5))
    if (added?.error) why = added.error
    found = (yield* membersOf(shell))?.find(isOwn)
    if (!found) yield* sleep(retryInterval, 'etcd-api-call-retry-interval')
  }
  shell.print('[etcd] Announced new etcd member joining to the existing etcd cluster\n')
  shell.print(`[etcd] Creating static Pod manifest for "etcd"\n`)
  yield* change({ files: [fileOf('etcd', joining(manifestFor(shell, 'etcd', version || versionOf(shell.config))))] })
  shell.print('[etcd] Waiting for the new etcd member to join the cluster. This can take up to 40s\n')
  for (let i = 0; found.learner; i++) {
    const promoted = yield* etcd(
      others[i % others.length]!,
      { type: 'etcd.member.promote', member: found.number },
      seconds(5)
    )
    if (promoted && !promoted.error) return
    if (shell.now >= until)
      throw failedPhase('etcd-join', `error creating local etcd static pod manifest file: ${promoted?.error ?? why}`)
    klog(
      shell,
      'W',
      `etcd.go:515] [etcd] Promoting the learner ${found.number.toString(16)} failed. Retrying: ${promoted?.error ?? why}`
    )
    yield* sleep(retryInterval, 'etcd-api-call-retry-interval')
  }
}

/** It learns from the others what there is: it makes no cluster of its own. */
function joining(manifest: StaticManifest): StaticManifest {
  const [container, ...more] = manifest.spec.containers
  const command = (container!.command ?? []).flatMap((word) =>
    word.startsWith('--initial-cluster=') ? [word, '--initial-cluster-state=existing'] : [word]
  )
  return { ...manifest, spec: { ...manifest.spec, containers: [{ ...container!, command }, ...more] } }
}

const role = 'node-role.kubernetes.io/control-plane'

/** Labels and the taint of a master, and what is said at the end. */
export function* markMaster(shell: Shell): Script {
  const { machine } = shell
  const labels = [role, 'node.kubernetes.io/exclude-from-external-load-balancers']
  shell.print(
    `[mark-control-plane] Marking the node ${machine} as control-plane by adding the labels: [${labels.join(' ')}]\n[mark-control-plane] Marking the node ${machine} as control-plane by adding the taints [${role}:NoSchedule]\n`
  )
  yield* mutated(shell, { resource: 'nodes', name: machine }, (object) => {
    const node = object as Node
    const taints = (node.spec?.taints ?? []).filter(({ key }) => key !== role)
    return {
      ...node,
      metadata: {
        ...node.metadata,
        labels: { ...node.metadata.labels, ...Object.fromEntries(labels.map((label) => [label, ''])) }
      },
      spec: { ...node.spec, taints: [...taints, { key: role, effect: 'NoSchedule' }] }
    } as Node
  })
  shell.print('[control-plane-check] Waiting for healthy control plane components. This can take up to 4m0s\n')
  const paths = {
    'kube-apiserver': '/livez',
    'kube-controller-manager': '/healthz',
    'kube-scheduler': '/livez'
  } as const
  for (const kind of Object.keys(paths) as (keyof typeof paths)[]) {
    const took = yield* healthy(shell, kind, paths[kind], 'control-plane-check')
    if (took === null)
      throw failedPhase(
        'wait-control-plane',
        `failed while waiting for the control plane to start: ${kind} check failed`
      )
    shell.print(`[control-plane-check] ${kind} is healthy after ${goDuration(took)}\n`)
  }
  shell.print(joined)
}

const joined = `
This node has joined the cluster and a new control plane instance was created:

* Certificate signing request was sent to apiserver and approval was received.
* The Kubelet was informed of the new secure connection details.
* Control plane label and taint were applied to the new node.
* The Kubernetes control plane instances scaled up.
* A new etcd member was added to the local/stacked etcd cluster.

To start administering your cluster from this node, you need to run the following as a regular user:

	mkdir -p $HOME/.kube
	sudo cp -i /etc/kubernetes/admin.conf $HOME/.kube/config
	sudo chown $(id -u):$(id -g) $HOME/.kube/config

Run 'kubectl get nodes' to see this node join the cluster.

`
