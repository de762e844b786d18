import { late } from '../../../../base/late'
import type * as Evict from './evict'
import type * as ImageGc from './image-gc'

/** No cluster begins with a node that is short of something. */
export const evicting = late<typeof Evict>('what a node does that is short of something')
export const imageGc = late<typeof ImageGc>('the removal of images that nobody uses')
