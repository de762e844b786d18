import type { Disk } from '../kernel/types'

/** Whose client certificate lies in a kubeconfig, and where: kubeadm signs those of a master, the cluster those of kubelets. */
const files: Readonly<Record<string, string>> = {
  kubelet: '/etc/kubernetes/kubelet.conf',
  'kube-controller-manager': '/etc/kubernetes/controller-manager.conf',
  'kube-scheduler': '/etc/kubernetes/scheduler.conf'
}

/** What of a kubeconfig a run knows: until when its certificate is good, by wall clocks. */
export interface Kubeconfig {
  readonly notAfter: number
}

/** The file of a component; undefined for one that asks by other means. */
export const kubeconfigOf = (kind: string): string | undefined => files[kind]

/** A component's disk with its kubeconfig as somebody has just signed it. */
export function signed(kind: string, disk: Disk, notAfter: number): Disk {
  const file = kubeconfigOf(kind)
  if (file === undefined) return disk
  const value: Kubeconfig = Object.freeze({ notAfter })
  return { ...disk, [file]: Object.freeze({ value }) }
}

/** Until when the certificate on a disk is good; undefined: as long as any run lasts. */
export const notAfterOf = (kind: string, disk: Disk): number | undefined =>
  (disk[kubeconfigOf(kind) ?? '']?.value as Kubeconfig | undefined)?.notAfter

export const kubeletConf = '/etc/kubernetes/kubelet.conf'

/** Whether `kubeadm reset` has taken away what a kubelet needs: among files of a machine, by path. */
export const isReset = (machineFiles: Readonly<Record<string, unknown>>): boolean =>
  (machineFiles[kubeletConf] as { readonly reset?: boolean } | undefined)?.reset === true
