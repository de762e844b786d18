import { certManager } from './certificates'
import type { Controller } from './custom'
import { elasticOperator } from './elastic'
import { prometheusOperator } from './prometheus'
import { rabbitmqClusterOperator } from './rabbitmq'

const controllers: readonly Controller[] = [prometheusOperator, certManager, rabbitmqClusterOperator, elasticOperator]

/** What the program of an image works on; undefined: nothing that is modelled. */
export const controllerOf = (image: string): Controller | undefined =>
  controllers.find((each) => each.image.test(image))
