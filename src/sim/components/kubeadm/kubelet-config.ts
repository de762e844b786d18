import type { KubeObject } from '../../api/types'
import { kubeletConfigOf, kubeletConfigPath } from '../../kubeadm/kubelet-config'
import { api, type Script, type Shell } from './script'
import { bodyOf, errorOf, failedPhase, isGood } from './api'
import type { WrittenFile } from './messages'

/**
 * The file of this machine's kubelet, as the ConfigMap `kubelet-config` says; what somebody has edited in it by hand is lost. Models
 * cmd/phases/upgrade/node/kubeletconfig.go and phases/kubelet/config.go.
 * @throws Failure where there is no such ConfigMap
 */
export function* kubeletConfigFile(shell: Shell, phase: string): Script<WrittenFile> {
  const answer = yield* api({ verb: 'get', resource: 'configmaps', namespace: 'kube-system', name: 'kubelet-config' })
  if (!isGood(answer)) {
    const why = errorOf(shell, answer, '/api/v1/namespaces/kube-system/configmaps/kubelet-config')
    throw failedPhase(phase, `failed to get config map: ${why}`)
  }
  const { data = {} } = bodyOf<KubeObject & { readonly data?: Readonly<Record<string, string>> }>(answer)
  const text = data.kubelet
  if (text === undefined)
    throw failedPhase(phase, 'unexpected error when reading kubelet-config ConfigMap: kubelet key value pair missing')
  // What kubeadm wrote at first is not kept twice.
  return { process: 'kubelet', path: kubeletConfigPath, value: text === kubeletConfigOf(shell.config) ? null : text }
}
