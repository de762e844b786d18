import { useMemo } from 'react'
import { useLive, type Live } from '../../live'
import { mainWait } from '../../sim/story/pending'
import type { ChainStep, Moment, PillView, WaitView } from '../../sim/view/types'
import { en, presentText, sayIn, type Present } from '../../words'
import { OriginTag } from '../shared/SettingOrigin'
import { Sentence } from '../story/Sentence'

const noMoments: readonly Moment[] = []
const noWaits: readonly WaitView[] = []

/** What the story says at the playhead: the last moment, what does not work, and until when. */
export function usePresentOf(
  live: Live,
  pills: readonly PillView[]
): { readonly present: Present; readonly moment: Moment | null } {
  const moments = useLive(live, ({ timeline }) => timeline?.moments ?? noMoments)
  const passed = useLive(
    live,
    ({ timeline, playhead }) => (timeline?.moments ?? noMoments).filter(({ at }) => at <= playhead).length
  )
  const read = useLive(live, ({ timeline, playhead }) => timeline !== null && timeline.read && timeline.end >= playhead)
  const faultAt = useLive(live, ({ info }) => info?.faultAt ?? 0)
  const known = useLive(live, ({ frame }) => frame?.works)
  const waiting = useLive(live, ({ frame }) => frame?.waiting ?? noWaits)
  const moment = moments[passed - 1] ?? null
  const present = useMemo(() => {
    const wait = passed === 0 ? null : mainWait(known ?? [], pills, waiting)
    return presentText(en, sayIn(en, faultAt), read ? moment : 'unread', pills, wait)
  }, [passed, known, pills, waiting, faultAt, read, moment])
  return { present, moment }
}

/** The last settings that timed what led to a moment, as chips; at most two. */
export function Settings({ live, chain }: { readonly live: Live; readonly chain: readonly ChainStep[] }) {
  const info = useLive(live, ({ info: ofRun }) => ofRun)
  const last = new Map(
    chain
      .filter(({ setting, settingValue }) => setting !== '' && settingValue !== '')
      .map((step) => [step.setting, step])
  )
  return [...last.values()].slice(-2).map(({ setting, settingValue }) => (
    <code key={setting} className="ml-1 rounded bg-infobg px-1.5 py-px text-[11px] whitespace-nowrap text-info">
      {setting} {settingValue}
      {info && <OriginTag info={info} name={setting} />}
    </code>
  ))
}

export function CaptionText({ present }: { readonly present: Present }) {
  return (
    <>
      <Sentence text={present.happened} /> {present.works !== '' && <Sentence text={`${present.works} `} />}
      {present.until !== '' && <Sentence text={`${present.until} `} />}
    </>
  )
}
