import type { PillReason, PillView, WaitKind, WaitView } from '../view/types'

/**
 * The countdown that ends what does not work at an instant: of all that run, the one that somebody who looks at the pills asks
 * for. Null: none that would change anything for them.
 * @param known what the states say (`FrameView.works`)
 * @param tried what was tried at the same instant, as far as it is
 */
export function mainWait(
  known: readonly PillView[],
  tried: readonly PillView[],
  waiting: readonly WaitView[]
): WaitView | null {
  const reasons = new Set(known.flatMap(({ reason }): PillReason[] => (reason ? [reason] : [])))
  const soonest = (kind: WaitKind, fits: (wait: WaitView) => boolean = () => true): WaitView | null =>
    waiting.find((wait) => wait.kind === kind && fits(wait)) ?? null
  const lacks = (ids: readonly PillView['id'][]) =>
    tried.some(({ id, status }) => ids.includes(id) && (status === 'some' || status === 'none'))
  if (reasons.has('no-etcd-leader')) return soonest('election') ?? soonest('start', isControlPlane)
  if (reasons.has('no-api-server')) return soonest('start', isControlPlane)
  const locks = [
    ...(reasons.has('no-scheduler') ? ['kube-scheduler'] : []),
    ...(reasons.has('no-controllers') ? ['kube-controller-manager'] : [])
  ]
  if (locks.length > 0) {
    // Each is taken by whoever sees it run out first, at a try after that; all of them must be.
    const due = locks.flatMap(
      (lock) => soonest('lease', ({ about, process }) => (about === '' ? process : about).endsWith(`/${lock}`)) ?? []
    )
    return (
      due.sort((a, b) => b.dueAt - a.dueAt)[0] ??
      soonest('start', ({ process }) => locks.some((lock) => process.endsWith(lock)))
    )
  }
  if (lacks(['reads', 'writes'])) {
    const check = soonest('check', ({ setting }) => setting.startsWith('haproxy'))
    if (check) return check
  }
  if (lacks(['users'])) {
    const check = soonest('check', ({ setting }) => setting.startsWith('service-lb'))
    if (check) return check
  }
  return (
    soonest('grace') ??
    soonest('toleration') ??
    soonest('termination') ??
    soonest('back-off', ({ about }) => about.startsWith('pod:')) ??
    soonest('start', ({ about, process }) => about.startsWith('pod:') || isControlPlaneId(process))
  )
}

const isControlPlaneId = (process: string): boolean => /\/(?:etcd|kube-|kubelet)/.test(process)
const isControlPlane = ({ process }: WaitView): boolean => isControlPlaneId(process)
