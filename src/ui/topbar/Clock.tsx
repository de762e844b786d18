import { clockText, sinceFaultText, useLab } from '../../store'

export function Clock() {
  const playhead = useLab((lab) => lab.playhead)
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  const faultAt = useLab((lab) => lab.info?.faultAt ?? null)
  return (
    <div className="min-w-32 flex-none whitespace-nowrap" role="timer" aria-label="Simulated time" aria-live="off">
      <time className="block font-mono text-[17px] leading-5 font-semibold tracking-tight">
        {clockText(playhead, start)}
      </time>
      <small className="block text-[11px] leading-3.5 text-mute">{sinceFaultText(playhead, faultAt)}</small>
    </div>
  )
}
