import { period, seconds } from '../../flag'

/** Settings of the agent that asks the API for what runs in the cluster. */
export const flags = {
  'telemetry-period': seconds(10, 'each agent lists all pods this often', period),
  'telemetry-timeout': seconds(60, 'an agent waits this long for its list', period)
} as const
