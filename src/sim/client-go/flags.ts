import { seconds } from '../flag'

/** A year, for which kubeadm signs. */
const year = 365 * 24 * 3_600

/** What kubeadm signs for components that ask the API by a kubeconfig of its making. */
export const certificateFlags = {
  'kubeconfig-validity-period-s': seconds(
    year,
    'controller-manager.conf and scheduler.conf are good for this long from when the cluster was made, 120 s before time 0 (certificateValidityPeriod of kubeadm)',
    { above: 0 }
  )
} as const

/** Flags of every leader-elected component. Models component-base/config/v1alpha1/defaults.go and client-go's NewLeaderElector. */
export const electionFlags = {
  'leader-elect-lease-duration': seconds(15, 'a standby waits this long after the last renewal that it saw', {
    above: 0,
    refusal: 'leaseDuration must be greater than zero'
  }),
  'leader-elect-renew-deadline': seconds(10, 'a leader that cannot renew for this long exits', {
    above: 0,
    refusal: 'renewDeadline must be greater than zero'
  }),
  'leader-elect-retry-period': seconds(2, 'time between two tries to renew or to acquire', {
    above: 0,
    refusal: 'retryPeriod must be greater than zero'
  })
} as const
