import type { KubeList, KubeObject } from '../../../api/types'
import { good } from '../errors'
import { text, type Command } from '../session'

/** `kubectl cluster-info`: LIST the Services that say they are the cluster's. Models kubectl/pkg/cmd/clusterinfo. */
export const clusterInfo: Command = {
  reads: true,
  start: (kubectl) =>
    kubectl.ask(
      {
        verb: 'list',
        resource: 'services',
        namespace: text(kubectl.session.flags, 'namespace') || 'kube-system',
        options: { labelSelector: 'kubernetes.io/cluster-service=true', limit: 500 }
      },
      { do: 'services' }
    ),
  answer: (kubectl, _step, answer) => {
    const hint = "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n"
    if (!good(answer)) {
      kubectl.print(hint)
      return kubectl.failWith(answer)
    }
    const host = kubectl.session.target?.url ?? `https://${kubectl.context.host}`
    kubectl.print(`Kubernetes control plane is running at ${host}\n`)
    for (const service of (answer.body as KubeList).items as Service[]) {
      const name = service.metadata.labels?.['kubernetes.io/name'] ?? service.metadata.name
      kubectl.print(`${name} is running at ${linkOf(service, host)}\n`)
    }
    kubectl.print(hint)
    kubectl.exit(0)
  }
}

type Service = KubeObject & {
  readonly spec?: { readonly ports?: readonly { readonly name?: string; readonly port: number }[] }
  readonly status?: {
    readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] }
  }
}

/** Where it is reached: by its load balancer, or through the API server. */
function linkOf({ metadata, spec, status }: Service, host: string): string {
  const [ingress] = status?.loadBalancer?.ingress ?? []
  const ports = spec?.ports ?? []
  if (ingress) return ports.map(({ port }) => `http://${ingress.ip ?? ingress.hostname ?? ''}:${port} `).join('')
  const [port] = ports
  const scheme = port?.name === 'https' || port?.port === 443 ? 'https' : ''
  const parts = port ? [...(scheme === '' ? [] : [scheme]), metadata.name, port.name ?? ''] : [metadata.name]
  // A scheme needs both colons; without one a port without a name needs none.
  const name = scheme === '' && (port?.name ?? '') === '' ? metadata.name : parts.join(':')
  return `${host}/api/v1/namespaces/${metadata.namespace ?? ''}/services/${name}/proxy`
}
