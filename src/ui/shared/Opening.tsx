import { useLab, useLanguage } from '../../store'

/** A large cluster takes its time to start: how far it is, over the picture of what was shown before. */
export function Opening() {
  const share = useLab((lab) => lab.opening)
  const { opening } = useLanguage((state) => state.words)
  if (share === null) return null
  const percent = Math.round(share * 100)
  return (
    <div
      role="progressbar"
      aria-valuenow={percent}
      aria-label={opening(String(percent))}
      className="absolute top-1/2 left-1/2 z-30 w-64 -translate-x-1/2 -translate-y-1/2 rounded-lg border border-line bg-panel p-3 text-xs shadow-card"
    >
      {opening(String(percent))}
      <div className="mt-2 h-1.5 overflow-hidden rounded bg-raised">
        <div className="h-full bg-info" style={{ width: `${percent}%` }} />
      </div>
    </div>
  )
}
