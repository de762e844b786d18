import { good } from '../errors'
import type { Command } from '../session'

/** `kubectl cluster-info`: LIST the Services that say they are the cluster's. */
export const clusterInfo: Command = {
  reads: true,
  start: (kubectl) =>
    kubectl.ask(
      {
        verb: 'list',
        resource: 'services',
        namespace: 'kube-system',
        options: { labelSelector: 'kubernetes.io/cluster-service=true', limit: 500 }
      },
      { do: 'services' }
    ),
  answer: (kubectl, _step, answer) => {
    if (!good(answer)) {
      kubectl.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
      return kubectl.failWith(answer)
    }
    kubectl.print(
      `Kubernetes control plane is running at ${kubectl.session.target?.url ?? `https://${kubectl.context.host}`}\n`
    )
    kubectl.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
    kubectl.exit(0)
  }
}
