import { useLayoutEffect, useRef, useState } from 'react'
import { useLab } from '../../store'
import { LaneRows } from './LaneRows'
import { Playhead } from './Playhead'
import { Ruler } from './Ruler'
import { scaleOf } from './scale'
import { useView } from './view'

const laneLabels = 104
const rulerHeight = 18

/** All lanes over one time axis. The pointer puts the playhead anywhere; the wheel with Ctrl zooms. */
export function Lanes() {
  const box = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  const { window, zoom } = useView()
  const lanes = useLab((lab) => lab.timeline?.lanes)
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect
      setSize({ width: Math.floor(width), height: Math.floor(height) })
    })
    observer.observe(box.current!)
    return () => observer.disconnect()
  }, [])
  useLayoutEffect(() => {
    const element = box.current!
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      const x = event.clientX - element.getBoundingClientRect().left
      zoom(event.deltaY > 0 ? 1.25 : 0.8, scaleOf(window, laneLabels, size.width).toTime(x))
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  })
  const scale = scaleOf(window, laneLabels, size.width - 12)
  return (
    <div ref={box} className="relative mt-1 min-h-0 flex-1 overflow-hidden select-none">
      {size.width > 0 && lanes && (
        <>
          <svg data-lanes width={size.width} height={size.height} className="absolute inset-0 font-mono text-[11px]">
            <Ruler scale={scale} height={size.height} />
            <LaneRows lanes={lanes} scale={scale} top={rulerHeight} height={size.height - rulerHeight} />
          </svg>
          <Playhead scale={scale} height={size.height} />
        </>
      )}
    </div>
  )
}
