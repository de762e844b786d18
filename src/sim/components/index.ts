import type { Micros } from '../../base/time'
import type { Machines, Process } from '../kernel/world'
import { kindOf, type Kind } from '../protocol'
import type { ComponentInspection, ComponentView, ComponentViewer } from '../view/component'
import type { Contexts } from './contexts'
import { machine as runtime } from './container-runtime/machine'
import { view as runtimeView } from './container-runtime/view'
import { machine as coredns } from './coredns/machine'
import { view as corednsView } from './coredns/view'
import { machine as etcd } from './etcd/machine'
import { view as etcdView } from './etcd/view'
import { machine as apiserver } from './kube-apiserver/machine'
import { view as apiserverView } from './kube-apiserver/view'
import { machine as controllerManager } from './kube-controller-manager/machine'
import { view as controllerManagerView } from './kube-controller-manager/view'
import { machine as kubeProxy } from './kube-proxy/machine'
import { view as kubeProxyView } from './kube-proxy/view'
import { machine as scheduler } from './kube-scheduler/machine'
import { view as schedulerView } from './kube-scheduler/view'
import { machine as kubectl } from './kubectl/machine'
import { view as kubectlView } from './kubectl/view'
import { machine as kubelet } from './kubelet/machine'
import { view as kubeletView } from './kubelet/view'
import { rareComponents } from './later'
import { machine as linux } from './linux/machine'
import { view as linuxView } from './linux/view'
import { machine as loadBalancer } from './load-balancer/machine'
import { view as loadBalancerView } from './load-balancer/view'
import { machine as tools } from './tools/machine'
import { view as toolsView } from './tools/view'
import { machine as users } from './users/machine'
import { view as usersView } from './users/view'

/** Every kind of component: its statechart, and how it shows itself. Those that few clusters have are asked for when one of them begins. */
export const machines: Machines = {
  get 'api-probes'() {
    return rareComponents().machines['api-probes']
  },
  get 'calico-node'() {
    return rareComponents().machines['calico-node']
  },
  get clients() {
    return rareComponents().machines.clients
  },
  get cloud() {
    return rareComponents().machines.cloud
  },
  get 'cloud-controller-manager'() {
    return rareComponents().machines['cloud-controller-manager']
  },
  get 'cluster-autoscaler'() {
    return rareComponents().machines['cluster-autoscaler']
  },
  'container-runtime': runtime,
  coredns,
  etcd,
  get 'external-provisioner'() {
    return rareComponents().machines['external-provisioner']
  },
  'kube-apiserver': apiserver,
  'kube-controller-manager': controllerManager,
  'kube-proxy': kubeProxy,
  'kube-scheduler': scheduler,
  get kubeadm() {
    return rareComponents().machines.kubeadm
  },
  kubectl,
  kubelet,
  linux,
  get 'kube-webhook-certgen'() {
    return rareComponents().machines['kube-webhook-certgen']
  },
  'load-balancer': loadBalancer,
  get 'metrics-server'() {
    return rareComponents().machines['metrics-server']
  },
  get 'telemetry-agent'() {
    return rareComponents().machines['telemetry-agent']
  },
  get 'mesh-proxy'() {
    return rareComponents().machines['mesh-proxy']
  },
  get 'nginx-ingress-controller'() {
    return rareComponents().machines['nginx-ingress-controller']
  },
  get 'nginx-gateway-fabric'() {
    return rareComponents().machines['nginx-gateway-fabric']
  },
  get operator() {
    return rareComponents().machines.operator
  },
  get storage() {
    return rareComponents().machines.storage
  },
  tools,
  users
}

const views: { readonly [K in Kind]: ComponentViewer<Contexts[K]> } = {
  get 'api-probes'() {
    return rareComponents().views['api-probes']
  },
  get 'calico-node'() {
    return rareComponents().views['calico-node']
  },
  get clients() {
    return rareComponents().views.clients
  },
  get cloud() {
    return rareComponents().views.cloud
  },
  get 'cloud-controller-manager'() {
    return rareComponents().views['cloud-controller-manager']
  },
  get 'cluster-autoscaler'() {
    return rareComponents().views['cluster-autoscaler']
  },
  'container-runtime': runtimeView,
  coredns: corednsView,
  etcd: etcdView,
  get 'external-provisioner'() {
    return rareComponents().views['external-provisioner']
  },
  'kube-apiserver': apiserverView,
  'kube-controller-manager': controllerManagerView,
  'kube-proxy': kubeProxyView,
  'kube-scheduler': schedulerView,
  get kubeadm() {
    return rareComponents().views.kubeadm
  },
  kubectl: kubectlView,
  kubelet: kubeletView,
  linux: linuxView,
  get 'kube-webhook-certgen'() {
    return rareComponents().views['kube-webhook-certgen']
  },
  'load-balancer': loadBalancerView,
  get 'metrics-server'() {
    return rareComponents().views['metrics-server']
  },
  get 'telemetry-agent'() {
    return rareComponents().views['telemetry-agent']
  },
  get 'mesh-proxy'() {
    return rareComponents().views['mesh-proxy']
  },
  get 'nginx-ingress-controller'() {
    return rareComponents().views['nginx-ingress-controller']
  },
  get 'nginx-gateway-fabric'() {
    return rareComponents().views['nginx-gateway-fabric']
  },
  get operator() {
    return rareComponents().views.operator
  },
  get storage() {
    return rareComponents().views.storage
  },
  tools: toolsView,
  users: usersView
}

/** How a process shows itself; of one that does not run, what it last showed. `now` is its machine's clock. */
export function lookAt(process: Process, now: Micros): { chip(): ComponentView; inspect(): ComponentInspection } {
  // Until its machine starts it for the first time there is nothing to look into.
  if (process.incarnation === 0) return { chip: () => unborn(process.kind), inspect: () => nothing }
  const look = <K extends Kind>(kind: K) => {
    const context = process.context as Contexts[K]
    const state = process.table.leaves[process.leaf]!
    const viewer: ComponentViewer<Contexts[K]> = views[kind]
    return { chip: () => viewer.chip(context, state, now), inspect: () => viewer.inspect(context, state, now) }
  }
  return look(kindOf(process))
}

const unborn = (title: string): ComponentView => ({ title, detail: 'not started', health: 'bad', leads: false })
const nothing: ComponentInspection = { numbers: [], beliefs: [], yaml: null }
