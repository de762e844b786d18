import { int } from '../../session'
import { failure } from '../../script/failure'
import { slice } from '../../script/options'
import type { Shell } from '../../script/script'
import { metadataOf, type Generator } from './generator'

/** Letters of generated names. Models apimachinery/pkg/util/rand. */
const letters = 'bcdfghjklmnpqrstvwxz2456789'
export const randomText = (shell: Shell, length: number): string =>
  Array.from({ length }, () => letters[Math.floor(shell.random() * letters.length)]).join('')

/** Models create_deployment.go buildPodSpec and sanitizeAndUniquify. */
function containerName(shell: Shell, image: string): string {
  const name = image.split('/').at(-1)!.split(':')[0]!.split('@')[0]!
  return /[_.]/.test(name) ? `${name.replace(/[_.]/g, '-')}-${randomText(shell, 5)}` : name
}

export const deployment: Generator = {
  name: 'deployment',
  resource: 'deployments',
  namespaced: true,
  failed: 'failed to create deployment: ',
  make: (shell, name) => {
    const images = slice(shell, 'image')
    if (images.length > 1 && shell.rest.length > 0) throw failure('cannot specify multiple --image options and command')
    const port = int(shell.flags, 'port') ?? -1
    const labels = { app: name }
    const containers = images.map((image, i) => ({
      name: containerName(shell, image),
      image,
      ...(shell.rest.length > 0 && { command: shell.rest }),
      ...(port >= 0 && i === 0 && { ports: [{ containerPort: port }] }),
      resources: {}
    }))
    return {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: metadataOf(shell, name, { labels }),
      spec: {
        replicas: int(shell.flags, 'replicas') ?? 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
        strategy: {}
      },
      status: {}
    }
  }
}
