import type { Machines } from '../kernel/world'
import type { Kind } from '../protocol'
import type { ComponentViewer } from '../view/component'
import { machine as client } from './client/machine'
import { view as clientView } from './client/view'
import { machine as runtime } from './container-runtime/machine'
import { view as runtimeView } from './container-runtime/view'
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
import { machine as linux } from './linux/machine'
import { view as linuxView } from './linux/view'
import { machine as loadBalancer } from './load-balancer/machine'
import { view as loadBalancerView } from './load-balancer/view'

/** Every kind of component: its statechart, and how it shows itself. */
export const machines: Machines = {
  client,
  'container-runtime': runtime,
  etcd,
  'kube-apiserver': apiserver,
  'kube-controller-manager': controllerManager,
  'kube-proxy': kubeProxy,
  'kube-scheduler': scheduler,
  kubectl,
  kubelet,
  linux,
  'load-balancer': loadBalancer
}

/** A viewer is only ever given the context of its own kind. */
const any = <C>(viewer: ComponentViewer<C>) => viewer as ComponentViewer<never> as ComponentViewer<unknown>

export const views: Readonly<Record<Kind, ComponentViewer<unknown>>> = {
  client: any(clientView),
  'container-runtime': any(runtimeView),
  etcd: any(etcdView),
  'kube-apiserver': any(apiserverView),
  'kube-controller-manager': any(controllerManagerView),
  'kube-proxy': any(kubeProxyView),
  'kube-scheduler': any(schedulerView),
  kubectl: any(kubectlView),
  kubelet: any(kubeletView),
  linux: any(linuxView),
  'load-balancer': any(loadBalancerView)
}
