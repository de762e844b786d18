import type { Process } from '../kernel/world'
import { kindOf, type Kind } from '../protocol'
import type { Prober } from './api-probes/context'
import type { CalicoNode } from './calico-node/context'
import type { Clients } from './clients/context'
import type { Cloud } from './cloud/context'
import type { CloudControllerManager } from './cloud-controller-manager/context'
import type { ClusterAutoscaler } from './cluster-autoscaler/context'
import type { RuntimeContext } from './container-runtime/context'
import type { CoreDns } from './coredns/context'
import type { EtcdContext } from './etcd/context'
import type { ApiServer } from './kube-apiserver/context'
import type { ControllerManager } from './kube-controller-manager/context'
import type { KubeProxy } from './kube-proxy/context'
import type { KubeScheduler } from './kube-scheduler/context'
import type { Kubeadm } from './kubeadm/context'
import type { KubectlContext } from './kubectl/session'
import type { KubeletContext } from './kubelet/context'
import type { ExternalProvisioner } from './external-provisioner/context'
import type { Certgen } from './kube-webhook-certgen/context'
import type { LinuxContext } from './linux/context'
import type { LoadBalancer } from './load-balancer/context'
import type { MeshProxy } from './mesh-proxy/context'
import type { TelemetryAgent } from './telemetry-agent/context'
import type { NginxIngressController } from './nginx-ingress-controller/context'
import type { GatewayFabric } from './nginx-gateway-fabric/context'
import type { Operator } from './operator/context'
import type { Storage } from './storage/context'
import type { MetricsServer } from './metrics-server/context'
import type { Tools } from './tools/context'
import type { Users } from './users/context'

/** What a process of each kind holds in memory. */
export interface Contexts {
  'api-probes': Prober
  'calico-node': CalicoNode
  clients: Clients
  cloud: Cloud
  'cloud-controller-manager': CloudControllerManager
  'cluster-autoscaler': ClusterAutoscaler
  'container-runtime': RuntimeContext
  coredns: CoreDns
  etcd: EtcdContext
  'external-provisioner': ExternalProvisioner
  'kube-apiserver': ApiServer
  'kube-controller-manager': ControllerManager
  'kube-proxy': KubeProxy
  'kube-scheduler': KubeScheduler
  'kube-webhook-certgen': Certgen
  kubeadm: Kubeadm
  kubectl: KubectlContext
  kubelet: KubeletContext
  linux: LinuxContext
  'load-balancer': LoadBalancer
  'metrics-server': MetricsServer
  'telemetry-agent': TelemetryAgent
  'mesh-proxy': MeshProxy
  'nginx-ingress-controller': NginxIngressController
  'nginx-gateway-fabric': GatewayFabric
  operator: Operator
  storage: Storage
  tools: Tools
  users: Users
}

/**
 * The memory of a running process of a kind, for those who see the whole world (views, invariants, questions); undefined if
 * it is of another kind or does not run: memory ends with its process.
 */
export const contextOf = <K extends Kind>(process: Process, kind: K): Contexts[K] | undefined =>
  process.status === 'running' ? lastContextOf(process, kind) : undefined

/**
 * As `contextOf`, also of a process that has ended: what it held when it did. Only for what stands for its disk (the store of
 * an etcd member that is down) and for the names on its card.
 */
export const lastContextOf = <K extends Kind>(process: Process, kind: K): Contexts[K] | undefined =>
  kindOf(process) === kind && process.incarnation > 0 ? (process.context as Contexts[K]) : undefined
