import type { Deployment, KubeObject, Pod, PodSpec, Service } from '../../api/types'
import { equal } from '../../api/equality'
import { selects } from '../../api/labels'
import type { Invalid } from './errors'
import type { Kind } from '../../api/scheme'

const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const subdomainText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

/** What is wrong with an object that is to be created. Models pkg/apis/{core,apps}/validation, as far as these rules go. */
export function validateCreate(_resource: Kind, object: KubeObject): Invalid[] {
  const problems: Invalid[] = []
  const { name } = object.metadata
  if (!dnsSubdomain.test(name) && !name.includes(':') && !name.includes('.')) {
    problems.push({ field: 'metadata.name', text: `Invalid value: "${name}": ${subdomainText}` })
  }
  switch (object.kind) {
    case 'Pod':
      podSpec((object as Pod).spec, 'spec', problems)
      break
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet': {
      const { spec } = object as Deployment
      const labels = spec.template?.metadata?.labels
      if (!spec.selector) problems.push({ field: 'spec.selector', text: 'Required value' })
      else if (!selects(spec.selector, labels)) {
        problems.push({
          field: 'spec.template.metadata.labels',
          text: `Invalid value: ${JSON.stringify(labels ?? {})}: \`selector\` does not match template \`labels\``
        })
      }
      if ((spec.replicas ?? 0) < 0)
        problems.push({
          field: 'spec.replicas',
          text: `Invalid value: ${spec.replicas}: must be greater than or equal to 0`
        })
      if (spec.template?.spec) podSpec(spec.template.spec, 'spec.template.spec', problems)
      break
    }
    case 'Service': {
      const { spec } = object as Service
      if (!spec.ports?.length && spec.type !== 'ExternalName' && spec.clusterIP !== 'None')
        problems.push({ field: 'spec.ports', text: 'Required value' })
    }
  }
  return problems
}

function podSpec(spec: PodSpec | undefined, path: string, problems: Invalid[]): void {
  if (!spec?.containers?.length) {
    problems.push({ field: `${path}.containers`, text: 'Required value' })
    return
  }
  const names = new Set<string>()
  spec.containers.forEach((container, i) => {
    const at = `${path}.containers[${i}]`
    if (!container.name) problems.push({ field: `${at}.name`, text: 'Required value' })
    else if (names.has(container.name))
      problems.push({ field: `${at}.name`, text: `Duplicate value: "${container.name}"` })
    names.add(container.name)
    if (!container.image) problems.push({ field: `${at}.image`, text: 'Required value' })
  })
}

/** What may not be changed. */
export function validateUpdate(_resource: Kind, object: KubeObject, old: KubeObject): Invalid[] {
  const problems: Invalid[] = []
  const immutable = (field: string, before: unknown, after: unknown) => {
    if (!equal(before, after))
      problems.push({ field, text: `Invalid value: ${JSON.stringify(after)}: field is immutable` })
  }
  switch (object.kind) {
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet': {
      const { spec } = object as Deployment
      immutable('spec.selector', (old as Deployment).spec.selector, spec.selector)
      if ((spec.replicas ?? 0) < 0)
        problems.push({
          field: 'spec.replicas',
          text: `Invalid value: ${spec.replicas}: must be greater than or equal to 0`
        })
      if (spec.template?.spec) podSpec(spec.template.spec, 'spec.template.spec', problems)
      break
    }
    case 'Service':
      if ((old as Service).spec.clusterIP)
        immutable('spec.clusterIP', (old as Service).spec.clusterIP, (object as Service).spec.clusterIP)
      break
    case 'Pod':
      if (!equal(fixedPart((old as Pod).spec), fixedPart((object as Pod).spec))) {
        problems.push({
          field: 'spec',
          text: 'Forbidden: pod updates may not change fields other than `spec.containers[*].image`, `spec.initContainers[*].image`, `spec.activeDeadlineSeconds`, `spec.tolerations` (only additions to existing tolerations) or `spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'
        })
      }
  }
  return problems
}

/** A pod's spec without what may be changed. */
const fixedPart = (spec: PodSpec): unknown => ({
  ...spec,
  containers: spec.containers.map((c) => ({ ...c, image: '' })),
  initContainers: spec.initContainers?.map((c) => ({ ...c, image: '' })),
  activeDeadlineSeconds: undefined,
  tolerations: undefined,
  terminationGracePeriodSeconds: undefined
})
