import { clockText, sinceFaultText, useLab } from '../../store'
import { usePage } from '../shared/use-page'

export function Clock() {
  const t = usePage()
  const playhead = useLab((lab) => lab.playhead)
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  const faultAt = useLab((lab) => lab.info?.faultAt ?? null)
  return (
    <div className="min-w-32 flex-none whitespace-nowrap" role="timer" aria-label={t('Simulated time')} aria-live="off">
      <time className="block font-mono text-[17px] leading-5 font-semibold tracking-tight">
        {clockText(playhead, start)}
      </time>
      <small className="block text-[11px] leading-3.5 text-mute">{t(sinceFaultText(playhead, faultAt))}</small>
    </div>
  )
}
