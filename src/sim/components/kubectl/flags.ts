import { millis } from '../../flag'

/** kubectl's own times; its process start is measured (60 to 150 ms before its first request). */
export const flags = {
  'kubectl-start-latency-ms': millis(90, 'from Enter to the first packet'),
  'kubectl-step-latency-ms': millis(4, 'between an answer and the next request')
} as const
