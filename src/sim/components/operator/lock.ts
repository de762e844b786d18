import { parseDuration } from '../../../base/duration'
import { seconds, type Micros } from '../../../base/time'
import type { ElectionTimes } from '../../client-go/leader-lock'

/** The Lease that an operator's pods contend for, and in which manner. */
export interface Lock {
  readonly namespace: string
  /** Empty: it is compiled into the program, and not known here. */
  readonly name: string
  readonly times: ElectionTimes
  /** Freed when the leader ends in order. */
  readonly releases: boolean
  /** What stands behind its host's name in an identity; a fresh UUID if nothing is said. */
  readonly suffix?: string
}

/** What is known of a program besides what it is told. */
interface Known extends Partial<Pick<Lock, 'name' | 'releases' | 'suffix'>> {
  readonly image: RegExp
  readonly namespace?: string
  readonly times?: ElectionTimes
}

const times = (lease: number, renew: number, retry: number): ElectionTimes =>
  Object.freeze({ leaseDuration: seconds(lease), renewDeadline: seconds(renew), retryPeriod: seconds(retry) })

/** Of client-go's flags, controller-runtime's manager and component-base's options alike. */
const usual = times(15, 10, 2)

/** Names and habits that are compiled in; each from its program's source. */
const known: readonly Known[] = [
  // cmd/controller/app/controller.go, internal/apis/config/shared/v1alpha1/defaults.go
  {
    image: /cert-manager-controller/,
    name: 'cert-manager-controller',
    namespace: 'kube-system',
    times: times(60, 40, 15),
    releases: true,
    suffix: '-external-cert-manager-controller'
  },
  {
    image: /cert-manager-cainjector/,
    name: 'cert-manager-cainjector-leader-election',
    namespace: 'kube-system',
    times: times(60, 40, 15),
    releases: true
  },
  // cluster-operator LeaderElectionManager.java
  { image: /strimzi\/operator/, releases: true, suffix: '' },
  // internal/cmd/manager/controller/controller.go
  { image: /cloudnative-pg/, name: 'db9c8771.cnpg.io', releases: true },
  // cmd/*/main.go, pkg/leaderelection/leaderelection.go
  {
    image: /kyverno\/background-controller/,
    name: 'kyverno-background-controller',
    times: times(12, 10, 2),
    suffix: ''
  },
  { image: /kyverno\/cleanup-controller/, name: 'kyverno-cleanup-controller', times: times(12, 10, 2), suffix: '' },
  { image: /kyverno\/reports-controller/, name: 'kyverno-reports-controller', times: times(12, 10, 2), suffix: '' },
  { image: /kyverno\/kyverno$/, name: 'kyverno', times: times(12, 10, 2), suffix: '' },
  // internal/provider/kubernetes/kubernetes.go
  { image: /envoyproxy\/gateway$/, name: '5b9825d2.gateway.envoyproxy.io' },
  // cluster-autoscaler/main.go leaderElectionConfiguration
  { image: /cluster-autoscaler/, name: 'cluster-autoscaler', namespace: 'kube-system', releases: true, suffix: '' },
  // cmd/main.go, cmd/manager/main.go
  { image: /rabbitmq(operator)?\/cluster-operator$/, name: 'rabbitmq-cluster-operator-leader-election' },
  { image: /eck-operator(-ubi\d*)?$/, name: 'elastic-operator-leader' },
  // k8s.io/cloud-provider/options
  { image: /cloud-controller-manager/, name: 'cloud-controller-manager', namespace: 'kube-system' },
  // pkg/descheduler/leaderelection.go
  {
    image: /\/descheduler$/,
    name: 'descheduler',
    namespace: 'kube-system',
    times: times(137, 107, 26),
    releases: true
  },
  // cmd/snapshot-controller/main.go
  { image: /snapshot-controller/, name: 'snapshot-controller-leader', times: times(15, 10, 5), suffix: '' },
  // main.go of each
  { image: /fluxcd\/(?:source|kustomize|helm|notification)-controller/, releases: true },
  { image: /cluster-api-controller/, name: 'controller-leader-election-capi' },
  { image: /kubeadm-bootstrap-controller/, name: 'kubeadm-bootstrap-manager-leader-election-capi' },
  { image: /kubeadm-control-plane-controller/, name: 'kubeadm-control-plane-manager-leader-election-capi' },
  { image: /aws-load-balancer-controller/, name: 'aws-load-balancer-controller-leader' }
]

/** Flags by which programs name their Lease, and variables of their environment. */
const names = [
  'leader-elect-resource-name',
  'leader-election-id',
  'leader-election-resource-name',
  'leader-election-lock-name',
  'leader-election-name',
  'election-id',
  'STRIMZI_LEADER_ELECTION_LEASE_NAME'
]
const namespaces = [
  'leader-elect-resource-namespace',
  'leader-election-namespace',
  'leader-election-resource-namespace',
  'STRIMZI_LEADER_ELECTION_LEASE_NAMESPACE'
]

/**
 * What an operator's command line and environment say of its Lease, and else what is known of its image.
 * @param image its image's repository with its host
 * @param own namespace of its pod: the one that client libraries take if nothing is said
 */
export function lockOf(
  image: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  own: string
): Lock {
  const found = known.find((each) => each.image.test(image))
  const said = (options: readonly string[]) =>
    options.map((option) => flagIn(argv, option) ?? env[option]).find((text) => text !== undefined && text !== '')
  // Flux' controllers are named as their images are.
  const flux = image.includes('fluxcd/') ? `${image.slice(image.lastIndexOf('/') + 1)}-leader-election` : undefined
  const base = found?.times ?? usual
  const time = (parts: readonly string[], fallback: Micros): Micros => {
    const text = said(parts)
    const read = text === undefined ? undefined : parseDuration(text)
    return read?.ok ? read.value : fallback
  }
  return Object.freeze({
    namespace: said(namespaces) ?? found?.namespace ?? own,
    name: said(names) ?? found?.name ?? flux ?? '',
    times: Object.freeze({
      leaseDuration: time(['leader-elect-lease-duration', 'leader-election-lease-duration'], base.leaseDuration),
      renewDeadline: time(['leader-elect-renew-deadline', 'leader-election-renew-deadline'], base.renewDeadline),
      retryPeriod: time(['leader-elect-retry-period', 'leader-election-retry-period'], base.retryPeriod)
    }),
    releases: found?.releases ?? false,
    ...(found?.suffix !== undefined && { suffix: found.suffix })
  })
}

/** The value of a flag, written with `=` or as the next word. */
function flagIn(argv: readonly string[], name: string): string | undefined {
  for (const [i, arg] of argv.entries()) {
    const plain = arg.replace(/^--?/, '')
    if (plain === arg) continue
    if (plain === name) return argv[i + 1]
    if (plain.startsWith(`${name}=`)) return plain.slice(name.length + 1)
  }
  return undefined
}
