import { amount, count, millis, period, seconds } from '../../flag'

/** kube-scheduler's flags and fields of KubeSchedulerConfiguration. Models pkg/scheduler/apis/config/v1/defaults.go. */
export const flags = {
  'pod-initial-backoff-seconds': seconds(
    1,
    'an unschedulable pod is tried again after this long, then after twice as long …',
    { above: 0, refusal: 'podInitialBackoffSeconds: Invalid value: %v: must be greater than 0' }
  ),
  'pod-max-backoff-seconds': seconds(10, '… and at most this long', period),
  'pod-max-in-unschedulable-pods-duration': seconds(
    300,
    'an unschedulable pod is tried again after this long though nothing happened'
  ),
  'percentage-of-nodes-to-score': amount(
    0,
    '%',
    'share of the nodes that fit of which the best is sought; 0 adapts to their number',
    { max: 100, refusal: 'percentageOfNodesToScore: Invalid value: %v: not in valid range [0-100]' }
  ),
  'kube-api-qps': amount(50, '/s', 'requests per second of one API client'),
  'kube-api-burst': count(100, 'requests that may come at once on top of that'),
  'scheduling-cycle-ms': millis(1, 'computing of one scheduling cycle'),
  'pre-bind-latency-ms': millis(0, 'PreBind of one pod (attaching volumes), while the next cycle goes on')
} as const
