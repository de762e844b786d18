import { toggle } from '../../flag'

/** Settings of what CoreDNS depends on. */
export const flags = {
  'dns-upstream-down': toggle(false, 'the resolver that CoreDNS forwards names of the world outside to does not answer')
} as const
