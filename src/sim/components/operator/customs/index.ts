import { certManager } from './certificates'
import type { Controller } from './custom'
import { prometheusOperator } from './prometheus'

const controllers: readonly Controller[] = [prometheusOperator, certManager]

/** What the program of an image works on; undefined: nothing that is modelled. */
export const controllerOf = (image: string): Controller | undefined =>
  controllers.find((each) => each.image.test(image))
