import { injectFault, play, say, useLab } from '../../store'
import { prefersStill } from '../shared/screen'

/** The first minute's one large button: crash whoever leads etcd at this moment. */
export function Suggestion() {
  const title = useLab((lab) => (lab.acted ? null : (lab.info?.suggestion?.title ?? null)))
  const leader = useLab(
    (lab) =>
      Object.values(lab.machines).find(({ processes }) => processes.some(({ kind, leads }) => kind === 'etcd' && leads))
        ?.id
  )
  const busy = useLab((lab) => lab.selection !== '')
  // With a master down already, one more crash would not be an election but the end of the quorum.
  const whole = useLab((lab) => Object.values(lab.machines).every(({ up }) => up))
  if (!title || !leader || busy || !whole) return null
  const carryOut = async () => {
    const error = await injectFault(`crash ${leader}`)
    if (error) say('alert', error)
    else if (!prefersStill()) play()
  }
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-2 z-10 flex justify-center">
      <button
        type="button"
        onClick={carryOut}
        className="pointer-events-auto grid rounded-xl bg-bad px-6 py-1.5 text-center text-panel shadow-card hover:opacity-90"
      >
        <b className="text-base font-semibold">{title}</b>
        <span className="text-xs">and watch {leader}’s peers elect another</span>
      </button>
    </div>
  )
}
