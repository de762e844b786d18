import { yaml } from '../../../base/yaml-package'
import type { KubeObject, Pod, Status } from '../../api/types'
import { request, type ApiResult } from '../../client-go/transport'
import type { ExternalProvisioner } from './context'
import { readConfig } from './local-path-config'
import type { Outbox } from './messages'

export interface BeginRef {
  readonly kind: 'begin'
}

/** It reads what it needs before it begins, or ends. Models rancher/local-path-provisioner main.go startDaemon. */
export function begin(context: ExternalProvisioner, out: Outbox): void {
  const { options, surroundings, client } = context
  const { configMap, config, namespace, problem } = options
  if (problem !== '') return fatal(out, problem)
  if (options.isCsi) out.order('provide', 'users')
  if (configMap === '') return out.raise({ type: 'provisioner.configured' })
  const text = surroundings.files[config]
  if (text === undefined)
    return fatal(
      out,
      config === ''
        ? 'Error starting daemon: invalid empty flag config and it also does not exist at ConfigMap local-path-storage/local-path-config'
        : `Error starting daemon: fail to load config file ${config}: open ${config}: no such file or directory`
    )
  const read = readConfig(text, config)
  if ('error' in read) return fatal(out, `Error starting daemon: ${read.error}`)
  const ref: BeginRef = { kind: 'begin' }
  request(client, context, out, { verb: 'get', resource: 'configmaps', namespace, name: configMap }, ref)
}

/** The ConfigMap holds the template of the pods that work on nodes. */
export function begun(context: ExternalProvisioner, out: Outbox, result: ApiResult): void {
  if (result.kind === 'error') return fatal(out, `Error starting daemon: ${result.error}`)
  if (result.kind !== 'response') return
  const { code, body } = result
  if (code >= 300) return fatal(out, `Error starting daemon: ${(body as Status).message ?? `HTTP ${code}`}`)
  const text = (body as KubeObject & { data?: Readonly<Record<string, string>> }).data?.['helperPod.yaml']
  if (text === undefined)
    return fatal(out, 'Error starting daemon: helperPod.yaml is not exist in local-path-config ConfigMap')
  const pod = podIn(text)
  if (!pod) return fatal(out, 'Error starting daemon: helper pod template does not specify any container')
  context.helperPod = pod
  out.raise({ type: 'provisioner.configured' })
}

function podIn(text: string): Pod | null {
  try {
    const pod = yaml().parse(text) as Pod | null
    return pod?.metadata && pod.spec?.containers?.length > 0 ? pod : null
  } catch {
    return null
  }
}

/** Models logrus.Fatalf. */
function fatal(out: Outbox, text: string): void {
  out.log('E', text)
  out.exit(text, 1)
}
