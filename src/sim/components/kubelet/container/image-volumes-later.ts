import { late } from '../../../../base/late'
import type { KubeletContext } from '../context'
import { podOf, type Container } from './container'
import { imageVolumesOf } from './image-volume-specs'
import type * as Images from './image-volumes'

/** What comes of the pull of a volume that is an image: pods that clusters begin with have none. */
export const imageVolumes = late<typeof Images>('volumes that are images')

/** Whether a container that is to be started mounts an image that could not be had. */
export const lacksVolume = (context: KubeletContext, container: Container): boolean =>
  imageVolumesOf(podOf(context, container)).length > 0 && imageVolumes().failuresOf(context, container).length > 0
