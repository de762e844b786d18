import type { Container as ContainerSpec, Pod } from '../../../api/types'

/* Volumes whose content is an image (`volumes[].image`): each is an item of the container's chart that only ever pulls. */

/** A name that no container can have. */
const prefix = 'volumes/'

export const itemOf = (volume: string): string => prefix + volume

export const isVolume = ({ name }: { readonly name: string }): boolean => name.startsWith(prefix)

interface ImageVolume {
  readonly name: string
  readonly image?: { readonly reference?: string; readonly pullPolicy?: string }
}

/** What is pulled for a pod's volumes, as the specs of containers that need no more than their image. */
export function imageVolumesOf({ spec }: Pod): readonly ContainerSpec[] {
  const volumes: readonly ImageVolume[] = spec.volumes ?? []
  return volumes.flatMap(({ name, image }) =>
    image
      ? [
          {
            name: itemOf(name),
            image: image.reference ?? '',
            ...(image.pullPolicy && { imagePullPolicy: image.pullPolicy })
          }
        ]
      : []
  )
}
