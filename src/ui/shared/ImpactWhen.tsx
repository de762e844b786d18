import { clockText, useLab } from '../../store'
import type { Impact } from './use-impact'
import { usePage } from './use-page'

/** Which instant the rows are about, and whether they are still being asked. */
export function ImpactWhen({ impact }: { readonly impact: Impact | null }) {
  const t = usePage()
  const playing = useLab((lab) => lab.playing)
  const startSeconds = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  return (
    <p className="pb-1 text-mute">{t(impact ? said(impact, startSeconds, playing) : playing ? later : 'Asking …')}</p>
  )
}

const later = 'What works is asked when it is paused.'

function said({ at, open }: Impact, startSeconds: number, playing: boolean): string {
  const when = `At ${clockText(at, startSeconds)}`
  if (playing) return `${when}; asked anew when it is paused.`
  return open > 0 ? `${when}: asking …` : `${when}, asked on forks of the run.`
}
