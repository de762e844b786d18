import { useEffect, useRef, type PointerEvent, type RefObject } from 'react'
import { pause, seekTo } from '../../store'
import type { Row } from './rows'
import type { Scale } from './scale'
import { choose, useTimelineView, useView } from './view'

interface Geometry {
  readonly scale: Scale
  readonly rows: readonly Row[]
  readonly head: number
  readonly scrolled: number
}

interface Press {
  readonly x: number
  readonly y: number
  readonly measures: boolean
  moved: boolean
}

/** Less than this is a click. */
const slack = 3

/**
 * A press moves the playhead, and chooses the span that it meets; with Shift, or when measuring, a drag measures a stretch. The
 * wheel with Ctrl zooms around the pointer, Shift and the wheel pan.
 */
export function usePointer(box: RefObject<HTMLDivElement | null>, geometry: Geometry) {
  const press = useRef<Press | null>(null)
  const { zoom, pan } = useView()
  const { scale } = geometry
  useEffect(() => {
    const element = box.current!
    const onWheel = (event: WheelEvent) => {
      const along = event.shiftKey ? event.deltaY : event.deltaX
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault()
        const x = event.clientX - element.getBoundingClientRect().left
        zoom(event.deltaY > 0 ? 1.25 : 0.8, scale.toTime(x))
      } else if (along !== 0) {
        event.preventDefault()
        pan(along / 600)
      }
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  })
  const at = (event: PointerEvent) => {
    const { left, top } = box.current!.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const { x, y } = at(event)
    const isElsewhere = event.target instanceof Element && event.target.closest('button, input, textarea, form')
    if (event.button !== 0 || x < scale.left || isElsewhere) return
    pause()
    event.currentTarget.setPointerCapture(event.pointerId)
    const measures = event.shiftKey || useTimelineView.getState().anchor !== null
    press.current = { x, y, measures, moved: false }
    if (!measures) seekTo(scale.toTime(x))
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const { current } = press
    if (!current) return
    const { x } = at(event)
    current.moved ||= Math.abs(x - current.x) > slack
    if (!current.moved) return
    if (!current.measures) return seekTo(scale.toTime(x))
    const [from, to] = [scale.toTime(Math.min(x, current.x)), scale.toTime(Math.max(x, current.x))]
    useTimelineView.setState({ anchor: null })
    choose({ what: 'measure', from, to })
  }
  const onPointerUp = () => {
    const { current } = press
    press.current = null
    if (current && !current.moved && !current.measures) chooseAt(geometry, current)
  }
  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: () => void (press.current = null) }
}

/** The span under a point; of rows of requests there is none. */
function chooseAt({ scale, rows, head, scrolled }: Geometry, { x, y }: Press): void {
  const inRows = y - head + scrolled
  const row =
    y < head ? undefined : rows.find((candidate) => inRows >= candidate.y && inRows < candidate.y + candidate.height)
  const time = scale.toTime(x)
  const span = row?.lane?.requests ? undefined : row?.lane?.spans.find(({ from, to }) => from <= time && to > time)
  if (row?.lane && span && span.entry >= 0) choose({ what: 'span', lane: row.lane.id, from: span.from })
}
