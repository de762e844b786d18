import { seconds, type Micros } from '../../../../base/time'
import type { WrittenFile } from '../messages'
import { kubeconfigOf } from '../../../kubeadm/kubeconfigs'
import type { ControlPlaneKind } from '../../../kubeadm/manifests'

/** What is renewed with a component. Models staticpods.go renewCertsByComponent. */
export const certificatesOf: Readonly<Record<ControlPlaneKind, readonly string[]>> = {
  etcd: ['etcd-server', 'etcd-peer', 'etcd-healthcheck-client'],
  'kube-apiserver': ['apiserver', 'apiserver-kubelet-client', 'front-proxy-client', 'apiserver-etcd-client'],
  'kube-controller-manager': ['controller-manager.conf'],
  'kube-scheduler': ['scheduler.conf']
}

/** kubeadm signs for a year. */
const signedFor = seconds(365 * 24 * 3_600)

/** The kubeconfig of a component as it is signed now, if it has one. */
export function renewed(kind: ControlPlaneKind, now: Micros): readonly WrittenFile[] {
  const path = kubeconfigOf(kind)
  return path === undefined ? [] : [{ process: kind, path, value: Object.freeze({ notAfter: now + signedFor }) }]
}
