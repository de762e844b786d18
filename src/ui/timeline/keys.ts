import type { KeyboardEvent } from 'react'
import { isRead, pause, seekTo, showEntry, useLab, visit, wishFor, type Lab, type Lane } from '../../store'
import { choose, toggleFolding, useTimelineView, useView } from './view'

const isTyping = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('input, textarea, select') !== null

/** What keys do anywhere in the timeline; arrows belong to what has the focus. */
export function useKeys(): (event: KeyboardEvent) => void {
  const { zoom, pan, fit } = useView()
  return (event) => {
    if (isTyping(event.target)) return
    const { key } = event
    if (event.ctrlKey || event.metaKey) {
      if (key.toLowerCase() === 'z') void visit(event.shiftKey ? 1 : -1)
      return
    }
    if (event.altKey) return
    const actions: Readonly<Record<string, () => void>> = {
      w: () => zoom(0.7),
      '+': () => zoom(0.7),
      '=': () => zoom(0.7),
      s: () => zoom(1 / 0.7),
      '-': () => zoom(1 / 0.7),
      a: () => pan(-0.15),
      d: () => pan(0.15),
      '0': fit,
      f: toggleFolding,
      m: measure,
      n: () => choose({ what: 'note', at: useLab.getState().playhead }),
      '.': () => span(1),
      ',': () => span(-1),
      Home: () => go(0),
      End: toEnd,
      Escape: () => {
        choose(null)
        useTimelineView.setState({ anchor: null })
      }
    }
    const action = actions[key.length === 1 ? key.toLowerCase() : key]
    if (!action) return
    event.preventDefault()
    // Others listen for keys, too; what has a meaning here is not theirs.
    event.stopPropagation()
    action()
  }
}

function go(at: number): void {
  pause()
  seekTo(at)
}

/** Of a chosen span its length; else from the playhead on, until the key is pressed again. */
export function measure(): void {
  const { chosen, anchor } = useTimelineView.getState()
  const { playhead, timeline } = useLab.getState()
  if (anchor !== null) {
    useTimelineView.setState({ anchor: null })
    return choose({ what: 'measure', from: Math.min(anchor, playhead), to: Math.max(anchor, playhead) })
  }
  const span =
    chosen?.what === 'span' &&
    timeline?.lanes.find(({ id }) => id === chosen.lane)?.spans.find(({ from }) => from === chosen.from)
  if (span) return choose({ what: 'measure', from: span.from, to: span.to })
  choose(null)
  useTimelineView.setState({ anchor: playhead })
}

/** To the end of what is simulated by itself, as soon as it is known which run that is. */
function toEnd(): void {
  wishFor(({ timeline, revision }) => {
    if (timeline && revision) go(timeline.until)
    return timeline !== null && revision !== null
  }, '')
}

/** The next or previous span of the lane of the one that is chosen; without one, of the lane that changes next. */
function span(direction: 1 | -1): void {
  pause()
  wishFor((lab) => isRead(lab) && goToSpan(lab, direction), 'No span comes there so far.')
}

function goToSpan(lab: Lab, direction: 1 | -1): boolean {
  const { chosen } = useTimelineView.getState()
  const { timeline, playhead } = lab
  const lanes = timeline?.lanes.filter((lane) => !lane.requests) ?? []
  const own = chosen?.what === 'span' ? lanes.filter(({ id }) => id === chosen.lane) : lanes
  const from = chosen?.what === 'span' ? chosen.from : playhead
  const next = nearest(own, from, direction)
  if (!next) return false
  choose({ what: 'span', lane: next.lane, from: next.from })
  void showEntry(next.entry, next.from)
  return true
}

/** The start of a span after or before a time, in any of the lanes. */
export function nearest(
  lanes: readonly Lane[],
  at: number,
  direction: 1 | -1
): { readonly lane: string; readonly from: number; readonly entry: number } | undefined {
  return lanes
    .flatMap(({ id, spans }) =>
      spans
        .filter(({ from, entry }) => entry >= 0 && (from - at) * direction > 0)
        .map(({ from, entry }) => ({ lane: id, from, entry }))
    )
    .sort((a, b) => (a.from - b.from) * direction)[0]
}
