import { since } from '../../duration'
import type { Node } from '../../types'
import { as, none, type Columns } from '../columns'

/** `Ready,SchedulingDisabled`: models printNode. */
export function nodeStatus({ spec, status }: Node): string {
  const ready = status.conditions?.find(({ type }) => type === 'Ready')
  const words = [!ready ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady']
  if (spec.unschedulable) words.push('SchedulingDisabled')
  return words.join(',')
}

const rolePrefix = 'node-role.kubernetes.io/'

export function nodeRoles({ metadata: { labels = {} } }: Node): string {
  const roles = Object.keys(labels).flatMap((key) => {
    if (key.startsWith(rolePrefix)) return [key.slice(rolePrefix.length)]
    return key === 'kubernetes.io/role' ? [labels[key]!] : []
  })
  return roles.length > 0 ? roles.sort().join(',') : none
}

/** `6.1.0-9-amd64 (amd64)` */
const kernelOf = ({
  kernelVersion = '',
  architecture
}: Partial<NonNullable<Node['status']['nodeInfo']>> = {}): string =>
  kernelVersion !== '' && architecture ? `${kernelVersion} (${architecture})` : kernelVersion

export const columns: Columns = {
  headers: ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'],
  wide: ['INTERNAL-IP', 'EXTERNAL-IP', 'OS-IMAGE', 'KERNEL-VERSION', 'CONTAINER-RUNTIME'],
  row: (object, now) => {
    const node = as<Node>(object)
    const { addresses = [], nodeInfo } = node.status
    const address = (type: string) => addresses.find((found) => found.type === type)?.address ?? none
    return [
      node.metadata.name,
      nodeStatus(node),
      nodeRoles(node),
      since(node.metadata.creationTimestamp, now),
      nodeInfo?.kubeletVersion ?? '',
      address('InternalIP'),
      address('ExternalIP'),
      nodeInfo?.osImage || '<unknown>',
      kernelOf(nodeInfo) || '<unknown>',
      nodeInfo?.containerRuntimeVersion || '<unknown>'
    ]
  }
}
