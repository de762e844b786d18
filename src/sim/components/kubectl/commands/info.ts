import { releaseFacts } from '../../../releases'
import { good } from '../errors'
import type { Command } from '../session'
import { align, getTable } from '../tabwriter'
import { toYaml } from '../print/yaml'

/** Version of this kubectl. */
const clientVersion = releaseFacts['1.36'].kubernetes

/** `kubectl version`: GET /version; warns of a skew of more than one minor version. */
export const version: Command = {
  reads: true,
  flags: { client: { kind: 'bool' }, output: { kind: 'string', short: 'o' } },
  start: (kubectl) => {
    if (kubectl.session.flags.client === true) {
      kubectl.print(`Client Version: ${clientVersion}\nKustomize Version: v5.8.1\n`)
      return kubectl.exit(0)
    }
    kubectl.ask({ verb: 'get', resource: '', path: '/version?timeout=32s' }, { do: 'version' })
  },
  answer: (kubectl, _step, answer) => {
    kubectl.print(`Client Version: ${clientVersion}\nKustomize Version: v5.8.1\n`)
    if (!good(answer)) return kubectl.failWith(answer)
    const body = (typeof answer.body === 'string' ? JSON.parse(answer.body) : answer.body) as { gitVersion?: string }
    const server = body.gitVersion ?? ''
    kubectl.print(`Server Version: ${server}\n`)
    const minor = (of: string) => Number(/^v?\d+\.(\d+)/.exec(of)?.[1] ?? 0)
    if (Math.abs(minor(clientVersion) - minor(server)) > 1) {
      const short = (of: string) => /^v?(\d+\.\d+)/.exec(of)?.[1] ?? of
      kubectl.warn(
        `WARNING: version difference between client (${short(clientVersion)}) and server (${short(server)}) exceeds the supported minor version skew of +/-1\n`
      )
    }
    kubectl.exit(0)
  }
}

/** `kubectl cluster-info`: LIST the Services that say they are the cluster's. */
export const clusterInfo: Command = {
  reads: true,
  flags: {},
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
    kubectl.print(`Kubernetes control plane is running at https://${kubectl.context.host}\n`)
    kubectl.print("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
    kubectl.exit(0)
  }
}

/** `kubectl config …`: reads the kubeconfig, asks nobody. */
export const config: Command = {
  reads: true,
  flags: { minify: { kind: 'bool' }, output: { kind: 'string', short: 'o' } },
  start: (kubectl) => {
    const [what = ''] = kubectl.session.args
    const context = 'admin@kubernetes'
    if (what === 'current-context') kubectl.print(`${context}\n`)
    else if (what === 'get-contexts') {
      const rows = [
        ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'],
        ['*', context, 'kubernetes', 'admin', '']
      ]
      kubectl.print(`${align(rows.map((cells) => cells.join('\t')).join('\n'), getTable())}\n`)
    } else if (what === 'view') {
      kubectl.print(
        toYaml({
          apiVersion: 'v1',
          kind: 'Config',
          clusters: [
            {
              cluster: { 'certificate-authority-data': 'DATA+OMITTED', server: `https://${kubectl.context.host}` },
              name: 'kubernetes'
            }
          ],
          contexts: [{ context: { cluster: 'kubernetes', user: 'admin' }, name: context }],
          'current-context': context,
          preferences: {},
          users: [
            { name: 'admin', user: { 'client-certificate-data': 'DATA+OMITTED', 'client-key-data': 'DATA+OMITTED' } }
          ]
        })
      )
    } else return kubectl.fail(`unknown command "config ${what}" (only current-context, get-contexts and view here)`)
    kubectl.exit(0)
  }
}
