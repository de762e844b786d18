import type { CoreEvent, Pod } from '../../../api/types'
import { parseTime } from '../../../api/timestamp'
import { humanDuration } from '../../../api/duration'
import { labelText } from '../../../api/kinds/columns'
import { containerLines, listLines, tolerationText } from './template'
import { eventLines, longTime, mapLines } from './lines'

type Volume = NonNullable<Pod['spec']['volumes']>[number]

/** Models kubectl/pkg/describe/describe.go describePod. */
export function describePod(pod: Pod, events: readonly CoreEvent[], now: number): string {
  const { metadata, spec, status } = pod
  const { deletionTimestamp } = metadata
  const controller = metadata.ownerReferences?.find((owner) => owner.controller)
  const ips = status.podIPs ?? []
  const ofContainer = (name: string) => status.containerStatuses?.find((found) => found.name === name)
  const ofInit = (name: string) => status.initContainerStatuses?.find((found) => found.name === name)
  const conditions = status.conditions ?? []
  const volumes = spec.volumes ?? []
  return [
    `Name:\t${metadata.name}\nNamespace:\t${metadata.namespace}\n`,
    spec.priority === undefined ? '' : `Priority:\t${spec.priority}\n`,
    spec.priorityClassName ? `Priority Class Name:\t${spec.priorityClassName}\n` : '',
    spec.serviceAccountName ? `Service Account:\t${spec.serviceAccountName}\n` : '',
    `Node:\t${spec.nodeName ? `${spec.nodeName}${status.hostIP ? `/${status.hostIP}` : '/'}` : '<none>'}\n`,
    status.startTime ? `Start Time:\t${longTime(status.startTime)}\n` : '',
    mapLines('Labels', metadata.labels, '='),
    mapLines('Annotations', metadata.annotations, ': '),
    deletionTimestamp
      ? `Status:\tTerminating (lasts ${sinceText(deletionTimestamp, now)})\nTermination Grace Period:\t${metadata.deletionGracePeriodSeconds}s\n`
      : `Status:\t${status.phase}\n`,
    status.reason ? `Reason:\t${status.reason}\n` : '',
    status.message ? `Message:\t${status.message}\n` : '',
    `IP:\t${status.podIP ?? ''}\n`,
    ips.length === 0 ? 'IPs:\t<none>\n' : `IPs:\n${ips.map(({ ip }) => `  IP:\t${ip}\n`).join('')}`,
    controller ? `Controlled By:\t${controller.kind}/${controller.name}\n` : '',
    status.nominatedNodeName ? `NominatedNodeName:\t${status.nominatedNodeName}\n` : '',
    spec.initContainers?.length
      ? `Init Containers:\n${spec.initContainers.map((one) => containerLines(one, ofInit(one.name), '  ')).join('')}`
      : '',
    `Containers:\n${spec.containers.map((one) => containerLines(one, ofContainer(one.name), '  ')).join('')}`,
    conditions.length > 0
      ? `Conditions:\n  Type\tStatus\n${conditions.map(({ type, status: value }) => `  ${type} \t${value} \n`).join('')}`
      : '',
    volumes.length > 0 ? `Volumes:\n${volumes.map(volumeLines).join('')}` : 'Volumes:\t<none>\n',
    status.qosClass ? `QoS Class:\t${status.qosClass}\n` : '',
    `Node-Selectors:\t${labelText(spec.nodeSelector)}\n`,
    listLines('Tolerations', (spec.tolerations ?? []).map(tolerationText).sort(), ''),
    eventLines(events, now)
  ].join('')
}

const sinceText = (timestamp: string, now: number): string => humanDuration(now - parseTime(timestamp))

function volumeLines({
  name,
  projected,
  emptyDir,
  configMap,
  secret,
  persistentVolumeClaim,
  hostPath
}: Volume): string {
  const lines = [`  ${name}:\n`]
  const put = (title: string, value: string) => lines.push(`    ${title}:\t${value}\n`)
  if (projected) {
    put('Type', 'Projected (a volume that contains injected data from multiple sources)')
    for (const source of projected.sources ?? []) {
      if (source.serviceAccountToken)
        put('TokenExpirationSeconds', String(source.serviceAccountToken.expirationSeconds))
      if (source.configMap) {
        put('ConfigMapName', source.configMap.name ?? '')
        put('ConfigMapOptional', source.configMap.optional === undefined ? '<nil>' : String(source.configMap.optional))
      }
      if (source.downwardAPI) put('DownwardAPI', 'true')
    }
  } else if (emptyDir) {
    put('Type', "EmptyDir (a temporary directory that shares a pod's lifetime)")
    put('Medium', emptyDir.medium ?? '')
    put('SizeLimit', emptyDir.sizeLimit === undefined ? '<unset>' : String(emptyDir.sizeLimit))
  } else if (configMap) {
    put('Type', 'ConfigMap (a volume populated by a ConfigMap)')
    put('Name', configMap.name ?? '')
    put('Optional', String(configMap.optional ?? false))
  } else if (secret) {
    put('Type', 'Secret (a volume populated by a Secret)')
    put('SecretName', secret.secretName ?? '')
    put('Optional', String(secret.optional ?? false))
  } else if (persistentVolumeClaim) {
    put('Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)')
    put('ClaimName', persistentVolumeClaim.claimName)
    put('ReadOnly', String(persistentVolumeClaim.readOnly ?? false))
  } else if (hostPath) {
    put('Type', 'HostPath (bare host directory volume)')
    put('Path', hostPath.path)
    put('HostPathType', hostPath.type ?? '')
  } else put('<unknown>', '')
  return lines.join('')
}
