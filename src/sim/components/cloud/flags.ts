import { amount, count, millis, seconds, text } from '../../flag'

const group = String.raw`[a-z0-9][-a-z0-9]*=\d{1,4}:\d{1,4}(?:/\d{1,4}x\d{1,7})?`

/** Settings of the provider of machines; none of them has a general value, so they are what a person wants to see. */
export const flags = {
  'cloud-node-groups': text(
    'workers=1:10',
    'groups of machines, name=min:max and, if they are of another size, /CPUsxMiB; the workers of the beginning are in the first',
    new RegExp(`^${group}(?:, ?${group})*$`),
    "expected groups such as 'workers=1:10, big=0:5/16x65536'"
  ),
  'cloud-api-latency-ms': millis(200, 'how long the provider takes to answer'),
  'cloud-quota-machines': count(0, 'how many workers may be had at most; 0: as many as the groups say'),
  'cloud-failure-share': amount(0, 'share', 'how many of the machines that are asked for cannot be had', { max: 1 }),
  'cloud-balancer-s': seconds(30, 'from the order of a balancer until it has an address'),
  'cloud-delete-s': seconds(30, 'from the order to delete a machine until it is off')
} as const
