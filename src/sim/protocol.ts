import type { ProbesAccepts } from './components/api-probes/messages'
import type { CalicoNodeAccepts } from './components/calico-node/messages'
import type { ClientsAccepts, ClientsAnswers } from './components/clients/messages'
import type { RuntimeAccepts, RuntimeAnswers } from './components/container-runtime/messages'
import type { CoreDnsAccepts, CoreDnsAnswers } from './components/coredns/messages'
import type { EtcdAccepts, EtcdAnswers } from './components/etcd/messages'
import type { ApiServerAccepts, ServerMessage } from './components/kube-apiserver/messages'
import type { ControllerManagerAccepts } from './components/kube-controller-manager/messages'
import type { ProxyAccepts } from './components/kube-proxy/messages'
import type { SchedulerAccepts } from './components/kube-scheduler/messages'
import type { KubectlAccepts, KubectlAnswers } from './components/kubectl/messages'
import type { CloudControllerManagerAccepts } from './components/cloud-controller-manager/messages'
import type { CloudAccepts, CloudAnswers } from './components/cloud/messages'
import type { ClusterAutoscalerAccepts, ClusterAutoscalerAnswers } from './components/cluster-autoscaler/messages'
import type { KubeletAccepts, KubeletAnswers } from './components/kubelet/messages'
import type { ProvisionerAccepts } from './components/external-provisioner/messages'
import type { CertgenAccepts } from './components/kube-webhook-certgen/messages'
import type { LinuxAccepts, LinuxAnswers } from './components/linux/messages'
import type { LoadBalancerAccepts, LoadBalancerAnswers } from './components/load-balancer/messages'
import type { MeshProxyAccepts, MeshProxyAnswers } from './components/mesh-proxy/messages'
import type { TelemetryAgentAccepts, TelemetryAgentAnswers } from './components/telemetry-agent/messages'
import type { MetricsServerAccepts, MetricsServerAnswers } from './components/metrics-server/messages'
import type {
  NginxIngressControllerAccepts,
  NginxIngressControllerAnswers
} from './components/nginx-ingress-controller/messages'
import type { GatewayFabricAccepts, GatewayFabricAnswers } from './components/nginx-gateway-fabric/messages'
import type { OperatorAccepts } from './components/operator/messages'
import type { StorageAccepts, StorageAnswers } from './components/storage/messages'
import type { KubeadmAccepts } from './components/kubeadm/messages'
import type { ToolsAccepts, ToolsAnswers } from './components/tools/messages'
import type { UsersAccepts } from './components/users/messages'
import type { Address, MachineId, Message, ProcessId } from './kernel/types'

/** What a process of a kind accepts over the network, and what it answers. */
interface Contract<Accepts extends Message, Answers extends Message = never> {
  readonly accepts: Accepts
  readonly answers: Answers
}

/**
 * The kinds of processes, each a folder under `components/`, with what they say to each other. The one place where all
 * contracts stand side by side; the messages are each component's own, in its `messages.ts`.
 */
export interface Protocol {
  etcd: Contract<EtcdAccepts, EtcdAnswers>
  'kube-apiserver': Contract<ApiServerAccepts, ServerMessage>
  'kube-controller-manager': Contract<ControllerManagerAccepts>
  'kube-scheduler': Contract<SchedulerAccepts>
  kubelet: Contract<KubeletAccepts, KubeletAnswers>
  'container-runtime': Contract<RuntimeAccepts, RuntimeAnswers>
  linux: Contract<LinuxAccepts, LinuxAnswers>
  'kube-proxy': Contract<ProxyAccepts>
  'calico-node': Contract<CalicoNodeAccepts>
  coredns: Contract<CoreDnsAccepts, CoreDnsAnswers>
  'metrics-server': Contract<MetricsServerAccepts, MetricsServerAnswers>
  'telemetry-agent': Contract<TelemetryAgentAccepts, TelemetryAgentAnswers>
  'mesh-proxy': Contract<MeshProxyAccepts, MeshProxyAnswers>
  'nginx-ingress-controller': Contract<NginxIngressControllerAccepts, NginxIngressControllerAnswers>
  'external-provisioner': Contract<ProvisionerAccepts>
  operator: Contract<OperatorAccepts>
  storage: Contract<StorageAccepts, StorageAnswers>
  'nginx-gateway-fabric': Contract<GatewayFabricAccepts, GatewayFabricAnswers>
  cloud: Contract<CloudAccepts, CloudAnswers>
  'cloud-controller-manager': Contract<CloudControllerManagerAccepts>
  'cluster-autoscaler': Contract<ClusterAutoscalerAccepts, ClusterAutoscalerAnswers>
  'kube-webhook-certgen': Contract<CertgenAccepts>
  'load-balancer': Contract<LoadBalancerAccepts, LoadBalancerAnswers>
  kubectl: Contract<KubectlAccepts, KubectlAnswers>
  users: Contract<UsersAccepts>
  'api-probes': Contract<ProbesAccepts>
  clients: Contract<ClientsAccepts, ClientsAnswers>
  tools: Contract<ToolsAccepts, ToolsAnswers>
  kubeadm: Contract<KubeadmAccepts>
}

/** The component kinds; each is a folder under `components/`. */
export type Kind = keyof Protocol

export type Accepts<K extends Kind> = Protocol[K]['accepts']
export type AddressOf<K extends Kind> = Address<Accepts<K>>

/** Who calls whom: callers must accept what those whom they call answer. The compiler refuses a line that is not so. */
interface Calls {
  etcd: 'etcd'
  'kube-apiserver': 'etcd' | 'kubelet' | 'clients'
  'kube-controller-manager': 'kube-apiserver' | 'load-balancer'
  'kube-scheduler': 'kube-apiserver' | 'load-balancer'
  kubelet: 'kube-apiserver' | 'load-balancer'
  'kube-proxy': 'kube-apiserver' | 'load-balancer'
  'calico-node': 'kube-apiserver' | 'load-balancer'
  coredns: 'kube-apiserver' | 'load-balancer'
  'metrics-server': 'kube-apiserver' | 'load-balancer'
  'telemetry-agent': 'kube-apiserver' | 'load-balancer'
  'mesh-proxy': 'kube-apiserver' | 'load-balancer'
  'nginx-ingress-controller': 'kube-apiserver' | 'load-balancer'
  'external-provisioner': 'kube-apiserver' | 'load-balancer'
  operator: 'kube-apiserver' | 'load-balancer'
  'nginx-gateway-fabric': 'kube-apiserver' | 'load-balancer'
  'cloud-controller-manager': 'kube-apiserver' | 'load-balancer' | 'cloud'
  'cluster-autoscaler': 'kube-apiserver' | 'load-balancer' | 'cloud'
  'kube-webhook-certgen': 'kube-apiserver' | 'load-balancer'
  'load-balancer': 'kube-apiserver'
  kubectl: 'kube-apiserver' | 'load-balancer'
  users: 'kube-apiserver' | 'load-balancer'
  'api-probes': 'kube-apiserver' | 'load-balancer'
  clients: 'kube-apiserver' | 'load-balancer'
  tools: 'etcd' | 'kube-apiserver' | 'load-balancer'
  kubeadm:
    | 'etcd'
    | 'kube-apiserver'
    | 'kube-controller-manager'
    | 'kube-scheduler'
    | 'kubelet'
    | 'load-balancer'
    | 'container-runtime'
}
type Unheard = {
  [K in keyof Calls]: Exclude<Protocol[Exclude<Calls[K], K>]['answers'], Accepts<K>>
}[keyof Calls]
const everyAnswerIsHeard: [Unheard] extends [never] ? true : never = true
void everyAnswerIsHeard

/** The address of a machine's process of a kind: `master-1/etcd`. */
// The one place where a text becomes an address; that such a process accepts such messages is what `Protocol` says.
export const addressOf = <K extends Kind>(kind: K, machine: MachineId): AddressOf<K> =>
  `${machine}/${kind}` as AddressOf<K>

/** Whether a process, known by its id, is of a kind. */
export const isOf = <K extends Kind>(kind: K, id: ProcessId): id is AddressOf<K> => id.endsWith(`/${kind}`)

/** The machine of a process: `master-1` of `master-1/etcd`. */
export const machineOf = (id: ProcessId): MachineId => id.slice(0, id.indexOf('/'))

/** Whether a process runs in a pod that has an address of its own: `worker-1/coredns-…/coredns`. */
export const isInPod = (id: ProcessId): boolean => id.indexOf('/') !== id.lastIndexOf('/')

/** The kind of a process of the kernel, which knows kinds as names only. */
export const kindOf = (process: { readonly kind: string }): Kind => process.kind as Kind
