import { seconds } from '../../flag'

/** Settings of BIRD in calico-node's image. Models projectcalico/calico confd/etc/calico/confd/templates/bird.cfg.template. */
export const flags = {
  'bird-connect-delay-time': seconds(5, 'BIRD turns to a peer that it has no session with again after this long', {
    above: 0
  }),
  'bird-hold-time': seconds(
    240,
    'what a silent peer has announced is forgotten after this long; a third of it is the keepalive',
    {
      above: 0
    }
  ),
  'bird-kernel-scan-time': seconds(
    2,
    'BIRD looks into its node’s kernel for routes that are missing this often; 0: what it has written it never looks at again'
  )
} as const
