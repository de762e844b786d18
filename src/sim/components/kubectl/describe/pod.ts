import type { Container } from 'kubernetes-types/core/v1'
import type { Pod } from '../../../api/types'
import { writeContainers, writeResources } from './containers'
import type { Describer } from './describer'
import { writeSpreads, writeTolerations } from './template'
import { writeVolumes } from './volumes'
import { lasts, longTime, type Writer } from './writer'

/** Models describePod. */
export const pod: Describer<Pod> = {
  write: (of, writer, { now, events }) => {
    const { spec, status } = of
    writeHead(writer, of, now)
    const containers = (title: string, list: readonly Container[] = [], states = status.containerStatuses) =>
      writeContainers(writer, title, list, states ?? [], of)
    if ((spec.initContainers ?? []).length > 0)
      containers('Init Containers', spec.initContainers, status.initContainerStatuses ?? [])
    containers('Containers', spec.containers)
    if ((spec.ephemeralContainers ?? []).length > 0)
      containers(
        'Ephemeral Containers',
        spec.ephemeralContainers as readonly Container[],
        status.ephemeralContainerStatuses ?? []
      )
    const gates = spec.readinessGates ?? []
    if (gates.length > 0) {
      writer.line(0, 'Readiness Gates:\n  Type\tStatus')
      for (const { conditionType } of gates) {
        const found = status.conditions?.find(({ type }) => type === conditionType)
        writer.line(1, `${conditionType} \t${found?.status ?? '<none>'} `)
      }
    }
    if ((status.conditions ?? []).length > 0) {
      writer.line(0, 'Conditions:\n  Type\tStatus')
      for (const { type, status: value } of status.conditions!) writer.line(1, `${type} \t${value} `)
    }
    writeVolumes(writer, spec.volumes)
    writer.row(0, 'QoS Class', status.qosClass ?? 'BestEffort')
    writer.labels('Node-Selectors', spec.nodeSelector)
    writeTolerations(writer, spec.tolerations)
    writeSpreads(writer, spec.topologySpreadConstraints)
    writer.events(events, now)
  }
}

function writeHead(writer: Writer, { metadata, spec, status }: Pod, now: number): void {
  writer.row(0, 'Name', metadata.name)
  writer.row(0, 'Namespace', metadata.namespace ?? '')
  if (spec.priority !== undefined) writer.row(0, 'Priority', spec.priority)
  if (spec.priorityClassName) writer.row(0, 'Priority Class Name', spec.priorityClassName)
  if (spec.runtimeClassName) writer.row(0, 'Runtime Class Name', spec.runtimeClassName)
  if (spec.serviceAccountName) writer.row(0, 'Service Account', spec.serviceAccountName)
  writer.row(0, 'Node', spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>')
  if (status.startTime) writer.row(0, 'Start Time', longTime(status.startTime))
  writer.labels('Labels', metadata.labels)
  writer.annotations('Annotations', metadata.annotations)
  if (metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    writer.row(0, 'Status', `Terminating (lasts ${lasts(metadata.deletionTimestamp, now)})`)
    writer.row(0, 'Termination Grace Period', `${metadata.deletionGracePeriodSeconds ?? 0}s`)
  } else writer.row(0, 'Status', status.phase ?? '')
  if (status.reason) writer.row(0, 'Reason', status.reason)
  if (status.message) writer.row(0, 'Message', status.message)
  const profile = spec.securityContext?.seccompProfile
  if (profile) {
    writer.row(0, 'SeccompProfile', profile.type)
    if (profile.type === 'Localhost') writer.row(0, 'LocalhostProfile', profile.localhostProfile ?? '')
  }
  writer.row(0, 'IP', status.podIP ?? '')
  if ((status.podIPs ?? []).length === 0) writer.line(0, 'IPs:\t<none>')
  else {
    writer.line(0, 'IPs:')
    for (const { ip } of status.podIPs!) writer.row(1, 'IP', ip ?? '')
  }
  const controller = metadata.ownerReferences?.find((owner) => owner.controller)
  if (controller) writer.row(0, 'Controlled By', `${controller.kind}/${controller.name}`)
  if (status.nominatedNodeName) writer.row(0, 'NominatedNodeName', status.nominatedNodeName)
  const { resources } = spec as { resources?: Container['resources'] }
  if (resources) {
    writer.line(0, 'Resources:')
    writeResources(writer, resources, 1)
  }
}
