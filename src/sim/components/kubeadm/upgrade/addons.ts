import type { KubeObject } from '../../../api/types'
import { imageOf } from '../../../kubeadm/versions'
import { mutated } from '../api'
import type { Script, Shell } from '../script'
import { apiServerVersions } from './static-pods'

interface Templated extends KubeObject {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly name: string; readonly image: string }[] }
    }
  }
}

const addons = [
  { title: 'CoreDNS', resource: 'deployments', name: 'coredns' },
  { title: 'kube-proxy', resource: 'daemonsets', name: 'kube-proxy' }
] as const

/** The add-ons are upgraded with the last master. Models cmd/phases/upgrade/apply/addons.go. */
export function* upgradeAddons(shell: Shell, version: string): Script {
  for (const { title, resource, name } of addons) {
    const others = [...(yield* apiServerVersions(shell))]
      .filter(([node, other]) => node !== shell.machine && other !== version)
      .map(([node]) => node)
      .sort()
    if (others.length > 0) {
      shell.print(
        `[upgrade/addon] Skipping upgrade of addons because control plane instances [${others.join(' ')}] have not been upgraded\n`
      )
      continue
    }
    const image = imageOf(name, { ...shell.config, 'kubernetes-version': version })
    yield* mutated(shell, { resource, namespace: 'kube-system', name }, (object) =>
      withImage(object as Templated, name, image)
    )
    shell.print(`[addons] Applied essential addon: ${title}\n`)
  }
}

function withImage(object: Templated, name: string, image: string): KubeObject {
  const { template } = object.spec
  const containers = template.spec.containers.map((one) => (one.name === name ? { ...one, image } : one))
  return {
    ...object,
    spec: { ...object.spec, template: { ...template, spec: { ...template.spec, containers } } }
  } as KubeObject
}
