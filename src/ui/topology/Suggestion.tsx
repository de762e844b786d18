import { injectFault, play, say, useLab } from '../../store'
import { prefersStill } from '../shared/screen'

/** The first minute's one large button: what is worth doing at the instant shown. */
export function Suggestion() {
  const suggestion = useLab((lab) => (lab.acted ? null : lab.suggestion))
  const busy = useLab((lab) => lab.selection !== '')
  if (!suggestion || busy) return null
  const { title, detail, fault, instead } = suggestion
  const carryOut = async () => {
    const error = await injectFault(fault, instead ?? undefined)
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
        <span className="text-xs">{detail}</span>
      </button>
    </div>
  )
}
