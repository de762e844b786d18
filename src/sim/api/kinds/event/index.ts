import type { KubeObject } from '../../types'
import type { KindCode } from '../kind'
import { columns } from './columns'

/**
 * Events of both groups are stored in one form. Models pkg/apis/core/v1 and pkg/apis/events/v1 conversion: `regarding` is
 * `involvedObject`, `note` is `message`.
 */
function convert(object: KubeObject): KubeObject {
  const { regarding, note, reportingController, ...event } = object as KubeObject & {
    regarding?: object
    note?: string
    reportingController?: string
  }
  return {
    ...event,
    apiVersion: 'v1',
    involvedObject: regarding,
    message: note,
    reportingComponent: reportingController,
    source: {},
    firstTimestamp: null,
    lastTimestamp: null
  } as KubeObject
}

export const event: KindCode = { columns, convert, name: 'path' }
