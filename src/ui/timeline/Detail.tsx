import type { ReactNode } from 'react'
import { secondsText, seekTo, showEntry, useLab, type ChainStep } from '../../store'
import { usePage } from '../shared/use-page'
import { milestoneTitle } from '../shared/words'
import { useChosenSpan } from './chain'
import { measured } from './measure'
import { Milestones } from './Milestones'
import { offsetText } from './milestone-words'
import { NoteEditor } from './NoteEditor'
import { choose, useTimelineView } from './view'
import { SettingOrigin } from '../shared/SettingOrigin'

/** Beside the lanes: what is chosen in them, in words. */
export function Detail({ chain }: { readonly chain: readonly ChainStep[] }) {
  const t = usePage()
  const chosen = useTimelineView((view) => view.chosen)
  const lane = useChosenSpan()
  switch (chosen?.what) {
    case 'span':
      return lane && <SpanDetail {...lane} chain={chain} />
    case 'milestone':
      return <MilestoneDetail id={chosen.id} chain={chain} />
    case 'measure':
      return <MeasureDetail from={chosen.from} to={chosen.to} />
    case 'note':
      return (
        <Side title={t('Note')}>
          <NoteEditor key={chosen.at} at={chosen.at} />
        </Side>
      )
    case 'milestones':
      return (
        <Side title={t('Milestones')} wide>
          <Milestones />
        </Side>
      )
    case undefined:
      return null
  }
}

function Side({
  title,
  wide,
  children
}: {
  readonly title: string
  readonly wide?: boolean
  readonly children: ReactNode
}) {
  const t = usePage()
  return (
    <aside
      aria-label={title}
      className={`relative max-w-[80%] flex-none overflow-auto border-l border-line bg-panel px-3 py-2 text-xs max-[1199px]:absolute max-[1199px]:inset-y-0 max-[1199px]:right-0 max-[1199px]:z-20 max-[1199px]:shadow-pop ${wide ? 'w-[440px]' : 'w-[300px]'}`}
    >
      <div className="mb-1 flex items-start justify-between gap-2">
        <h2 className="text-[13px] font-semibold">{title}</h2>
        <button
          type="button"
          aria-label={`${t('Close')} ${title}`}
          className="px-1 text-mute hover:text-ink"
          onClick={() => choose(null)}
        >
          ×
        </button>
      </div>
      {children}
    </aside>
  )
}

function SpanDetail({
  span,
  lane,
  chain
}: NonNullable<ReturnType<typeof useChosenSpan>> & { readonly chain: readonly ChainStep[] }) {
  const t = usePage()
  const origin = useLab((lab) => lab.info?.faultAt ?? 0)
  return (
    <Side title={`${t(lane)}: ${t(span.text)}`}>
      <p className="mb-2 text-mute">
        {offsetText(span.from - origin)} {t('to')} {offsetText(span.to - origin)},{' '}
        {secondsText((span.to - span.from) / 1_000_000)}
      </p>
      <Chain steps={chain} />
    </Side>
  )
}

function MilestoneDetail({ id, chain }: { readonly id: string; readonly chain: readonly ChainStep[] }) {
  const t = usePage()
  const milestone = useLab((lab) => lab.timeline?.milestones.find((candidate) => candidate.id === id))
  if (!milestone) return null
  const { at, afterFault, documentS, recordedS, why, component } = milestone
  return (
    <Side title={t(milestoneTitle(id))}>
      <dl className="mb-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        <Row name="simulated">
          <b>{secondsText((afterFault ?? at) / 1_000_000)}</b> {component && `${t('by')} ${component}`}
        </Row>
        <Row name="document">{documentS === null ? t('says nothing of it') : secondsText(documentS)}</Row>
        <Row name="recorded">
          {recordedS
            ? `${secondsText(recordedS.median)}, ${t('from')} ${secondsText(recordedS.min)} ${t('to')} ${secondsText(recordedS.max)}`
            : t('not recorded')}
        </Row>
        {why && <Row name="why they differ">{why}</Row>}
      </dl>
      <button
        type="button"
        className="mb-2 font-medium text-info hover:underline"
        onClick={() => choose({ what: 'milestones' })}
      >
        {t('All milestones')}
      </button>
      <Chain steps={chain} />
    </Side>
  )
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const t = usePage()
  return (
    <>
      <dt className="text-mute">{t(name)}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Chain({ steps }: { readonly steps: readonly ChainStep[] }) {
  const t = usePage()
  const origin = useLab((lab) => lab.info?.faultAt ?? 0)
  if (steps.length === 0) return null
  return (
    <>
      <h3 className="heading !mb-1">{t('From its cause on')}</h3>
      <ol className="space-y-1 border-l-2 border-leadbg pl-2">
        {steps.map(({ entry, at, text, setting, settingValue }) => (
          <li key={entry}>
            <button type="button" className="text-left hover:underline" onClick={() => void showEntry(entry, at)}>
              <b className="text-lead tabular-nums">{offsetText(at - origin)}</b> {t(text)}
            </button>
            {setting && (
              <span className="ml-1 rounded bg-infobg px-1 font-mono text-[11px] text-info">
                {setting} {settingValue}
                <SettingOrigin name={setting} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </>
  )
}

function MeasureDetail({ from, to }: { readonly from: number; readonly to: number }) {
  const t = usePage()
  const timeline = useLab((lab) => lab.timeline)
  const origin = useLab((lab) => lab.info?.faultAt ?? 0)
  if (!timeline) return null
  const { length, happened, requests, troubled } = measured(timeline, from, to)
  return (
    <Side title={`${secondsText(length / 1_000_000)} ${t('measured')}`}>
      <p className="mb-2 text-mute">
        {offsetText(from - origin)} {t('to')} {offsetText(to - origin)}
      </p>
      <h3 className="heading !mb-1">{t('What happened in it')}</h3>
      {happened.length === 0 && <p className="mb-2">{t('No fault and no milestone.')}</p>}
      <ol className="mb-2">
        {happened.map(({ at, text, isFault }) => (
          <li key={`${at} ${text}`}>
            <button type="button" className="text-left hover:underline" onClick={() => seekTo(at)}>
              <b className={`tabular-nums ${isFault ? 'text-bad' : 'text-lead'}`}>{offsetText(at - origin)}</b>{' '}
              {t(text)}
            </button>
          </li>
        ))}
      </ol>
      <h3 className="heading !mb-1">{t('Requests sent in it')}</h3>
      <ul className="mb-2">
        {requests.map(({ title, all, slow, failed }) => (
          <li key={title}>
            {t(title)}: {all}
            {failed > 0 && (
              <b className="text-bad">
                , {failed} {t('without a good answer')}
              </b>
            )}
            {slow > 0 && (
              <b className="text-warn">
                , {slow} {t('waited for longer than 1 s')}
              </b>
            )}
          </li>
        ))}
      </ul>
      {troubled.length > 0 && (
        <>
          <h3 className="heading !mb-1">{t('Not well')}</h3>
          <ul>
            {troubled.map(({ title, length }) => (
              <li key={title}>
                {t(title)}: {secondsText(length / 1_000_000)}
              </li>
            ))}
          </ul>
        </>
      )}
    </Side>
  )
}
