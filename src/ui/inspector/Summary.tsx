import { isRead, secondsText, showEntry, useLab } from '../../store'
import { Section } from '../shared/Section'
import { byTime, milestoneTitle } from '../shared/words'
import { ImpactList } from './ImpactList'
import { usePage } from '../shared/use-page'

/** The run as a whole: its traffic, what works, and what has happened up to the playhead. */
export function Summary() {
  return (
    <>
      <Traffic />
      <ImpactList />
      <Happened />
    </>
  )
}

function Traffic() {
  const t = usePage()
  const traffic = useLab((lab) => lab.frame?.traffic)
  const title = useLab((lab) => lab.info?.title ?? '')
  const summary = useLab((lab) => lab.info?.summary ?? '')
  if (!traffic) return null
  // Where nobody asks, nothing is answered and nothing is out.
  const rows: readonly (readonly [string, string])[] =
    traffic.ratePerS === 0 && traffic.requests === 0
      ? [['Requests', t('no traffic')]]
      : [
          ['Requests', `${traffic.ratePerS} ${t('per second')}`],
          ['Answered', `${traffic.okPercent}% ${t('in the last 5 s')}`],
          ['In all', `${traffic.ok} ${t('of')} ${traffic.requests}`],
          ['Longest outage', secondsText(traffic.longestOutageS)]
        ]
  return (
    <Section title={title}>
      <p className="mb-2 text-mute">{t(summary)}</p>
      <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-2 gap-y-[3px]">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-mute">{t(name)}</dt>
            <dd className="font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

function Happened() {
  const t = usePage()
  const milestones = useLab((lab) => lab.timeline?.milestones)
  const read = useLab(isRead)
  const playhead = useLab((lab) => Math.floor(lab.playhead / 50_000) * 50_000)
  const passed = byTime(milestones ?? []).filter(({ at }) => at <= playhead + 50_000)
  return (
    <Section title="What happened">
      {passed.length === 0 && read && (
        <p className="text-mute">{t('Nothing yet. Select a machine or a component to act on it.')}</p>
      )}
      <ol className="grid gap-1 border-l-[3px] border-lead pl-2.5 text-xs">
        {passed.map(({ id, at, afterFault, component, entry }) => (
          <li key={id}>
            <button
              type="button"
              className="w-full rounded text-left hover:bg-raised"
              onClick={() => showEntry(entry, at)}
            >
              <span className="numbers text-mute">+{secondsText((afterFault ?? at) / 1_000_000)}</span>{' '}
              {t(milestoneTitle(id))}
              {component && <span className="text-mute"> · {component}</span>}
            </button>
          </li>
        ))}
      </ol>
    </Section>
  )
}
