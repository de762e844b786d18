import { seconds } from '../../../base/time'
import { imageOf } from '../../kubeadm/versions'
import { factsOf } from '../../releases'
import type { Flags } from '../../kernel/types'
import { cri, Failure, type Script, type Shell } from './script'
import { klog } from './line'
import { stackHint } from './api'
import type { Found } from './preflight'

/** Models images.GetControlPlaneImages: in its order. */
export const imagesOf = (config: Flags, version: string): readonly string[] => {
  const flags = { ...config, 'kubernetes-version': version }
  const named = (name: string) => imageOf(name, flags)
  return [
    ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy', 'coredns'].map(named),
    `registry.k8s.io/pause:${factsOf(flags).pause}`,
    named('etcd')
  ]
}

/** Models constants.PullImageRetry. */
const tries = 5
/** Longer than any download of the lab takes: kubeadm's client of the runtime has no limit of its own for a pull. */
const patience = seconds(15 * 60)

/** An image that is there, or is brought; the error, if it cannot be. */
function* brought(shell: Shell, image: string, always: boolean): Script<string> {
  if (!always) {
    const status = yield* cri({ type: 'cri.ImageStatus', image }, seconds(10))
    if (status === null) return notRunning
    if (status.image) return ''
  }
  let error = ''
  for (let i = 0; i < tries; i++) {
    const reply = yield* cri({ type: 'cri.PullImage', image }, patience)
    if (reply === null) return notRunning
    error = reply.error
    if (error === '') return ''
    klog(
      shell,
      'E',
      `remote_image.go:250] "PullImage from image service failed" err=${JSON.stringify(error)} image="${image}"`
    )
  }
  return error
}

const notRunning =
  'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /var/run/containerd/containerd.sock: connect: no such file or directory"'

/** The preflight check `ImagePull`: one after the other. Models preflight.RunPullImagesCheck. */
export function* pullAll(shell: Shell, images: readonly string[]): Script<readonly Found[]> {
  const found: Found[] = []
  for (const image of images) {
    const error = yield* brought(shell, image, false)
    if (error !== '')
      found.push({
        check: 'ImagePull',
        error: `failed to pull image ${image}: failed to pull image ${image}: ${error}`
      })
  }
  return found
}

/** `kubeadm config images pull`. */
export function* pullImages(shell: Shell, version: string): Script {
  for (const image of imagesOf(shell.config, version)) {
    const error = yield* brought(shell, image, true)
    if (error !== '')
      throw new Failure(`error: failed to pull image "${image}": failed to pull image ${image}: ${error}\n${stackHint}`)
    shell.print(`[config/images] Pulled ${image}\n`)
  }
}
