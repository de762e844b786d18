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

/** What stands in a kubeconfig for the cluster's CA: certificates are known by whose they are, their bytes are not simulated. */
export const authorityData = 'Y2EgaXMgbm90IHNpbXVsYXRlZA=='
/** What stands there for the bearer's certificate. */
export const certificateData = 'Y2VydGlmaWNhdGUgaXMgbm90IHNpbXVsYXRlZA=='

/** Whom kubeadm's kubeconfigs in /etc/kubernetes speak for. Models cmd/kubeadm/app/phases/kubeconfig getKubeConfigSpecsBase. */
export const kubeadmUsers: Readonly<Record<string, string>> = {
  admin: 'kubernetes-admin',
  'super-admin': 'kubernetes-super-admin',
  'controller-manager': 'system:kube-controller-manager',
  scheduler: 'system:kube-scheduler'
}

/** Where a kubelet keeps the certificate that it asked for, with its key: its kubeconfig names the file. */
export const kubeletCertificate = '/var/lib/kubelet/pki/kubelet-client-current.pem'

/** A kubeconfig as kubeadm writes it: for a user of the cluster, with the certificate in it, or the file that holds it. */
export function kubeconfigText(server: string, user: string, certificateFile = ''): string {
  const field = (name: string, data: string) =>
    certificateFile === '' ? `client-${name}-data: ${data}` : `client-${name}: ${certificateFile}`
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${authorityData}
    server: ${server}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: ${user}
  name: ${user}@kubernetes
current-context: ${user}@kubernetes
kind: Config
preferences: {}
users:
- name: ${user}
  user:
    ${field('certificate', certificateData)}
    ${field('key', 'a2V5IGlzIG5vdCBzaW11bGF0ZWQ=')}
`
}
