import { equal } from '../../equality'
import { goForms } from '../../go-late'
import type { KubeObject } from '../../types'
import type { PartOfObject } from '../kind'
import { list, map, part, text, type Part } from '../parts'
import type { Problems } from '../problems'
import { qosClass } from './qos'

/** What is written through one of a pod's own subresources: the rest of the pod stays as it was. */
const within = (pod: KubeObject, old: KubeObject, spec: Part): KubeObject => ({
  ...old,
  metadata: { ...old.metadata, ...(pod.metadata.managedFields && { managedFields: pod.metadata.managedFields }) },
  spec: { ...(old.spec as object), ...spec }
})

const specOf = ({ spec }: KubeObject): Part => part(spec) ?? {}

/** Models pkg/registry/core/pod podEphemeralContainersStrategy and ValidatePodEphemeralContainersUpdate. */
export const ephemeralContainers: PartOfObject = {
  narrow: (pod, old) => {
    const { ephemeralContainers: given } = specOf(pod)
    return within(pod, old, { ephemeralContainers: given ?? [] })
  },
  validateUpdate: (pod, old, problems) => {
    const now = list(specOf(pod).ephemeralContainers)
    for (const before of list(specOf(old).ephemeralContainers)) {
      const after = now.find(({ name }) => name === before.name)
      const what = `existing ephemeral containers ${JSON.stringify(text(before.name))} may not be`
      if (!after) problems.forbidden('spec.ephemeralContainers', `${what} removed\n`)
      else if (!equal(after, before))
        problems.forbidden(
          'spec.ephemeralContainers',
          `${what} changed\n${goForms().goDiff(before, after, 'EphemeralContainer')}`
        )
    }
  }
}

/** Resources and how they are resized, of containers that are there already. */
function resized(given: readonly Part[], old: readonly Part[]): Part[] {
  return old.map((container) => {
    const wanted = given.find(({ name }) => name === container.name)
    if (!wanted) return container
    const { resources: _, resizePolicy: _policy, ...rest } = container
    return {
      ...rest,
      ...(wanted.resources !== undefined && { resources: wanted.resources }),
      ...(wanted.resizePolicy !== undefined && { resizePolicy: wanted.resizePolicy })
    }
  })
}

/** Models pkg/registry/core/pod podResizeStrategy and the beginning of ValidatePodResize. */
export const resize: PartOfObject = {
  narrow: (pod, old) => {
    const [spec, before] = [specOf(pod), specOf(old)]
    const initContainers = list(before.initContainers)
    return within(pod, old, {
      containers: resized(list(spec.containers), list(before.containers)),
      ...(initContainers.length > 0 && { initContainers: resized(list(spec.initContainers), initContainers) })
    })
  },
  validateUpdate: validateResize
}

function validateResize(pod: KubeObject, old: KubeObject, problems: Problems): void {
  const was = text(part(old.status)?.qosClass) || qosClass(specOf(old))
  if (qosClass(specOf(pod)) !== was)
    problems.invalid('spec', was, 'Pod QOS Class may not change as a result of resizing')
  for (const field of ['containers', 'initContainers']) {
    const before = list(specOf(old)[field])
    list(specOf(pod)[field]).forEach((container, i) => {
      for (const kind of ['requests', 'limits']) {
        const [now, then] = [map(part(container.resources)?.[kind]), map(part(before[i]?.resources)?.[kind])]
        if (Object.keys(then).some((name) => now[name] === undefined))
          problems.forbidden(`spec.${field}[${i}].resources.${kind}`, `resource ${kind} cannot be removed`)
      }
    })
  }
}
